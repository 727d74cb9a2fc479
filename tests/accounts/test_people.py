"""A person: the address is the login, whatever its case; the time zone is one that exists."""

from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.forms import SettingsForm
from accounts.models import User, validate_time_zone
from tests.cast import PASSWORD, make_walker

pytestmark = pytest.mark.django_db

WRONG_ZONES = ("", "Mars/Olympus", "europe/london", "+01:00", "../../etc/passwd", "Europe/London ")


def test_the_address_is_kept_in_small_letters_on_every_way_in():
    made = User.objects.create_user("Alice@Example.ORG", PASSWORD)
    saved = User(email=" Bob@Example.org ")
    saved.save()
    assert made.email == "alice@example.org"
    assert saved.email == "bob@example.org"


def test_one_person_per_address_in_any_case():
    make_walker("alice@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ALICE@example.org", PASSWORD)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="Alice@Example.org")])
    with pytest.raises(ValidationError) as refused:
        User(email="Alice@Example.org", password="x").full_clean()
    assert "this e-mail address already" in str(refused.value)
    assert User.objects.count() == 1


def test_a_person_is_found_by_address_in_any_case():
    alice = make_walker("alice@example.org")
    assert User.objects.get_by_natural_key("ALICE@Example.org") == alice


def test_a_person_without_address_is_refused():
    with pytest.raises(ValueError, match="needs an e-mail address"):
        User.objects.create_user("", PASSWORD)


def test_a_superuser_may_enter_the_admin():
    chief = User.objects.create_superuser("chief@example.org", PASSWORD)
    assert chief.is_staff
    assert chief.is_superuser


def test_a_person_is_called_by_name_or_else_by_address():
    alice = make_walker("alice@example.org")
    assert (str(alice), alice.get_short_name()) == ("alice@example.org", "alice@example.org")
    alice.name = "Alice"
    assert (str(alice), alice.get_full_name()) == ("Alice", "Alice")


@pytest.mark.parametrize("name", WRONG_ZONES)
def test_an_unknown_zone_is_refused_on_every_way_in(name):
    with pytest.raises(ValidationError):
        validate_time_zone(name)
    with pytest.raises(ValidationError):
        User.objects.create_user("alice@example.org", PASSWORD, time_zone=name)
    with pytest.raises(ValidationError) as refused:
        User(email="alice@example.org", password="x", time_zone=name).full_clean()
    assert "time_zone" in refused.value.message_dict
    alice = make_walker("alice@example.org")
    form = SettingsForm({"time_zone": name}, instance=alice)
    # A person's form takes what can be meant in one way only, by the name that it has here.
    assert form.is_valid() == (name.strip().casefold() == "europe/london")
    alice.refresh_from_db()
    assert alice.time_zone == "Europe/London"


def test_the_zone_is_the_sites_until_the_person_says_otherwise(settings):
    settings.TIME_ZONE = "America/Lima"
    assert User().zone == ZoneInfo("America/Lima")


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Asia/Kolkata", "Asia/Kolkata"),
        ("new york", "America/New_York"),
        ("america/argentina/ushuaia", "America/Argentina/Ushuaia"),
        (" Tokyo ", "Asia/Tokyo"),
    ],
)
def test_a_zone_can_be_named_by_its_city(typed, zone):
    form = SettingsForm({"time_zone": typed}, instance=make_walker("alice@example.org"))
    assert form.is_valid()
    assert form.cleaned_data["time_zone"] == zone


def test_settings_leave_what_somebody_changed_meanwhile(cast):
    form = SettingsForm({"time_zone": "Asia/Tokyo"}, instance=User.objects.get(pk=cast.alice.pk))
    assert form.is_valid()
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    form.save()
    cast.alice.refresh_from_db()
    assert (cast.alice.time_zone, cast.alice.is_active) == ("Asia/Tokyo", False)


def test_no_page_carries_the_list_of_zones(cast):
    page = cast.client(make_walker("alice@example.org")).get(reverse("account_settings"))
    assert page.content.decode().count("America/") < 3


@pytest.mark.parametrize("zone", ["Etc/UTC", "GB", "Asia/Tokyo"])
def test_settings_saved_untouched_change_no_zone(zone):
    alice = make_walker("alice@example.org", time_zone=zone)
    shown = SettingsForm(instance=alice)
    form = SettingsForm({"time_zone": shown["time_zone"].value()}, instance=alice)
    assert form.is_valid()
    assert form.save().time_zone == zone
