"""An edition as readers would see it, for those who may see it here."""

from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import AuthenticatedRequest
from articles.models import Edition
from articles.office.edition.drawn_comments import draw_in_page
from articles.office.edition.edition_form import stored_forms
from articles.office.edition.posted_rows import PostedRows
from articles.office.edition.unsaved_preview import unsaved_answers
from articles.office.frame import Frame, row_page
from articles.public.views import article_context


@row_page()
def preview_page(request: AuthenticatedRequest, edition: Edition, frame: Frame) -> HttpResponse:
    """The edition as it is stored."""
    now = timezone.now()
    context = article_context(edition, now) | frame.list_context()
    context["status"] = edition.status_in_words(now)
    return _with_comments(request, edition, "admin/articles/edition/preview.html", context)


@require_POST
@row_page("change")
def live_preview_page(
    request: AuthenticatedRequest, edition: Edition, frame: Frame
) -> HttpResponse:
    """The draft as it stands in somebody's form; its text goes into a frame without scripts."""
    context = typed_preview(request, edition, frame, request.POST)
    return _with_comments(request, edition, "admin/articles/edition/live_preview.html", context)


def _with_comments(
    request: AuthenticatedRequest, edition: Edition, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The page with the passages marked that open comments are about."""
    response = TemplateResponse(request, template, context)
    response.add_post_render_callback(partial(draw_in_page, edition=edition))
    return response


def typed_preview(
    request: AuthenticatedRequest, edition: Edition, frame: Frame, data: QueryDict
) -> dict[str, Any]:
    """The page's context with the words that a form holds."""
    form, rows = stored_forms(frame.office, request, edition)
    content = PostedRows(data, rows).content(form)
    context = article_context(edition, timezone.now())
    context["answers"] = unsaved_answers(edition, content, rows)
    return context
