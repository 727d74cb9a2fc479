"""Filling a page's form as a browser would: every field as it was sent, then what is changed."""

from django.forms import BaseForm, MultiWidget


def sent_back(form: BaseForm) -> dict[str, object]:
    """What a browser posts when nobody touches `form`."""
    data: dict[str, object] = {}
    for bound in form:
        value, widget = bound.value(), bound.field.widget
        widget = getattr(widget, "widget", widget)  # the admin wraps those of relations
        if isinstance(widget, MultiWidget):
            parts = value if isinstance(value, list) else widget.decompress(value)
            names = widget.widgets_names
            data |= {
                bound.html_name + name: part or "" for name, part in zip(names, parts, strict=True)
            }
        elif isinstance(value, bool):
            data |= {bound.html_name: "on"} if value else {}
        elif isinstance(value, (list, tuple)):
            data[bound.html_name] = [str(getattr(each, "pk", each)) for each in value]
        else:
            data[bound.html_name] = "" if value is None else str(getattr(value, "pk", value))
    return data


def admin_form(response) -> dict[str, object]:
    """The same for a change or add page of the admin, its inline rows included."""
    data = sent_back(response.context["adminform"].form)
    for inline in response.context["inline_admin_formsets"]:
        data |= sent_back(inline.formset.management_form)
        for form in inline.formset.forms:
            data |= sent_back(form)
    return data
