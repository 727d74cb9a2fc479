"""Word files (.docx) as HTML, by mammoth: headings, lists, tables and links, without pictures.

The file is a zip of XML. Before it is read, its parts are unpacked once and counted, to refuse a
small file that unpacks to gigabytes and XML that declares entities.
"""

import zipfile
from io import BytesIO

import mammoth

from articles.importer.raw_document import DocumentError

MAX_WORD_BYTES = 10_000_000  # with the pictures
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
    """Whether `data` is a zip that holds a Word document."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return DOCUMENT in archive.namelist()
    except Exception:  # on damaged or hostile bytes the zip reader may raise anything
        return False


def word_as_html(data: bytes) -> str:
    """The Word document `data` as HTML, as mammoth writes it.

    Raises:
        DocumentError: if the file is too large when unpacked, damaged, or cannot be read.
    """
    _refuse_bombs(data)
    try:
        result = mammoth.convert_to_html(
            BytesIO(data),
            style_map=STYLES,
            convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
        )
    except Exception as error:  # damaged files make mammoth raise many kinds of errors
        raise DocumentError(
            "This Word file cannot be read. Open it in Word, save it once more as .docx, or save "
            "its words as plain text."
        ) from error
    return str(result.value)


def _refuse_bombs(data: bytes) -> None:
    """Refuse a file that is too large when unpacked: unpack every part once and count its bytes.

    The sizes that a zip states may be false.

    Raises:
        DocumentError: also if the zip is damaged or its XML declares entities.
    """
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
