"""Whose turn it is, who is told what by mail, and when a page leaves the site."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from articles.models import Edition
from articles.models.edition_queries import EditionStatus
from articles.office.queue import sections
from tests.cast import NOW, make_draft, make_published, make_staff, make_walker, publish
from tests.office import post_act

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("clock")]


def do(client, edition: Edition, act: str, **data):
    return post_act(client, edition, act, data)


def told() -> dict[str, str]:
    return {to: message.subject for message in mail.outbox for to in message.to}


@pytest.fixture
def draft(cast) -> Edition:
    return make_draft(author=cast.ed, title="Long walks")


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


# --- Handing over -------------------------------------------------------------------------------


def test_a_draft_is_handed_to_a_colleague_who_finds_it_in_the_queue(cast, draft, commit):
    with commit():
        assert do(cast.client(cast.ed), draft, "hand_over", to=cast.rhea.pk).status_code == 302
    (section, *_) = sections(cast.rhea, NOW)
    assert (section.title, section.editions) == ("Handed to you", [draft])
    assert told() == {
        "rhea@example.org": "Backsite: Long walks: Handed over to Rhea Viewer",
    }
    assert draft.history.latest().history_change_reason == "Handed over to Rhea Viewer"
    page = cast.client(cast.pia).get(reverse("admin:articles_edition_change", args=[draft.pk]))
    assert "Handed to" in page.content.decode()


def test_handing_over_to_nobody_takes_it_back(cast, draft):
    Edition.objects.update(assigned_to=cast.rhea)
    assert do(cast.client(cast.ed), draft, "hand_over", to="").status_code == 302
    draft.refresh_from_db(fields=["assigned_to"])
    assert draft.assigned_to is None


def test_it_is_handed_to_editors_alone(cast, draft):
    left = make_staff("left@example.org", "Left", "reviewer", is_active=False)
    for person in (cast.alice, left, make_staff("none@example.org", "None")):
        assert do(cast.client(cast.ed), draft, "hand_over", to=person.pk).status_code == 200
    draft.refresh_from_db(fields=["assigned_to"])
    assert draft.assigned_to is None


def test_handing_over_does_not_count_as_writing(cast, draft):
    do(cast.client(cast.rhea), draft, "hand_over", to=cast.ed.pk)
    assert not draft.was_written_by(cast.rhea)


def test_what_is_published_is_not_handed_over(cast):
    live = make_published()
    do(cast.client(cast.pia), live, "hand_over", to=cast.ed.pk)
    live.refresh_from_db(fields=["assigned_to"])
    assert live.assigned_to is None


def test_people_holding_a_permission_are_active_staff(cast):
    rhea = cast.rhea
    assert set(User.objects.staff_with_perm("articles.review_edition")) == {rhea}
    root = make_staff("root@example.org", "Root", is_superuser=True)
    make_walker("super@example.org", is_superuser=True)
    rhea.is_active = False
    rhea.save()
    assert set(User.objects.staff_with_perm("articles.review_edition")) == {root}


# --- Mails --------------------------------------------------------------------------------------


def test_each_step_tells_those_whom_it_concerns(cast, draft, commit):
    ed, rhea, pia = (cast.client(person) for person in (cast.ed, cast.rhea, cast.pia))
    steps = (
        (ed, "submit", {}, {"rhea@example.org"}),
        (rhea, "send_back", {"note": "Name the study."}, {"ed@example.org"}),
        (ed, "submit", {}, {"rhea@example.org"}),
        (rhea, "approve", {}, {"pia@example.org", "ed@example.org"}),
        (pia, "publish", {}, {"ed@example.org"}),
        (pia, "withdraw", {"reason_for_readers": "Outdated."}, {"ed@example.org"}),
    )
    for client, act, data, people in steps:
        mail.outbox.clear()
        with commit():
            assert do(client, draft, act, **data).status_code == 302, act
        assert set(told()) == people, act
        (body,) = {message.body for message in mail.outbox}
        assert f"/admin/articles/edition/{draft.pk}/change/" in body
        assert all(text in body for text in data.values())


def test_a_refused_act_tells_nobody(cast, draft, commit):
    with commit():
        do(cast.client(cast.rhea), draft, "approve")
        do(cast.client(cast.ed), draft, "publish")
    assert mail.outbox == []


def test_an_act_stands_though_its_mail_does_not_get_through(cast, draft, commit, monkeypatch):
    tried = []

    def broken(self, messages):
        tried.extend(messages)
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", broken)
    with commit():
        assert do(cast.client(cast.ed), draft, "hand_over", to=cast.rhea.pk).status_code == 302
    assert Edition.objects.get().assigned_to == cast.rhea
    assert len(tried) == 1


def test_a_title_with_a_line_break_cannot_add_a_header(cast, draft, commit):
    Edition.objects.update(title="Walks\nBcc: all@example.org")
    with commit():
        do(cast.client(cast.ed), draft, "hand_over", to=cast.rhea.pk)
    assert mail.outbox[0].subject.startswith("Backsite: Walks Bcc: all@example.org")


# --- Expiry -------------------------------------------------------------------------------------


def split(moment) -> dict[str, str]:
    local = timezone.localtime(moment)
    return {"at_0": f"{local:%Y-%m-%d}", "at_1": f"{local:%H:%M:%S}"}


def test_a_publisher_says_when_a_page_leaves_the_site(cast):
    live = make_published()
    pia = cast.client(cast.pia)
    assert do(pia, live, "expire_at", **split(NOW + timedelta(days=2))).status_code == 302
    live = Edition.objects.get()
    assert live.status(NOW + timedelta(days=1)) == EditionStatus.LIVE
    assert live.status(NOW + timedelta(days=2)) == EditionStatus.EXPIRED
    assert live.history.latest().history_change_reason.startswith("Expires on 16 May 2026")
    assert do(pia, live, "expire_at", at_0="", at_1="").status_code == 302
    assert Edition.objects.get().expires_at is None


@pytest.mark.parametrize("days", [0, -1])
def test_a_page_does_not_expire_in_the_past(cast, days):
    live = make_published()
    answer = do(cast.client(cast.pia), live, "expire_at", **split(NOW + timedelta(days=days)))
    assert "Choose a later time" in answer.content.decode()
    assert Edition.objects.get().expires_at is None


def test_a_scheduled_edition_does_not_expire_before_it_is_seen(cast):
    edition = publish(make_draft(), at=NOW + timedelta(days=3))
    with pytest.raises(ValidationError, match="Choose a later time"):
        edition.expire_at(NOW, NOW + timedelta(days=3))
    edition.expire_at(NOW, NOW + timedelta(days=4))


def test_what_is_gone_or_not_published_cannot_expire(cast):
    draft = make_draft()
    with pytest.raises(ValidationError, match="Only what readers see"):
        draft.expire_at(NOW, NOW + timedelta(days=1))
    live = make_published(expires_at=NOW + timedelta(hours=1))
    with pytest.raises(ValidationError, match="Only what readers see"):
        live.expire_at(NOW + timedelta(hours=2), None)


def test_expiry_is_a_publishers_to_set(cast):
    live = make_published()
    for person in (cast.ed, cast.rhea):
        answer = do(cast.client(person), live, "expire_at", **split(NOW + timedelta(days=2)))
        assert answer.status_code == 403
    assert Edition.objects.get().expires_at is None
