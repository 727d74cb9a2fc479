"""What the one template of fields (templates/bootstrap5/field.html) asks of a field."""

from django import template
from django.forms import BoundField

register = template.Library()


@register.filter
def without_placeholder(field: BoundField) -> BoundField:
    """allauth's forms repeat each label inside its field; what is shown there of a label that
    stands above it helps nobody, and goes when somebody types."""
    field.field.widget.attrs.pop("placeholder", None)
    return field
