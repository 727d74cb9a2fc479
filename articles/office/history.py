"""Who changed what, for reading; and what every form of such a record needs."""

from functools import partial
from typing import Any, ClassVar

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from js_asset import Media
from simple_history.admin import SimpleHistoryAdmin

from articles.office.frame import Page
from articles.office.row_list import RowList
from articles.office.search_box.typed import roots_in

BOX = (
    f'<input type="checkbox" name="{ACTION_CHECKBOX_NAME}" value="{{}}" class="action-select" '
    'aria-label="Select this object for an action - {}">'
)


class ReadOnlyHistoryAdmin(SimpleHistoryAdmin):
    """History without “revert”.

    The library's revert saves an old row whole: with it come back a state, a review or a version
    number that no longer hold, and it asks for no more than the permission to look.
    """

    object_history_form_template = "admin/history_form.html"
    # Pages beside Django's, for staff alone: (address, end of its name, function).
    own_pages: ClassVar[tuple[tuple[str, str, Page], ...]] = ()

    def get_urls(self) -> list[URLPattern]:
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        named: list[URLPattern] = []
        others: list[URLPattern] = []
        for address, name, page in self.own_pages:
            view = self.admin_site.admin_view(partial(page, office=self))
            # What ends in a name may be called as a page of Django's is.
            found = named if address.endswith(("<str:name>/", "<slug:slug>/")) else others
            found.append(path(address, view, name=f"{prefix}_{name}"))
        # A list that is filtered looks up the address of each row: Django's come early, but for
        # the last, which takes whatever is left.
        *of_django, any_other = super().get_urls()
        return [*named, *of_django, *others, any_other]

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        """Words in any of their forms; what stands in quotation marks as it is.

        Rows that are found through many others are looked up by themselves: joined to all of them,
        all columns of the list would be worked out for each, and then made distinct again.
        """
        words = roots_in(search_term)
        found, has_duplicates = super().get_search_results(request, queryset, words)
        if has_duplicates:
            itself = self.model._default_manager.filter(pk=OuterRef("pk")).order_by()
            matching, _ = super().get_search_results(request, itself, words)
            found = queryset.filter(Exists(matching))
        return found, False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RowList

    def action_checkbox(self, obj: Model) -> str:
        """As Django's own, without a widget for each row: that was a seventh of a list."""
        return format_html(BOX, obj.pk, obj)

    def history_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        _need_numbers(object_id)
        return super().history_view(request, object_id, *args, **kwargs)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        _need_numbers(object_id, version_id)
        return super().history_form_view(request, object_id, version_id, *args, **kwargs)

    def render_change_form(
        self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        _lend_nonce(request, context)
        return super().render_change_form(request, context, *args, **kwargs)

    def render_history_view(
        self, request: HttpRequest, template: str, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        _lend_nonce(request, context)
        context["preserved_filters"] = self.get_preserved_filters(request)
        return super().render_history_view(request, template, context, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and field.label == "Slug":
            field.label = "Address"
        return field

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Without rows that only tie two others together: their names say nothing to anybody."""
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        counted = {name: n for name, n in counts.items() if not name.endswith(" relationships")}
        return _without_ties(found), counted, lacking, protected

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        if context["protected"] or context["perms_lacking"]:
            context["instead"] = self.instead_of_deleting(context["object"])
        return super().render_delete_form(request, context)

    def instead_of_deleting(self, obj: Any) -> str:
        """What somebody can do with a row that cannot be deleted, said to them."""
        return ""

    def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True


def _lend_nonce(request: HttpRequest, context: dict[str, Any]) -> None:
    """The rich text editor's import map is an inline script: it carries this answer's nonce."""
    if isinstance(context.get("media"), Media):
        context["media"] = context["media"].with_nonce(str(getattr(request, "csp_nonce", "")))


def _without_ties(found: list[Any]) -> list[Any]:
    """The nested names of what is deleted, without “Answer-source relationship: … object (7)”."""
    kept = [_without_ties(each) if isinstance(each, list) else each for each in found]
    return [each for each in kept if each and " relationship: " not in each]


def _need_numbers(*ids: str) -> None:
    """The library hands over what stands in the address, and the database refuses words."""
    if not all(each.isdecimal() for each in ids):
        raise Http404("Rows and versions have numbers.")
