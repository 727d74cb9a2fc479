"""Reads the bytes of a file as text: encodings, other kinds of files, control characters."""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from articles.importer.character_repair import repair_characters
from articles.importer.file_kinds import SAVE_AS_TEXT, ZIP, other_kind
from articles.importer.mail_files import is_mail, read_mail
from articles.importer.markdown_source import without_block_tags
from articles.importer.raw_document import Aside, DocumentError, DocumentFinding, TextLink
from articles.importer.web_pages import read_web_page
from articles.importer.word_files import MAX_WORD_BYTES, is_word_file, word_as_html
from articles.text.sentences import count_with_noun, first_few

MAX_BYTES = 1_000_000  # the largest document seen is 4 kB; a book is no article
MAX_LINES = 20_000  # far more than an article has; six times as many take seconds
MAX_CONTROL_SHARE = 0.01

# UTF-32 comes first, because its little-endian mark starts with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WEB_PAGE = re.compile(r"\s*(?:<!doctype|<html|<head|<body|<\?xml)\b", re.IGNORECASE)
# A part of a web page, as a program copies it: it begins and ends with a tag.
PART_OF_A_PAGE = re.compile(
    r"\s*<(?:p|div|h[1-6]|ul|ol|dl|table|section|article|main|span|b|strong|em|meta|a)\b[^<>]*>"
    r".*</[a-z][a-z0-9]*>\s*",
    re.IGNORECASE | re.DOTALL,
)
TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]{0,200}>", re.IGNORECASE)
# Soft hyphens, zero-width spaces, byte order marks; zero-width joiners between Latin letters, where
# they do nothing.
_UNSEEN = re.compile(
    "[\u00ad\u200b\u2060\ufeff]|(?<=[A-Za-z\u00c0-\u024f])[\u200c\u200d]+(?=[A-Za-z\u00c0-\u024f])"
)
START_BYTES = 4096  # read of a file that is too large, to tell its kind


@dataclass(frozen=True)
class Decoded:
    """The text of a file without control characters; `notes` say what was assumed or changed.

    `asides`: text that was left out. `links`: the links of a web page or Word file.
    """

    text: str
    notes: tuple[DocumentFinding, ...] = ()
    asides: tuple[Aside, ...] = ()
    links: tuple[TextLink, ...] = ()


def read_file(path: Path) -> bytes:
    """The bytes of the file at `path`, whose size is checked before it is read.

    Raises:
        DocumentError: if the file does not exist, is no ordinary file, cannot be read or is too
            large.
    """
    try:
        if not path.exists():
            raise DocumentError("There is no such file. Look at the name and the folder.")
        if path.is_dir():
            raise DocumentError("This is a folder. Name the files in it.")
        if not path.is_file():
            raise DocumentError("This is not an ordinary file.")
        with path.open("rb") as file:
            if path.stat().st_size > _max_bytes(path.name):
                start = file.read(START_BYTES)
                if not start.startswith(ZIP):  # the kind of a zip is told by its end
                    _refuse_other_kinds(start)
            check_size(path.stat().st_size, path.name)
            return file.read(_max_bytes(path.name) + 1)
    except OSError as error:
        raise DocumentError(f"The file cannot be read: {error}.") from error


def decode_text(data: bytes) -> Decoded:
    """The text of a file: a plain text, a web page, a Word file or a mail.

    Raises:
        DocumentError: if it is too large, empty, binary, of another kind or in an unknown encoding.
    """
    if data.startswith(ZIP) and is_word_file(data):
        check_size(len(data), ".docx")
        return _of_page(word_as_html(data), (), "a Word file")
    _refuse_other_kinds(data)
    check_size(len(data))
    if is_mail(data):
        return _of_mail(data)
    text, encoding = _text_of(data)
    notes = list(_encoding_notes(encoding))
    if WEB_PAGE.match(text) or PART_OF_A_PAGE.fullmatch(text):
        return _of_page(text, notes, "a web page")
    text, repairs = _repaired(text)
    notes += repairs
    kept = TAG.finditer(without_block_tags(text))
    if tags := list(dict.fromkeys(found.group() for found in kept)):
        notes.append(
            DocumentFinding(
                "tags", f"Tags were kept as plain characters, not obeyed: {first_few(tags, 5)}"
            )
        )
    return Decoded(text, tuple(notes))


def _of_mail(data: bytes) -> Decoded:
    text, is_html, asides = read_mail(data)
    if is_html:
        page = _of_page(text, (), "a saved web page or mail")
        return replace(page, asides=(*_printable(asides), *page.asides))
    text, repairs = _repaired(text)
    return Decoded(text, tuple(repairs), _printable(asides))


def _refuse_other_kinds(data: bytes) -> None:
    if said := other_kind(data):
        raise DocumentError(f"This is {said}")
    if data.startswith(ZIP):
        raise DocumentError("This is a zip of articles as this site exports them, and no document.")


def _of_page(html: str, notes: Iterable[DocumentFinding], what: str) -> Decoded:
    page = read_web_page(html)
    if not page.text.strip():
        raise DocumentError(
            f"No words were found in this {what.removeprefix('a ')}: pictures of a text, as a "
            "scanner makes them, hold none. Type the text, or copy it from where it can be marked."
        )
    text, repairs = _repaired(page.text)
    kept = [f"Read as {what}: its text, lists, tables and links, and nothing else."]
    if page.tables:
        some = count_with_noun(page.tables, "table was", "tables were")
        kept.append(f"{some} kept: see that each has a caption and headings.")
    if page.pictures:
        kept.append(f"{count_with_noun(page.pictures, 'picture was', 'pictures were')} left out.")
    found = DocumentFinding("file-kind", " ".join(kept))
    links = (replace(link, words=_without_controls(link.words)[0]) for link in page.links)
    return Decoded(text, (*notes, found, *repairs), _printable(page.asides), tuple(links))


def _printable(asides: Iterable[Aside]) -> tuple[Aside, ...]:
    """The asides without control characters, which the report stores and a terminal prints."""
    return tuple(replace(aside, text=_without_controls(aside.text)[0]) for aside in asides)


def _repaired(text: str) -> tuple[str, list[DocumentFinding]]:
    """`text` with wrong characters repaired and control characters removed, and notes on that.

    Raises:
        DocumentError: if no text is left, or there are more than `MAX_LINES` lines.
    """
    text, notes = repair_characters(text)
    text, removed = _without_controls(text)
    if not text.strip():
        raise DocumentError("The file is empty. Give a file that holds the words of a document.")
    if (lines := text.count("\n")) > MAX_LINES:
        raise DocumentError(
            f"The document has {lines:,} lines, at most {MAX_LINES:,} are read. "
            "Split it into several documents."
        )
    if removed:
        message = f"Control characters were taken out: {removed}."
        notes.append(DocumentFinding("control-characters", message))
    return text, notes


def _encoding_notes(encoding: str) -> Iterator[DocumentFinding]:
    if encoding == "cp1252":
        yield DocumentFinding(
            "encoding",
            "The file is not UTF-8. It was read as Windows-1252 (Western European): look "
            "whether quotes and accents came out right.",
        )
    elif not encoding.startswith("utf-8"):
        yield DocumentFinding("encoding", f"The file was read as {encoding.upper()}.")


def check_size(size: int, name: str = "") -> None:
    """Refuse a file of `size` bytes if that is too large for one document.

    `name`: the file's name. A Word file (".docx") may be larger, because of its pictures.

    Raises:
        DocumentError: if it is over `MAX_BYTES`, or for a Word file over `MAX_WORD_BYTES`.
    """
    if size > _max_bytes(name):
        raise DocumentError(
            f"The file is too large: {size:,} bytes, at most {_max_bytes(name):,} are read. "
            "Split it into one file a document."
        )


def _max_bytes(name: str) -> int:
    return MAX_WORD_BYTES if name.lower().endswith(".docx") else MAX_BYTES


def _text_of(data: bytes) -> tuple[str, str]:
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    marked = marked or _utf_16_without_mark(data)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        if encoding == "cp1252":
            _refuse_binary(data.decode("latin-1"))
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        _refuse_binary(text)
        return text, encoding
    raise DocumentError(
        "The text is in an encoding that cannot be told (neither UTF-8, UTF-16 nor "
        "Windows-1252). Save it as UTF-8 and import that."
    )


def _utf_16_without_mark(data: bytes) -> str | None:
    """The encoding if `data` looks like UTF-16 without a byte order mark, else None.

    In most such texts every second byte is zero, and no byte between them is.
    """
    for encoding, zeros, others in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if 0 not in data[others::2] and 2 * data[zeros::2].count(0) > len(data[zeros::2]):
            return encoding
    return None


def _refuse_binary(text: str) -> None:
    controls = sum(_is_control(character) for character in text)
    if "\0" in text or controls > MAX_CONTROL_SHARE * len(text) + 3:
        raise DocumentError("This is a binary file, and no text. " + SAVE_AS_TEXT)


def _is_control(character: str) -> bool:
    """Whether `character` is an ASCII control character, white space excepted."""
    return (character < " " and not character.isspace()) or character == "\x7f"


def _without_controls(text: str) -> tuple[str, int]:
    """`text` without characters that could move a terminal's cursor or change a line's direction,
    and how many there were.

    Each becomes a space, so that no two words run together. Invisible characters without an effect,
    such as soft hyphens, are removed and not counted.
    """
    text = _UNSEEN.sub("", text)
    kept = [" " if _is_unwanted(character) else character for character in text]
    removed = sum(new != old for new, old in zip(kept, text, strict=True))
    return "".join(kept), removed


def _is_unwanted(character: str) -> bool:
    if character.isspace() or character in "\u200c\u200d":  # joiners shape letters in some scripts
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"}
