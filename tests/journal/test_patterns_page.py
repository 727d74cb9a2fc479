"""The page about one log: what holds in a few words first, and behind each word all of it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from hypothesis import given

from backsite.management.commands.load_demo import demo_walks
from journal.models import Programme, Walk
from journal.patterns import KINDS, VERSION, State, Withdrawn
from journal.presentation.statements import ORDER, by_badge, statements_of
from tests.cast import NOW, make_walk
from tests.journal.test_matching import pattern, reading
from tests.journal.test_statements_and_charts import (
    every_pattern_of,
    logs,
    one_walk_over_and_over,
)

PATTERNS = reverse("journal:patterns")
SHARES = [kind for kind in KINDS if pattern(kind).unit == "share"]
SECTION = r'<section aria-labelledby="{}">(.*?)</section>'


@pytest.fixture
def forty(cast, clock):
    """Alice with the forty walks of the demo, and exercises begun half-way."""
    Walk.objects.bulk_create(demo_walks(cast.alice, NOW))
    half_way = NOW.date() - timedelta(days=35)
    Programme.objects.create(walker=cast.alice, name="Bridges", started_on=half_way)
    return cast.client(cast.alice)


# --- In a few words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("typical_rise", "between 1 and 2 points higher"),
        ("rise_with_minutes", "between 1 and 2 points more with each further 10 minutes"),
        ("trend", "between 1 and 2 points higher every 4 weeks"),
        ("since_programme", "between 1 and 2 points higher than recovery alone would give"),
        ("time_of_day", "later walks between 1 and 2 points higher"),
    ],
)
def test_points_are_said_as_the_range_that_they_lie_in(kind, said):
    assert KINDS[kind].headline(pattern(kind)) == said


@pytest.mark.parametrize("kind", SHARES)
def test_a_share_is_said_as_walks_and_as_a_range(kind):
    found = pattern(kind, low=0.18, high=0.47, walks_used=26, for_=tuple("abcdefgh"))
    assert KINDS[found.kind].headline(found) == "8 of 26 walks (18% to 47%)"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.LINKED, "11 minutes (limit from 8 to 22)"),
        (State.SO_FAR, "11 minutes (limit from 8 to 22)"),
        (State.CANNOT_TELL, "somewhere from 8 to 22 minutes"),
        (State.NO_CLEAR_LINK, "A sentence."),  # no limit was seen: it names how far
    ],
)
def test_a_length_is_said_with_where_its_limit_lies(state, said):
    found = pattern("comfortable_minutes", state, estimate=11.6, low=8.2, high=22.9)
    assert KINDS[found.kind].headline(found) == said


@given(logs | one_walk_over_and_over)
def test_any_log_is_said_in_few_words_without_a_claim(log):
    for found in every_pattern_of(log).patterns:
        said = KINDS[found.kind].headline(found)
        assert bool(said) == (found.state != State.TOO_EARLY)
        assert "nan" not in said
        if said and said != found.sentence:  # the sentence alone may say “usually” and “goes with”
            assert len(said) <= 90
            assert re.search(r"\d", said)
            assert not re.search(r"usually|goes with|cause|should", said)


def test_statements_stand_in_groups_the_surest_first():
    found = reading(pattern("trend"), pattern("next_morning", State.SO_FAR))
    groups = by_badge(statements_of(found, {}))
    assert [group.badge for group in groups] == [State.LINKED, State.SO_FAR, State.TOO_EARLY]
    assert [len(group.statements) for group in groups] == [1, 1, len(KINDS) - 2]


# --- The page ---------------------------------------------------------------------------------


def test_each_state_has_its_part_and_each_pattern_one_line_there(forty):
    response = forty.get(PATTERNS)
    page = response.content.decode()
    told = statements_of(response.context["reading"], {})
    states = [statement.badge for statement in told]
    parts = re.findall(r'<section aria-labelledby="(\w+)">', page)
    assert parts == ["fits", *(state for state in ORDER if state in states)]
    for part in parts[1:]:
        words = re.search(SECTION.format(part), page, re.DOTALL)[1]
        # What is not known yet is one line.
        assert words.count("<summary>") == (1 if part == "too_early" else states.count(part))
        assert words.count("<h3>") == states.count(part)


def test_behind_each_line_stands_all_that_it_rests_on(forty):
    response = forty.get(PATTERNS)
    page = response.content.decode()
    for found in response.context["reading"].patterns:
        behind = re.search(f'<div class="behind" id="{found.kind}">(.*?)</details>', page, re.S)[1]
        assert escape(found.sentence) in behind
        if found.state == State.TOO_EARLY:
            assert "svg" not in behind  # a picture would show a direction
            assert "<dd>" not in behind
            continue
        assert f"<dd>{date_format(found.first)} to {date_format(found.last)}</dd>" in behind
        assert f"<dd>{found.walks_used}</dd>" in behind
        assert f"<dd>{VERSION}</dd>" in behind
        if KINDS[found.kind].describes:
            continue  # no walk speaks for a description or against it
        assert ("% interval</dt>" in behind) == (found.low is not None)
        statement = next(
            each
            for group in response.context["groups"]
            for each in group.statements
            if each.pattern.kind == found.kind
        )
        for (heading, _), keys in zip(statement.sides, (found.for_, found.against), strict=False):
            assert (f"{heading}: {len(keys)}" in behind) == bool(keys)
        assert any(reverse("journal:walk", args=[key]) in behind for key in found.for_)


def test_what_is_missing_is_said_once(forty):
    response = forty.get(PATTERNS)
    page = response.content.decode()
    reading = response.context["reading"]
    nearest = response.context["unknown"].nearest
    needs = [need for found in reading.patterns for need in found.needs]
    assert needs
    for need in set(needs):
        again = need in nearest.pattern.needs  # in the line about what is nearest to an answer
        assert page.lower().count(escape(need).lower()) == needs.count(need) + again, need


def test_a_link_to_a_pattern_leads_inside_its_fold(forty):
    page = forty.get(PATTERNS).content.decode()
    linked = set(re.findall(r'href="#(\w+)"', page))
    folds = re.findall(r"<details>(.*?)</details>", page, re.DOTALL)
    for name in linked & set(KINDS):
        assert any(f'id="{name}"' in fold for fold in folds)
    for name in linked:
        assert page.count(f'id="{name}"') == 1


def test_a_claim_taken_back_is_said_outside_any_fold(cast, clock, monkeypatch):
    taken_back = Withdrawn(NOW.date(), "On 3 March your walks showed it.")
    found = reading(pattern("trend", State.CANNOT_TELL, withdrawn=taken_back))
    monkeypatch.setattr(
        "journal.views.pattern_pages.statements_of", lambda *args: statements_of(found, {})
    )
    make_walk(cast.alice)
    page = cast.client(cast.alice).get(PATTERNS).content.decode()
    folded = "".join(re.findall(r"<details>.*?</details>", page, re.DOTALL))
    assert taken_back.sentence in page
    assert taken_back.sentence not in folded


def test_the_warning_stands_above_every_pattern_and_in_no_fold(forty):
    page = forty.get(PATTERNS).content.decode()
    warning = page.index("cannot rule out a serious problem")
    assert warning < page.index("<details")
    assert page.index(reverse("articles:get_help"), warning) < page.index("<details")


def test_every_name_is_said(forty):
    page = forty.get(PATTERNS).content.decode()
    for name in (kind.name for kind in KINDS.values()):
        assert f"<h3>{name}</h3>" in page
