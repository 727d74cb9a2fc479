"""Files that are no text: each is refused by what it is, and with what to do instead."""

import zipfile
from io import BytesIO

import pytest

from articles.importer.decoding import MAX_WORD_BYTES, decode_text, read_file
from articles.importer.file_kinds import other_kind
from articles.importer.raw_document import DocumentError
from articles.office.uploads import is_raw
from tests.articles.documents.test_shapes import paragraph, word_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def zip_with(*names: str, content: str = "x") -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return data.getvalue()


def old_office(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + b"\0" * 64


@pytest.mark.parametrize(
    ("data", "what", "do"),
    [
        (zip_with(), "an empty zip or Word file", "Look whether"),
        (zip_with("a/"), "an empty zip or Word file", "Look whether"),
        (word_file(paragraph("A"))[:-40], "cut off or damaged", "once more"),
        (zip_with("[Content_Types].xml"), "a damaged Office file", "save it as .docx"),
        (zip_with("[Content_Types].xml", "xl/workbook.xml"), "an Excel file", "paste them"),
        (zip_with("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint", "plain text"),
        (zip_with("mimetype", "content.xml"), "an OpenDocument file", "save it as .docx"),
        (zip_with("Index/Document.iwa"), "Pages, Numbers or Keynote", "Export it there"),
        (zip_with("META-INF/container.xml", "a.xhtml"), "an e-book", "plain text"),
        (zip_with("a.docx", "b.docx"), "a zip of documents", "one by one"),
        (zip_with("Notes/a.md"), "a zip of documents", "one by one"),
        (zip_with("pyproject.toml", "a.docx"), "a zip of documents", "one by one"),
        (zip_with("site/netlify.toml", "site/a.html"), "a zip of documents", "one by one"),
        (zip_with("pyproject.toml"), "a zip of other files", "Unpack it"),
        (zip_with("IMG_1.JPG"), "a zip of pictures", "library of figures"),
        (zip_with("a.bin"), "a zip of other files", "Unpack it"),
        (old_office("EncryptedPackage"), "with a password", "take the password off"),
        (old_office("WordDocument"), "an old Word file", "save it as .docx"),
        (old_office("Workbook"), "an old Excel file", "paste them"),
        (old_office("__properties_version1.0"), "a mail of Outlook", "copy its text"),
        (old_office("Other"), "an old Office program", "plain text"),
        (b"%PDF-1.7\nrest", "a PDF file", "copy its text"),
        (b"%PDF-1.7\n/Encrypt 5 0 R", "a PDF file that is locked", "ask whoever sent it"),
        (b"{\\rtf1 rest}", "an RTF file", "save it as .docx"),
        (b"\x89PNG\r\n\x1a\n", "a picture", "Type or paste"),
        (b"\0\0\0\x18ftypheic", "a picture", "Type or paste"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "a picture", "Type or paste"),
        (b"\0\0\0\x18ftypM4A ", "a recording", "Type or paste"),
        (b"Rar!\x1a\x07\0", "a packed file", "Unpack it"),
        (b"\x1f\x8b\x08", "a compressed file", "Unpack it"),
    ],
)
def test_a_file_of_another_kind_is_named_and_what_to_do_is_said(data, what, do):
    with pytest.raises(DocumentError) as refused:
        decode_text(data)
    assert what in str(refused.value)
    assert do in str(refused.value)
    assert is_raw(data)  # so that the office says the same


def test_a_word_file_and_an_export_of_ours_are_of_no_other_kind():
    assert not other_kind(word_file(paragraph("A")))
    for start in "+++\n", "\ufeff+++\n", "\n+++\n":
        assert not is_raw(zip_with("a.md", content=start))
    for export in zip_with("a.md", content="+++\n"), zip_with("site/sources.toml"):
        assert not other_kind(export)
        assert not is_raw(export)
        with pytest.raises(DocumentError, match="a zip of articles as this site exports them"):
            decode_text(export)


def test_a_large_file_of_another_kind_is_not_called_too_large():
    with pytest.raises(DocumentError, match="a PDF file"):
        decode_text(b"%PDF-1.7 " + b"x" * 2_000_000)


def test_a_word_file_that_holds_only_pictures_says_so():
    with pytest.raises(DocumentError, match=r"No words were found in this Word file: pictures"):
        decode_text(word_file("<w:p/>"))


def test_a_word_file_that_is_too_large_is_not_called_damaged(tmp_path):
    path = tmp_path / "pictures.docx"
    path.write_bytes(word_file(paragraph("A")))
    with path.open("ab") as file:
        file.truncate(MAX_WORD_BYTES + 1)
    with pytest.raises(DocumentError, match="too large"):
        read_file(path)
