"""Publishing an edition: the check list is asked first, then the state changes.

The model's transition knows only the edition's own rules (its state, its times). The check list
reads the whole site and stands above the models, so the two meet here; a test makes sure that
nothing else publishes.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django_fsm import can_proceed

from articles.checklist.content import NOT_APPROVED
from articles.checklist.findings import CheckList
from articles.checklist.load import check_list, refusals_of
from articles.models import Edition, Question


def publish_edition(edition: Edition, now: datetime, at: datetime | None = None) -> None:
    """Publish now, or let it become public at a later time. The caller saves.

    Raises:
        ValidationError: with a line for everything that the check list requires.
        TransitionNotAllowed: where the edition is not approved, or published already.
    """
    if can_proceed(edition.publish) and (refusals := refusals_of(edition, at or now)):
        raise ValidationError(refusals)
    edition.publish(now=now, at=at)
    accept_wordings(edition)


def accept_wordings(edition: Edition) -> None:
    """From now on search finds the wordings that were approved with this edition. Stored."""
    asked = Question.objects.filter(answers__edition=edition)
    for question in asked.exclude(next_also_asked_as=None):
        question.also_asked_as = question.next_also_asked_as or ""
        question.next_also_asked_as = None
        question.save()


def check_list_before(action: str, edition: Edition, now: datetime) -> CheckList | None:
    """What to know before an edition is submitted, approved or published; else None."""
    # That nobody approved it yet is what submitting is for.
    if action in ("submit", "approve", "publish_correction"):
        return check_list(edition, now).without(NOT_APPROVED)
    return check_list(edition, now) if action == "publish" else None
