"""Previews of an edition as readers would see it: as it is stored, or as somebody is typing it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import AuthenticatedRequest
from articles.models import Answer, AnswerFigure, Edition, Question
from articles.office.autocomplete import Known
from articles.office.edition.answer_forms import AnswerFormSet
from articles.office.edition.concurrent_edits import Fields, FormContent, Value
from articles.office.edition.drawn_comments import draw_in_page
from articles.office.edition.edition_form import stored_forms
from articles.office.edition.posted_rows import PostedRows
from articles.office.frame import Frame, row_page
from articles.public.views import article_context
from articles.text.rich_text import clean_rich_text


@row_page()
def preview_page(request: AuthenticatedRequest, edition: Edition, frame: Frame) -> HttpResponse:
    """A preview of the edition as it is stored."""
    now = timezone.now()
    context = article_context(edition, now) | frame.list_context()
    context["status"] = edition.status_in_words(now)
    return _with_comments(request, edition, "admin/articles/edition/preview.html", context)


@require_POST
@row_page("change")
def live_preview_page(
    request: AuthenticatedRequest, edition: Edition, frame: Frame
) -> HttpResponse:
    """A preview of the draft as it is in somebody's form, for a frame that runs no scripts."""
    context = typed_preview(request, edition, frame, request.POST)
    return _with_comments(request, edition, "admin/articles/edition/live_preview.html", context)


def _with_comments(
    request: AuthenticatedRequest, edition: Edition, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The rendered page, in which the passages of open comments are marked."""
    response = TemplateResponse(request, template, context)
    response.add_post_render_callback(partial(draw_in_page, edition=edition))
    return response


def typed_preview(
    request: AuthenticatedRequest, edition: Edition, frame: Frame, data: QueryDict
) -> dict[str, Any]:
    """The context of a preview with the words in `data`, the fields of the edition's form."""
    form, rows = stored_forms(frame.office, request, edition)
    content = PostedRows(data, rows).content(form)
    context = article_context(edition, timezone.now())
    context["answers"] = unsaved_answers(edition, content, rows)
    return context


PLAIN = ("title", "summary", "author_name", "interests", "change_note")


def unsaved_answers(edition: Edition, content: FormContent, rows: AnswerFormSet) -> list[Answer]:
    """Put the typed words into `edition` and return its answers in order; nothing is saved.

    Values that are not valid yet are shown as well: a text in progress is often incomplete.
    """
    for name in PLAIN:
        setattr(edition, name, str(content.fields.get(name, "")))
    introduction = clean_rich_text(str(content.fields.get("introduction", "")))
    edition.introduction = introduction  # type: ignore[assignment]
    stored = {str(row.instance.pk): row.instance for row in rows.forms if row.instance.pk}
    return [
        _answer(edition, number, fields, stored.get(key), rows)
        for number, (key, fields) in enumerate(content.questions.items(), start=1)
    ]


def _answer(
    edition: Edition,
    number: int,
    fields: Fields,
    stored: Answer | None,
    rows: AnswerFormSet,
) -> Answer:
    anchor = stored.question.anchor if stored else f"new-question-{number}"
    answer = Answer(
        pk=-number,  # of no row: Django reads no sources of an answer without a primary key
        edition=edition,
        question=Question(article=edition.article, anchor=str(fields["anchor"]) or anchor),
        wording=str(fields["wording"]),
        short_answer=str(fields["short_answer"]),
        how_long=str(fields["how_long"]),
        kind=str(fields["kind"]),
        body=clean_rich_text(str(fields["body"])),
    )
    cited = _known(rows.known_sources, fields["sources"])
    shown = _known(rows.known_figures, fields["figures"])
    # As if prefetched: the page asks for them as it does for a stored answer.
    answer._prefetched_objects_cache = {  # type: ignore[attr-defined]
        "sources": sorted(cited, key=lambda source: source.key),
        "figure_links": [AnswerFigure(answer=answer, figure=figure) for figure in shown],
    }
    return answer


def _known(known: Mapping[str, Known], typed: Value) -> list[Known]:
    return [known[one] for one in dict.fromkeys(typed) if one in known]
