"""Deleting an account: who may, and what goes with it beside the rows that hang on it.

What belongs to a person has a foreign key to them and goes by itself. What does not: sessions, and
mails that still wait to be sent.
"""

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from accounts.audit import AuditEntry, record
from accounts.erased_bytes import overwrite_after_commit
from accounts.jobs import Job
from accounts.mail import KIND as MAIL
from accounts.models import User
from accounts.sign_ins import sessions_of


def is_last_superuser(person: User) -> bool:
    """Whether nobody could look after the site without this account."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    return person.is_superuser and not others.exists()


@transaction.atomic
def delete_account(person: User) -> None:
    """Delete `person` with all that hangs on the account, and tell them by mail that it is done.

    An article keeps the printed name of who wrote or reviewed it: it was published with it.
    """
    email = person.email
    if person.is_staff:
        record(person, AuditEntry.Act.DELETED, email, "their own account")
    keys = list(sessions_of(person).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    for waiting in Job.objects.filter(kind=MAIL):
        if waiting.given.get("to") == [email]:
            waiting.delete()
    person.delete()
    _tell(email)
    overwrite_after_commit()


def _tell(email: str) -> None:
    site = {"SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL}
    subject = render_to_string("account/email/account_deleted_subject.txt", site).strip()
    body = render_to_string("account/email/account_deleted_message.txt", site).strip()
    send_mail(settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject, body, None, [email])
