"""Pages of programmes: the list, one programme with its ticks, and the actions on it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import AuthenticatedRequest, User
from journal.access import walker_required
from journal.forms.programme_form import ProgrammeForm, TickForm
from journal.models import Programme
from journal.nudges.updating import lock
from journal.presentation.programme_cards import (
    first_check_of,
    movement_cards,
    movements_of,
    programme_cards,
)

# The message after each step. A step taken twice changes nothing.
STEPS = {
    "pause": "Paused. We do not ask about these exercises until you go on.",
    "resume": "You go on with them. The days in between have no tick.",
    "end": "Ended. Its days stay here.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def programme_list(request: AuthenticatedRequest) -> HttpResponse:
    """The programmes of the walker, with a form for a new one."""
    form = _form(request, None)
    if request.method == "POST" and _is_saved(form, request.user):
        messages.success(request, "Noted.")
        return redirect("journal:programmes")
    programmes = list(Programme.objects.for_user(request.user))
    cards = programme_cards(request.user, programmes, form.today)
    context = {
        "form": form,
        "cards": sorted(cards, key=lambda card: card.programme.ended_on is not None),
    }
    return render(request, "journal/programmes.html", context)


def _form(request: AuthenticatedRequest, programme: Programme | None) -> ProgrammeForm:
    now = timezone.now()
    return ProgrammeForm(
        request.POST or None,
        instance=programme,
        walker=request.user,
        today=timezone.localdate(now),
        cards=movement_cards(now),
    )


@transaction.atomic
def _is_saved(form: ProgrammeForm, walker: User) -> bool:
    """Check a form and save it; False where it has errors. Two forms of one person take turns, so
    that of a form sent twice at once the second is told that this day has a programme."""
    lock(walker.pk)
    if form.is_valid():
        form.save()
        return True
    return False


def _own(request: AuthenticatedRequest, pk: int) -> Programme:
    return get_object_or_404(Programme.objects.for_user(request.user), pk=pk)


@require_safe
@walker_required
def programme_page(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One programme: its days, its first check if that is due, and the actions on it."""
    programme, now = _own(request, pk), timezone.now()
    (card,) = programme_cards(request.user, [programme], timezone.localdate(now))
    context = {
        "card": card,
        "programme": programme,
        "movements": movements_of(programme, now),
        "check": first_check_of(card, now) if card.is_due else None,
    }
    return render(request, "journal/programme.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def edit_programme(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    programme = _own(request, pk)
    form = _form(request, programme)
    if request.method == "POST" and _is_saved(form, request.user):
        messages.success(request, "Changed.")
        return redirect(programme)
    return render(request, "journal/programme_edit.html", {"form": form, "programme": programme})


@require_POST
@walker_required
def tick_programme(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Tick one day, or take its tick back; a second tap changes nothing."""
    programme = _own(request, pk)
    form = TickForm(request.POST, programme=programme, today=timezone.localdate(timezone.now()))
    if form.is_valid():
        day, done = form.store()
        said = "done" if done else "not ticked"
        messages.success(request, f"{programme}, {date_format(day, 'j F')}: {said}.")
    else:
        messages.error(request, str(form.non_field_errors()[0]))
    if request.POST.get("back") == "home":
        return redirect("journal:home")
    return redirect(programme)


@require_POST
@walker_required
@transaction.atomic
def change_programme(request: AuthenticatedRequest, pk: int, step: str) -> HttpResponse:
    """Pause, resume or end a programme; `step` is one of STEPS."""
    programme = _own(request, pk)
    today = max(timezone.localdate(timezone.now()), programme.started_on)
    days = {"paused_on": programme.paused_on, "ended_on": programme.ended_on}
    if step == "resume":
        days = dict.fromkeys(days)
    else:
        name = "paused_on" if step == "pause" else "ended_on"
        days[name] = days[name] or today
    Programme.objects.for_user(request.user).filter(pk=pk).update(**days)
    messages.success(request, STEPS[step])
    return redirect(programme)


@require_POST
@walker_required
def delete_programme(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    _own(request, pk).delete_with_ticks()
    messages.success(request, "Taken out. Your walks are as they were.")
    return redirect("journal:programmes")
