"""What changed from one moment to another: a pure comparison, by the same engine as ever."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from journal.patterns import News, PatternChange, Programme, State, changes, read, read_twice
from journal.patterns.reading import NO_CHART
from journal.presentation.first_sight import first_sight
from journal.presentation.statements import statements_of
from tests.cast import NOW, make_published, make_rule, make_walk
from tests.journal.test_matching import pattern, reading
from tests.journal.test_statements_and_charts import START, logs
from tests.properties import examples

DAY = timedelta(days=1)
PATTERNS = reverse("journal:patterns")
days = st.integers(0, 400).map(lambda number: START + timedelta(days=number))


def without_charts(found):
    return [replace(each, chart=None) for each in found.patterns]


@examples(25)
@given(logs, days, days, st.none() | days)
def test_two_readings_at_once_are_what_each_is_alone(log, one, other, begun):
    then, now = sorted((one, other))
    programmes = [Programme("Bridge", begun.date())] if begun else []
    earlier, later = read_twice(log, then, now, programmes)
    assert later == read(log, now, programmes)
    alone = read(log, then, programmes)
    assert {each.chart for each in earlier.patterns} == {NO_CHART}
    assert without_charts(earlier) == without_charts(alone)
    assert (earlier.walks, earlier.as_of) == (alone.walks, alone.as_of)


def test_an_earlier_reading_that_is_later_is_refused():
    with pytest.raises(ValueError, match="later"):
        read_twice([], START + DAY, START)


@examples(15)
@given(logs, days)
def test_nothing_changes_from_a_moment_to_itself(log, when):
    then, now = read_twice(log, when, when)
    assert changes(then, now) == ()


@pytest.mark.parametrize(
    ("kind", "then", "now", "news"),
    [
        ("trend", State.CANNOT_TELL, State.LINKED, News.CLAIMED),
        ("trend", State.TOO_EARLY, State.LINKED, News.CLAIMED),
        ("trend", State.LINKED, State.CANNOT_TELL, News.WITHDRAWN),
        ("trend", State.TOO_EARLY, State.CANNOT_TELL, News.FIRST),
        ("trend", State.CANNOT_TELL, State.NO_CLEAR_LINK, News.OTHER),
        ("trend", State.LINKED, State.LINKED, None),
        ("pain_level", State.TOO_EARLY, State.CANNOT_TELL, News.FIRST),
        ("pain_level", State.CANNOT_TELL, State.SO_FAR, None),
    ],
)
def test_what_became_of_a_pattern(kind, then, now, news):
    before, after = (reading(pattern(kind, state, direction=0)) for state in (then, now))
    expected = (PatternChange(news, before[kind], after[kind]),) if news else ()
    assert changes(before, after) == expected


def test_a_claim_that_turned_round_is_a_new_one():
    before, after = (reading(pattern("trend", direction=side)) for side in (-1, 1))
    assert [change.news for change in changes(before, after)] == [News.CLAIMED]


# --- On the pages -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_says_what_a_week_brought(cast, clock):
    edition = make_published()
    make_rule(edition.answers.get().question, pattern="typical_rise", state="linked")
    for number in range(24):
        make_walk(cast.alice, started_at=NOW - (number / 3 + 0.5) * DAY, pain_after=5)
    alice = cast.client(cast.alice)
    found = alice.get(PATTERNS).context["changes"]
    claimed = [kind.code for kind, said in found.sentences if said.startswith("Clear now.")]
    assert claimed == ["typical_rise"]
    assert [answer.wording for answer in found.new_answers] == [edition.answers.get().wording]
    assert found.then == date(2026, 5, 7)
    page = alice.get(reverse("journal:week_changes", args=[NOW.date()])).content.decode()
    assert "From 10 May 2026 to 14 May 2026" in page
    page = alice.get(reverse("journal:week_changes", args=[date(2026, 5, 6)])).content.decode()
    assert "nothing to compare" in page
    assert alice.get(reverse("journal:week_changes", args=[date(2026, 5, 18)])).status_code == 404


@pytest.mark.django_db
def test_what_changed_in_a_week_is_ones_own(cast, clock):
    for number in range(24):
        make_walk(cast.alice, started_at=NOW - (number / 2 + 0.5) * DAY, pain_after=5)
    bob = cast.client(cast.bob)
    page = bob.get(reverse("journal:week_changes", args=[NOW.date()])).content.decode()
    assert "nothing to compare" in page


# --- What stands first ------------------------------------------------------------------------


def first_of(*patterns):
    found = reading(*patterns)
    return first_sight(statements_of(found, {}), found)


def test_worsening_stands_before_anything_else():
    first = first_of(
        pattern("pain_level", State.SO_FAR, direction=1, sentence="Pain before walks was on a. b"),
        pattern("typical_rise", State.NO_CLEAR_LINK, direction=0),
    )
    assert first.sentence.startswith("The pain before your walks has risen: ")
    assert first.statement.pattern.kind == "pain_level"


def test_what_can_be_acted_on_stands_before_what_only_is_so():
    first = first_of(
        pattern("typical_rise"), pattern("comfortable_minutes", estimate=26.4, direction=0)
    )
    assert first.sentence == (
        "Walks up to 26 minutes usually raised the pain by less than 2 points, and longer ones "
        "go with more."
    )
    assert first_of(pattern("typical_rise", estimate=1.24)).sentence == (
        "On average the pain is higher after a walk than before it, by about 1.2 points."
    )


def test_where_nothing_can_be_said_it_says_so_without_a_picture():
    first = first_of()
    assert first.statement is None
    assert first.sentence == "It is too early to say what goes with your pain."


@pytest.mark.django_db
def test_a_beginner_sees_their_walks_by_date(cast, clock):
    make_walk(cast.alice)
    page = cast.client(cast.alice).get(PATTERNS).content.decode()
    assert 'id="chart-recent-t"' in page
    assert "Nearest to an answer: whether a walk raises your pain (4 more walks)." in page


@pytest.mark.django_db
def test_a_chart_over_weeks_has_dates_and_a_legend(cast, clock):
    for number in range(30):
        start = datetime(2026, 3, 1, 9, tzinfo=UTC) + number * 2 * DAY
        make_walk(cast.alice, started_at=start, pain_after=3 + number % 2)
    page = cast.client(cast.alice).get(PATTERNS).content.decode()
    assert "weeks since" not in page
    assert " Apr 2026</text>" in page
    assert 'class="key key-band"' in page
