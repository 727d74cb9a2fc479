import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.importer.character_repair import repair_characters
from articles.importer.document_parts import MAX_PAIRS, parse_document, read_document
from articles.importer.plain_html import as_html
from articles.importer.raw_document import DocumentError
from articles.importer.raw_lines import MAX_LINE, is_question
from articles.importer.report import examine
from articles.text.tokens import normalise
from tests.articles.documents.samples import PROSE, QUESTIONS
from tests.steps import count_lines

PARAGRAPH = "It can hurt for many reasons, and most of them pass."


def codes(document):
    return [note.code for note in document.notes]


def test_the_questions_document_has_ten_pairs_and_nothing_else():
    document = read_document(QUESTIONS.read_bytes())
    assert document.title == "Why does my lower back hurt after walking?"
    assert [pair.number for pair in document.pairs] == list(range(1, 11))
    assert document.pairs[0].question == document.title
    assert document.pairs[8].question == "Why does my lower back hurt after running?"
    assert all(len(pair.paragraphs) == 1 for pair in document.pairs)
    assert (document.introduction, document.asides, document.notes) == ((), (), ())


def test_the_prose_document_answers_its_title_with_all_its_paragraphs():
    document = read_document(PROSE.read_bytes())
    (pair,) = document.pairs
    assert pair.question == document.title
    assert len(pair.paragraphs) == 6
    assert pair.paragraphs[0].startswith("Why does the lower back hurt on a walk? In most")
    assert pair.paragraphs[-1].endswith("by then.")
    assert codes(document) == ["no-questions"]


def test_the_links_of_the_prose_document_are_told_apart():
    document = read_document(PROSE.read_bytes())
    assert [aside.text for aside in document.of_kind("navigation")] == [
        "A child with a large insect bite",
        "What to do about piles while walking",
    ]
    recommended = document.of_kind("recommended")
    assert len(recommended) == 13
    assert recommended[0].text == "Which beans are good for the kidneys?"
    assert all(aside.teaser.endswith("...") for aside in recommended)


@pytest.mark.parametrize(
    "ending", ["\n", "\r\n", "\r", "\u2028", "\x85", "\n\n\n", " \t\n\u00a0\n"]
)
def test_every_kind_of_line_end(ending):
    document = parse_document(
        ending.join(["Title", "Title", "A question?", PARAGRAPH, "Another?", "Yes."])
    )
    assert [(pair.question, pair.paragraphs) for pair in document.pairs] == [
        ("A question?", (PARAGRAPH,)),
        ("Another?", ("Yes.",)),
    ]


def test_text_above_the_first_question_is_the_introduction():
    document = parse_document(f"Back pain\nBack pain\n{PARAGRAPH}\nWhy me?\nNobody knows.")
    assert document.introduction == (PARAGRAPH,)
    assert len(document.pairs) == 1


def test_text_below_a_title_that_asks_is_its_answer():
    document = parse_document(f"Why me?\n{PARAGRAPH}\nWhy now?\nNobody knows.")
    assert document.introduction == ()
    assert [pair.question for pair in document.pairs] == ["Why me?", "Why now?"]


def test_a_title_that_stands_once_is_taken_aloud():
    document = parse_document(f"Back pain\n{PARAGRAPH}")
    assert document.title == "Back pain"
    assert codes(document) == ["title", "no-questions"]


def test_a_question_without_an_answer_stays():
    document = parse_document(f"T\nT\nWhy?\nHow?\n{PARAGRAPH}")
    assert [(pair.question, pair.paragraphs) for pair in document.pairs] == [
        ("Why?", ()),
        ("How?", (PARAGRAPH,)),
    ]


@pytest.mark.parametrize(
    "line", ["Why?", "Why me? And why now?", "Is it normal (e.g. after a run)?", "为什么？"]
)
def test_questions(line):
    assert is_question(line)


@pytest.mark.parametrize(
    "line", ["?", "It hurts. Why?", "“Is it the walking?” That is wrong.", "a" * 200 + "?", "Why"]
)
def test_no_questions(line):
    assert not is_question(line)


def test_the_word_recommend_without_teasers_is_text():
    document = parse_document(f"T\nT\n{PARAGRAPH}\nRecommend\nWalk more.\nWalk often.")
    assert document.asides == ()
    assert document.pairs[0].paragraphs == (PARAGRAPH, "Recommend", "Walk more.", "Walk often.")


def test_a_recommended_title_may_lack_its_teaser():
    document = parse_document(f"T\nT\n{PARAGRAPH}\nRecommend\nOne\nIt is...\nTwo\nThree\nIt has…")
    assert [(aside.text, aside.teaser) for aside in document.of_kind("recommended")] == [
        ("One", "It is..."),
        ("Two", ""),
        ("Three", "It has…"),
    ]


def test_text_after_the_links_is_kept_and_reported():
    long = PARAGRAPH * 5
    document = parse_document(
        f"T\nT\n{PARAGRAPH}\nRecommend\nOne\nIt is...\nWhy so?\n{long}\n>>: Next"
    )
    assert [pair.question for pair in document.pairs] == ["Why so?"]
    assert document.introduction == (PARAGRAPH,)
    assert document.pairs[0].paragraphs == (long,)
    assert "text-after-links" in codes(document)
    assert len(document.of_kind("navigation")) == 1


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "title"),
        ("?!\nText.", "title"),
        ("a" * 161 + "\nText.", "title"),
        ("<<: Other page\nText.", "title"),
        ("Only a title", "answer"),
        ("Title\nTitle\nTitle", "answer"),
        ("Why?\nHow?\nWhen?", "answer"),
        ("Title\n---", "answer"),
        ("T\n" + "a" * (MAX_LINE + 1), "Line 2"),
        ("T\n" + "Why?\nSo.\n" * (MAX_PAIRS + 1), "questions"),
    ],
)
def test_what_has_no_shape_is_refused(text, word):
    with pytest.raises(DocumentError, match=word):
        parse_document(text)


def test_many_list_headings_cost_no_more_than_their_lines():
    def lines(headings: int) -> int:
        return count_lines(
            lambda: parse_document(f"T\nT\n{PARAGRAPH}\n" + "Recommend\n" * headings)
        )

    assert lines(2_000) < 2.2 * lines(1_000)  # four times as many if each looked to the end


def words_of_document(document):
    parts = [document.title, *document.introduction]
    for pair in document.pairs:
        parts += [pair.question, *pair.paragraphs, *pair.also_asked_as]
    return words("\n".join(parts))


def words(text):
    return re.findall(r"\w+", text)


LINES = st.one_of(
    st.text(),
    st.text(alphabet="abc AB.?…", max_size=30),
    st.sampled_from(
        [
            "",
            "Why does it hurt?",
            "Why does it hurt? ",
            PARAGRAPH,
            PARAGRAPH[:40] + "…",
            PARAGRAPH + " So there.",
            "Recommend",
            "Related articles:",
            "A title",
            "A teaser that...",
            "<<: Before",
            ">>:  After",
            ">>:",
            "Q. Why does it hurt",
            "A. " + PARAGRAPH,
            "3) Is it my age?",
            "## A heading",
            "**Bold words**",
            "- an item",
            "Accept all",
            "We value your privacy",
            "Comments (3)",
            "www.example.org › a",
            "Last reviewed: 3 March 2021",
            "Sources",
            "<script>alert(1)</script>",
        ]
    ),
)
DOCUMENTS = st.lists(LINES, max_size=14).map("\n".join)


@given(DOCUMENTS | st.text())
def test_any_text_is_a_document_or_a_clear_error_and_no_word_is_lost(text):
    try:
        document = read_document(text.encode("utf-8"))
    except DocumentError:
        return
    merged, report = examine(document)
    kept = set(words_of_document(merged))
    for aside in report.dropped:
        kept |= set(words(f"{aside.text} {aside.teaser}"))
    # What changes a word on purpose: soft hyphens and byte order marks leave it, and what was
    # decoded twice is put right.
    wanted = set(words(repair_characters(text)[0].replace("\u00ad", "").replace("\ufeff", "")))
    assert wanted <= kept
    assert report.findings[0].code == "rewrite"
    assert report.questions_kept == len(merged.pairs)
    assert report.pairs_found == len(merged.pairs) + len(report.merged)


@given(st.binary() | st.binary(max_size=40).map(lambda tail: b"Title\nTitle\nWhy?\n" + tail))
def test_any_bytes_are_a_document_or_a_clear_error(data):
    try:
        document = read_document(data)
    except DocumentError:
        return
    _, report = examine(document)
    assert report.findings[0].code == "rewrite"


ANSWERS = st.lists(st.sampled_from(["no", "not", "a", "walk", "walks"]), min_size=1, max_size=12)


@given(st.lists(ANSWERS, min_size=1, max_size=9))
@example([["no"], ["a"], ["a"], ["a"], ["not"]])
def test_no_answer_is_lost_to_a_merge(answers):
    text = "Title\n" + "\n".join(
        f"Question {number % 4}?\n{' '.join(answer)}." for number, answer in enumerate(answers)
    )
    merged, _ = examine(parse_document(text))
    kept = [f" {normalise(pair.answer)} " for pair in merged.pairs]
    for answer in answers:
        assert any(f" {' '.join(answer)} " in longer for longer in kept)


def questions(text):
    return [pair.question for pair in parse_document(text).pairs]


def test_roman_numbers_are_marks_too():
    text = f"Title\n\nI. What counts?\n{PARAGRAPH}\n\nII. When is it too much?\n{PARAGRAPH}\n"
    assert questions(text) == ["What counts?", "When is it too much?"]


def test_a_listed_question_without_its_sign_is_one_where_the_others_are():
    text = (
        f"Title\n\n- Why now?\n{PARAGRAPH}\n\n- How far?\n{PARAGRAPH}\n\n- Do insoles help\nNo.\n"
    )
    assert questions(text) == ["Why now?", "How far?", "Do insoles help"]
    items = f"Title\n\nWhat helps?\n- Do less\n- Do it slowly\n{PARAGRAPH}\n"
    assert questions(items) == ["What helps?"]


def test_a_mail_that_is_quoted_whole_is_read_without_its_signs():
    text = (
        "> From: a@b.example\n> Subject: Sore backs\n>\n> Why now?\n> Because you carry and stop.\n"
    )
    document = parse_document(f"{text}>\n> Is it the shoes?\n> Rarely.\n")
    assert document.title == "Sore backs"
    assert [pair.question for pair in document.pairs] == ["Why now?", "Is it the shoes?"]
    assert document.pairs[0].paragraphs == ("Because you carry and stop.",)
    assert "quoted" in codes(document)


def test_what_a_text_quotes_keeps_one_sign_a_paragraph():
    quote = "> Pain is not always harm.\n> 9 of 10 get better.\n"
    text = f"Title\n\nWhy now?\n{PARAGRAPH}\n\n{quote}\n> 50 steps are enough.\n"
    quoted = ("> Pain is not always harm.", "> 9 of 10 get better.", ">50 steps are enough.")
    (pair,) = parse_document(text).pairs
    assert pair.paragraphs == (PARAGRAPH, *quoted)
    assert as_html(pair.paragraphs[1:]) == (
        "<blockquote><p>Pain is not always harm.</p><p>9 of 10 get better.</p></blockquote>"
        "<p>&gt;50 steps are enough.</p>"
    )


def test_a_sign_before_an_amount_says_more_than():
    """Also in several lines, and together with the sign for “or as much”."""
    amounts = "> 8 of 10: call today\n> 5 of 10: rest\n\nCall at once at\n>= 9 of 10\n\n> ½ hour\n"
    text = f"Title\n\nWhen?\n{PARAGRAPH}\n\n{amounts}\n> 1. Walk\n> 2. Rest\n"
    assert parse_document(text).pairs[0].paragraphs == (
        PARAGRAPH,
        ">8 of 10: call today",
        ">5 of 10: rest",
        "Call at once at",
        ">= 9 of 10",
        ">½ hour",
        "> 1. Walk",
        "> 2. Rest",
    )


def test_an_interview_is_read_without_the_names_of_who_speaks():
    said = "".join(
        f"Interviewer: {asked}?\nDr Sample: {PARAGRAPH}\n\n" for asked in ("Why", "When")
    )
    document = parse_document(f"Title\n\n{said}")
    assert [pair.paragraphs for pair in document.pairs] == [(PARAGRAPH,)] * 2


def test_what_is_left_of_a_hard_space_goes_with_other_signs_in_two():
    text, notes = repair_characters("again\u00c2 after it\u00e2\u20ac\u2122s done")
    assert (text, [note.code for note in notes]) == ("again after it\u2019s done", ["mojibake"])
    assert repair_characters("\u00c2 bas")[0] == "\u00c2 bas"  # meant
