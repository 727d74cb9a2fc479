"""Agreement that health data is kept: asked before the first walk, given once, taken back, given
again; while there is none, nothing of the journal is read."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Consent
from journal.models import Suggestion, Walk
from tests.addresses import journal_addresses, text_of
from tests.cast import NOW, make_walk, make_walker

pytestmark = pytest.mark.django_db

AGREED = {"agree": "on", "time_zone": "Europe/London"}


@pytest.fixture
def newcomer(cast, clock):
    return make_walker("new@example.org", consents=False)


def test_who_has_not_agreed_is_asked_before_the_first_walk(cast, newcomer):
    client = cast.client(newcomer)
    for name in ("home", "new_walk", "walks", "patterns", "suggestions"):
        assert client.get(reverse(f"journal:{name}")).headers["Location"] == reverse("consent")
    sent = client.post(
        reverse("journal:home"), {"minutes": 20, "pain_before": 1, "pain_after": 2, "entry": "x"}
    )
    assert sent.headers["Location"] == reverse("consent")
    assert not Walk.objects.exists()


def test_agreeing_opens_the_journal_and_sets_the_zone(cast, newcomer):
    client = cast.client(newcomer)
    answer = client.post(reverse("consent"), {"agree": "on", "time_zone": "Asia/Tokyo"})
    assert answer.headers["Location"] == reverse("journal:home")
    newcomer.refresh_from_db()
    assert newcomer.has_consented
    assert newcomer.time_zone == "Asia/Tokyo"
    consent = newcomer.consents.get()
    assert (consent.given_at, consent.withdrawn_at) == (NOW, None)
    assert consent.wording == Consent.WORDING
    assert client.get(reverse("journal:home")).status_code == 200


def test_without_the_tick_nothing_is_agreed_and_the_page_says_why(cast, newcomer):
    answer = cast.client(newcomer).post(reverse("consent"), {"time_zone": "Europe/London"})
    assert answer.status_code == 200
    assert "there is no journal" in answer.content.decode()
    assert not newcomer.has_consented


def test_nothing_is_ticked_beforehand(cast, newcomer):
    form = cast.client(newcomer).get(reverse("consent")).context["form"]
    assert not form["agree"].value()
    assert "checked" not in str(form["agree"])


def test_given_once_however_often_the_button_is_pressed(cast, newcomer, clock):
    client = cast.client(newcomer)
    for _ in range(3):
        client.post(reverse("consent"), AGREED)
        clock.shift(timedelta(minutes=1))
    assert newcomer.consents.count() == 1
    assert newcomer.consents.get().given_at == NOW


def test_two_open_agreements_cannot_be_stored(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(user=cast.alice, wording="x", given_at=NOW)


def test_an_agreement_cannot_end_before_it_began(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        cast.alice.consents.update(withdrawn_at=NOW - timedelta(seconds=1))


def test_an_agreement_can_be_taken_back_where_the_clock_is_behind(cast, clock):
    clock.move_to(NOW - timedelta(hours=1))
    client = cast.client(cast.alice)
    assert client.post(reverse("withdraw_consent"), {"confirm": "on"}).status_code == 302
    assert not cast.alice.has_consented
    assert cast.alice.consents.get().withdrawn_at == NOW


def test_taken_back_and_given_again_leaves_both_on_record(cast, clock):
    client = cast.client(cast.alice)
    clock.shift(timedelta(hours=1))
    client.post(reverse("withdraw_consent"), {"confirm": "on"})
    assert not cast.alice.has_consented
    clock.shift(timedelta(hours=1))
    client.post(reverse("consent"), AGREED)
    assert cast.alice.has_consented
    times = cast.alice.consents.values_list("given_at", "withdrawn_at")
    hour = timedelta(hours=1)
    assert set(times) == {(NOW, NOW + hour), (NOW + 2 * hour, None)}


def test_taking_back_asks_first_and_a_second_press_changes_nothing(cast, clock):
    client = cast.client(cast.alice)
    assert client.get(reverse("withdraw_consent")).status_code == 200
    refused = client.post(reverse("withdraw_consent"), {"csrf": "x"})
    assert refused.status_code == 200
    assert cast.alice.has_consented
    client.post(reverse("withdraw_consent"), {"confirm": "on"})
    clock.shift(timedelta(hours=1))
    client.post(reverse("withdraw_consent"), {"confirm": "on"})
    assert cast.alice.consents.get().withdrawn_at == NOW


def test_one_persons_withdrawal_leaves_the_others(cast, clock):
    assert cast.bob.has_consented
    Consent.withdraw(cast.alice, NOW)
    assert cast.bob.has_consented
    assert not cast.alice.has_consented


def test_nothing_of_a_closed_journal_is_read(cast, clock):
    """Not a number, not a note, not how much there is; and nothing in it is lost."""
    walk = make_walk(cast.alice, minutes=47, note="by the canal")
    Consent.withdraw(cast.alice, NOW)
    client = cast.client(cast.alice)
    for address in journal_addresses(walk):
        answer = client.get(address)
        assert answer.status_code in (302, 405) or address == reverse("journal:erase")
        page = text_of(answer)
        assert "47 minutes" not in page
        assert "by the canal" not in page
        assert "1 walk" not in page
    client.post(reverse("journal:delete_walk", args=[walk.entry]))
    client.post(reverse("journal:edit_walk", args=[walk.entry]), {"minutes": 5})
    kept = Walk.objects.get()
    assert (kept.minutes, kept.deleted_at) == (47, None)


def test_a_closed_journal_can_be_erased(cast, clock):
    make_walk(cast.alice)
    Consent.withdraw(cast.alice, NOW)
    cast.confirmed(cast.alice).post(reverse("journal:erase"), {"confirm": "on"})
    assert not Walk.objects.exists()
    assert not Suggestion.objects.exists()


def test_agreeing_again_brings_the_journal_back(cast, clock):
    make_walk(cast.alice, minutes=47)
    Consent.withdraw(cast.alice, NOW)
    client = cast.client(cast.alice)
    client.post(reverse("consent"), AGREED)
    assert "47 minutes" in client.get(reverse("journal:walks")).content.decode()


def test_the_page_says_since_when_we_may(cast, clock):
    page = cast.client(cast.alice).get(reverse("consent")).content.decode()
    assert "You agreed on 14 May 2026" in page
    assert 'name="agree"' not in page
