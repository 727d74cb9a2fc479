"""Pages for finding walks: a list with filters, a chart of a period, and a search in notes."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import AuthenticatedRequest
from journal.access import walker_required
from journal.forms.note_search_form import NoteSearchForm
from journal.forms.period_forms import PeriodForm, WalkFilterForm
from journal.looking_back.day_sums import Step, Stretch, day_walks, stretches
from journal.looking_back.note_search import MAX_FOUND, find_notes
from journal.looking_back.periods import on_days
from journal.models import Walk
from journal.presentation.day_chart import day_chart
from journal.presentation.nudge_cards import nudge_cards

WALKS_PER_PAGE = 25
# Labels and days; the first is shown when no period was asked for.
PRESETS = (("12 weeks", 84), ("4 weeks", 28), ("A year", 365))


@require_safe
@walker_required
def walk_list(request: AuthenticatedRequest) -> HttpResponse:
    """The list of all walks, or of those that meet the conditions in the address."""
    form = WalkFilterForm(request.GET)
    form.is_valid()  # an invalid value filters nothing, and the page shows its error
    walks = form.filtered(Walk.objects.for_user(request.user)).defer("note")
    pages = Paginator(walks, WALKS_PER_PAGE)
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "page": pages.get_page(request.GET.get("page")),
        "asked": asked.urlencode(),
        "deleted": Walk.objects.deleted_by(request.user, timezone.now()),
        "nudges": nudge_cards(request.user),
    }
    return render(request, "journal/walks.html", context)


@require_safe
@walker_required
def period_page(request: AuthenticatedRequest) -> HttpResponse:
    """A chart of pain and minutes by date over a period; by default over twelve weeks."""
    today = timezone.localdate()
    begin = today - timedelta(days=PRESETS[0][1] - 1)
    form = PeriodForm(request.GET or {"since": begin, "until": today})
    form.is_valid()
    since, until = form.day("since"), form.day("until")
    walks = day_walks(on_days(Walk.objects.for_user(request.user), since, until))
    last = min(until or today, today)
    first = min(since or min((walk.day for walk in walks), default=last), last)
    step = Step.over(first, last)
    drawn = stretches(walks, first, last, step)
    context = {
        "form": form,
        "whole": Stretch(first, last, tuple(walks)),
        "chart": day_chart(drawn, step, "Pain and minutes by date", "period"),
        "presets": [(label, today - timedelta(days=days - 1)) for label, days in PRESETS],
        "today": today,
    }
    return render(request, "journal/period.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def note_search(request: AuthenticatedRequest) -> HttpResponse:
    """Search walks by words of their note. The words are posted, so that no address has them."""
    form = NoteSearchForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form, "most": MAX_FOUND}
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        context["found"] = find_notes(request.user, chosen["words"], chosen["older"])
        context["is_further"] = chosen["older"] is not None
        context["typed"] = form.data["words"]
    return render(request, "journal/note_search.html", context)
