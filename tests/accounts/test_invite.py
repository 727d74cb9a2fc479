"""The command that lets somebody into the office of a site that nobody can click on yet."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.audit import AuditEntry
from accounts.models import User

pytestmark = pytest.mark.django_db
NEW = "new@example.org"
PASSWORD = "walks-are-good-7"


def test_the_mail_lets_its_reader_choose_a_password_and_work(settings):
    call_command("invite", NEW, name="Nia New", groups=["author", "reviewer"])
    (sent,) = mail.outbox
    assert sent.to == [NEW]
    link = re.search(rf"{settings.SITE_URL}(\S+/reset/\S+)", sent.body)[1]
    client = Client()
    form = client.get(link, follow=True)
    page = form.redirect_chain[-1][0] if form.redirect_chain else link
    client.post(page, {"password1": PASSWORD, "password2": PASSWORD})
    assert client.post("/accounts/login/", {"login": NEW, "password": PASSWORD}).status_code == 302
    assert client.get("/admin/").status_code == 200
    person = User.objects.get(email=NEW)
    assert {group.name for group in person.groups.all()} == {"author", "reviewer"}
    assert not person.is_superuser
    assert AuditEntry.objects.filter(about=NEW, act=AuditEntry.Act.ADDED).count() == 1


@pytest.mark.parametrize(
    ("email", "options", "says"),
    [
        (NEW, {}, "Name what they may do"),
        ("no address", {"superuser": True}, "no e-mail address"),
        ("ALICE@example.org", {"superuser": True}, "already"),
    ],
)
def test_what_cannot_be_is_refused_and_nobody_is_made(cast, email, options, says):
    assert cast.alice
    people = User.objects.count()
    with pytest.raises(CommandError, match=says):
        call_command("invite", email, **options)
    assert User.objects.count() == people
    assert mail.outbox == []
    assert Group.objects.count() == 3
