"""`{% choice_buttons field %}`: radio buttons that look like buttons, written in Python.

A page has over thirty of them, and a template that goes round for each took half of its time. The
same buttons come again on every page, so what was written is kept.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from html import escape

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from accounts.form_renderer import plain_input

register = template.Library()

BEST, WORST = 0, 10  # of a scale of pain, whose ends say what they mean
MAX_KEPT = 500  # of a kilobyte or two each; then each is written again


def _kept(write: Callable[..., SafeString]) -> Callable[..., SafeString]:
    """Decorates what writes a field's buttons: written once for all that the buttons say."""
    written: dict[tuple[object, ...], SafeString] = {}

    @wraps(write)
    def found_or_written(field: BoundField, *more: str) -> SafeString:
        widget = field.field.widget
        says = (
            *(type(widget), field.html_name, field.auto_id, repr(field.value()), *more),
            *(tuple(map(tuple, widget.choices)), tuple(widget.attrs.items())),
            tuple(field.build_widget_attrs({}).items()),
        )
        if (found := written.get(says)) is None:
            if len(written) >= MAX_KEPT:
                written.clear()
            found = written[says] = write(field, *more)
        return found

    return found_or_written


@register.simple_tag
@_kept
def choice_buttons(field: BoundField, unit: str = "") -> SafeString:
    """Each choice as a label with its button and its words; `unit` is for screen readers alone."""
    heard = f'<span class="visually-hidden"> {escape(unit)}</span>' if unit else ""
    return SafeString(
        "".join(
            f'<label class="choice" for="{name}">{button} <span>{words}{heard}</span></label>'
            for name, button, words, _ in _buttons(field)
        )
    )


@register.simple_tag
@_kept
def pain_buttons(field: BoundField) -> SafeString:
    """Eleven buttons, their ends named, and a twelfth for unknown where the field allows it."""
    parts = []
    for place, (name, button, words, value) in enumerate(_buttons(field)):
        before = after = heard = ""
        if place == BEST:
            heard = '<span class="visually-hidden">, no pain</span>'
            after = ' <span class="pain-end" aria-hidden="true">no pain</span>'
        elif place == WORST:
            heard = '<span class="visually-hidden">, worst imaginable pain</span>'
            before = '<span class="pain-end" aria-hidden="true">worst imaginable</span> '
        unknown = " pain-unknown" if value == "" else ""
        parts.append(
            f'<label class="choice{unknown}" for="{name}">{button} {before}'
            f"<span>{words}{heard}</span>{after}</label>"
        )
    return SafeString("\n".join(parts))


def _buttons(field: BoundField) -> Iterator[tuple[str, SafeString, str, object]]:
    """Of each choice the button's id, the button, its words and its value; text is escaped."""
    for option in field.subwidgets:
        data = option.data
        yield (
            escape(data["attrs"]["id"]),
            plain_input(data),
            escape(str(data["label"])),
            data["value"],
        )
