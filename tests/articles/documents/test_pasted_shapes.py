"""What programs put between the words of a text: times of a chat, pages, tabs, labels, emoji."""

import time

import pytest

from articles.importer.chat_lines import without_chat_stamps
from articles.importer.decoding import decode_text
from articles.importer.document_parts import PERHAPS_MISSED, parse_document, read_document
from articles.importer.mail_files import is_mail
from articles.importer.plain_html import as_html
from articles.importer.printed_pages import MAX_LINE, rejoined, without_page_numbers
from articles.importer.question_tables import with_question_tables
from articles.importer.raw_document import DocumentError
from articles.importer.raw_lines import MAX_QUESTION
from articles.importer.report import examine
from tests.steps import count_calls

LONG = "It may be a strained muscle, a stiff hip, or nothing that anybody can name."


def questions(text: str) -> list[str]:
    return [pair.question for pair in parse_document(text).pairs]


# --- Chats --------------------------------------------------------------------------------------


def test_a_chat_loses_names_and_times_and_the_report_says_whose_words_it_has():
    lines = ("Ann: Why?", f"Ben: {LONG}", "Ann: <Media omitted>", "Ann: Is it bad?", "Ben: No.")
    text = "\n".join(f"12/03/2024, 9:1{number} pm - {line}" for number, line in enumerate(lines))
    document = parse_document(text)
    assert [pair.paragraphs for pair in document.pairs] == [(LONG,), ("No.",)]
    (note,) = [note for note in document.notes if note.code == "chat"]
    assert "between Ann, Ben" in note.message
    assert [aside.text for aside in document.of_kind("page element")] == [
        "12/03/2024, 9:12 pm - Ann: <Media omitted>"
    ]


def test_two_times_in_a_text_are_no_chat():
    text = "12/03/2024, 09:15 - Ann: Why?\n12/03/2024, 09:16 - Ben: So.\nNobody else came."
    assert without_chat_stamps(text) == (text, [], [])


def test_a_diary_with_times_and_no_names_is_no_chat():
    days = [f"{day}/03/2024, 09:15 - I walked, and it hurt." for day in range(1, 6)]
    assert without_chat_stamps("\n".join(days)) == ("\n".join(days), [], [])


# --- Printed pages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("be-", "side it", "beside it"),
        ("a long-", "term pain", "a long-term pain"),
        ("an x-", "ray", "an x-ray"),
        ("the Baden-", "Baden walk", "the Baden-Baden walk"),
        ("5-", "minute walks", "5-minute walks"),
        ("walks -", "or not", "walks - or not"),
        ("two", "lines", "two lines"),
    ],
)
def test_a_word_divided_between_lines_is_whole_and_a_compound_keeps_its_hyphen(
    before, after, whole
):
    assert rejoined(before, after) == whole


def test_numbers_of_pages_go_and_other_numbers_stay():
    text, asides = without_page_numbers("so it\n\n- 4 -\n\ngoes on.\n\n- 5 -\n\nNext.")
    assert (text, [aside.text for aside in asides]) == (
        "so it\ngoes on.\n\nNext.",
        ["- 4 -", "- 5 -"],
    )
    for kept in ("How many?\n\n3\n\nThat is all.", "1\nRest.\n2\nWalk.", "3\n\nx\n\n9", "Page ten"):
        assert without_page_numbers(kept) == (kept, [])
    assert without_page_numbers("A.\nPage 3\nB.")[0] == "A.\n\nB."


def test_a_line_that_would_take_long_to_look_through_numbers_no_page():
    head = "Backs" + " " * MAX_LINE
    for text in (f"{head}page 3\n\n{head}page 4", f"3{' ' * MAX_LINE}x\n\n4{' ' * MAX_LINE}x"):
        assert without_page_numbers(text) == (text, [])


# --- Tables, labels, emoji ----------------------------------------------------------------------


def test_cells_between_tabs_are_a_table_and_a_list_of_word_is_none():
    document = parse_document("T\nT\nHow long?\nWeek\tMinutes\n1\t10\n2\t20\nThat is all.")
    assert "<tr><td>1</td><td>10</td></tr>" in as_html(document.pairs[0].paragraphs)
    for text in (
        "1.\tRest\n2.\tWalk",
        "•\tRest\n•\tWalk",
        "Q:\tWhy?\nA:\tSo.",
        "a\tb",
        "a\tb\nc\td\te",
    ):
        assert with_question_tables(text) == text


def test_a_label_by_itself_belongs_to_what_follows():
    text = f"# T\n**Question 1**\n**Why?**\n**Answer:**\n{LONG}\n## Question 2:\nHow?\nA:\nSo."
    document = parse_document(text)
    assert [(pair.question, pair.paragraphs) for pair in document.pairs] == [
        ("Why?", (LONG,)),
        ("How?", ("So.",)),
    ]
    assert questions(f"T\nT\nWhy?\nQuestion\n{LONG}") == ["Why?"]
    assert questions("T\nT\nWhy?\nA.\nHow?\nB.") == ["Why?", "How?"]


def test_emoji_before_a_question_are_marks_and_those_of_a_text_stay():
    document = parse_document(f"T\nT\n1️⃣ Why?\n👍 {LONG}\n▶ ≥ 3 km or more?\n- 💪 a\n- b")
    assert [pair.question for pair in document.pairs] == ["Why?", "≥ 3 km or more?"]
    assert [aside.text for aside in document.of_kind("mark")] == ["1️⃣", "▶"]
    assert document.pairs[0].answer.startswith("👍")
    assert as_html(document.pairs[1].paragraphs) == "<ul><li>💪 a</li><li>b</li></ul>"


@pytest.mark.parametrize(
    ("text", "asked", "marks"),
    [
        (f"T\n\n**1. Why?** ✅\n{LONG}\n\n**2. How?**\n{LONG}", ["Why?", "How?"], ["1. ✅", "2."]),
        (f"T\n\n1. Why? ✅\n{LONG}\n2. How? ⚠️\n{LONG}", ["Why?", "How?"], ["1. ✅", "2. ⚠️"]),
        (f"# T\n\n## Signs ⚠️\n{LONG}\n## Rest 💤\n{LONG}", ["Signs", "Rest"], ["⚠️", "💤"]),
    ],
)
def test_emoji_after_a_question_or_a_heading_are_marks(text, asked, marks):
    document = parse_document(text)
    assert [pair.question for pair in document.pairs] == asked
    assert [aside.text for aside in document.of_kind("mark")] == marks
    assert parse_document(f"T\nT\nWhy?\n{LONG} ✅").pairs[0].answer.endswith("✅")


def test_a_row_of_emoji_in_a_text_is_passed_once():
    """In seconds of the processor, since a pattern makes no calls that could be counted: five."""
    row = "✅" * 19_000 + "x"
    began = time.process_time()
    parse_document(f"T\nT\nWhy?\n{row}")
    assert time.process_time() - began < 1


def word_item(numbers: str, mark: str, words: str) -> str:
    """As Word saves an item of a list: a paragraph, with its sign in a font of signs."""
    sign = f"<span style='mso-list:Ignore'>{mark}<span>&nbsp;&nbsp; </span></span>"
    return f"<p style='mso-list:{numbers}'><![if !supportLists]>{sign}<![endif]>{words}</p>"


NESTED = "<ul><li>on the back<ul><li>knee rolls</li></ul></li><li>standing</li></ul>"


@pytest.mark.parametrize("space", ["\t", "       ", "\xa0\xa0 "])
def test_the_lists_of_word_are_lists_in_a_paste_and_in_a_saved_page(space):
    lines = ("·{}on the back", "o{}knee rolls", "·{}standing")
    text = "\n".join(line.format(space) for line in lines)
    pasted = parse_document(f"T\n\nWhy?\nBecause:\n{text}\n")
    assert as_html(pasted.pairs[0].paragraphs) == f"<p>Because:</p>{NESTED}"
    items = (
        word_item("l0 level1 lfo1", "·", "on the back"),
        word_item("l0 level2 lfo1", "o", "knee rolls"),
        word_item("l0 level1 lfo1", "·", "standing"),
        "<p>Then:</p>",
        word_item("l1 level1 lfo2", "1.", "rest"),
        word_item("l1 level1 lfo2", "2.", "walk"),
    )
    page = f"<html><h1>T</h1><h2>Why?</h2><p>Because:</p>{''.join(items)}</html>"
    saved = read_document(page.encode()).pairs[0].paragraphs
    numbered = "<p>Then:</p><ol><li>rest</li><li>walk</li></ol>"
    assert as_html(saved) == f"<p>Because:</p>{NESTED}{numbered}"


@pytest.mark.parametrize("arrow", ["➡️", "→", "👉", "->", "=>"])
def test_an_arrow_before_an_answer_is_its_mark_and_several_are_a_list(arrow):
    text = f"T\n\nWhy?\n{arrow} {LONG}\n\nHow?\n{arrow} Slowly.\n\nWhat?\n{arrow} One\n{arrow} Two"
    document = parse_document(text)
    assert [pair.paragraphs for pair in document.pairs][:2] == [(LONG,), ("Slowly.",)]
    assert as_html(document.pairs[2].paragraphs) == "<ul><li>One</li><li>Two</li></ul>"
    assert [aside.text for aside in document.of_kind("mark")] == [arrow, arrow]


@pytest.mark.parametrize(
    "text",
    [
        f'Question,Answer\nWhy?,"{LONG}"\n"How long, then?","A week.\n\nOr ""two""."\n',
        f"Why?;{LONG}\nHow long, then?;A week. Or two.\n",
        f'No,Question,Answer\n1,Why?,"{LONG}"\n2,"How long, then?",A week.\n',
        f'Answer,Topic,Question\n"{LONG}",Backs,Why\nA week.,,"How long, then"\n',
    ],
)
def test_a_file_of_comma_separated_values_with_questions_is_read_as_questions(text):
    document = parse_document(text)
    assert [pair.question.strip("?") for pair in document.pairs] == ["Why", "How long, then"]
    assert document.pairs[0].paragraphs[0] == LONG
    assert document.pairs[1].answer.startswith("A week.")


@pytest.mark.parametrize(
    "text",
    [
        "T\n\nWhy?\nBecause\n\nHow long?\nA week\n",
        f"T\n\nQ: Why?\nA: Often so\n{LONG}\n\nQ: How long?\nA: A week\n{LONG}\n",
    ],
)
def test_a_short_answer_is_not_taken_for_a_question_that_was_missed(text):
    assert PERHAPS_MISSED not in [note.code for note in parse_document(text).notes]
    assert PERHAPS_MISSED in [note.code for note in parse_document(f"{text}\nSigns\n{LONG}").notes]


def test_a_row_of_values_without_a_question_goes_on_with_the_answer_above_it():
    document = parse_document("Question,Answer\nWhy?,It is so.\n,It stays so.\nHow long?,A week.\n")
    assert [pair.question for pair in document.pairs] == ["Why?", "How long?"]
    assert document.pairs[0].paragraphs == ("It is so.", "It stays so.")


def test_a_table_of_very_many_cells_is_not_taken_apart():
    def calls(columns: int) -> int:
        rows = ["question,answer" + ",more" * columns, *["Why?,So." + ",no" * columns] * 100]
        return count_calls(lambda: with_question_tables("\n".join(rows)))

    assert calls(100) > 100 * 100
    assert calls(1000) < calls(100)


def test_a_text_with_commas_is_not_taken_for_values():
    text = "Sore backs, and walks\nWhy, then?\nIt helps, mostly.\nHow long, then?\nA week, or two."
    assert questions(text) == ["Why, then?", "How long, then?"]


def test_what_another_column_says_stands_below_the_answer():
    document = parse_document('Question,Answer,Topic\nWhy,"It is so.",Backs\nHow,So.,')
    answers = [pair.paragraphs for pair in document.pairs]
    assert answers == [("It is so.", "Topic: Backs"), ("So.",)]


def test_a_text_of_too_many_lines_is_refused_before_it_is_taken_apart():
    with pytest.raises(DocumentError, match="20,001 lines, at most 20,000"):
        decode_text(b"a\n" * 20_001)
    assert decode_text(b"a\n" * 20_000).text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_text_in_utf_16_is_read_without_a_byte_order_mark(encoding):
    decoded = decode_text(f"T\nWhy – or not?\n{LONG} “So” it is.".encode(encoding))
    assert "Why – or not?" in decoded.text
    assert [note.code for note in decoded.notes] == ["encoding"]
    with pytest.raises(DocumentError, match="binary file"):
        decode_text(bytes(range(32)) * 40)


def test_between_two_lines_that_may_be_the_title_of_an_address_both_stay_in_the_text():
    """A heading of the text below an address must not be lost with it."""
    text = (
        "Back pain and walking\nWhat we read\nGuideline on low back pain\nhttps://a.example\n"
        "Review of walking\nhttps://b.example\nWhat to do next\nWalk a little each day."
    )
    document = parse_document(text)
    asides = [(aside.text, aside.teaser) for aside in document.of_kind("page address")]
    assert asides == [("https://a.example", ""), ("https://b.example", "")]


def test_a_menu_of_unknown_words_is_known_by_the_lines_around_it():
    menu = ("Home", "Treatments", "Book online", "Cart (0)", "Search")
    document = parse_document("\n".join((*menu, "Sore backs", LONG, "Why?", LONG)))
    assert document.title == "Sore backs"
    assert [aside.text for aside in document.of_kind("menu")] == list(menu)
    assert parse_document(f"Home\nSore backs\nSearch\n{LONG}\nWhy?\n{LONG}").title == "Sore backs"


def test_what_an_assistant_says_of_itself_is_left_out_and_told():
    _, report = examine(parse_document(f"# T\nSure! Here’s a text:\n\n---\n\n## Why?\n{LONG}"))
    (said,) = [finding.message for finding in report.findings if finding.code == "assistant"]
    assert "Sure! Here’s a text:" in said


# --- Notes and mails ----------------------------------------------------------------------------


def test_marks_of_notes_are_told_and_powers_are_not():
    def said(text: str) -> list[str]:
        _, report = examine(parse_document(f"T\nT\nWhy?\n{text}"))
        return [each.message for each in report.findings if each.code == "note-marks"]

    assert "“[1]”, “[2, 3]”, “⁴”" in said("So [1]. Or [2, 3], or not.⁴")[0]
    assert said("About 10² m² at 3 kg/m² [see below].") == []


def test_a_note_is_known_by_its_way_back_to_the_text():
    page = (
        '<html><h1>T</h1><h2>Why?</h2><p>So.<a href="#_ftn1">[1]</a></p>'
        '<p><a href="#_ftnref1" name="_ftn1">[1]</a> Doe, Backs.</p></html>'
    )
    document = read_document(page.encode())
    assert document.pairs[0].paragraphs == ("So.",)
    assert [aside.text for aside in document.of_kind("source line")] == ["Doe, Backs."]


def test_a_mail_in_base64_is_read_and_one_in_an_unknown_form_is_refused():
    head = b"From: a@b.example\nSubject: T\nMIME-Version: 1.0\n"
    mail = head + b"Content-Type: text/plain; charset=%s\nContent-Transfer-Encoding: base64\n\n%s"
    assert decode_text(mail % (b"utf-8", b"V2h5Pw==")).text.strip() == "# T\n\nWhy?"
    with pytest.raises(DocumentError, match="copy its text"):
        decode_text(mail % (b"no-such", b"V2h5Pw=="))
    assert not is_mail(b"Subject: T\n\nMIME-Version: 1.0\n")


def test_of_a_long_list_of_names_in_a_mail_only_the_beginning_is_taken_apart():
    def calls(names: int) -> int:
        mail = b"MIME-Version: 1.0\nFrom: " + b"a," * names + b"\n\nWhy?"
        return count_calls(lambda: decode_text(mail))

    assert calls(9000) < 2 * calls(1000)


def test_tags_that_were_taken_out_are_not_said_to_be_kept():
    text = f"T\n\n<details>\n<summary>Why?</summary>\n{LONG} <b>Rest</b>.\n</details>\n"
    (note,) = [note for note in decode_text(text.encode()).notes if note.code == "tags"]
    assert note.message.endswith(": <b>, </b>")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('"Do ""it"" daily."', 'Do "it" daily.'),
        ('She says "rest"', 'She says "rest"'),
        ('"Rest" or "walk"', '"Rest" or "walk"'),
    ],
)
def test_a_cell_keeps_its_own_quotation_marks(cell, words):
    table = f"Question\tAnswer\nWhy?\t{cell}\nIs it bad?\tNo."
    assert words in with_question_tables(table).splitlines()


@pytest.mark.parametrize("row", ["||", "| |", "|  |  |"])
def test_rows_of_a_table_without_a_word_are_no_table(row):
    (pair,) = parse_document(f"Title\n\n{row}\n{row}\n\n{LONG}").pairs
    assert LONG in pair.paragraphs


def test_however_many_marks_of_a_quotation_a_line_has_it_is_one_quotation():
    (pair,) = parse_document(f"Title\n\n{LONG}\n\n{'> ' * 5000}:said by somebody\n").pairs
    quotation = "<blockquote><p>:said by somebody</p></blockquote>"
    assert as_html(pair.paragraphs) == f"<p>{LONG}</p>{quotation}"


def test_a_question_is_no_longer_than_the_site_stores_with_what_stands_in_brackets():
    asked, long = (f"Is it {'very ' * times}bad? (after a long walk)" for times in (20, 35))
    text = "Title\n\n{}\n\nYes, it is.\n\nIs it good?\n\nNo, it is not."
    assert len(long.partition(" (")[0]) < MAX_QUESTION < len(long)
    assert questions(text.format(asked)) == [asked, "Is it good?"]
    assert questions(text.format(long)) == ["Is it good?"]
