"""Recognises files that are not text by their bytes, and says what to do with each instead."""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
SAVE_AS_TEXT = "Save its words as plain text (UTF-8) and import that."
_OPEN_AND_SAVE = "Open it in {}, save it as .docx, and import that."
_SAVE_AS_WORD = _OPEN_AND_SAVE.format("Word or LibreOffice")
_COPY_ROWS = "Copy the rows that you want, and paste them as text."
_UNPACK = "Unpack it, and import the documents in it one by one."
PICTURE = "a picture, which holds no words that can be read. Type or paste the text."
RECORDING = "a recording. Type or paste what is said in it."
LOCKED = (
    "an Office file with a password. Open it, take the password off (in Word: File, Info, Protect "
    "Document), save it as .docx, and import that."
)
PDF = "a PDF file. Open it, copy its text, and paste it instead of choosing a file."
LOCKED_PDF = (
    "a PDF file that is locked. Open it with its password, copy its text and paste it; where "
    "that is forbidden, ask whoever sent it for the document that it was made from."
)
CUT_OFF = (
    "a Word file, or another zip, that is cut off or damaged. Copy or download it once more; if "
    "that does not help, open it in Word, save it again as .docx, and import that."
)
EMPTY = "an empty zip or Word file: nothing is in it. Look whether you saved or chose another one."
# The first bytes of such files, and what they are.
BEGINNINGS = (
    (EMPTY_ZIP, EMPTY),
    (b"{\\rtf", f"an RTF file. {_SAVE_AS_WORD}"),
    (b"\x1f\x8b", f"a compressed file. {_UNPACK}"),
    *((start, f"a packed file. {_UNPACK}") for start in (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh")),
    *((start, PICTURE) for start in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")),
    *((start, RECORDING) for start in (b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3")),
)
# Names in the directory of an old Office file, which has them in UTF-16.
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_IN_OLD_OFFICE = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", f"an old Word file (.doc). {_SAVE_AS_WORD}"),
    ("Workbook", f"an old Excel file (.xls). {_COPY_ROWS}"),
    ("PowerPoint Document", f"an old PowerPoint file (.ppt). {SAVE_AS_TEXT}"),
    ("__properties_version", "a mail of Outlook. Open it, copy its text and paste it."),
)
# Names of files in a zip.
_IN_ZIP = (
    (r"xl/", f"an Excel file. {_COPY_ROWS}"),
    (r"ppt/", f"a PowerPoint file. {SAVE_AS_TEXT}"),
    (r"Index/.*\.iwa|index\.(?:xml|apxl)", "a file of Pages, Numbers or Keynote. Export it there "
     "as Word (.docx), and import that."),
    (r"META-INF/container\.xml", f"an e-book. {SAVE_AS_TEXT}"),
    (r"content\.xml", f"an OpenDocument file. {_SAVE_AS_WORD}"),
    (r"\[Content_Types\]\.xml", f"a damaged Office file. {_SAVE_AS_WORD}"),
    (r".*\.(?:docx?|txt|md|html?|pdf|rtf|odt|pages)", f"a zip of documents. {_UNPACK}"),
    (r".*\.(?:jpe?g|png|gif|heic|webp|tiff?)", "a zip of pictures. Import the text as a file of "
     "its own; pictures go into the library of figures."),
)  # fmt: skip
# What an export of this site has besides articles and pictures, by name.
RECORD_FILES = ("topics.toml", "sources.toml", "figures.toml", "reviews.toml")
OUR_START = b"+++"
ROOM_BEFORE = 64  # bytes read to look for it: white space may stand before it


def other_kind(data: bytes) -> str:
    """What the file is and what to do with it, worded to follow “This is”.

    Empty for a text, a Word file that opens, and an export of this site.
    """
    if data.startswith(ZIP):
        return _of_zip(data)
    if data.startswith(OLD_OFFICE):
        return _named(_IN_OLD_OFFICE, data) or f"a file of an old Office program. {SAVE_AS_TEXT}"
    if data.startswith(b"%PDF-"):
        return LOCKED_PDF if b"/Encrypt" in data else PDF
    if data.startswith(b"RIFF"):
        return PICTURE if data[8:12] == b"WEBP" else RECORDING
    if data[4:8] == b"ftyp":
        return PICTURE if data[8:12] in (b"heic", b"heix", b"mif1", b"avif") else RECORDING
    return next((said for start, said in BEGINNINGS if data.startswith(start)), "")


def is_article(start: bytes) -> bool:
    """Whether a file that begins with `start` is an exported article, also after Notepad saved it
    with a byte order mark."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(OUR_START)


def _named(names: Sequence[tuple[str, str]], data: bytes) -> str:
    return next((said for name, said in names if name.encode("utf-16-le") in data), "")


def _of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            has_ours = any(_is_ours(archive, name) for name in names)
    except Exception:  # on damaged or hostile bytes the zip reader may raise anything
        return CUT_OFF
    files = [name for name in names if not name.endswith("/")]
    if not files:
        return EMPTY
    if "word/document.xml" in files or has_ours:
        return ""
    found = (said for form, said in _IN_ZIP if any(re.match(form, each, re.I) for each in files))
    return next(found, f"a zip of other files. {_UNPACK}")


def _is_ours(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether the file `name` in `archive` may be one of an export: a record file or an article.

    True for an encrypted one, which cannot be read.
    """
    if not name.endswith(".md"):
        return name.rpartition("/")[2] in RECORD_FILES
    try:
        with archive.open(name) as file:
            return is_article(file.read(ROOM_BEFORE))
    except RuntimeError:
        return True
