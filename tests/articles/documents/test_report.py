import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from articles.importer.document_parts import parse_document, read_document
from articles.importer.report import examine
from articles.importer.report_text import printed
from tests.articles.documents.samples import PROSE, QUESTIONS

FIRST = "Why does my lower back hurt after walking?"
EIGHTH = "What is the cause of lower back pain while walking?"
LONG = "It may be a strained muscle, a stiff hip, or nothing that anybody can name."
OTHER = "Walk a little every day, and a little more each week that goes well."


@dataclass(frozen=True)
class SomeCaution:
    title: str
    name: str

    def is_needed_in(self, text):
        return self.name in text


def report_on(text, cautions=()):
    return examine(parse_document(text), cautions)


def messages(report, code):
    return [finding.message for finding in report.findings if finding.code == code]


def codes(report):
    return {finding.code for finding in report.findings}


def of_answer(answer):
    """The report on a document with one answer."""
    return report_on(f"Title\nTitle\nWhy does it hurt?\n{answer}")[1]


# --- The two documents the importer was made for -----------------------------------------------


def check_questions_report(document, report):
    assert (report.pairs_found, report.questions_kept, len(document.pairs)) == (10, 9, 9)
    assert 8 not in [pair.number for pair in document.pairs]
    assert document.pairs[0].also_asked_as == (EIGHTH,)
    (merged,) = messages(report, "merged")
    assert f"Question 8, “{EIGHTH}”" in merged
    assert f"into question 1, “{FIRST}”" in merged
    (cut_off,) = messages(report, "cut-off")
    assert f"Answer 8, to “{EIGHTH}”, is cut off" in cut_off
    (perhaps,) = messages(report, "perhaps-same")
    assert perhaps.startswith("Perhaps the same: question 1,")
    assert "question 10, “Why do I get back pain after walking?”" in perhaps
    (broken,) = messages(report, "broken-sentence")
    assert "answer 10" in broken
    assert {"no-sources", "no-author", "no-date", "no-warning-signs"} <= codes(report)
    assert not {"medicine", "unrelated-links", "promise"} & codes(report)


def check_prose_report(document, report):
    assert len(document.pairs) == 1
    (unrelated,) = messages(report, "unrelated-links")
    assert unrelated.startswith("13 unrelated links from the list “Recommend” dropped: ")
    (navigation,) = messages(report, "navigation")
    assert navigation.startswith("2 navigation links")
    (medicine,) = messages(report, "medicine")
    assert "ibuprofen without a word of caution" in medicine
    (promise,) = messages(report, "promise")
    assert "“these 3 movements”, but seems to describe 1" in promise
    wanted = {"no-sources", "no-author", "no-date", "no-warning-signs", "no-questions"}
    assert wanted <= codes(report)
    assert not {"merged", "cut-off", "perhaps-same", "related-links"} & codes(report)


def test_the_report_on_the_questions():
    document, report = examine(read_document(QUESTIONS.read_bytes()))
    check_questions_report(document, report)
    assert document.pairs[0].answer.endswith("sprains from overstretched bands.")
    (left_out,) = report.dropped
    assert left_out.kind == "repeated answer"
    assert left_out.text.endswith("tighten and cramp,…")


def test_the_report_on_the_prose():
    check_prose_report(*examine(read_document(PROSE.read_bytes())))


@pytest.mark.skipif("RAW_DOCUMENTS" not in os.environ, reason="RAW_DOCUMENTS names no folder")
def test_the_reports_on_the_documents_as_they_were_scraped():
    """They are other publishers' words, so they are not kept here: name a folder that has them."""
    questions, prose = sorted(Path(os.environ["RAW_DOCUMENTS"]).glob("*.txt"))
    check_questions_report(*examine(read_document(questions.read_bytes())))
    check_prose_report(*examine(read_document(prose.read_bytes())))


# --- Duplicates --------------------------------------------------------------------------------


def test_equal_answers_are_merged_into_the_first():
    document, report = report_on(f"T\nT\nWhy me?\n{LONG}\nHow so?\n{LONG}")
    assert [pair.question for pair in document.pairs] == ["Why me?"]
    assert document.pairs[0].also_asked_as == ("How so?",)
    assert report.merged[0].into_number == 1


@pytest.mark.parametrize("cut", ["…", "...", ""])
def test_the_longer_text_stays_wherever_it_stands(cut):
    short = LONG.removesuffix(" anybody can name.") + cut
    for answers in [(LONG, short), (short, LONG)]:
        document, report = report_on(f"T\nT\nWhy me?\n{answers[0]}\nHow so?\n{answers[1]}")
        assert [pair.answer for pair in document.pairs] == [LONG]
        assert [aside.text for aside in report.dropped] == [short]


def test_the_same_question_with_two_answers_keeps_both():
    document, report = report_on(f"T\nT\nWhy me?\n{LONG}\nWHY   me?\n{LONG}\n{OTHER}\nwhy me?\nNo.")
    (pair,) = document.pairs
    assert pair.paragraphs == (LONG, OTHER, "No.")
    assert pair.also_asked_as == ()
    assert len(report.merged) == 2


def test_a_text_that_is_cut_off_inside_a_word_is_still_the_start():
    document, _ = report_on(f"T\nT\nWhy me?\n{LONG}\nHow so?\n{LONG[:-4]}…")
    assert [pair.answer for pair in document.pairs] == [LONG]
    document, _ = report_on(f"T\nT\nWhy me?\n{LONG}\nHow so?\n{LONG[:-4]}")
    assert len(document.pairs) == 2


def test_short_answers_and_missing_ones_are_no_sign_of_a_duplicate():
    document, report = report_on(f"T\nT\nIs it bad?\nYes.\nIs it rare?\nYes.\nWhy?\nHow?\n{LONG}")
    assert len(document.pairs) == 4
    assert report.merged == ()
    assert messages(report, "no-answer") == ["Question 3, “Why?”, has no answer."]


def test_likeness_in_the_middle_of_answers_is_reported_and_not_merged():
    document, report = report_on(f"T\nT\nWhy me?\nWell. {LONG}\nHow so?\nPerhaps. {LONG} {OTHER}")
    assert len(document.pairs) == 2
    (message,) = messages(report, "perhaps-same")
    assert "answers that are largely the same" in message


def test_running_is_not_walking():
    _, report = report_on(f"T\nT\n{FIRST}\n{LONG}\n{FIRST.replace('walking', 'running')}\n{OTHER}")
    assert messages(report, "perhaps-same") == []


# --- Answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("It may be a…", "stops at “It may be a…”"),
        ("It may be a...\nThe rest is here.", "stops at “It may be a...”"),
        ("It may be a", "without a full stop"),
        ("It may be one of these:", "colon"),
    ],
)
def test_answers_that_are_cut_off(answer, wanted):
    (message,) = messages(of_answer(answer), "cut-off")
    assert message.startswith("Answer 1, to “Why does it hurt?”,")
    assert wanted in message


@pytest.mark.parametrize("answer", ["It may.", "“It may.”", "It may (or not).", "It may. May it?"])
def test_answers_that_end(answer):
    assert messages(of_answer(answer), "cut-off") == []


def test_an_introduction_that_is_cut_off():
    _, report = report_on(f"T\nT\nIt may be...\nWhy?\n{LONG}")
    assert messages(report, "cut-off") == [
        "The introduction is cut off: it stops at “It may be...”."
    ]


def test_names_are_no_broken_sentences():
    report = of_answer("She fell in New York. He met her at Saint Mary. They walked on in pain.")
    assert not {"broken-sentence", "headings-in-text"} & codes(report)


def test_headings_inside_the_text():
    report = of_answer("Stiff Upper Back. It may stiffen in Weak Hips Too. Poor Hip Mobility. Ow.")
    assert "“Stiff Upper Back.”, “Poor Hip Mobility.”" in messages(report, "headings-in-text")[0]
    assert "before “Weak Hips Too.”" in messages(report, "broken-sentence")[0]


@pytest.mark.parametrize(
    ("answer", "is_short"),
    [
        ("Do these 3 movements. Lie down and turn. Rest.", True),
        ("Do the following two gentle exercises. Sit up. Stand up.", False),
        ("These three stretches help.\n- Knee roll.\n- Bridge.\n- Bow.", False),
        ("These three stretches help.\n1. Knee roll.\n2. Bridge.", True),
        ("Some 3 exercises are named here and there. Lie down.", False),
        ("These 3 reasons are named.", False),
    ],
)
def test_promises(answer, is_short):
    assert bool(messages(of_answer(answer), "promise")) is is_short


# --- The whole ---------------------------------------------------------------------------------


def test_a_link_on_the_same_subject_is_told_apart():
    title = "Why does my lower back hurt?"
    links = (
        "Recommend\nBack pain in the lower spine\nIt is...\nHow to relieve menstrual pain\nIt..."
    )
    _, report = report_on(f"{title}\n{title}\n{LONG}\n{links}")
    assert messages(report, "unrelated-links")[0].startswith("1 unrelated link from")
    assert "menstrual" in messages(report, "unrelated-links")[0]
    assert "lower spine" in messages(report, "related-links")[0]


def test_a_document_with_one_subject_word_asks_for_that_one():
    _, report = report_on(f"Sciatica\nSciatica\n{LONG}\nRecommend\nExercises for sciatica\nThe...")
    assert "unrelated-links" not in codes(report)
    assert "related-links" in codes(report)


def test_a_medicine_with_and_without_caution_and_with_the_sites_own():
    bare, warned = "You can take Ibuprofen or NSAIDs.", "Take aspirin? Ask a pharmacist."
    assert "ibuprofen, nsaids without a word" in messages(of_answer(bare), "medicine")[0]
    assert "aspirin" in messages(of_answer(warned), "medicine-check")[0]
    caution = SomeCaution("Anti-inflammatory medicines", "Ibuprofen")
    _, report = report_on(f"T\nT\n{bare}", [caution])
    assert "shows “Anti-inflammatory medicines” beside it" in messages(report, "medicine")[0]
    assert "no caution for it" in messages(of_answer(bare), "medicine")[0]


def test_a_medicine_known_only_to_the_sites_cautions_and_one_in_an_introduction():
    _, report = report_on("T\nT\nTake naproxen.\nWhy?\nTake bark.", [SomeCaution("Bark", "bark")])
    introduction, answer = messages(report, "medicine")
    assert introduction.startswith("The introduction names naproxen")
    assert "a medicine" in answer


def test_the_words_of_links_are_not_the_words_of_the_document():
    text = (
        "T\nT\nIt hurts.\nRecommend\nSigns of fever, by ibuprofen\nSee https://example.org and..."
    )
    _, report = report_on(text)
    assert {"no-warning-signs", "no-sources"} <= codes(report)
    assert "medicine" not in codes(report)


@pytest.mark.parametrize(
    ("line", "code", "lack"),
    [
        ("Get help at once with numbness between the legs.", None, "no-warning-signs"),
        ("See https://example.org/a for more.", "addresses", "no-sources"),
        ("This was found (Smith, 2019) long ago.", "citations", "no-sources"),
        ("Written by Jo Doe", "author", "no-author"),
        ("By Jo Doe", "author", "no-author"),
        ("Updated on 3 March 2021.", "date", "no-date"),
    ],
)
def test_what_the_document_has_is_not_missed(line, code, lack):
    report = of_answer(f"{line}\nIt hurts.")
    assert lack not in codes(report)
    assert code is None or code in codes(report)
    assert lack in codes(of_answer("By walking slowly it goes away in May."))


# --- As data and in print ----------------------------------------------------------------------


def test_the_report_is_plain_json_and_starts_with_the_warning():
    _, report = examine(read_document(PROSE.read_bytes()))
    stored = json.loads(json.dumps(report.as_dict()))
    assert stored["findings"][0]["code"] == "rewrite"
    assert "another publisher’s sentences" in stored["findings"][0]["message"]
    assert len([aside for aside in stored["dropped"] if aside["kind"] == "recommended"]) == 13


def test_print_shows_every_finding_and_takes_nothing_for_markup():
    text = "[bold]T[/bold]\n[bold]T[/bold]\nIs [red]it[/nope] :smile:?\nIt may be…"
    _, report = report_on(text)
    shown = printed(report, "[bold]T[/bold]", "a[/b].txt", width=300, colour=False)
    assert shown.index("a[/b].txt: [bold]T[/bold]") < shown.index("another publisher’s sentences")
    assert "“Is [red]it[/nope] :smile:?”" in shown
    for finding in report.findings:
        assert finding.message in shown
    assert "\x1b" not in shown
    assert "\x1b" in printed(report, "T", "a.txt", width=80, colour=True)
