"""A kind of pattern is one file: one made up here is on the page, in advice and in the command."""

import json
from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command
from django.urls import reverse

from journal.patterns import KINDS, State, parameters
from journal.patterns.chart_data import ChartData
from journal.patterns.engine.logs import Bools, Logs
from journal.patterns.engine.samples import AFTER, BEFORE, MINUTES, ONE, Column, Sample
from journal.patterns.engine.summary import Summary
from journal.patterns.engine.sums import Sums
from journal.patterns.kinds.chart_parts import two_bars
from journal.patterns.kinds.linear_model import LinearModelKind
from journal.patterns.kinds.missing_walks import more
from journal.patterns.kinds.share_of_walks import ShareOfWalks, column_answers
from journal.patterns.number_words import between, count
from tests.cast import NOW, make_published, make_rule, make_walk

pytestmark = pytest.mark.django_db


class CutShort(ShareOfWalks):
    code = "cut_short"
    name = "How often pain ends a walk"
    subject = "how often pain ends a walk"
    claimed = "that pain usually ended a walk"
    asked = "an answer about stopping"
    who = "Pain"
    does = "ended the walk"

    def walks(self, logs: Logs) -> tuple[Bools, Bools]:
        return column_answers(logs, logs.stopped)


WEEKEND = Column("weekend", lambda sample: (sample.day + 6) % 7 >= 5)


class Weekends(LinearModelKind):
    code = "weekends"
    name = "Whether weekends differ"
    unit = "points"
    subject = "whether weekends differ"
    claimed = "that weekends differ"
    design = (ONE, BEFORE, MINUTES, WEEKEND, AFTER)
    claim = parameters.TIME_OF_DAY
    around = "weekends {}"

    def enough(self, sample: Sample, sums: Sums) -> Bools:
        return np.asarray(sums.now(ONE, WEEKEND) >= 3)

    def missing(self, summary: Summary) -> list[str]:
        return more(summary.used, 10, "walk")

    def say(self, summary: Summary, estimate: float, low: float, high: float) -> str:
        return f"Weekends: {between(low, high)}, over {count(summary.used, 'walk')}."

    def chart(self, summary: Summary, logs: Logs, picked: Bools) -> ChartData:
        weekend = (logs.day[0] + 6) % 7 >= 5
        return two_bars(logs, picked, weekend, ("on weekdays", "at weekends"))


@pytest.fixture
def made_up(monkeypatch) -> tuple[CutShort, Weekends]:
    kinds = CutShort(), Weekends()
    for kind in kinds:
        monkeypatch.setitem(KINDS, kind.code, kind)
    return kinds


def rule_on(kind: str) -> None:
    rule = make_rule(make_published().answers.get().question)
    rule.conditions.all().delete()
    condition = rule.conditions.model(rule=rule, pattern=kind, state="linked", direction="up")
    condition.full_clean()
    condition.save()


@pytest.mark.slow
def test_it_is_on_the_page_with_its_words_its_chart_and_the_answer_that_fits(made_up, cast, clock):
    rule_on("cut_short")
    for n in range(24):
        make_walk(
            cast.alice,
            started_at=NOW - timedelta(days=30 - n),
            minutes=20 + n % 7,
            pain_before=3,
            pain_after=4 + n % 2,
            stopped_early=n != 3,
        )
    response = cast.client(cast.alice).get(reverse("journal:patterns"))
    page = response.content.decode()
    found = response.context["reading"]
    assert found["cut_short"].state == State.LINKED
    assert "Pain usually ended the walk: on 23 of 24 walks" in page
    assert "23 of 24 walks (" in page
    for kind in made_up:
        assert f"<h3>{kind.name}</h3>" in page
        assert f'id="chart-{kind.code}"' in page or f'id="chart-{kind.code}-t"' in page
    assert [card.found.rule.conditions[0].pattern for card in response.context["advice"].cards] == [
        "cut_short"
    ]


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command_reads_it_and_matches_advice_to_it(made_up, clock, tmp_path, form):
    rule_on("cut_short")
    file = tmp_path / "walks.csv"
    lines = [f"2026-03-{n + 1:02}T09:00,{20 + n},3,{4 + n % 2},yes" for n in range(24)]
    heading = "started_at,minutes,pain_before,pain_after,stopped_early"
    file.write_text("\n".join([heading, *lines]) + "\n")
    out = StringIO()
    call_command("match_advice", str(file), "--format", form, stdout=out)
    if form == "text":
        assert "Pain usually ended the walk: on 24 of 24 walks" in out.getvalue()
        assert "Weekends: between" in out.getvalue()
        assert "fits (linked):" in out.getvalue()
        return
    said = json.loads(out.getvalue())
    assert [each["kind"] for each in said["patterns"]] == list(KINDS)
    (match,) = said["matches"]
    assert match["strength"] == "linked"
    assert any("Pain usually ended the walk" in line for line in match["because"])
