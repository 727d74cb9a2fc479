"""The office opens to who has a second factor, closes on who went away, writes down who came."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.audit import RETENTION, AppendOnly, record
from accounts.models import AuditEntry, SecondFactorReset, User
from accounts.second_factor import WINDOW, NotAllowed
from tests.cast import NOW, PASSWORD, make_published, make_staff

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
Act = AuditEntry.Act


def log_in(person: User, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def superuser(name: str) -> User:
    return make_staff(f"{name}@example.org", name.title(), is_superuser=True)


def person_page(person: User, page: str = "change") -> str:
    return reverse(f"admin:accounts_user_{page}", args=[person.pk])


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


# --- Second factor ------------------------------------------------------------------------------


@pytest.fixture
def asked_of_staff(settings):
    settings.STAFF_SECOND_FACTOR = True


def test_staff_without_a_second_factor_are_led_to_turn_one_on(cast, asked_of_staff):
    client = log_in(cast.ed)
    for name in ("index", "queue", "articles_article_changelist", "jsi18n"):
        assert client.get(reverse(f"admin:{name}")).headers["Location"] == reverse("mfa_index")
    sent = client.post(reverse("admin:articles_topic_add"), {"title": "x"})
    assert sent.headers["Location"] == reverse("mfa_index")
    page = client.get(reverse("mfa_index")).content.decode()
    assert "office opens once signing in takes a second step" in page
    # and only they: a walker, and who leaves
    assert log_in(cast.alice).get(reverse("journal:home")).status_code == 200
    client.post(reverse("admin:logout"))
    assert "_auth_user_id" not in client.session


def test_recovery_codes_alone_are_no_second_factor(cast, asked_of_staff):
    RecoveryCodes.activate(cast.ed)
    answer = cast.client(cast.ed).get(reverse("admin:index"))
    assert answer.headers["Location"] == reverse("mfa_index")


def test_with_a_second_factor_the_office_opens_after_both_steps(cast, asked_of_staff, settings):
    TOTP.activate(cast.ed, SECRET)
    client = log_in(cast.ed)
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("admin:index")).status_code == 302
    settings.MFA_TOTP_TOLERANCE = 1  # the code may run out while this test waits for a processor
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    client.post(reverse("mfa_authenticate"), {"code": code})
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    assert "STAFF_SECOND_FACTOR" not in page.content.decode()
    assert AuditEntry.objects.get().detail == "password, totp"


def test_where_it_is_off_the_office_says_so(cast):
    assert (
        "STAFF_SECOND_FACTOR" in cast.client(cast.ed).get(reverse("admin:index")).content.decode()
    )


# --- Taken away by two --------------------------------------------------------------------------


def test_a_lost_second_factor_is_taken_away_by_two_who_are_somebody_else(cast, settings):
    one, two = superuser("one"), superuser("two")
    TOTP.activate(cast.ed, SECRET)
    address = person_page(cast.ed, "second_step")
    client = cast.client(one)
    for _ in range(2):  # who asked cannot confirm, however often
        client.post(address)
        assert cast.ed.authenticator_set.exists()
    assert "Somebody else has to confirm" in client.get(person_page(cast.ed)).content.decode()
    assert SecondFactorReset.objects.count() == 1
    # Somebody else asked at the same moment: no wish of theirs is left for the next factor.
    asked_at = SecondFactorReset.objects.get().asked_at
    SecondFactorReset.objects.create(
        person=cast.ed, asked_by=superuser("three"), asked_at=asked_at + timedelta(seconds=1)
    )
    other = cast.client(two)
    assert "as One asked" in other.get(person_page(cast.ed)).content.decode()
    other.post(address)
    assert not cast.ed.authenticator_set.exists()
    assert not SecondFactorReset.objects.waiting(timezone.now()).exists()
    assert acts() == [Act.RESET_ASKED, Act.RESET_CONFIRMED]
    assert [sent.to for sent in mail.outbox] == [[cast.ed.email]] * 2
    assert all(settings.SITE_URL in sent.body for sent in mail.outbox)


def test_nobody_asks_or_confirms_for_themselves(cast):
    one, two = superuser("one"), superuser("two")
    for person in (one, cast.ed):
        TOTP.activate(person, SECRET)
    cast.client(one).post(person_page(one, "second_step"))
    assert not SecondFactorReset.objects.exists()
    SecondFactorReset.objects.ask(one, two, timezone.now())
    cast.client(one).post(person_page(one, "second_step"))
    assert one.authenticator_set.exists()
    with pytest.raises(NotAllowed):
        SecondFactorReset.objects.get().confirm(cast.ed, timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondFactorReset.objects.update(confirmed_by=two)


def test_only_superusers_take_a_second_factor_away(cast):
    TOTP.activate(cast.ed, SECRET)
    for person in (cast.pia, cast.alice):
        answer = cast.client(person).post(person_page(cast.ed, "second_step"))
        assert answer.status_code in (302, 403)
    assert cast.client(superuser("one")).get(person_page(cast.ed, "second_step")).status_code == 403
    assert not SecondFactorReset.objects.exists()


def test_a_request_that_nobody_confirmed_ends(cast, clock):
    one, two = superuser("one"), superuser("two")
    TOTP.activate(cast.ed, SECRET)
    cast.client(one).post(person_page(cast.ed, "second_step"))
    clock.shift(WINDOW + timedelta(seconds=1))
    cast.client(two).post(person_page(cast.ed, "second_step"))  # asks again
    assert cast.ed.authenticator_set.exists()
    assert SecondFactorReset.objects.waiting(timezone.now()).get().asked_by == two


def test_who_runs_the_machine_takes_one_away_and_it_is_written_down(cast):
    TOTP.activate(cast.ed, SECRET)
    call_command("reset_second_factor", "ED@example.org")
    assert not cast.ed.authenticator_set.exists()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.about) == ("on the machine", cast.ed.email)
    assert [sent.to for sent in mail.outbox] == [[cast.ed.email]]
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "who@example.org")


# --- Gone away ----------------------------------------------------------------------------------


def test_staff_who_went_away_are_signed_out_and_walkers_are_not(cast, clock, settings):
    settings.STAFF_IDLE_MINUTES = 30
    staff, walker = cast.client(cast.ed), cast.client(cast.alice)
    for _ in range(4):
        assert staff.get(reverse("admin:index")).status_code == 200
        assert walker.get(reverse("journal:home")).status_code == 200
        clock.shift(timedelta(minutes=29))
    clock.shift(timedelta(minutes=2))
    left = staff.get(reverse("admin:index"), follow=True)
    assert left.redirect_chain[0][0].startswith(reverse("admin:login"))
    assert "you opened no page for 30 minutes" in left.content.decode()
    assert "_auth_user_id" not in staff.session
    assert walker.get(reverse("journal:home")).status_code == 200


def test_a_page_of_the_office_writes_its_session_once_a_minute(cast, clock, settings):
    settings.STAFF_IDLE_MINUTES = 30
    client = cast.client(cast.ed)
    client.get(reverse("admin:index"))
    seen = client.session["staff_seen_at"]
    clock.shift(timedelta(seconds=50))
    client.get(reverse("admin:index"))
    assert client.session["staff_seen_at"] == seen
    clock.shift(timedelta(seconds=50))
    client.get(reverse("admin:index"))
    assert client.session["staff_seen_at"] == seen + 100


# --- Written down -------------------------------------------------------------------------------


def test_who_works_here_is_written_down_when_they_sign_in_and_walkers_are_not(cast):
    log_in(cast.ed)
    log_in(cast.alice)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.actor_number) == (cast.ed.email, cast.ed.pk)
    assert (entry.act, entry.detail) == (Act.SIGNED_IN, "password")


def test_what_is_done_with_people_is_written_down(cast):
    client = cast.client(superuser("chief"))
    client.post(reverse("admin:accounts_user_add"), {"email": "new@example.org", "is_staff": "on"})
    new = User.objects.get(email="new@example.org")
    rights = {
        "email": "newer@example.org",
        "time_zone": "UTC",
        "is_active": "on",
        "is_staff": "on",
        "groups": [Group.objects.get(name="author").pk],
    }
    client.post(person_page(new), rights)
    client.post(person_page(new, "password_link"))
    client.post(person_page(new, "delete"), {"post": "yes"})
    assert acts() == [Act.ADDED, Act.ADDRESS, Act.RIGHTS, Act.PASSWORD_LINK, Act.DELETED]
    assert AuditEntry.objects.get(act=Act.RIGHTS).detail == "active, staff, author"
    assert AuditEntry.objects.get(act=Act.ADDRESS).detail == "new@example.org"
    listed = client.get(reverse("admin:accounts_auditentry_changelist")).content.decode()
    assert "changed what a person may do" in listed


def test_what_is_carried_away_is_written_down(cast, clock):
    edition = make_published()
    client = cast.client(cast.pia)
    assert client.get(reverse("admin:articles_article_export_all")).status_code == 200
    client.get(reverse("admin:report_csv", args=["review-due"]))
    assert edition.article.slug
    assert acts()[0] == Act.EXPORTED


def test_nobody_changes_what_is_written_down(cast):
    chief = superuser("chief")
    record(chief, Act.SIGNED_IN)
    entry = AuditEntry.objects.get()
    client = cast.client(chief)
    page = reverse("admin:accounts_auditentry_change", args=[entry.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"actor": "somebody else"}).status_code == 403
    for address in (page.replace("change", "delete"), reverse("admin:accounts_auditentry_add")):
        assert client.post(address, {"post": "yes"}).status_code == 403
    client.post(
        reverse("admin:accounts_auditentry_changelist"),
        {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"},
    )
    for change in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(AppendOnly):
            change()
    with pytest.raises(AppendOnly):
        AuditEntry.objects.update(actor="somebody else")
    with pytest.raises(AppendOnly):
        AuditEntry.objects.bulk_update([entry], ["actor"])
    chief.delete()
    assert AuditEntry.objects.get().actor == "chief@example.org"


def test_editors_do_not_read_who_came(cast):
    client = cast.client(cast.pia)
    assert client.get(reverse("admin:accounts_auditentry_changelist")).status_code == 403


def test_addresses_of_sign_ins_and_old_entries_go(cast, clock, settings):
    log_in(cast.ed)
    Client().get("/")
    assert UserSession.objects.count() == 1
    clock.shift(timedelta(days=settings.SIGN_IN_RETENTION_DAYS + 1))
    log_in(cast.alice)
    call_command("purge_sign_ins")
    assert [session.user for session in UserSession.objects.all()] == [cast.alice]
    assert AuditEntry.objects.count() == 1
    clock.move_to(NOW + RETENTION + timedelta(days=1))
    call_command("purge_sign_ins")
    assert not AuditEntry.objects.exists()
