"""Inputs of forms, written in Python: each is one of Django's templates, which include others.

A page with forty of them spent a third of its time there. What comes out is what Django's
templates give, attribute by attribute.
"""

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
OPTIONS = {f"{_FOLDER}radio_option.html", f"{_FOLDER}checkbox_option.html"}


def plain_input(widget: dict[str, Any]) -> SafeString:
    """One `<input>`; `widget` as Django's widgets describe themselves to their templates."""
    value = widget["value"]
    written = "" if value is None else f' value="{escape(str(value))}"'
    attributes = "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(str(value))}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )
    start = f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"'
    return SafeString(f"{start}{written}{attributes}>")


class PlainInputs(TemplatesSetting):
    """The templates of the site for all but single inputs."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        if template_name in INPUTS:
            return plain_input(context["widget"])
        if template_name in OPTIONS and not context["widget"]["wrap_label"]:
            return plain_input(context["widget"])
        return super().render(template_name, context, request)
