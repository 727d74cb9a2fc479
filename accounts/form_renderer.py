"""Form inputs and labels as HTML that Python writes, in place of Django's templates.

Django renders each input by a template that includes others. A page with forty inputs spent a third
of its time there, and a page on which one article is chosen from a thousand spent most of it. The
HTML is the same as from Django's templates, attribute by attribute.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString

_FOLDER = "django/forms/widgets/"
INPUTS = {
    f"{_FOLDER}{name}.html"
    for name in (
        *("input", "text", "number", "email", "url", "password", "hidden"),
        *("date", "datetime", "time", "checkbox"),
    )
}
SELECT, SELECT_OPTION = f"{_FOLDER}select.html", f"{_FOLDER}select_option.html"
TEXTAREA, LABEL = f"{_FOLDER}textarea.html", "django/forms/label.html"
ERRORS = {"django/forms/errors/list/default.html", "django/forms/errors/list/ul.html"}
OPTIONS = {f"{_FOLDER}radio_option.html", f"{_FOLDER}checkbox_option.html"}


def plain_input(widget: dict[str, Any]) -> SafeString:
    """One `<input>`; `widget` is the context that Django's widgets give to their templates."""
    value = widget["value"]
    written = "" if value is None else f' value="{_escaped(value)}"'
    start = f'<input type="{_escaped(widget["type"])}" name="{_escaped(widget["name"])}"'
    return SafeString(f"{start}{written}{_attributes(widget['attrs'])}>")


def plain_textarea(widget: dict[str, Any]) -> SafeString:
    """One `<textarea>`. Browsers drop the line break that follows its start tag."""
    start = f'<textarea name="{_escaped(widget["name"])}"{_attributes(widget["attrs"])}>'
    return SafeString(f"{start}\n{_escaped(widget['value'] or '')}</textarea>")


def plain_label(label: dict[str, Any]) -> SafeString:
    """A field's label; `label` is the context that Django's fields give to its template."""
    words, tag = _escaped(label["label"]), label["tag"]
    if not label["use_tag"]:
        return SafeString(words)
    return SafeString(f"<{tag}{_attributes(label['attrs'] or {})}>{words}</{tag}>")


def plain_select(widget: dict[str, Any]) -> SafeString:
    """One `<select>` with its options; `widget` as for `plain_input`."""
    groups = "".join(_group(name, options) for name, options, _ in widget["optgroups"])
    start = f'<select name="{_escaped(widget["name"])}"{_attributes(widget["attrs"])}>'
    return SafeString(f"{start}{groups}\n</select>")


def _group(name: str | None, options: list[dict[str, Any]]) -> str:
    written = "".join(
        f'\n  <option value="{_escaped(option["value"])}"{_attributes(option["attrs"])}>'
        f"{_escaped(option['label'])}</option>"
        for option in options
    )
    return f'\n  <optgroup label="{_escaped(name)}">{written}\n  </optgroup>' if name else written


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {_escaped(name)}" if value is True else f' {_escaped(name)}="{_escaped(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _escaped(value: object) -> str:
    """`value` as text with HTML escaped, unless it is marked as safe: as a template does it."""
    text = str(value)
    return text if isinstance(text, SafeString) else escape(text)


class PlainInputs(TemplatesSetting):
    """Renders single inputs, labels, empty error lists and plain selects in Python.

    Everything else is rendered by the site's templates.
    """

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        if template_name in INPUTS:
            return plain_input(context["widget"])
        if template_name == LABEL:
            return plain_label(context)
        if template_name in ERRORS and not context["errors"]:
            return ""
        if template_name == TEXTAREA:
            return plain_textarea(context["widget"])
        if template_name in OPTIONS and not context["widget"]["wrap_label"]:
            return plain_input(context["widget"])
        if template_name == SELECT and _has_plain_options(context["widget"]):
            return plain_select(context["widget"])
        return super().render(template_name, context, request)


def _has_plain_options(widget: dict[str, Any]) -> bool:
    templates = {option["template_name"] for _, each, _ in widget["optgroups"] for option in each}
    return templates <= {SELECT_OPTION}
