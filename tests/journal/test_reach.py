"""Counting journals: the right number of people, only ever in tens, and nobody else's journal."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import Consent
from articles.office.reports import REPORTS
from journal.management.commands import count_matches
from journal.models import PatternReach, RuleReach, Walk
from journal.models.reach import in_groups, reach_in_words
from tests.cast import NOW, make_published, make_rule, make_walk, make_walker

SOON = NOW + timedelta(days=1)


def walks_that_hurt(walker) -> None:
    for days in range(1, 13):
        make_walk(walker, started_at=NOW - timedelta(days=days), pain_before=2, pain_after=5)


@pytest.fixture
def rule(db):
    question = make_published().answers.first().question
    return make_rule(question, pattern="typical_rise", state="so_far", direction="up")


def count() -> None:
    with time_machine.travel(SOON, tick=False):
        call_command("count_matches")


def people(number: int) -> list:
    return [make_walker(f"walker-{each}@example.org") for each in range(number)]


@pytest.mark.parametrize(
    ("people", "said"), [(0, None), (9, None), (10, 10), (19, 10), (20, 20), (101, 100)]
)
def test_people_are_counted_in_whole_groups(people, said):
    assert in_groups(people) == said


@pytest.mark.slow
def test_nine_journals_are_fewer_than_ten(rule):
    for walker in people(9):
        walks_that_hurt(walker)
    count()
    assert reach_in_words(RuleReach.objects.get().rule) == ("fewer than 10", "2026-05-15")
    assert not PatternReach.objects.exclude(journals=None).exists()


@pytest.mark.slow
def test_eleven_journals_are_ten_or_more(rule, capsys):
    for walker in people(11):
        walks_that_hurt(walker)
    count()
    assert "10 or more journals counted" in capsys.readouterr().out
    assert RuleReach.objects.get().journals == 10
    linked = PatternReach.objects.get(pattern="typical_rise", side=1)
    assert (linked.journals, linked.without_advice) == (10, None)
    report = {row[0]: row for row in REPORTS["rules-and-journals"]().rows(SOON)}
    assert report.popitem()[1][2:] == ("10 or more", "2026-05-15")


@pytest.mark.slow
def test_a_pattern_that_no_rule_answers_is_counted_as_without_advice(rule):
    rule.conditions.update(direction="down")
    for walker in people(10):
        walks_that_hurt(walker)
    count()
    rise = PatternReach.objects.get(pattern="typical_rise", side=1)
    assert (rise.journals, rise.without_advice) == (10, 10)
    rows = [row for row in REPORTS["patterns-and-advice"]().rows(SOON) if row[4] == "10 or more"]
    assert {row[0] for row in rows} >= {"How much a walk usually raises the pain"}


@pytest.mark.slow
def test_who_withdrew_stopped_or_deleted_is_not_counted(rule):
    walkers = people(12)
    for walker in walkers:
        walks_that_hurt(walker)
    Consent.withdraw(walkers[0], NOW)
    Walk.objects.filter(walker=walkers[1]).update(deleted_at=NOW)
    for walk in Walk.objects.filter(walker=walkers[2]):
        Walk.objects.filter(pk=walk.pk).update(started_at=walk.started_at - timedelta(weeks=13))
    count()
    assert RuleReach.objects.get().journals is None


def test_a_changed_rule_is_not_counted_yet(rule):
    count()
    assert reach_in_words(RuleReach.objects.get().rule)[0] == "fewer than 10"
    rule.version += 1
    rule.save()
    assert reach_in_words(RuleReach.objects.get().rule) == ("not counted yet", "")


def test_a_rule_that_is_changed_while_journals_are_counted_is_not_counted_yet(rule, monkeypatch):
    def change(now) -> list:
        rule.version += 1
        rule.save()
        return []

    monkeypatch.setattr(count_matches, "readings_in_use", change)
    count()
    assert reach_in_words(rule) == ("not counted yet", "")


@pytest.mark.slow
def test_counting_again_replaces_what_was_counted(rule):
    for walker in people(10):
        walks_that_hurt(walker)
    count()
    Walk.objects.all().delete()
    count()
    assert RuleReach.objects.get().journals is None
    assert Counter(PatternReach.objects.values_list("journals")) == {}


@pytest.mark.django_db
def test_the_database_refuses_a_count_of_fewer_than_ten():
    with pytest.raises(IntegrityError), transaction.atomic():
        PatternReach.objects.create(
            pattern="trend", state="linked", side=1, journals=3, counted_at=NOW
        )
