"""Deleting an account, with what belongs to it and has no foreign key to it.

Rows with a foreign key to the person are deleted with them. Sessions, and mails that are not sent
yet, have none and are deleted here.
"""

from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.audit import AuditEntry, record
from accounts.erased_bytes import overwrite_after_commit
from accounts.jobs import Job
from accounts.mail import KIND as MAIL
from accounts.mail import LastMail, send_from_template, words_of_mail
from accounts.models import User
from accounts.sign_ins import sessions_of


def is_last_superuser(person: User) -> bool:
    """Whether `person` is a superuser and no other active one is left to look after the site."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    return person.is_superuser and not others.exists()


@transaction.atomic
def delete_account(person: User, by: Any = None) -> None:
    """Delete `person` with all that belongs to the account, and tell them by mail that it is done.

    A second call does nothing.

    `by`: the member of staff who deletes it; None where it is the person themselves. Articles keep
    the printed names of their authors and reviewers, with which they were published.
    """
    if not User.objects.select_for_update().filter(pk=person.pk):  # locked: nobody adds to it now
        return  # deleted a moment ago, and told so
    email = person.email
    if by is not None:
        record(by, AuditEntry.Act.DELETED, email)
    elif person.is_staff:
        record(person, AuditEntry.Act.DELETED, email, "their own account")
    keys = list(sessions_of(person).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    for waiting in Job.objects.filter(kind=MAIL):
        if waiting.given.get("to") == [email]:
            waiting.delete()
    person.delete()
    told = words_of_mail("account/email/account_deleted", by_staff=by is not None)
    LastMail(*told, None, [email]).send()
    overwrite_after_commit()


def mail_account_closed(email: str) -> None:
    """Mail to `email` that the account of this address was closed."""
    send_from_template("account/email/account_closed", email)
