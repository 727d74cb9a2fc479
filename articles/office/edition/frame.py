"""What every group of pages around an edition builds on.

Each group (acts, preview, …) is a mixin in a module of its own: it adds its addresses to `get_urls`
and what the edition's page shows of it to `beside`.
"""

from collections.abc import Iterable

from django.urls import URLPattern, path

from accounts.models import AuthenticatedRequest
from articles.models import Answer, Edition
from articles.office.edition.answer_forms import AnswerFormSet
from articles.office.edition.edition_form import EditionForm
from articles.office.history import ReadOnlyHistoryAdmin


class EditionPages(ReadOnlyHistoryAdmin):
    """The end of the chain: an edition's page with nothing beside its form."""

    def beside(self, request: AuthenticatedRequest, edition: Edition) -> dict:
        """What the templates beside the form need."""
        return {}

    def page(self, address: str, name: str) -> URLPattern:
        """The path `<pk>/<address>`, shown by the method `<name>_view` to staff alone."""
        view = self.admin_site.admin_view(getattr(self, f"{name}_view"))
        return path(f"<int:pk>/{address}", view, name=f"articles_edition_{name}")

    def as_stored(
        self, request: AuthenticatedRequest, edition: Edition
    ) -> tuple[EditionForm, AnswerFormSet]:
        """The page's form and its rows as they would be shown now, whatever was sent."""
        form = self.get_form(request, edition, change=True)(instance=edition)
        inlines = self.get_inline_instances(request, edition)
        inline = next(inline for inline in inlines if inline.model is Answer)
        made = inline.get_formset(request, edition)
        return form, made(instance=edition, queryset=inline.get_queryset(request))

    def render_change_form(self, request, context, *args, **kwargs):
        if (edition := context["original"]) is not None:
            _lend_answers(edition, (each.formset for each in context["inline_admin_formsets"]))
            context |= self.beside(request, edition)
        return super().render_change_form(request, context, *args, **kwargs)


def _lend_answers(edition: Edition, formsets: Iterable) -> None:
    """To whatever stands beside the form: what its rows have read, as if prefetched.

    Not those of a form that was sent: they hold what somebody typed.
    """
    for rows in formsets:
        if rows.model is Answer and not rows.is_bound:
            edition._prefetched_objects_cache = {"answers": rows.get_queryset()}  # type: ignore[attr-defined]


def answers_of(edition: Edition) -> Iterable[Answer]:
    """With all that readers see of them, and not read again where the page has them."""
    lent = getattr(edition, "_prefetched_objects_cache", {}).get("answers")
    return edition.answers.for_reading() if lent is None else lent
