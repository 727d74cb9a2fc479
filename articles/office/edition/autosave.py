"""Autosave: unsaved words of a draft, kept on the server between saves; and who else is typing."""

import re
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from accounts.fields import printable
from accounts.models import AuthenticatedRequest
from articles.models import Edition, TypedWords
from articles.models.typed_words import AT_WORK
from articles.office.edition.posted_rows import last_name_in, names_in
from articles.office.edition.preview import typed_preview
from articles.office.frame import Frame, row_page

NOT_TYPED = re.compile(r"csrfmiddlewaretoken|kept_as|instead_of|discard|choose-.*|_.*")


def typing_context(request: AuthenticatedRequest, edition: Edition) -> dict[str, Any]:
    """Context beside the form: what this person left unsaved, and who else is writing."""
    if edition.state != Edition.State.DRAFT or not getattr(edition, "has_typed_words", True):
        return {}  # `has_typed_words` is read with the edition, and mostly false
    rows = list(edition.typed_words.of_interest(request.user, timezone.now() - AT_WORK))
    left = [
        {"at": row.typed_at.isoformat(), "window": row.window, "fields": row.fields}
        for row in rows
        if row.person_id == request.user.pk
    ]
    return {"left_on_server": left, "others_typing": _others(request, rows)}


def _others(request: AuthenticatedRequest, rows: Iterable[TypedWords]) -> list[dict[str, str]]:
    last = {row.person: row for row in reversed(list(rows))}  # the newest of each
    return [
        {
            "name": str(row.person),
            "at": date_format(timezone.localtime(row.typed_at), "H:i"),
            "address": reverse(
                "admin:articles_edition_typed_by", args=[row.edition_id, row.person_id]
            ),
        }
        for row in sorted(last.values(), key=lambda row: row.typed_at, reverse=True)
        if row.person_id != request.user.pk
    ]


def forget_saved(request: AuthenticatedRequest, edition: Edition) -> None:
    """Delete the unsaved words of the window that was saved, and of those that it took over.

    Other windows of this person may still be written in, so their words stay.
    """
    saved = [last_name_in(request.POST, "kept_as"), *names_in(request.POST, "instead_of")]
    edition.typed_words.filter(person=request.user, window__in=saved).delete()


@require_POST
@row_page("change")
def typed_page(request: AuthenticatedRequest, edition: Edition, frame: Frame) -> HttpResponse:
    """Keep what the form says now, or discard what one window left. The draft is not saved."""
    now = timezone.now()
    own = edition.typed_words.filter(person=request.user)
    has_dropped = False
    if "discard" in request.POST:
        own.filter(window=last_name_in(request.POST, "discard")).delete()
    else:
        window = last_name_in(request.POST, "kept_as")
        has_dropped = TypedWords.objects.keep(
            {"edition": edition, "person": request.user, "window": window},
            {"fields": _typed(request.POST), "typed_at": now},
            instead_of=names_in(request.POST, "instead_of"),  # windows that this one took over
        )
    rows = edition.typed_words.of_interest(request.user, now - AT_WORK).defer("fields")
    at = date_format(timezone.localtime(now), "H:i:s")
    return JsonResponse({"at": at, "others": _others(request, rows), "dropped": has_dropped})


def _typed(data: QueryDict) -> list[list[str]]:
    return [
        [printable(name), printable(str(value), "\n")]
        for name, values in data.lists()
        if not NOT_TYPED.fullmatch(name)
        for value in values
    ]


@row_page("change")
def typed_by_page(
    request: AuthenticatedRequest, edition: Edition, frame: Frame, person: int
) -> HttpResponse:
    """A preview of the draft with a colleague's unsaved words, which are merged with nothing.

    `person` is their primary key. Raises Http404 if they have none.
    """
    rows = edition.typed_words.filter(person=person).select_related("person")
    row = rows.order_by("-typed_at").first()
    if row is None:
        raise Http404
    data = QueryDict(mutable=True)
    for name, value in row.fields:
        data.appendlist(name, value)
    context = typed_preview(request, edition, frame, data) | frame.list_context()
    return TemplateResponse(
        request, "admin/articles/edition/typed_by.html", context | {"typed": row}
    )
