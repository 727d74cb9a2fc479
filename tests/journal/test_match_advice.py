"""The command for people with a file and no site: what it prints, and what it refuses."""

import json
import re
import sys
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from articles.models import Answer
from journal.models import AdviceRule, Suggestion, Walk
from journal.patterns import KINDS, State
from tests.cast import make_published, make_rule

pytestmark = pytest.mark.django_db

READING_KEYS = ["walker", "as_of", "walks", "first", "last", "patterns", "matches"]
PATTERN_KEYS = [
    "kind",
    "state",
    "estimate",
    "low",
    "high",
    "level",
    "unit",
    "walks_used",
    "for",
    "against",
    "needs",
    "sentence",
    "version",
]
MATCH_KEYS = ["article", "question", "rule", "because", "strength"]  # wanted; more may stand there
HEADING = "started_at,minutes,pain_before,pain_after"
FIRST = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 (a Monday on the clock of the site)


@pytest.fixture(autouse=True)
def _now(clock):
    """Files speak of the spring of 2026, and nothing after NOW is read."""


def line(day: int, minutes: int = 20, before: int = 2, after: int = 4) -> str:
    return f"{(FIRST + timedelta(days=day)).isoformat()},{minutes},{before},{after}"


def rising(count: int = 30) -> list[str]:
    """Every other day, each ten minutes more hurting one point more."""
    return [line(2 * n, 10 * (n % 4 + 1), 2, 2 + n % 4 + 1) for n in range(count)]


@pytest.fixture
def file(tmp_path):
    def write(*lines: str, heading: str = HEADING) -> Path:
        path = tmp_path / "walks.csv"
        path.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
        return path

    return write


def run(path: object, *options: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("match_advice", str(path), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refuse(path: object, *options: str) -> tuple[str, str, str]:
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("match_advice", str(path), *options, stdout=out, stderr=err)
    return str(refused.value), out.getvalue(), err.getvalue()


def no_constant(name: str):
    raise AssertionError(f"{name} is no JSON")


def run_json(path: object, *options: str) -> list[dict]:
    out, _ = run(path, "--format", "json", *options)
    return [json.loads(each, parse_constant=no_constant) for each in out.splitlines()]


@pytest.fixture
def rule() -> AdviceRule:
    one, other = make_published(), make_published()
    return make_rule(
        one.answers.get().question,
        beside=other.answers.get().question,
        tell_apart="Which of the two?",
    )


# --- JSON -------------------------------------------------------------------------------------


def test_json_has_the_promised_keys_in_their_order(file, rule):
    (found,) = run_json(file(*rising()))
    assert list(found) == READING_KEYS
    assert [each["kind"] for each in found["patterns"]] == list(KINDS)
    for pattern in found["patterns"]:
        assert list(pattern) == PATTERN_KEYS
    (match,) = found["matches"]
    assert set(MATCH_KEYS) <= set(match)


def test_json_says_what_the_log_says(file, rule):
    (found,) = run_json(file(*rising()))
    assert (found["walker"], found["walks"]) == ("", 30)
    assert (found["first"], found["last"]) == ("2026-03-02", "2026-04-29")
    assert found["as_of"] == "2026-04-29T09:00:00+01:00"
    (slope,) = [each for each in found["patterns"] if each["kind"] == "rise_with_minutes"]
    assert slope["state"] == "linked"
    assert slope["low"] <= slope["estimate"] <= slope["high"]
    assert slope["estimate"] == pytest.approx(1.0, abs=0.3)
    assert (slope["unit"], slope["level"], slope["walks_used"]) == (
        "points per 10 minutes",
        0.9,
        30,
    )
    assert set(slope["for"]) <= set(range(2, 32))  # lines of the file
    assert not set(slope["for"]) & set(slope["against"])
    for pattern in found["patterns"]:
        assert pattern["sentence"]
        assert pattern["version"]
        assert bool(pattern["needs"]) >= (pattern["state"] == "too_early")


def test_json_names_the_answer_and_the_one_beside_it(file, rule):
    (found,) = run_json(file(*rising()))
    (match,) = found["matches"]
    answer = Answer.objects.get(question=rule.question)
    assert match["article"] == rule.question.article.slug
    assert match["question"] == rule.question.anchor
    assert (match["rule"], match["rule_version"]) == (rule.slug, 1)
    assert match["strength"] == "linked"
    assert match["because"][0] == "Because."
    assert len(match["because"]) == 2
    assert match["wording"] == answer.wording
    assert match["beside"]["question"] == rule.beside.anchor
    assert match["tell_apart"] == "Which of the two?"


def test_one_object_a_line_without_a_number_that_is_none(file, rule):
    for lines in (
        [line(0)],
        [line(n) for n in range(3)],
        [line(n, 1, 10, 10) for n in range(20)],
        rising(36),
    ):
        for each in ("walk", "week", "end"):
            for found in run_json(file(*lines), "--each", each):
                assert list(found) == READING_KEYS


def test_the_same_file_gives_the_same_output(file, rule, clock):
    path = file(*rising())
    before = [run(path, "--each", "week"), run(path, "--format", "json")]
    clock.shift(timedelta(hours=7))
    assert [run(path, "--each", "week"), run(path, "--format", "json")] == before


def test_the_order_of_the_rows_changes_no_number(file, rule):
    def numbers(lines: list[str]) -> list[tuple]:
        (found,) = run_json(file(*lines))
        return [
            (each["kind"], each["state"], each["estimate"], each["low"], each["high"])
            for each in found["patterns"]
        ]

    assert numbers(rising()[::-1]) == numbers(rising())


def test_nothing_is_stored(file, rule):
    run(file(*rising()))
    assert not Walk.objects.exists()
    assert not Suggestion.objects.exists()


# --- Text -------------------------------------------------------------------------------------


def test_text_says_states_sentences_and_both_answers(file, rule):
    out, err = run(file(*rising()))
    assert err == ""
    assert "as of 2026-04-29: 30 walks" in out
    one, other = (Answer.objects.get(question=q) for q in (rule.question, rule.beside))
    for said in (
        "linked",
        "too early",
        one.wording,
        other.wording,
        "Which of the two?",
        "Because.",
    ):
        assert said in out


def test_text_calls_a_description_and_a_share_what_the_page_calls_them(file):
    """The level of pain claims nothing: no state of a claim is said of it."""
    lines = [f"{each},{'yes' if n % 18 else 'no'}" for n, each in enumerate(rising(36))]
    path = file(*lines, heading=f"{HEADING},eased_by_sitting")
    out, _ = run(path)
    assert re.search(r"^  as you logged it  Pain before walks", out, re.MULTILINE)
    assert re.search(r"^  mostly            Sitting", out, re.MULTILINE)
    (found,) = run_json(path)
    states = {each["kind"]: each["state"] for each in found["patterns"]}
    assert (states["pain_level"], states["eased_by_sitting"]) == ("no_clear_link", "linked")


def test_text_says_where_nothing_fits(file):
    out, _ = run(file(line(0)))
    assert "as of 2026-03-02: 1 walk\n" in out
    assert "No published answer fits so far." in out
    assert re.search(r"^  too early to say  \w", out, re.MULTILINE)


# --- Whose, up to when, how often -------------------------------------------------------------


def test_several_walkers_in_one_file_are_read_apart(file):
    lines = [f"Ann,{each}" for each in rising(20)] + [f"Ben,{line(n)}" for n in range(3)]
    found = run_json(file(*lines, heading=f"Who,{HEADING}"), "--walker", "who")
    assert [(each["walker"], each["walks"]) for each in found] == [("Ann", 20), ("Ben", 3)]
    out, _ = run(file(*lines, heading=f"Who,{HEADING}"), "--walker", "who")
    assert "Ann, as of" in out
    assert "Ben, as of" in out


def test_as_of_reads_the_log_as_it_stood_at_the_end_of_a_day(file):
    path = file(line(0), line(1), line(2))
    (found,) = run_json(path, "--as-of", "2026-03-03")
    assert (found["walks"], found["last"]) == (2, "2026-03-03")
    assert found["as_of"].startswith("2026-03-03T23:59:59")
    (later,) = run_json(path, "--as-of", "2030-01-01")
    assert later["walks"] == 3


def test_as_of_before_the_first_walk_is_an_empty_log(file):
    (found,) = run_json(file(line(0)), "--as-of", "2026-03-01")
    assert (found["walks"], found["first"], found["last"]) == (0, None, None)
    assert {each["state"] for each in found["patterns"]} == {"too_early"}


@pytest.mark.parametrize("text", ["yesterday", "2026-02-30", "01.03.2026", "", "2026-03-01T09:00"])
def test_as_of_must_be_a_day(file, text):
    said, _, _ = refuse(file(line(0)), f"--as-of={text}")
    assert "--as-of" in said


def test_each_walk_reads_after_every_walk(file):
    found = run_json(file(*rising(15)), "--each", "walk")
    assert [each["walks"] for each in found] == list(range(1, 16))
    (end,) = run_json(file(*rising(15)))
    assert found[-1] == end


def test_each_week_reads_at_every_weeks_end_also_of_weeks_without_a_walk(file):
    found = run_json(file(line(0), line(1), line(21)), "--each", "week")
    days = [date.fromisoformat(each["as_of"][:10]) for each in found]
    assert [day.weekday() for day in days] == [6] * 4
    assert days[0] == date(2026, 3, 8)
    assert [each["walks"] for each in found] == [2, 2, 2, 3]


def test_a_claim_of_a_single_week_stands_where_the_log_says_so(file, rule):
    found = run_json(file(*rising()), "--each", "week")
    fits = [bool(each["matches"]) for each in found]
    assert fits[0] is False
    assert fits[-1] is True


def test_the_clock_of_times_without_offset_can_be_said(file):
    path = file(line(0))
    (site,) = run_json(path)
    (tokyo,) = run_json(path, "--time-zone", "Asia/Tokyo")
    assert site["as_of"].endswith("+00:00")
    assert tokyo["as_of"].endswith("+09:00")
    said, _, _ = refuse(path, "--time-zone", "Mars/Olympus")
    assert "Mars/Olympus" in said


# --- What it refuses --------------------------------------------------------------------------


def test_bad_rows_are_listed_by_number_and_nothing_is_computed(file):
    said, out, err = refuse(file(line(0), "x,20,2,4", line(1), "2026-03-04T09:00,0,2,4"))
    assert out == ""
    assert "2 bad rows; nothing was computed" in said
    listed = err.splitlines()
    assert [each.partition(":")[0] for each in listed] == ["row 3", "row 5"]
    assert "started_at" in listed[0]
    assert "minutes" in listed[1]


def test_skip_bad_leaves_them_out_and_still_lists_them(file):
    path = file(line(0), "x,20,2,4", line(1))
    out, err = run(path, "--skip-bad", "--format", "json")
    assert json.loads(out)["walks"] == 2
    assert err.startswith("row 3: ")


def test_a_file_of_bad_rows_alone_has_no_walk(file):
    said, out, _ = refuse(file("x,20,2,4"), "--skip-bad")
    assert "no walk" in said
    assert out == ""


def test_of_very_many_bad_rows_the_first_are_listed_and_the_rest_counted(file):
    said, _, err = refuse(file(*["x,20,2,4"] * 1000))
    assert "1000 bad rows" in said
    assert err.splitlines()[0].startswith("row 2: ")
    assert len(err.splitlines()) < 100
    assert "950 more" in err


def test_a_walk_after_today_is_a_bad_row(file):
    _, _, err = refuse(file(line(400)))
    assert "in the future" in err


def test_a_missing_column_is_named(file):
    said, _, _ = refuse(file(line(0), heading="started_at,minutes,before,after"))
    assert "pain_before, pain_after" in said
    said, _, _ = refuse(file(line(0)), "--walker", "who")
    assert "who" in said


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", HEADING.encode(), b"\x89PNG\r\n\x1a\n\xff\xfe\x00"]
)
@pytest.mark.parametrize("options", [(), ("--skip-bad",)])
def test_an_empty_or_binary_file_is_one_error(tmp_path, content, options):
    path = tmp_path / "walks.csv"
    path.write_bytes(content)
    said, out, _ = refuse(path, *options)
    assert said.startswith(str(path))
    assert out == ""


def test_a_missing_file_and_a_folder_are_one_error(tmp_path):
    said, _, _ = refuse(tmp_path / "none.csv")
    assert "No such file" in said
    said, _, _ = refuse(tmp_path)
    assert "directory" in said


def test_a_spreadsheets_byte_order_mark_is_no_obstacle(tmp_path):
    path = tmp_path / "walks.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADING}\r\n{line(0)}\r\n".encode())
    (found,) = run_json(path)
    assert found["walks"] == 1


# --- Standard input ---------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_a_pipe_is_read_as_utf_8_whatever_the_terminal_speaks(monkeypatch, encoding):
    content = b"\xef\xbb\xbf" + f"who,{HEADING}\r\nZoë,{line(0)}\r\n".encode()
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(content), encoding=encoding))
    (found,) = run_json("-", "--walker", "who")
    assert (found["walker"], found["walks"]) == ("Zoë", 1)


def test_a_pipe_of_anything_else_is_one_error(monkeypatch):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"\xff\xfe\x00"), errors="replace"))
    said, _, _ = refuse("-")
    assert said


def test_an_empty_pipe_is_one_error(monkeypatch):
    monkeypatch.setattr(sys, "stdin", StringIO(""))
    said, _, _ = refuse("-")
    assert "empty" in said


def test_states_in_the_output_are_those_of_the_patterns(file):
    states = {each["state"] for found in run_json(file(*rising())) for each in found["patterns"]}
    assert states <= set(State)


def test_a_database_that_waits_for_its_migrations_is_named(file, monkeypatch):
    def fail(_now):
        raise OperationalError("no such column: a.b")

    monkeypatch.setattr("journal.advice.active_rules.ActiveRules.at", fail)
    with pytest.raises(CommandError, match=r"no such column: a\.b.*migrate"):
        call_command("match_advice", str(file(*rising(3))), stdout=StringIO())
