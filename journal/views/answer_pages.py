"""Views for one tap about a stored walk: one more answer, the next morning's pain, an undo.

Each takes its turn (`lock`) before it reads the walk, because `change_walk` writes every field:
what another device says of the walk meanwhile would be lost.
"""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import AuthenticatedRequest
from journal.access import walker_required
from journal.forms.walk_fields import PainField
from journal.models import Walk
from journal.nudges.updating import lock
from journal.presentation.next_question import read_answer
from journal.saving import change_walk
from journal.views.after_save import remember_undone, values_before
from journal.views.walk_pages import day_and_length


@require_POST
@walker_required
@transaction.atomic
def answer_question(request: AuthenticatedRequest, entry: UUID) -> HttpResponse:
    """Store the answer to the question asked after a save. An invalid answer changes nothing."""
    lock(request.user.pk)
    walk = get_object_or_404(Walk.objects.for_user(request.user), entry=entry)
    name = request.POST.get("question", "")
    try:
        answer = read_answer(name, request.POST.get("answer", ""))
    except KeyError:
        return redirect(walk)
    setattr(walk, name, answer)
    change_walk(walk, timezone.now())
    messages.success(request, "Noted. Thank you.")
    return redirect("journal:home")


@require_POST
@walker_required
@transaction.atomic
def answer_morning(request: AuthenticatedRequest, entry: UUID) -> HttpResponse:
    """Store the pain on the morning after a walk; without a valid score, show the form instead."""
    lock(request.user.pk)
    walk = get_object_or_404(Walk.objects.for_user(request.user), entry=entry)
    field = PainField(label="Pain this morning", required=False)
    sent = request.POST.get("pain", "")
    if not field.valid_value(sent) or not sent:
        return redirect("journal:edit_walk", entry)
    walk.pain_next_morning = int(sent)
    change_walk(walk, timezone.now())
    messages.success(request, f"Saved: pain {sent} on the morning after {day_and_length(walk)}.")
    return redirect("journal:home")


@require_POST
@walker_required
@transaction.atomic
def undo_change(request: AuthenticatedRequest, entry: UUID) -> HttpResponse:
    """Restore the values that a walk had before its last change, while the session has them.

    A walk that was changed again since, perhaps by another device, stays as it is.
    """
    lock(request.user.pk)
    walk = get_object_or_404(Walk.objects.for_user(request.user), entry=entry)
    before = values_before(request, walk)
    if before is None:
        messages.error(
            request, "It was changed again since, or what it said before is not kept any more."
        )
        return redirect(walk)
    for name, value in before.items():
        setattr(walk, name, value)
    change_walk(walk, timezone.now())
    remember_undone(request, walk)
    messages.success(request, f"Undone. The walk now says again: {day_and_length(walk)}.")
    return redirect(walk)
