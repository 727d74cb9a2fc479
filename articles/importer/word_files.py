"""Word files (.docx): mammoth tells their headings, lists, tables and links; pictures are left out.

The file is a zip of XML. Before anything reads it, its parts are unpacked once and counted, so that
neither a small file that unpacks to gigabytes nor an XML that declares entities gets further.
"""

import zipfile
from io import BytesIO

import mammoth

from articles.importer.raw_document import DocumentError

MAX_WORD_BYTES = 10_000_000  # with its pictures
MAX_UNPACKED_BYTES = 30_000_000
MAX_PARTS = 2_000
CHUNK = 65_536
DOCUMENT = "word/document.xml"
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""


def is_word_file(data: bytes) -> bool:
    """Whether this zip holds a Word document; False where it is no zip."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return DOCUMENT in archive.namelist()
    except Exception:  # whatever a reader of strangers' bytes may raise
        return False


def word_as_html(data: bytes) -> str:
    """The document as HTML, as mammoth writes it.

    Raises:
        DocumentError: it is too large unpacked, damaged, or no document that can be read.
    """
    _refuse_bombs(data)
    try:
        result = mammoth.convert_to_html(
            BytesIO(data),
            style_map=STYLES,
            convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
        )
    except Exception as error:  # mammoth promises no kind: a damaged file ends in many
        raise DocumentError(
            "This Word file cannot be read. Open it in Word, save it once more as .docx, or save "
            "its words as plain text."
        ) from error
    return str(result.value)


def _refuse_bombs(data: bytes) -> None:
    """Unpack every part once, counting what really comes out."""
    total = 0
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if len(archive.infolist()) > MAX_PARTS:
                raise DocumentError(f"This Word file has over {MAX_PARTS:,} parts.")
            for part in archive.infolist():
                with archive.open(part) as stream:
                    start = b""
                    while chunk := stream.read(CHUNK):
                        total += len(chunk)
                        start = start or chunk
                        if total > MAX_UNPACKED_BYTES:
                            raise DocumentError(
                                f"This Word file unpacks to over {MAX_UNPACKED_BYTES:,} bytes. "
                                "Save its words as plain text and import that."
                            )
                is_xml = part.filename.endswith((".xml", ".rels"))
                if is_xml and (b"<!DOCTYPE" in start or b"<!ENTITY" in start):
                    raise DocumentError("This Word file declares entities, which none needs.")
    except DocumentError:
        raise
    except NotImplementedError as error:
        raise DocumentError("This Word file is packed in a way that cannot be read.") from error
    except Exception as error:
        raise DocumentError("This Word file is damaged.") from error
