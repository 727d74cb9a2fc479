"""Pages behind a login: for their owner alone, kept by nobody, in the person's own time."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal.models import Walk
from tests.addresses import journal_addresses, text_of
from tests.cast import NOW, make_walk, make_walker

pytestmark = pytest.mark.django_db

ACCOUNT_NAMES = (
    "consent",
    "withdraw_consent",
    "account_settings",
    "account_email",
    "mfa_index",
    "personal_tokens",
    "sign_in_again",
)
SECRET = "by the canal with Ann"


@pytest.fixture
def walk(cast, clock) -> Walk:
    return make_walk(cast.alice, minutes=47, note=SECRET)


def row_of(walk: Walk) -> dict:
    return Walk.objects.filter(pk=walk.pk).values().get()


def test_nobody_is_sent_to_the_one_login_page(walk, cast):
    row = row_of(walk)
    for address in (*journal_addresses(walk), *map(reverse, ACCOUNT_NAMES)):
        for ask in (cast.nobody.get, cast.nobody.post):
            answer = ask(address)
            assert answer.status_code in (302, 405), address
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith(reverse("account_login")), address
    assert row_of(walk) == row


def test_another_walkers_walk_is_a_missing_page_and_stays_as_it_is(walk, cast):
    row = row_of(walk)
    bob = cast.client(cast.bob)
    change = {"minutes": 5, "pain_before": 0, "pain_after": 0, "started_at": "2026-05-01T09:00"}
    for address in journal_addresses(walk, own_only=True):
        for answer in (bob.get(address), bob.post(address, change)):
            assert answer.status_code in (404, 405), address
            assert SECRET not in text_of(answer)
    assert row_of(walk) == row
    # What the answer would be if the walk did not exist at all: nothing tells the two apart.
    missing = bob.get(reverse("journal:walk", args=["00000000-0000-4000-8000-000000000000"]))
    assert missing.status_code == 404


def test_bobs_own_pages_show_nothing_of_alice(walk, cast):
    bob = cast.client(cast.bob)
    for address in journal_addresses(walk):
        page = text_of(bob.get(address, follow=True))
        assert SECRET not in page
        assert "47 minutes" not in page


def test_staff_meet_the_same_doors(walk, cast):
    """An editor without agreement is asked for it; one with it has a journal of their own."""
    row = row_of(walk)
    for person in (cast.ed, cast.rhea, cast.pia):
        client = cast.client(person)
        for address in journal_addresses(walk):
            answer = client.get(address)
            assert answer.status_code in (302, 405) or address == reverse("journal:erase")
            assert SECRET not in text_of(answer)
    chief = make_walker("chief@example.org", is_staff=True, is_superuser=True)
    for address in journal_addresses(walk, own_only=True):
        assert cast.client(chief).get(address).status_code in (404, 405), address
        assert cast.client(chief).post(address).status_code in (404, 405), address
    assert row_of(walk) == row


def test_alice_meets_all_her_pages(walk, cast):
    client = cast.client(cast.alice)
    for address in (*journal_addresses(walk), *map(reverse, ACCOUNT_NAMES)):
        assert client.get(address).status_code in (200, 405), address


def test_private_pages_are_kept_by_no_browser_and_no_proxy(walk, cast):
    alice = cast.client(cast.alice)
    private = (*journal_addresses(walk), *map(reverse, ACCOUNT_NAMES), "/journal/no-such-page/")
    for client, addresses in (
        (alice, private),
        (cast.nobody, (*private, reverse("account_login"), reverse("account_signup"))),
        (cast.client(cast.ed), (reverse("admin:index"),)),
    ):
        for address in addresses:
            answer = client.get(address)
            directives = answer.headers["Cache-Control"]
            assert "no-store" in directives, address
            assert "private" in directives, address
            assert "public" not in directives, address
            assert "ETag" not in answer.headers, address


def test_a_refused_post_is_kept_by_nobody_either(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)
    answer = client.post(reverse("journal:erase"), {"confirm": "on"})
    assert answer.status_code == 403
    assert "no-store" in answer.headers["Cache-Control"]


def test_each_person_reads_pages_in_their_own_time(cast, clock):
    """Noon in universal time, on the page of a walk that began half an hour ago."""
    for zone, shown in (
        ("Asia/Tokyo", "2026-05-14T20:30"),
        ("America/Los_Angeles", "2026-05-14T04:30"),
        ("Pacific/Kiritimati", "2026-05-15T01:30"),
        ("Asia/Kathmandu", "2026-05-14T17:15"),
    ):
        person = make_walker(f"{zone.partition('/')[2].lower()}@example.org", time_zone=zone)
        walk = make_walk(person, started_at=NOW - timedelta(minutes=30), changed_at=NOW)
        edit = reverse("journal:edit_walk", args=[walk.entry])
        page = cast.client(person).get(edit).content.decode()
        assert f'value="{shown}"' in page


def test_a_date_is_the_persons_own(cast, clock):
    """The agreement given at noon in London was given tomorrow on Kiritimati."""
    far = make_walker("far@example.org", time_zone="Pacific/Kiritimati")
    page = cast.client(far).get(reverse("consent")).content.decode()
    assert "You agreed on 15 May 2026" in page


def test_no_zone_leaks_into_the_next_request(cast, clock):
    far = make_walker("far@example.org", time_zone="Pacific/Kiritimati")
    client = cast.client(far)
    default = timezone.get_default_timezone_name()
    for address in (
        reverse("journal:home"),
        "/journal/no-such-page/",
        reverse("journal:undo_delete", args=["00000000-0000-4000-8000-000000000000"]),
    ):
        client.get(address)
        assert timezone.get_current_timezone_name() == default
    page = cast.client(cast.alice).get(reverse("consent")).content.decode()
    assert "You agreed on 14 May 2026" in page
    assert cast.nobody.get(reverse("articles:home")).status_code == 200


def test_a_page_that_fails_leaves_no_zone_behind(cast, clock, monkeypatch):
    def fail(*args):
        raise RuntimeError("out of order")

    monkeypatch.setattr("journal.views.pattern_pages.advise", fail)
    far = make_walker("far@example.org", time_zone="Pacific/Kiritimati")
    client = cast.client(far)
    client.raise_request_exception = False
    answer = client.get(reverse("journal:patterns"))
    assert answer.status_code == 500
    assert "no-store" in answer.headers["Cache-Control"]
    assert timezone.get_current_timezone_name() == timezone.get_default_timezone_name()


def test_settings_change_the_zone_and_refuse_one_that_is_none(cast, clock):
    client = cast.client(cast.alice)
    client.post(reverse("account_settings"), {"time_zone": "Asia/Tokyo"})
    cast.alice.refresh_from_db()
    assert cast.alice.time_zone == "Asia/Tokyo"
    refused = client.post(reverse("account_settings"), {"time_zone": "Mars/Olympus"})
    assert refused.status_code == 200
    cast.alice.refresh_from_db()
    assert cast.alice.time_zone == "Asia/Tokyo"


def test_settings_change_nothing_but_the_zone(cast, clock):
    cast.client(cast.alice).post(
        reverse("account_settings"),
        {"time_zone": "Asia/Tokyo", "is_staff": "on", "email": "x@example.org", "name": "Dr"},
    )
    cast.alice.refresh_from_db()
    assert (cast.alice.is_staff, cast.alice.email, cast.alice.name) == (
        False,
        "alice@example.org",
        "",
    )


def test_public_pages_do_not_look_at_who_asks(cast):
    answer = cast.client(cast.alice).get(reverse("articles:home"))
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_private_pages_stay_private_below_a_path_of_the_host(walk, cast):
    answer = cast.client(cast.alice).get(walk.get_absolute_url(), SCRIPT_NAME="/site")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "ETag" not in answer.headers


def test_the_navigation_marks_one_place_at_most(walk, cast):
    client = cast.client(cast.alice)
    names = ("data", "delete_account", *ACCOUNT_NAMES)
    for address in (*journal_addresses(walk), *map(reverse, names)):
        nav = (
            text_of(client.get(address)).partition('class="private-nav"')[2].partition("</nav>")[0]
        )
        assert nav.count("aria-current") <= 1, address
    assert 'aria-current="page">My data' in text_of(client.get(reverse("data")))
