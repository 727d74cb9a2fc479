"""`{% choice_buttons field %}`: radio buttons that look like buttons, as HTML written in Python.

A page has over thirty of them, and a template with a loop over them took half of the page's time.
The same buttons are on every page, so their HTML is kept.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from html import escape

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from accounts.form_renderer import plain_input

register = template.Library()

BEST, WORST = 0, 10  # the ends of the pain scale, which are labelled
MAX_KEPT = 500  # entries of a kilobyte or two; then all are dropped


def _cached_html(write: Callable[..., SafeString]) -> Callable[..., SafeString]:
    """Decorates a function that writes a field's buttons: keeps the HTML for the same content."""
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
@_cached_html
def choice_buttons(field: BoundField, unit: str = "") -> SafeString:
    """Each choice as a label with its radio button; `unit` is read by screen readers alone."""
    heard = f'<span class="visually-hidden"> {escape(unit)}</span>' if unit else ""
    return SafeString(
        "".join(
            f'<label class="choice" for="{name}">{button} <span>{words}{heard}</span></label>'
            for name, button, words, _ in _buttons(field)
        )
    )


@register.simple_tag
@_cached_html
def pain_buttons(field: BoundField) -> SafeString:
    """Eleven buttons, the first and last with their meaning, and “unknown” if `field` allows it."""
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
    """For each choice: id of the button, the button, its label and its value. HTML is escaped."""
    for option in field.subwidgets:
        data = option.data
        yield (
            escape(data["attrs"]["id"]),
            plain_input(data),
            escape(str(data["label"])),
            data["value"],
        )
