"""The fields of the office's forms, with the same HTML as Django's own template.

Written in Python, as inputs are, to save time: a draft's page has ten fields for each question, and
Django's template checks two dozen conditions for each.
"""

from django import template
from django.contrib.admin.helpers import AdminField, AdminReadonlyField, Fieldset
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def field_rows(fieldset: Fieldset) -> SafeString:
    """The fields of `fieldset` as HTML: each with its errors, label, input or value, and help."""
    fields = (field for line in fieldset for field in line)
    return SafeString(
        "".join(
            _read_only_row(field) if isinstance(field, AdminReadonlyField) else _form_row(field)
            for field in fields
        )
    )


def _read_only_row(field: AdminReadonlyField) -> str:
    named = f" field-{field.field['name']}" if field.field["name"] else ""
    value = f'<div class="readonly">{field.contents()}</div>'
    return (
        f'<div class="form-row{named}"><div><div class="flex-container">{field.label_tag()}{value}'
        f"</div>{_explained(str(field.field['help_text']))}</div></div>\n"
    )


def _form_row(field: AdminField) -> str:
    bound, errors = field.field, field.errors()
    states = f"{' errors' if errors else ''}{' hidden' if bound.is_hidden else ''}"
    parts = [field.label_tag(), str(bound)]
    return (
        f'<div class="form-row{states} field-{bound.name}">{errors}<div>'
        f'<div class="flex-container{" checkbox-row" if field.is_checkbox else ""}">'
        f"{''.join(reversed(parts) if field.is_checkbox else parts)}</div>"
        f"{_explained(str(bound.help_text), bound.auto_id)}</div></div>\n"
    )


def _explained(help_text: str, field_id: str = "") -> str:
    """The help text as HTML; `field_id` is the id of the input that it describes."""
    if not help_text:
        return ""
    name = f' id="{field_id}_helptext"' if field_id else ""
    return f'<div class="help"{name}><div>{help_text}</div></div>'
