"""The patterns page of a log with the answers that fit it, and the page of past suggestions."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import AuthenticatedRequest
from articles.public.cautions import all_cautions
from journal.access import walker_required
from journal.advice.fitting import advise, walks_by_entry
from journal.advice.suggestions import is_kept, keep_suggestions
from journal.models import LogHabit, Suggestion
from journal.presentation.day_chart import recent_days
from journal.presentation.first_sight import first_sight, is_one_sided, only_score
from journal.presentation.nudge_cards import nudge_cards
from journal.presentation.statements import by_badge, listed_walks, statements_of
from journal.presentation.unknown_yet import unknown_of
from journal.presentation.walk_pairs import overlapping_pairs, paired_walks, repeated_pairs
from journal.views.whole_log_page import render_whole_log

SUGGESTIONS_PER_PAGE = 25


@require_safe
@walker_required
def patterns_page(request: AuthenticatedRequest) -> HttpResponse:
    """What the log shows, which answers fit it, and what is still unknown. Stores nothing: if some
    suggestion on it is not stored yet, the page sends a request to `keep_shown` by itself."""
    advice = advise(request.user, timezone.now())
    named = listed_walks(advice.reading.patterns) | paired_walks(advice.log)
    walks = walks_by_entry(request.user, named)
    statements = statements_of(advice.reading, walks)
    first = first_sight(statements, advice.reading)
    has_picture = first.statement is not None and first.statement.chart is not None
    context = {
        "advice": advice,
        "reading": advice.reading,
        "first": first,
        "days": None if has_picture else recent_days(advice.log.walks),
        "groups": by_badge(statements),
        "habit": LogHabit.objects.for_user(request.user).first(),
        "habit_answers": LogHabit.Answer.choices,
        "is_one_sided": is_one_sided(advice.log.walks),
        "only_score": only_score(advice.log.walks),
        "unknown": unknown_of(statements),
        "changes": advice.changes,
        "repeats": repeated_pairs(advice.log, walks),
        "overlaps": overlapping_pairs(advice.log, walks),
        "is_kept": is_kept(advice),
        "nudges": nudge_cards(request.user),
    }
    return render_whole_log(request, "journal/patterns.html", context)


@require_POST
@walker_required
def keep_shown(request: AuthenticatedRequest) -> HttpResponse:
    """Store the answers that fit now as suggestions; they are computed here, not sent."""
    keep_suggestions(advise(request.user, timezone.now()))
    return redirect("journal:patterns")


@require_POST
@walker_required
def answer_log_habit(request: AuthenticatedRequest) -> HttpResponse:
    """Store the walker's answer about which walks they log. An invalid answer changes nothing."""
    answer = request.POST.get("answer", "")
    if answer in LogHabit.Answer.values:
        LogHabit.objects.update_or_create(
            walker=request.user, defaults={"answer": answer, "answered_at": timezone.now()}
        )
    return redirect("journal:patterns")


@require_safe
@walker_required
def past_suggestions(request: AuthenticatedRequest) -> HttpResponse:
    pages = Paginator(Suggestion.objects.for_user(request.user), SUGGESTIONS_PER_PAGE)
    context = {"page": pages.get_page(request.GET.get("page")), "cautions": all_cautions()}
    return render(request, "journal/suggestions.html", context)
