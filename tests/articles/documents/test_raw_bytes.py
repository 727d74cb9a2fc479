import os
import tracemalloc

import pytest

from articles.importer.decoding import MAX_BYTES, decode_text, read_file
from articles.importer.raw_document import DocumentError


def codes(decoded):
    return [note.code for note in decoded.notes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_or_without_a_mark_is_read(encoding):
    decoded = decode_text("Dos à dos – “genou”…".encode(encoding))
    assert decoded.text == "Dos à dos – “genou”…"


def test_utf_8_is_not_worth_a_note_and_utf_16_is():
    assert codes(decode_text("é".encode())) == []
    assert codes(decode_text("é".encode("utf-8-sig"))) == []
    assert codes(decode_text("é".encode("utf-16"))) == ["encoding"]


def test_windows_text_is_assumed_aloud():
    decoded = decode_text("Don’t – cut off…".encode("cp1252"))
    assert decoded.text == "Don’t – cut off…"
    assert "Windows-1252" in decoded.notes[0].message


def test_bytes_of_no_known_encoding_are_refused():
    with pytest.raises(DocumentError, match="encoding that cannot be told"):
        decode_text(b"Caf\xe9 \x81\x8d words that go on for long enough")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \n\t\r\n\xef\xbb\xbf", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"Title\0\nText", "binary"),
        (bytes(range(256)) * 8, "binary"),
        (b"\x01\x02\x03\x04\x05\x06 few words", "binary"),
        (bytes(40), "binary"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"PK\x03\x04rest", "Word"),
        (b"{\\rtf1 rest}", "RTF"),
        (b"\n <html lang=en>", "No words were found in this web page"),
        (b"x" * (MAX_BYTES + 1), "too large"),
    ],
)
def test_what_is_no_plain_text_is_refused_by_name(data, word):
    with pytest.raises(DocumentError, match=word):
        decode_text(data)


def test_controls_become_spaces_and_are_counted():
    decoded = decode_text("red\x1b[31m text \u202eturned and soft\u00adhyphen".encode())
    assert decoded.text == "red [31m text  turned and softhyphen"
    assert "2" in decoded.notes[0].message


def test_tags_stay_and_are_named():
    decoded = decode_text(b"Title\nA <script>alert(1)</script> and 3 < 4 > 2")
    assert "<script>" in decoded.text
    assert codes(decoded) == ["tags"]
    assert codes(decode_text(b"3 < 4 and 5 > 2")) == []


def test_a_file_is_read(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"words")
    assert read_file(tmp_path / "a.txt") == b"words"


def test_missing_files_folders_and_pipes_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, word in [("none.txt", "no such file"), ("", "folder"), ("pipe", "ordinary")]:
        with pytest.raises(DocumentError, match=word):
            read_file(tmp_path / name)


def test_a_name_that_the_system_refuses_is_a_clear_error(tmp_path):
    with pytest.raises(DocumentError, match=r"cannot be read|no such file"):
        read_file(tmp_path / ("x" * 5000))


@pytest.mark.parametrize(("start", "said"), [(b"", "50,000,000 bytes"), (b"%PDF-1.7", "a PDF")])
def test_of_a_huge_file_no_more_than_its_start_is_read(tmp_path, start, said):
    with (tmp_path / "huge").open("wb") as file:
        file.write(start)
        file.truncate(50_000_000)
    tracemalloc.start()
    with pytest.raises(DocumentError, match=said):
        read_file(tmp_path / "huge")
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_what_was_left_out_of_a_page_or_a_mail_has_no_controls_either():
    """A database refuses U+0000, and a terminal that prints the report obeys others."""
    page = "<html><title>T</title><nav>Menu\x1b[2J</nav><p>Some words.</p></html>"
    (menu,) = decode_text(page.encode()).asides
    assert menu.text == "Menu [2J"
    head = "From: =?utf-8?q?An=00n=1B[2J?= <a@example.org>\nMIME-Version: 1.0\n"
    encoded = "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
    mail = head + encoded + "<html><title>T</title><nav>M=00enu</nav><p>Some words.</p></html>"
    plain = f"{head}\nSome words."
    told = "".join(
        aside.text for data in (mail, plain) for aside in decode_text(data.encode()).asides
    )
    assert told.count("An n") == 2
    assert "M enu" in told
    assert told.isprintable()
