"""Approving many proposed changes of records at once: those that this person has opened."""

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.models import ChangeOpening, ProposedChange
from articles.office.edition import mails
from articles.office.frame import Frame
from articles.workflow.proposal_actions import PROPOSAL_ACTIONS
from articles.workflow.proposals import takes_review_away

MAX_CHANGES = 100
APPROVE = PROPOSAL_ACTIONS["approve"]
OPEN_IT = "Open it first: you have not looked at it since it last changed."


@admin.action(description="Approve …", permissions=["approve"])
def bulk_approve(
    office: "ModelAdmin[ProposedChange]",
    request: AuthenticatedRequest,
    chosen: QuerySet[ProposedChange],
) -> HttpResponse | None:
    """Show what keeps each from it; or approve the others and go back to the list (None)."""
    changes = list(chosen.select_related("kind")[: MAX_CHANGES + 1])
    if len(changes) > MAX_CHANGES:
        messages.warning(request, f"At most {MAX_CHANGES} at once. Nothing was done.")
        return None
    ticked = [(change, _blocked(change, request)) for change in changes]
    if "confirmed" in request.POST:
        _approve(request, ticked)
        return None
    possible = sum(not why for _, why in ticked)
    return Frame(request, office).render(
        "admin/articles/proposedchange/bulk.html",
        f"Approve: {len(ticked)} ticked",
        here=APPROVE.label,
        explains=APPROVE.explains,
        action_name="bulk_approve",
        ticked=[(change, why, not why and takes_review_away(change)) for change, why in ticked],
        button=possible and f"{APPROVE.label} {possible} of {len(ticked)}",
    )


def _blocked(change: ProposedChange, request: AuthenticatedRequest) -> str:
    if not APPROVE.is_available(change, request.user):
        return f"It is {change.get_state_display().lower()}."
    why: str = APPROVE.blocked_because(change, request.user)
    if not why and not ChangeOpening.objects.has_opened(change, request.user):
        return OPEN_IT
    return why


def _approve(request: AuthenticatedRequest, ticked: list[tuple[ProposedChange, str]]) -> None:
    sent = (str(each).partition(":") for each in request.POST.getlist("seen"))
    seen = {key: moment for key, _, moment in sent}
    done = 0
    for change, blocked in ticked:
        why = blocked or _one(request, change, seen.get(str(change.pk), ""))
        done += not why
        if why:
            messages.warning(request, f"{change}: {why}")
    if done:
        messages.info(request, f"Approved: {done} of {len(ticked)}.")


def _one(request: AuthenticatedRequest, shown: ProposedChange, seen: str) -> str:
    """Approve one, as it was shown; why not, where it was refused."""
    try:
        with transaction.atomic():
            change = ProposedChange.objects.select_for_update().get(pk=shown.pk)
            data = QueryDict(mutable=True)
            data["seen"] = seen
            form = APPROVE(data, change)
            if not form.is_valid():
                return " ".join(str(text) for texts in form.errors.values() for text in texts)
            if why := _blocked(change, request):
                return why
            form.perform(change, request.user, timezone.now())
            mails.send(form.name, form.reason(), change, request.user)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
