"""Lengths, days and times as thumbs type them: taken where they mean one thing, else asked."""

from datetime import date, datetime, time

import pytest
from django import forms

from journal.forms.minutes_field import MinutesField
from journal.forms.typed_times import ClockTimeField, TypedDayField, TypedTimeField


def said(field: forms.Field, typed: str):
    """What a field makes of what was typed: its value, or its words."""
    try:
        return field.clean(typed)
    except forms.ValidationError as error:
        return " ".join(error.messages)


def at(*parts: int) -> datetime:
    """A moment on a clock on the wall: without a zone."""
    return datetime(*parts)  # noqa: DTZ001


LENGTHS = {
    25: ["25", " 25 ", "25 min", "25min.", "25 Minutes", "25'", "25.", "25,0", "025", "+25", "~25",
         "about 25 min", "ca. 25", "25 🚶", "🚶🏽\u200d♀️ 25",
         "\ufeff25", "25\u200b", "\u202f25\xa0min", "٢٥", "२५", "２５", "0h25"],
    65: ["65", "1h05", "1h5", "1 h 5 min", "1hr05m", "1 hour and 5", "1 hour, 5 mins", "1:05 h"],
    30: ["half an hour", "0.5 h", "½ h", "30 m"],
    90: ["1½ h", "1,5 hours", "1.5h", "an hour and a half", "90′"],
    60: ["1h", "an hour", "1 hour"],
    1440: ["1440", "24h", "24 h 00"],
}  # fmt: skip


def test_a_length_that_means_one_thing_is_taken():
    field = MinutesField()
    wrong = {typed: said(field, typed) for n, many in LENGTHS.items() for typed in many
             if said(field, typed) != n}  # fmt: skip
    assert wrong == {}


@pytest.mark.parametrize(
    ("words", "many"),
    [
        ("22 or 23", ["22,5", "22.5", "22½", "22,50 min"]),
        ("Half an hour is 30", ["½", "0,5", "0.25 min", "¼"]),
        ("65 for an hour", ["1:05", "0:25", "25:30 min", "١:٠٥", "1 : 05", "1:05:00"]),
        ("An hour has 60", ["1h60", "1 h 75 min"]),
        ("could be 1440", ["1,440", "1.440"]),
        ("best guess from 20 to 25", ["20-25", "20–25 min", "20 to 25"]),
        ("without seconds", ["90 sec", "25m30s", "25 min 30 s", '25"']),
        ("at least 1 minute", ["0", "00", "-5", "−5", "0 min", "0h"]),
        ("at most 1440", ["1441", "99 h", "9" * 10, "9" * 30]),
        ("in figures", ["1e2", "twenty", "O", "2O", "²5", "1/2 h", "10+15", "20 25", "--", ",5",
                        "NaN", "0x14", "<b>20</b>", "25\x00", "9" * 5000, "h", "min", "1;05"]),
        ("how many minutes", ["", "   ", "🚶", "\u200b"]),
    ],
    ids=str,
)  # fmt: skip
def test_any_other_is_asked_about_in_words_that_fit(words, many):
    field = MinutesField()
    wrong = {typed: said(field, typed) for typed in many if words not in str(said(field, typed))}
    assert wrong == {}


DAYS = {
    date(2026, 5, 13): ["2026-05-13", "2026-5-13", "2026/05/13", "13/05/2026", "13.5.2026",
                        "13.5.26", "05/13/2026", "13 May 2026", "13th may 2026",
                        "May 13, 2026", "13-05-2026",
                        "٢٠٢٦-٠٥-١٣", " 2026-05-13 "],
    date(2028, 2, 29): ["2028-02-29", "29.02.2028", "29 Feb 2028"],
    date(2026, 5, 5): ["5/5/26", "05.05.2026"],
}  # fmt: skip


def test_a_day_that_means_one_day_is_taken():
    field = TypedDayField()
    wrong = {typed: said(field, typed) for day, many in DAYS.items() for typed in many
             if said(field, typed) != day}  # fmt: skip
    assert wrong == {}


@pytest.mark.parametrize(
    ("words", "many"),
    [
        ("5 June or 6 May", ["05/06/2026", "5.6.26", "05-06-2026"]),
        ("no such day", ["2026-02-30", "2027-02-29", "29.2.2026", "31 April 2026", "2026-13-01",
                         "13/13/2026", "2026-00-10", "0000-01-01"]),
        ("day such as", ["yesterday", "13 May", "26-05-13", "2026-05", "20260513",
                        "2026-05-14T00:00", "🗓", "13 Mai 2026"]),
    ],
    ids=str,
)  # fmt: skip
def test_a_day_that_is_none_or_two_is_asked_about(words, many):
    field = TypedDayField()
    wrong = {typed: said(field, typed) for typed in many if words not in str(said(field, typed))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("09:30", time(9, 30)),
        ("9.30", time(9, 30)),
        ("0930", time(9, 30)),
        ("9h30", time(9, 30)),
        ("9:30 am", time(9, 30)),
        ("9:30:15", time(9, 30, 15)),
        ("2:30 p.m.", time(14, 30)),
        ("12am", time(0, 0)),
        ("12 pm", time(12, 0)),
        ("٠٩:٣٠", time(9, 30)),
        ("24:00", "no such time"),
        ("9:60", "no such time"),
        ("13 pm", "no such time"),
        ("9", "valid time"),
        ("-1:00", "valid time"),
        ("noon", "valid time"),
    ],
)
def test_a_time_of_day(typed, meant):
    found = said(TypedTimeField(), typed)
    assert found == meant if isinstance(meant, time) else meant in found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-05-14T09:30", at(2026, 5, 14, 9, 30)),
        ("2026-05-14 09:30:59", at(2026, 5, 14, 9, 30, 59)),
        ("2026-05-14T09:30:59.123", at(2026, 5, 14, 9, 30, 59)),
        ("14/05/2026 9.30", at(2026, 5, 14, 9, 30)),
        ("14 Oct 2025, 9:30 pm", at(2025, 10, 14, 21, 30)),
        ("2028-02-29T00:00", at(2028, 2, 29)),
        ("2026-03-29T01:30", at(2026, 3, 29, 1, 30)),  # a clock in London skips it
        ("2027-02-29T09:30", "no such day"),
        ("2026-05-14T24:00", "no such time"),
        ("2026-05-14", "valid date"),
        ("14 Oct 2025", "valid date"),
        ("2026-05-14T09:30Z", "valid date"),
        ("2026-05-14T09:30+01:00", "valid date"),
    ],
)
def test_a_day_and_a_time_together(typed, meant):
    found = said(ClockTimeField(), typed)
    assert found == meant if isinstance(meant, datetime) else meant in found
