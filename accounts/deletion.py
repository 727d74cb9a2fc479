"""Deleting an account: who may, and what goes with it beside the rows that hang on it.

What belongs to a person has a foreign key to them and goes by itself. What does not: sessions, and
mails that still wait to be sent.
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
    """Whether nobody could look after the site without this account."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    return person.is_superuser and not others.exists()


@transaction.atomic
def delete_account(person: User, by: Any = None) -> None:
    """Delete `person` with all that hangs on the account, and tell them by mail that it is done.

    `by`: who of the staff did it; None where it was the person. An article keeps the printed name
    of who wrote or reviewed it: it was published with it.
    """
    User.objects.select_for_update().filter(pk=person.pk).first()  # nobody adds to it from here on
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


def tell_closed(email: str) -> None:
    """Mail that the account of this address was closed, to whoever has it."""
    send_from_template("account/email/account_closed", email)
