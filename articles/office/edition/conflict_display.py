"""Conflicts between two people's changes, in words for the person who has to choose."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django_prose_editor.widgets import ProseEditorWidget

from articles.models import Figure, Source
from articles.office.edition.answer_forms import AnswerFormSet
from articles.office.edition.concurrent_edits import ORDER, WHOLE, FormContent, Value
from articles.office.edition.edition_form import BaseSnapshot, EditionForm
from articles.text.plain_text import plain_text

NAMES = {
    ORDER: "Order of the questions",
    WHOLE: "The whole question",
}
TAKEN_OUT = "Taken out."
EMPTY = "Empty."


@dataclass(frozen=True)
class ConflictDisplay:
    name: str  # of its pair of buttons
    label: str
    was: str
    theirs: str
    mine: str


def displayed_conflicts(form: EditionForm, rows: AnswerFormSet) -> list[ConflictDisplay]:
    """The conflicts that the form's base snapshot has, in its order; none without a snapshot."""
    opened = BaseSnapshot.read(form["base"].value() or "")
    if not opened.conflicts:
        return []
    wordings = _wordings(opened.content) | _wordings_in(rows)
    found = []
    for number, conflict in enumerate(opened.conflicts):
        fields = rows.empty_form.fields if conflict.question else form.fields
        say = _words(conflict.field, fields, rows)
        label = _label(conflict.question, conflict.field, fields, wordings)
        values = (conflict.was, conflict.theirs, conflict.mine)
        found.append(ConflictDisplay(f"choose-{number}", label, *map(say, values)))
    return found


def displayed_places(
    places: Iterable[tuple[str, str]], content: FormContent, form: EditionForm, rows: AnswerFormSet
) -> list[str]:
    wordings = _wordings(content)
    return [
        _label(key, name, rows.empty_form.fields if key else form.fields, wordings)
        for key, name in places
    ]


def _wordings(content: FormContent) -> dict[str, str]:
    return {key: str(fields.get("wording", "")) for key, fields in content.questions.items()}


def _wordings_in(rows: forms.BaseInlineFormSet) -> dict[str, str]:
    """The wording of each row as it was sent, by its key; new rows included."""
    return {
        str(row["id"].value() or f"new-{index}"): str(row["wording"].value() or "")
        for index, row in enumerate(rows.forms)
    }


def _label(
    key: str, name: str, fields: Mapping[str, forms.Field], wordings: Mapping[str, str]
) -> str:
    label = NAMES.get(name) or str(fields[name].label or name.replace("_", " ").capitalize())
    return f"“{wordings.get(key, 'A question that was taken out')}”: {label}" if key else label


def _words(
    name: str, fields: Mapping[str, forms.Field], rows: AnswerFormSet
) -> Callable[[Value | None], str]:
    field = fields.get(name)
    chosen: dict[str, Mapping[str, Source | Figure]] = {
        "sources": rows.known_sources,
        "figures": rows.known_figures,
    }
    known = chosen.get(name)
    choices = dict(getattr(field, "choices", ())) if known is None else {}

    def say(value: Value | None) -> str:
        if value is None:
            return TAKEN_OUT
        if isinstance(value, list):
            named = value if known is None else [str(known.get(one, one)) for one in value]
            return "\n".join(filter(None, named)) or EMPTY
        if name == WHOLE or isinstance(field and field.widget, ProseEditorWidget):
            value = plain_text(value)
        return str(choices.get(value, value)) or EMPTY

    return say
