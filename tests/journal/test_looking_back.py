"""Weeks, months, periods, lists, notes: true sums on the walker's own days, at a bounded cost."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from journal.looking_back import note_search
from journal.looking_back.day_sums import DayWalk, Step, stretches
from journal.looking_back.note_search import find_notes
from journal.looking_back.periods import on_days
from journal.looking_back.similar_walks import similar_walks
from journal.looking_back.weeks import week_overview
from journal.models import Walk
from journal.presentation.day_chart import day_chart
from tests.cast import NOW, make_walk, make_walker
from tests.journal.test_statements_and_charts import check_chart
from tests.queries import count_queries

DAY = timedelta(days=1)
WALKS, NOTES = reverse("journal:walks"), reverse("journal:note_search")
WEEK, MONTH, PERIOD = (reverse(f"journal:{name}") for name in ("week", "month", "period"))
db = pytest.mark.django_db


@pytest.fixture
def alice(cast, clock) -> Client:
    return cast.client(cast.alice)


def text_of(client: Client, address: str, **query) -> str:
    page = client.get(address, query).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# --- Days -------------------------------------------------------------------------------------


@db
def test_a_walk_is_on_the_day_that_its_walker_had_there(cast, clock):
    """Half past eleven at night in Tokyo is the afternoon in London, and half an hour later the
    next day."""
    tokyo = ZoneInfo("Asia/Tokyo")
    late = datetime(2026, 5, 10, 23, 30, tzinfo=tokyo)
    there = make_walk(cast.alice, started_at=late, time_zone="Asia/Tokyo")
    after = make_walk(cast.alice, started_at=late + timedelta(hours=1), time_zone="Asia/Tokyo")
    here = make_walk(cast.alice, started_at=datetime(2026, 5, 10, 22, 30, tzinfo=UTC))
    walks = Walk.objects.for_user(cast.alice)

    def found(first, last):
        return set(on_days(walks, first, last))

    day = date(2026, 5, 10)
    assert found(day, day) == {there, *([here] if here.local_start.date() == day else [])}
    assert found(day + DAY, None) >= {after}
    assert there not in found(day + DAY, None)
    assert found(None, day - DAY) == set()
    assert found(None, None) == {there, after, here}


@db
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2025, 10, 26), date(2024, 2, 29)])
def test_days_on_which_the_clocks_change_are_whole_days(cast, clock, day):
    zone = ZoneInfo("Europe/London")
    for hour in range(24):
        start = datetime(day.year, day.month, day.day, hour, 30, tzinfo=zone).astimezone(UTC)
        make_walk(cast.alice, started_at=start, time_zone="Europe/London")
    walks = Walk.objects.for_user(cast.alice)
    assert on_days(walks, day, day).count() == 24
    assert on_days(walks, day - DAY, day - DAY).count() == 0
    assert on_days(walks, day + DAY, None).count() == 0


day_walks_of_a_year = st.lists(
    st.builds(
        DayWalk,
        st.dates(date(2025, 1, 1), date(2025, 12, 31)),
        st.integers(1, 1440),
        st.integers(0, 10),
        st.integers(0, 10),
    ),
    max_size=60,
)


@given(day_walks_of_a_year, st.sampled_from(Step))
def test_every_walk_is_in_one_stretch_and_the_stretches_cover_the_period(walks, step):
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    found = stretches(walks, first, last, step)
    assert sum(stretch.count for stretch in found) == len(walks)
    assert (found[0].first, found[-1].last) == (first, last)
    assert all(here.last + DAY == then.first for here, then in pairwise(found))
    for stretch in found:
        assert all(stretch.first <= walk.day <= stretch.last for walk in stretch.walks)


@given(day_walks_of_a_year, st.sampled_from(Step))
def test_any_log_is_drawn_and_told_in_a_table(walks, step):
    found = stretches(walks, date(2025, 1, 1), date(2025, 12, 31), step)
    chart = day_chart(found, step, "Pain & minutes", "any")
    check_chart(chart.svg, "Pain & minutes")
    assert sum(int(row[1]) for row in chart.rows) == len(walks)
    assert all(len(row) == len(chart.headings) for row in chart.rows)


def test_a_longer_period_is_drawn_in_coarser_steps():
    first = date(2016, 1, 1)
    steps = [Step.over(first, first + timedelta(days=days)) for days in (6, 91, 92, 700, 3650)]
    assert steps == [Step.DAY, Step.DAY, Step.WEEK, Step.WEEK, Step.MONTH]
    assert len(stretches([], first, first + timedelta(days=9000), Step.MONTH)) < 300


# --- Week, month, period ----------------------------------------------------------------------


@db
def test_a_week_says_what_was_logged_and_what_was_in_the_week_before(alice, cast):
    """NOW is a Thursday."""
    for days, minutes, after in ((1, 30, 5), (2, 10, 3), (2, 20, 4), (8, 15, 2)):
        make_walk(cast.alice, started_at=NOW - days * DAY, minutes=minutes, pain_after=after)
    said = text_of(alice, WEEK)
    assert "Your week so far" in said
    assert "3 walks on 2 days, 60 minutes in all. In the week before: 1 walk on 1 day" in said
    assert "Pain before walks was on average 2, after them 4." in said
    earlier = text_of(alice, reverse("journal:week_of", args=[NOW.date() - 7 * DAY]))
    assert "Week from 4 May 2026" in earlier
    assert "1 walk on 1 day, 15 minutes in all. In the week before there was none." in earlier


@db
def test_the_journal_says_the_running_week_in_a_line(alice, cast):
    make_walk(cast.alice, started_at=NOW - 8 * DAY)
    home = reverse("journal:home")
    assert "No walk is logged this week yet." in text_of(alice, home)
    make_walk(cast.alice, started_at=NOW - DAY, minutes=25)
    assert "This week: 1 walk on 1 day, 25 minutes in all." in text_of(alice, home)


@db
def test_a_week_without_a_walk_is_not_called_a_good_one(alice):
    assert "is not counted as a day without pain" in text_of(alice, WEEK)


@db
def test_weeks_and_months_that_have_not_begun_or_never_were_are_missing_pages(alice):
    for address in (
        reverse("journal:week_of", args=[NOW.date() + DAY]),
        reverse("journal:month_of", args=[date(2026, 6, 1)]),
        "/journal/week/2026-02-30/",
        "/journal/week/1999-12-31/",
        "/journal/month/2026-13/",
        "/journal/month/0000-01/",
    ):
        assert alice.get(address).status_code == 404, address
    for address in ("/journal/week/2000-01-01/", "/journal/month/2000-01/"):
        page = alice.get(address)
        assert page.status_code == 200, address
        assert b'rel="prev"' not in page.content


@db
def test_a_month_is_a_table_whose_days_lead_to_their_walks(alice, cast):
    walk = make_walk(cast.alice, minutes=30, pain_before=2, pain_after=5)
    make_walk(cast.bob, minutes=77)
    page = alice.get(MONTH).content.decode()
    assert len(re.findall(r'<th scope="col"', page)) == 7
    assert "1 walk on 1 day, 30 minutes in all." in text_of(alice, MONTH)
    (link,) = re.findall(r'href="([^"]+since=2026-05-13[^"]+)"', page)
    listed = alice.get(link.replace("&amp;", "&")).content.decode()
    assert walk.get_absolute_url() in listed


@db
def test_a_period_is_drawn_as_it_was_asked_for(alice, cast):
    for days in (1, 40, 400):
        make_walk(cast.alice, started_at=NOW - days * DAY)
    assert "2 walks on 2 days" in text_of(alice, PERIOD)
    assert "3 walks on 3 days" in text_of(alice, PERIOD, since="", until="")
    assert "1 walk on 1 day" in text_of(alice, PERIOD, since="2025-04-01", until="2025-05-01")
    wrong = text_of(alice, PERIOD, since="2026-05-10", until="2026-05-01")
    assert "This is before the day that it begins with." in wrong
    for odd in ("nonsense", "9999-12-31", "0001-01-01", "2999-01-01"):
        assert alice.get(PERIOD, {"since": odd, "until": odd}).status_code == 200


# --- Lists ------------------------------------------------------------------------------------


@db
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"shortest": 30}, {"long"}),
        ({"longest": 10}, {"short"}),
        ({"pain": "rose"}, {"long"}),
        ({"pain": "not_higher"}, {"short"}),
        ({"pain": "high"}, {"long"}),
        ({"legs": "both"}, {"long"}),
        ({"legs": "no"}, {"short"}),
        ({"painkiller": "yes"}, {"short"}),
        ({"painkiller": "no"}, {"long"}),
        ({"stopped": "yes"}, {"long"}),
        ({"since": "2026-05-13"}, {"short"}),
        ({"until": "2026-05-12"}, {"long", "plain"}),
        ({"legs": "one"}, set()),
        ({"pain": "rose", "painkiller": "yes"}, set()),
    ],
)
def test_a_list_has_the_walks_of_which_it_is_so(alice, cast, asked, found):
    walks = {
        "short": make_walk(
            cast.alice, minutes=10, pain_after=2, leg_symptoms="none", painkiller=True
        ),
        "long": make_walk(
            cast.alice,
            started_at=NOW - 3 * DAY,
            minutes=45,
            pain_after=8,
            leg_symptoms="both",
            painkiller=False,
            stopped_early=True,
        ),
        "plain": make_walk(cast.alice, started_at=NOW - 9 * DAY),
    }
    page = alice.get(WALKS, asked).content.decode()
    assert {name for name, walk in walks.items() if walk.get_absolute_url() in page} == found


@db
@pytest.mark.parametrize(
    "asked",
    [
        {"since": "nonsense"},
        {"shortest": "9" * 30},
        {"longest": "-1"},
        {"pain": "<b>"},
        {"legs": "three"},
        {"since": "0001-01-01", "until": "9999-12-31"},
    ],
)
def test_what_cannot_be_asked_for_is_said_and_fails_nothing(alice, cast, asked):
    walk = make_walk(cast.alice)
    page = alice.get(WALKS, asked)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert walk.get_absolute_url() in page.content.decode()


@db
def test_pages_of_a_list_keep_what_was_asked_for(alice, cast):
    for number in range(30):
        make_walk(cast.alice, started_at=NOW - number * DAY - DAY, minutes=40)
        make_walk(cast.alice, started_at=NOW - number * DAY - DAY, minutes=10)
    page = alice.get(WALKS, {"shortest": 30}).content.decode()
    (link,) = re.findall(r'rel="next" href="([^"]+)"', page)
    rest = alice.get(WALKS + link.replace("&amp;", "&")).content.decode()
    assert rest.count('class="walk-day"') == 5
    assert "30 walks: At least (minutes): 30, page 2 of 2" in re.sub(r"\s+", " ", rest)


# --- Notes ------------------------------------------------------------------------------------


@db
def test_a_note_is_found_by_its_words_and_nobody_elses_is(alice, cast):
    hit = make_walk(cast.alice, note="Round the CAFÉ, with Ann")
    make_walk(cast.alice, note="Round the lake")
    make_walk(cast.alice, note="")
    theirs = make_walk(cast.bob, note="The café of Bob")
    page = alice.post(NOTES, {"words": "cafe ann"}).content.decode()
    assert hit.get_absolute_url() in page
    assert "2 notes searched" in page
    assert theirs.get_absolute_url() not in alice.post(NOTES, {"words": "bob"}).content.decode()
    assert "Type a word" in alice.post(NOTES, {"words": "  "}).content.decode()


@db
def test_what_is_looked_for_is_in_no_address_and_needs_the_sites_own_form(cast, clock):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)
    assert client.post(NOTES, {"words": "ann"}).status_code == 403
    make_walk(cast.alice, note="With Ann")
    assert "With Ann" not in client.get(NOTES, {"words": "ann"}).content.decode()


@db
def test_a_search_reads_a_bounded_number_of_notes_and_goes_on_where_it_stopped(
    cast, clock, monkeypatch
):
    monkeypatch.setattr(note_search, "BATCH_SIZE", 3)
    monkeypatch.setattr(note_search, "MAX_NOTES", 6)
    walks = [
        make_walk(cast.alice, started_at=NOW - (1 + number // 2) * DAY, note=f"note {number % 7}")
        for number in range(20)
    ]
    found, older, rounds = [], None, 0
    while rounds < 10:
        some = find_notes(cast.alice, ["note", "3"], older)
        assert some.read <= 6
        found += some.walks
        rounds += 1
        if some.stopped_at is None:
            break
        older = some.stopped_at.entry
    assert set(found) == {walk for walk in walks if walk.note == "note 3"}
    assert rounds == 4
    assert find_notes(cast.bob, ["note"], older).walks == ()  # nobody else's walk is a beginning


@db
def test_a_full_page_of_finds_ends_a_search(cast, clock, monkeypatch):
    monkeypatch.setattr(note_search, "MAX_FOUND", 2)
    for number in range(5):
        make_walk(cast.alice, started_at=NOW - (number + 1) * DAY, note="lake")
    first = find_notes(cast.alice, ["lake"])
    second = find_notes(cast.alice, ["lake"], first.stopped_at.entry)
    third = find_notes(cast.alice, ["lake"], second.stopped_at.entry)
    assert [len(each.walks) for each in (first, second, third)] == [2, 2, 1]
    assert third.stopped_at is None


@db
def test_a_search_goes_on_below_a_walk_that_was_deleted_since(alice, cast, clock, monkeypatch):
    monkeypatch.setattr(note_search, "MAX_FOUND", 2)
    walks = [
        make_walk(cast.alice, started_at=NOW - (number + 1) * DAY, note="lake")
        for number in range(3)
    ]
    first = find_notes(cast.alice, ["lake"])
    alice.post(reverse("journal:delete_walk", args=[first.stopped_at.entry]))
    assert find_notes(cast.alice, ["lake"], first.stopped_at.entry).walks == (walks[2],)


def test_a_month_of_more_minutes_than_any_month_has_is_drawn():
    """Of walks that overlap: both of two count, and a tool may send many."""
    walks = [DayWalk(date(2026, 4, 1), 1440, 2, 3)] * 200
    drawn = stretches(walks, date(2026, 4, 1), date(2026, 4, 30), Step.MONTH)
    (row,) = day_chart(drawn, Step.MONTH, "Pain", "month").rows
    assert row[:3] == ("April 2026", "200", "288000")


# --- Walks like one ---------------------------------------------------------------------------


@db
def test_a_walk_is_set_beside_those_like_it(alice, cast):
    walk = make_walk(cast.alice, minutes=20, pain_before=2, pain_after=5)
    for days, after in ((2, 3), (3, 4), (4, 5), (5, 6)):
        make_walk(cast.alice, started_at=NOW - days * DAY, minutes=23, pain_after=after)
    make_walk(cast.alice, started_at=NOW - 6 * DAY, minutes=26)  # longer
    make_walk(cast.alice, started_at=NOW - 7 * DAY, pain_before=4, pain_after=9)  # sorer
    make_walk(cast.bob, minutes=20)
    found = similar_walks(walk)
    assert (found.count, found.lower, found.equal, found.higher) == (4, 2, 1, 1)
    said = text_of(alice, walk.get_absolute_url())
    assert "You logged 4 other walks of 15 to 25 minutes" in said
    assert "They ended at 3 to 6, half of them at 4.5 or less. This one ended at 5: 2" in said


# --- Cost -------------------------------------------------------------------------------------


@db
def test_looking_back_asks_the_database_as_often_for_many_walks(alice, cast):
    def more(count: int) -> None:
        for number in range(count):
            make_walk(cast.alice, started_at=NOW - (1 + number % 60) * DAY, pain_after=6)

    def costs() -> dict[str, int]:
        addresses = (WEEK, MONTH, PERIOD, f"{WALKS}?since=2026-01-01&pain=rose")
        return {each: count_queries(lambda each=each: alice.get(each)) for each in addresses}

    more(10)
    costs()
    at_ten = costs()
    more(100)
    assert costs() == at_ten
    assert max(at_ten.values()) <= 12


@db
def test_a_week_of_another_person_is_their_own(cast, clock):
    make_walk(cast.alice, minutes=47)
    far = make_walker("far@example.org", time_zone="Pacific/Kiritimati")
    week = week_overview(far, NOW.date(), NOW.date())
    assert week.whole.count == 0
    assert "47" not in text_of(cast.client(cast.bob), WEEK)
