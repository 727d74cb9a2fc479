"""Mails about an action to the people whom it concerns; their queue shows the same."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string

from accounts.models import User
from articles.models import Edition, ProposedChange
from articles.models.office_addresses import change_address

logger = logging.getLogger(__name__)
REVIEW, PUBLISH = "articles.review_edition", "articles.publish_edition"
TO_ITS_REVIEWER = ("publish_correction", "undo_correction")
TO_ITS_AUTHOR = (
    *TO_ITS_REVIEWER,
    "approve",
    "send_back",
    "publish",
    "unschedule",
    "expire_at",
    "withdraw",
)


def recipients(action: str, edition: Edition | ProposedChange, actor: User) -> list[User]:
    """Active people whom an action concerns: who can do the next step, the reviewer, the author.

    Never `actor`, who has just done it. `action` is the name of a workflow action.
    """
    people: list[User] = []
    if action == "hand_over" and isinstance(edition, Edition) and edition.assigned_to:
        people.append(edition.assigned_to)
    if action == "submit":
        writers = edition.writers()
        reviewers = User.objects.staff_with_perm(REVIEW)
        people += [person for person in reviewers if person.pk not in writers]
    if action == "approve":
        people += User.objects.staff_with_perm(PUBLISH)
    if action in TO_ITS_REVIEWER and edition.reviewer:
        people.append(edition.reviewer)
    if action in TO_ITS_AUTHOR and edition.author:
        people.append(edition.author)
    return [person for person in dict.fromkeys(people) if person != actor and person.is_active]


def send(action: str, what: str, edition: Edition | ProposedChange, actor: User) -> None:
    """Mail the `recipients` when the transaction commits. `what` says what was done, and why."""
    people = recipients(action, edition, actor)
    title, named = edition.title, str(edition)
    if isinstance(edition, Edition):
        named = f"“{edition.title}” (edition {edition.number})"
    address = settings.SITE_URL + change_address(edition)
    context = {"named": named, "actor": actor, "what": what, "address": address}
    body = render_to_string("admin/articles/edition/notice.txt", context)
    subject = " ".join(f"{settings.SITE_NAME}: {title}: {what}".split())[:150]
    mails = [EmailMessage(subject, body, to=[person.email]) for person in people]
    transaction.on_commit(lambda: _deliver(mails))


def _deliver(mails: list[EmailMessage]) -> None:
    """Send the mails; a failure is only logged, as the action itself is already stored."""
    try:
        get_connection().send_messages(mails)
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("Notices to editors could not be sent: %s", error)
