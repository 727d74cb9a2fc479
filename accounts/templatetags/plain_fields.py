"""A filter for the template of all form fields (templates/bootstrap5/field.html)."""

from django import template
from django.forms import BoundField

register = template.Library()


@register.filter
def without_placeholder(field: BoundField) -> BoundField:
    """`field` without the placeholder in which allauth's forms repeat the label.

    The label is shown above the field already, and a placeholder disappears when somebody types.
    """
    field.field.widget.attrs.pop("placeholder", None)
    return field
