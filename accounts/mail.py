"""Outgoing mail: stored as a job in the transaction that needs it, and sent by the runner of jobs.

So no page waits for the mail server, and a mail that the server does not take now is tried again
later. Mail and change are stored in one transaction: no account is made whose mail is lost.
"""

from collections.abc import Sequence
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.utils import DNS_NAME
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.erased_bytes import overwrite_after_commit
from accounts.jobs import Job, job

KIND = "mail"
LAST_KIND = "last_mail"


class LastMail(EmailMessage):
    """A mail to somebody whose account was deleted; once sent, their address is erased as well."""


class QueuedEmailBackend(BaseEmailBackend):
    """A Django mail backend, for EMAIL_BACKEND, that stores each mail as a job."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        Job.objects.bulk_create(
            Job(
                kind=LAST_KIND if isinstance(message, LastMail) else KIND,
                given=mail_as_json(message),
                due_at=now,
            )
            for message in email_messages
        )
        return len(email_messages)


def mail_as_json(message: EmailMessage) -> dict[str, Any]:
    """`message` as a job stores it. ValueError for attachments, which no mail of the site has."""
    if message.attachments:
        raise ValueError("A mail with attachments cannot be kept.")
    # The same Message-ID at each try: a mail that is sent again after a kill can be recognised.
    headers = {"Message-ID": make_msgid(domain=str(DNS_NAME))} | message.extra_headers
    return {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": message.from_email,
        "to": list(message.to),
        "cc": list(message.cc),
        "bcc": list(message.bcc),
        "reply_to": list(message.reply_to),
        "headers": headers,
        "alternatives": [list(each) for each in getattr(message, "alternatives", [])],
    }


def words_of_mail(name: str, **context: object) -> tuple[str, str]:
    """Subject and body, from the templates `name`_subject.txt and `name`_message.txt."""
    site = {"SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL} | context
    subject, body = (
        render_to_string(f"{name}_{part}.txt", site).strip() for part in ("subject", "message")
    )
    return settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject, body


def send_from_template(name: str, email: str, **context: object) -> None:
    """Mail the templates `name` to the address `email`. Needs no request, unlike allauth's way."""
    send_mail(*words_of_mail(name, **context), None, [email])


@job(KIND)
def deliver(given: dict[str, Any]) -> None:
    """Job: hand one mail to the mail server. Raises whatever the mail backend raises."""
    alternatives = [tuple(each) for each in given["alternatives"]]
    connection = get_connection(settings.MAIL_DELIVERY_BACKEND)
    message = EmailMultiAlternatives(
        **{**given, "alternatives": alternatives, "connection": connection}
    )
    message.send()


@job(LAST_KIND)
def deliver_last(given: dict[str, Any]) -> None:
    """Job: send a LastMail, then have its address erased from the database's files.

    This job, which names the address, is deleted long before the file is written again.
    """
    deliver(given)
    overwrite_after_commit()
