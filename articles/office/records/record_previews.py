"""Previews of a record as readers or walkers would see it after a change; nothing is stored."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Caution, PromotedAnswer, ProposedChange, Question, WarningSign
from articles.public.care_cards import CareCard
from articles.text.rich_text import clean_rich_text
from articles.workflow.record_kinds import RecordKind, record_kind_of

# (record, its rows) → HTML. Neither is stored, so a preview can read the records that their foreign
# keys name, and nothing else through them.
Preview = Callable[[Any, list[Any]], SafeString]
PREVIEWS: dict[type[models.Model], Preview] = {}


def previews(model: type[models.Model]) -> Callable[[Preview], Preview]:
    """Decorator: register a function as the preview of records of `model`."""

    def register(preview: Preview) -> Preview:
        PREVIEWS[model] = preview
        return preview

    return register


def record_preview(change: ProposedChange) -> SafeString:
    """HTML of the changed record; empty if its kind has no preview, or the change removes it."""
    kind = record_kind_of(change)
    preview = PREVIEWS.get(kind.model)
    if preview is None or change.is_removal:
        return SafeString("")
    return preview(*_unsaved(kind, change))


def _unsaved(kind: RecordKind, change: ProposedChange) -> tuple[models.Model, list[models.Model]]:
    fields = {
        field.attname: field.to_python(change.values["fields"].get(field.attname))
        for field in kind.own_fields()
    }
    model = kind.row_model()
    rows = [model(**row) for row in change.values["rows"]] if model else []
    return kind.model(**fields), rows


@previews(WarningSign)
def _sign(sign: WarningSign, rows: list[Any]) -> SafeString:
    return render_to_string("includes/care_card.html", {"card": CareCard(sign.level, (sign,))})


@previews(Caution)
def _caution(caution: Caution, rows: list[Any]) -> SafeString:
    body = SafeString(clean_rich_text(caution.body))
    return format_html("<h2>{}</h2>{}", caution.title, body)


@previews(PromotedAnswer)
def _promoted(promoted: PromotedAnswer, rows: list[Any]) -> SafeString:
    question = Question.objects.with_wording().filter(pk=promoted.question_id).first()
    wording = getattr(question, "wording", None) or "a question that is gone"
    return format_html("<p>Put first, and said so: <strong>{}</strong></p>", wording)
