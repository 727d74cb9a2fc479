"""Leaving with “before”, coming back with “after”: one record, one walk, a timer that can err."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from journal.models import UnfinishedWalk, Walk
from tests.cast import NOW

pytestmark = pytest.mark.django_db

HOME, LEAVE = reverse("journal:home"), reverse("journal:leave")


@pytest.fixture
def alice(cast, clock) -> Client:
    return cast.client(cast.alice)


def leave(client: Client, **fields) -> UnfinishedWalk:
    client.post(LEAVE, {"entry": str(uuid.uuid4()), "pain_before": "3"} | fields)
    return UnfinishedWalk.objects.latest("pk")


def finish(going: UnfinishedWalk) -> str:
    return reverse("journal:finish_walk", args=[going.entry])


def test_before_is_kept_and_after_is_asked_on_another_device(alice, cast, clock):
    going = leave(alice)
    assert (going.minutes, going.pain_before, going.started_at) == (None, 3, NOW)
    clock.shift(timedelta(minutes=25, seconds=20))
    other = cast.client(cast.alice)
    page = other.get(HOME).content.decode()
    assert "Out since Thursday, 13:00, pain 3 before" in page
    assert 'value="25"' in page
    other.post(finish(going), {"minutes": "25", "pain_after": "5"})
    walk = Walk.objects.get()
    assert (walk.entry, walk.started_at, walk.minutes) == (going.entry, NOW, 25)
    assert (walk.pain_before, walk.pain_after) == (3, 5)
    assert not UnfinishedWalk.objects.exists()


def test_coming_back_twice_is_one_walk(alice, clock):
    going = leave(alice)
    clock.shift(timedelta(minutes=20))
    for _ in range(2):
        alice.post(finish(going), {"minutes": "20", "pain_after": "5"})
    assert Walk.objects.count() == 1


def test_leaving_twice_is_one_walk(alice):
    leave(alice)
    leave(alice)
    assert UnfinishedWalk.objects.count() == 1


def test_a_timer_that_was_forgotten_suggests_nothing_and_can_be_corrected(alice, clock):
    going = leave(alice)
    clock.shift(timedelta(hours=9))
    page = alice.get(HOME).content.decode()
    assert "The timer was not stopped" in page
    assert 'value="540"' not in page
    alice.post(finish(going), {"minutes": "40", "pain_after": "4"})
    assert (Walk.objects.get().minutes, Walk.objects.get().started_at) == (40, NOW)


def test_a_length_beyond_the_timer_is_refused(alice, clock):
    going = leave(alice)
    clock.shift(timedelta(minutes=10))
    answer = alice.post(finish(going), {"minutes": "30", "pain_after": "4"})
    assert "in the future" in answer.context["form"].errors["minutes"][0]
    assert not Walk.objects.exists()


def test_without_before_it_is_asked_when_back(alice, clock):
    going = leave(alice, pain_before="")
    clock.shift(timedelta(minutes=10))
    answer = alice.post(finish(going), {"minutes": "10", "pain_after": "4"})
    assert list(answer.context["form"].errors) == ["pain_before"]
    alice.post(finish(going), {"minutes": "10", "pain_after": "4", "pain_before": "1"})
    assert Walk.objects.get().pain_before == 1


def test_a_walk_that_was_none_leaves_nothing(alice):
    going = leave(alice)
    alice.post(reverse("journal:discard_walk", args=[going.entry]))
    assert not UnfinishedWalk.objects.exists()
    assert not Walk.objects.exists()


def test_minutes_from_a_file_wait_for_their_scores(alice, cast):
    start = NOW - timedelta(days=2)
    waiting = UnfinishedWalk.objects.create(
        walker=cast.alice, started_at=start, time_zone="Asia/Tokyo", minutes=35, origin="file"
    )
    page = alice.get(HOME).content.decode()
    assert "Tue 12 May, 21:00, 35 minutes" in page
    form = alice.get(finish(waiting)).content.decode()
    assert 'value="35"' in form
    alice.post(finish(waiting), {"minutes": "35", "pain_before": "1", "pain_after": "2"})
    assert (Walk.objects.get().started_at, Walk.objects.get().time_zone) == (start, "Asia/Tokyo")
    assert not UnfinishedWalk.objects.exists()


def test_all_that_wait_are_counted_however_many_a_file_brought(alice, cast):
    UnfinishedWalk.objects.bulk_create(
        UnfinishedWalk(
            walker=cast.alice,
            started_at=NOW - timedelta(days=number),
            time_zone="Europe/London",
            minutes=35,
        )
        for number in range(1, 252)
    )
    leave(alice)
    assert "251 in all." in alice.get(HOME).content.decode()


def test_another_persons_walk_is_a_missing_page(alice, cast):
    going = leave(alice)
    bob = cast.client(cast.bob)
    for address in (finish(going), reverse("journal:discard_walk", args=[going.entry])):
        assert bob.post(address, {"minutes": "5", "pain_after": "1"}).status_code == 404
    assert UnfinishedWalk.objects.count() == 1
