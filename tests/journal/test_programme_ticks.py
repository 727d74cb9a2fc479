"""Programmes day by day: chosen from cards, ticked, paused, ended, changed, and the first check."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from journal.models import Programme, ProgrammeTick
from journal.presentation.programme_cards import FIRST_CHECK, ProgrammeCard
from tests.cast import NOW, make_answer, make_draft, make_programme, make_walk, publish
from tests.queries import count_queries

LIST, HOME = "/journal/programmes/", "/journal/"
TODAY = NOW.date()


@pytest.fixture
def alice(cast, clock):
    return cast.client(cast.alice)


@pytest.fixture
def rolls(db):
    """A published movement card."""
    edition = make_draft(questions=0)
    card = make_answer(
        edition, kind="movement", wording="Knee rolls", how_long="Ten times.", anchor="knee-rolls"
    )
    publish(edition)
    return card


def page_of(client, programme) -> str:
    return client.get(programme.get_absolute_url()).content.decode()


def tick(client, programme, **sent):
    address = reverse("journal:tick_programme", args=[programme.pk])
    return client.post(address, sent or {"day": TODAY.isoformat()}, follow=True)


def ticked(person) -> list[date]:
    return list(ProgrammeTick.objects.for_user(person).values_list("day", flat=True))


def test_a_programme_is_chosen_from_the_cards_that_readers_may_see(cast, alice, rolls):
    hidden = make_answer(make_draft(questions=0), kind="movement", wording="Hidden", how_long="x")
    assert "Hidden" not in alice.get(LIST).content.decode()
    sent = {"movements": [str(rolls.question)], "started_on": "2026-05-01"}
    alice.post(LIST, sent)
    programme = Programme.objects.get()
    assert (programme.name, programme.movements) == ("Knee rolls", [str(rolls.question)])
    page = page_of(alice, programme)
    assert f'href="{rolls.question.get_absolute_url()}"' in page
    assert "Ten times." in page
    refused = alice.post(LIST, sent | {"movements": [str(hidden.question)]}).content.decode()
    assert "One of these cards has gone" in refused


def test_a_card_that_was_withdrawn_stays_with_who_chose_it(cast, alice, rolls):
    alice.post(LIST, {"movements": [str(rolls.question)], "started_on": "2026-05-01"})
    programme = Programme.objects.get()
    type(rolls.edition).objects.update(state="withdrawn")
    assert "Knee rolls" in page_of(alice, programme)
    edit = reverse("journal:edit_programme", args=[programme.pk])
    page = alice.get(edit).content.decode()
    assert f'value="{rolls.question}"' in page
    assert "checked" in page
    alice.post(edit, {"movements": programme.movements, "name": "Mine", "started_on": "2026-05-02"})
    programme.refresh_from_db()
    assert (programme.name, programme.movements) == ("Mine", [str(rolls.question)])
    assert programme.started_on == date(2026, 5, 2)


def test_without_a_card_and_a_name_it_says_what_is_missing(alice, rolls):
    page = alice.post(LIST, {"started_on": "2026-05-01"}).content.decode()
    assert "Tick what you do, or name the exercises" in page
    assert not Programme.objects.exists()


def test_many_cards_make_a_name_that_fits(alice, db):
    edition = make_draft(questions=0)
    cards = [
        make_answer(edition, kind="movement", wording="A movement " + "x" * 30, how_long="Daily.")
        for _ in range(4)
    ]
    publish(edition)
    chosen = [str(card.question) for card in cards]
    alice.post(LIST, {"movements": chosen, "started_on": "2026-05-01"})
    name = Programme.objects.get().name
    assert len(name) == 80
    assert name.endswith("…")


def test_one_tap_on_the_journal_ticks_today_and_another_takes_it_back(cast, alice):
    programme = make_programme(cast.alice)
    assert f'name="day" value="{TODAY}"' in alice.get(HOME).content.decode()
    answer = tick(alice, programme, day=TODAY.isoformat(), back="home")
    assert answer.redirect_chain[-1][0] == HOME
    assert ticked(cast.alice) == [TODAY]
    tick(alice, programme)
    assert ticked(cast.alice) == [TODAY]  # twice is once
    assert f'name="undo" value="{TODAY}"' in alice.get(HOME).content.decode()
    tick(alice, programme, undo=TODAY.isoformat())
    tick(alice, programme, undo=TODAY.isoformat())
    assert ticked(cast.alice) == []


@pytest.mark.parametrize(
    "day", ["2026-05-15", "2026-04-13", "", "2026-02-30", "yesterday", "9999-12-31"]
)
def test_a_day_that_cannot_be_is_not_ticked(cast, alice, day):
    programme = make_programme(cast.alice, started_on=date(2026, 4, 14))
    answer = tick(alice, programme, day=day)
    assert "You cannot tick this day" in answer.content.decode()
    assert ticked(cast.alice) == []


def test_an_earlier_day_is_ticked_and_so_is_the_leap_day(cast):
    programme = make_programme(cast.alice, started_on=date(2028, 2, 27))
    with time_machine.travel(datetime(2028, 3, 1, 9, 0, tzinfo=UTC), tick=False):
        client = cast.client(cast.alice)
        tick(client, programme, day="2028-02-29")
        assert ticked(cast.alice) == [date(2028, 2, 29)]
        assert "Ticked on 1 of 4 days" in page_of(client, programme)


@time_machine.travel(datetime(2026, 5, 14, 23, 30, tzinfo=UTC), tick=False)
def test_a_tick_is_of_the_walkers_own_day(cast):
    cast.alice.time_zone = "Asia/Tokyo"
    cast.alice.save()
    programme = make_programme(cast.alice)
    client = cast.client(cast.alice)
    assert 'name="day" value="2026-05-15"' in client.get(HOME).content.decode()
    tick(client, programme, day="2026-05-15")
    assert ticked(cast.alice) == [date(2026, 5, 15)]


def test_a_pause_asks_for_nothing_and_going_on_asks_again(cast, alice):
    programme = make_programme(cast.alice)

    def step(name: str) -> Programme:
        for _ in range(2):  # a second tap changes nothing
            alice.post(reverse(f"journal:{name}_programme", args=[programme.pk]))
        programme.refresh_from_db()
        return programme

    assert step("pause").paused_on == TODAY
    assert programme.name not in alice.get(HOME).content.decode()
    assert "paused since 14 May 2026" in page_of(alice, programme)
    assert step("resume").paused_on is None
    assert programme.name in alice.get(HOME).content.decode()
    assert step("end").ended_on == TODAY
    assert programme.name not in alice.get(HOME).content.decode()
    assert "ended on 14 May 2026" in alice.get(LIST).content.decode()
    assert step("resume").ended_on is None


def test_several_programmes_each_have_their_ticks(cast, alice):
    bridge = make_programme(cast.alice, name="Bridge")
    rolls = make_programme(cast.alice, name="Rolls", started_on=date(2026, 5, 1))
    tick(alice, rolls)
    home = alice.get(HOME).content.decode()
    assert home.index("Rolls") < home.index("Bridge")
    assert "Ticked on 0 of 31 days" in page_of(alice, bridge)
    assert "Ticked on 1 of 14 days" in page_of(alice, rolls)


def test_days_outside_of_a_programme_are_not_counted_as_its_days(cast, alice):
    start = TODAY - timedelta(days=60)
    programme = make_programme(cast.alice, started_on=start)
    for days in range(20):
        programme.set_tick(start + timedelta(days=days), done=True)
    later = {"name": "Bridge", "started_on": (TODAY - timedelta(days=15)).isoformat()}
    alice.post(reverse("journal:edit_programme", args=[programme.pk]), later)
    page = page_of(alice, programme)
    assert "Ticked on 0 of 16 days" in page
    assert "In the first two weeks you ticked 0 of 14 days" in page
    assert "ticked before that" not in page
    assert "with the 20 days you ticked" in page  # that are deleted if it is taken out
    earlier = later | {"started_on": start.isoformat()}
    alice.post(reverse("journal:edit_programme", args=[programme.pk]), earlier)
    assert "Ticked on 20 of 61 days" in page_of(alice, programme)  # none was lost


def test_a_day_ticked_after_a_pause_is_none_of_the_days_before_it(cast, alice, clock):
    programme = make_programme(cast.alice, started_on=TODAY)
    tick(alice, programme)
    alice.post(reverse("journal:pause_programme", args=[programme.pk]))
    clock.move_to(NOW + timedelta(days=1))
    tick(alice, programme, day=(TODAY + timedelta(days=1)).isoformat())
    assert "Ticked on 1 of 1 day." in page_of(alice, programme)


def test_taking_one_out_takes_its_ticks_and_no_others(cast, alice):
    first, second = make_programme(cast.alice), make_programme(cast.bob)
    for person, programme in ((cast.alice, first), (cast.bob, second)):
        ProgrammeTick.objects.create(walker=person, programme=programme.entry, day=TODAY)
    alice.post(reverse("journal:delete_programme", args=[first.pk]))
    assert ticked(cast.alice) == []
    assert ticked(cast.bob) == [TODAY]


def test_nobody_ticks_or_changes_what_another_began(cast, alice):
    programme = make_programme(cast.alice)
    bob = cast.client(cast.bob)
    for name in ("tick", "pause", "resume", "end", "edit", "delete"):
        address = reverse(f"journal:{name}_programme", args=[programme.pk])
        assert bob.post(address, {"day": TODAY.isoformat()}).status_code == 404
    assert bob.get(programme.get_absolute_url()).status_code == 404
    assert Programme.objects.filter(pk=programme.pk, paused_on=None, ended_on=None).exists()
    assert ticked(cast.alice) == []


def log_of(person, start: date, *, before: int, since: int) -> None:
    """A walk a day for 40 days, at one level before `start` and at another since."""
    for number in range(40):
        day = datetime(2026, 5, 14, 8, tzinfo=UTC) - timedelta(days=number)
        level = before if day.date() < start else since
        make_walk(person, started_at=day, pain_before=level + number % 2, pain_after=level + 2)


def test_the_first_check_comes_after_two_weeks_and_says_what_the_log_says(cast, alice):
    young = make_programme(cast.alice, started_on=TODAY - FIRST_CHECK + timedelta(days=1))
    assert "The first two weeks" not in page_of(alice, young)
    start = TODAY - FIRST_CHECK
    programme = make_programme(cast.alice, name="Older", started_on=start)
    log_of(cast.alice, start, before=4, since=4)
    for days in (0, 3, 13, 14):
        tick(alice, programme, day=(start + timedelta(days=days)).isoformat())
    page = page_of(alice, programme)
    assert "The first two weeks" in page
    assert "In the first two weeks you ticked 3 of 14 days" in page
    assert "4.5 on average in the two weeks before you began (14 walks)" in page
    assert "4.5 in the last two weeks (14 walks)" in page
    assert "What this does not say" in page
    assert f'href="{reverse("articles:get_help")}"' in page
    assert "If it is no better" in page


def test_the_first_check_of_an_empty_log_says_so_and_still_names_help(cast, alice):
    page = page_of(alice, make_programme(cast.alice))
    assert "too few walks in the two weeks before you began to say (0)" in page
    assert "If it is no better" in page


def test_each_programme_is_compared_by_its_own_start(cast, alice):
    """The patterns page goes by the last one; the page of the first must not."""
    start = TODAY - timedelta(days=20)
    log_of(cast.alice, start, before=6, since=1)
    first = make_programme(cast.alice, name="First", started_on=start)
    make_programme(cast.alice, name="Second", started_on=TODAY - timedelta(days=2))
    page = page_of(alice, first)
    assert "First" in page
    assert "Second" not in page


def test_the_answer_about_two_weeks_stands_there_with_its_sources(starter_content, cast, alice):
    page = page_of(alice, make_programme(cast.alice))
    assert 'href="/articles/how-long-it-lasts/#two-weeks"' in page


def test_the_pages_ask_as_much_for_many_programmes_as_for_two(cast, alice):
    def make(days: range) -> None:
        for number in days:
            made = make_programme(cast.alice, name=f"P{number}", started_on=date(2026, 4, number))
            ProgrammeTick.objects.create(walker=cast.alice, programme=made.entry, day=TODAY)

    alice.get(HOME)  # once a day a page renews the session
    make(range(1, 3))
    few = [count_queries(lambda: alice.get(address)) for address in (HOME, LIST)]  # noqa: B023
    make(range(3, 23))
    many = [count_queries(lambda: alice.get(address)) for address in (HOME, LIST)]  # noqa: B023
    assert many == few


@given(
    began=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    lasts=st.integers(0, 500),
    ended=st.none() | st.integers(0, 500),
)
def test_the_weeks_shown_hold_each_open_day_once(began, lasts, ended):
    today = began + timedelta(days=lasts)
    ends = None if ended is None else min(today, began + timedelta(days=ended))
    programme = Programme(started_on=began, ended_on=ends)
    card = ProgrammeCard(programme, today, frozenset())
    days = [day for week in card.weeks for day in week]
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in card.weeks)
    open_days = {each.day for each in days if each.is_open}
    last = ends or today
    assert last in open_days
    assert min(open_days) == max(began, min(each.day for each in days))
    assert max(open_days) <= last
    assert card.days == (last - began).days + 1
