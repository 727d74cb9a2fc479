"""`load_starter` and `load_demo`: what a newcomer's first minute shows."""

from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from accounts.models import Consent, User
from articles.models import Article, Edition
from backsite.management.commands.load_demo import PASSWORD, STAFF, WALKER, demo_walks
from journal.advice.fitting import advise
from journal.models import AdviceRule, Walk
from journal.patterns import State, read
from tests.cast import NOW, make_walker

pytestmark = pytest.mark.django_db
local = override_settings(IS_LOCAL=True, SITE_URL="http://127.0.0.1:8000")

DATES = [
    datetime(2026, 5, 14, 12, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),  # a leap day
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # London puts its clocks on, half an hour later
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # and back
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
]


def run(name: str) -> str:
    out = StringIO()
    call_command(name, stdout=out)
    return out.getvalue()


@pytest.mark.slow
def test_the_starter_articles_and_rules_are_loaded_once(clock):
    said = run("load_starter")
    assert "articles new: " in said
    assert "rules new: " in said
    assert Article.objects.public(NOW).count() == Article.objects.count() > 10
    count = AdviceRule.objects.count(), Edition.objects.count()
    said = run("load_starter")
    assert "new" not in said
    assert "articles unchanged: " in said
    assert (AdviceRule.objects.count(), Edition.objects.count()) == count


@override_settings(IS_LOCAL=False)
def test_demo_accounts_are_refused_on_a_public_site():
    with pytest.raises(CommandError, match="known password"):
        run("load_demo")
    assert not User.objects.exists()


@pytest.mark.slow
@local
def test_the_demo_has_one_account_for_each_role_and_its_passwords_work(clock):
    said = run("load_demo")
    assert "http://127.0.0.1:8000/accounts/login/" in said
    for email in (WALKER, *(row[0] for row in STAFF)):
        assert f"{email:<24} password {PASSWORD}" in said
        sent = {"login": email, "password": PASSWORD}
        assert Client().post("/accounts/login/", sent).status_code == 302
    assert User.objects.filter(is_superuser=True).count() == 1
    assert not User.objects.get(email=WALKER).is_staff
    groups = {user.email: [g.name for g in user.groups.all()] for user in User.objects.all()}
    assert groups == {WALKER: [], "admin@demo.example": []} | {
        f"{role}@demo.example": [role] for role in ("author", "reviewer", "publisher")
    }


@pytest.mark.slow
@local
def test_the_demo_again_changes_nothing(clock):
    run("load_demo")
    before = [list(model.objects.values()) for model in (User, Walk, Consent)]
    clock.move_to(NOW.replace(year=2027))
    run("load_demo")
    assert [list(model.objects.values()) for model in (User, Walk, Consent)] == before


@pytest.mark.slow
@local
def test_nobody_of_the_demo_claims_to_be_a_clinician(clock):
    run("load_demo")
    assert not User.objects.exclude(credentials="").exists()


@local
@pytest.mark.parametrize(
    "now", [DATES[0], *(pytest.param(day, marks=pytest.mark.slow) for day in DATES[1:])], ids=str
)
def test_the_demo_journal_shows_patterns_of_several_states_on_any_day(now):
    with time_machine.travel(now, tick=False):
        run("load_demo")
    walker = User.objects.get(email=WALKER)
    reading = read([walk.as_record() for walk in Walk.objects.for_user(walker)], now)
    states = {pattern.state for pattern in reading.patterns}
    assert {State.LINKED, State.SO_FAR, State.CANNOT_TELL, State.TOO_EARLY} <= states
    assert max(walk.started_at for walk in Walk.objects.all()) < now


@pytest.mark.slow
@local
def test_the_demo_journal_matches_answers(clock, starter_content):
    run("load_demo")
    advice = advise(User.objects.get(email=WALKER), NOW)
    assert len(advice.cards) >= 2
    assert advice.near_misses


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"])
def test_demo_walks_are_valid_in_any_zone(zone):
    walker = make_walker("w@example.org", time_zone=zone)
    for walk in demo_walks(walker, NOW):
        walk.full_clean()
