"""The method page: how the patterns are computed, and how often they were wrong when measured.

The figures come from the file that `make calibrate` writes, so that the page has no figure that was
not measured; a test fails when a rule was changed and not measured again.
"""

import json
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.page_cache.public_page import public_page
from journal import patterns

SPACE = "\u00a0"
ONE_DIGIT_BELOW = 10
FILE = Path(patterns.__file__).with_name("calibration.json")


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """One measured figure, with its number of simulated people and its Monte-Carlo error."""

    group: str
    name: str
    measured: float
    error: float
    unit: str
    people: int
    required: str
    verdict: str

    def __str__(self) -> str:
        return f"{self.measured:g}{SPACE}{self.unit}"

    @property
    def rounded(self) -> str:
        """The figure for a sentence, with one decimal place at most; the table has all places."""
        digits = 1 if self.measured < ONE_DIGIT_BELOW else 0
        return f"{self.measured:.{digits}f}{SPACE}{self.unit}"


@dataclass(frozen=True, slots=True)
class Calibration:
    """The figures of one run of the simulation, and the version of the rules it measured."""

    version: str
    people: int
    walks: int
    figures: tuple[MeasuredFigure, ...]

    def figure(self, group: str, name: str) -> MeasuredFigure:
        """The figure `name` of `group`. Raises KeyError where the run did not measure it."""
        for found in self.figures:
            if (found.group, found.name) == (group, name):
                return found
        raise KeyError(f"{group}: {name}")

    def worst(self, name: str) -> MeasuredFigure:
        """The highest share of people with a false claim, over every kind of log tried."""
        tried = [f for f in self.figures if f.group.startswith("false claims") and f.name == name]
        return max(tried, key=lambda figure: figure.measured)

    def groups(self) -> list[tuple[str, list[MeasuredFigure]]]:
        return [(name, list(rows)) for name, rows in groupby(self.figures, lambda f: f.group)]


@cache
def calibration() -> Calibration:
    data = json.loads(FILE.read_text(encoding="utf-8"))
    fields = MeasuredFigure.__slots__
    return Calibration(
        version=data["version"],
        people=data["people"],
        walks=data["walks"],
        figures=tuple(
            MeasuredFigure(**{name: row[name] for name in fields}) for row in data["figures"]
        ),
    )


def headlines(found: Calibration) -> dict[str, MeasuredFigure]:
    """The few figures that the page gives in sentences, by their names in the template.

    φ is the serial correlation of a log; 0.3 is a usual one. Raises KeyError where one is missing.
    """
    rivals, power = "rivals, φ = 0.3", "power, φ = 0.3"
    return {
        "usual": found.figure("false claims, φ = 0.3", "all kinds together"),
        "worst": found.worst("all kinds together"),
        "pearson": found.figure(rivals, "Pearson p < .05 after each walk: false"),
        "three": found.figure(rivals, "3 with, 3 without: false"),
        "slope_30": found.figure(power, "slope of 1 per 10 minutes linked within 30 walks"),
        "slope_60": found.figure(power, "slope of 1 per 10 minutes linked within 60 walks"),
        "covers": found.figure("coverage, φ = 0.3", "rise_with_minutes at 30 walks"),
        "length": found.figure(
            "comfortable minutes", "headline at most truth + 2 minutes, 40 walks"
        ),
        "beyond": found.figure(
            "beyond the promise, φ = 0.6", "errors twice as large: all kinds together"
        ),
    }


@public_page
def method_page(request: HttpRequest) -> HttpResponse:
    found = calibration()
    context = {"calibration": found, "said": headlines(found)}
    return render(request, "journal/method.html", context)
