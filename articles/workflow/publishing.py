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
    """Publish now, or, with `at`, let it become public at that later time. The caller saves.

    Raises:
        ValidationError: with a line for everything that the check list requires.
        TransitionNotAllowed: the edition is not approved, or is published already.
    """
    if can_proceed(edition.publish) and (refusals := refusals_of(edition, at or now)):
        raise ValidationError(refusals)
    edition.publish(now=now, at=at)
    accept_wordings(edition)


def accept_wordings(edition: Edition) -> None:
    """Store the other wordings that were approved with this edition: search finds them from now."""
    asked = Question.objects.filter(answers__edition=edition)
    for question in asked.exclude(next_also_asked_as=None):
        question.also_asked_as = question.next_also_asked_as or ""
        question.next_also_asked_as = None
        question.save()


def check_list_before(action: str, edition: Edition, now: datetime) -> CheckList | None:
    """The check list to show before `action`; None for an action that needs none."""
    # Before these actions it goes without saying that nobody has approved the edition yet.
    if action in ("submit", "approve", "publish_correction"):
        return check_list(edition, now).without(NOT_APPROVED)
    return check_list(edition, now) if action == "publish" else None
