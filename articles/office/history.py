"""The base class of the office's admins: read-only history, extra pages, deletion."""

from functools import partial
from typing import Any, ClassVar

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from js_asset import Media
from simple_history.admin import SimpleHistoryAdmin

from articles.office.frame import Page, page_or_refusal
from articles.office.row_list import HasRowList

BOX = (
    f'<input type="checkbox" name="{ACTION_CHECKBOX_NAME}" value="{{}}" class="action-select" '
    'aria-label="Select this object for an action - {}">'
)


class ReadOnlyHistoryAdmin(HasRowList, SimpleHistoryAdmin):
    """An admin whose history has no “revert”.

    The library's revert saves the whole old row. That would bring back a state, a review or a
    version number that no longer hold, and it needs only the permission to view.
    """

    object_history_form_template = "admin/history_form.html"
    # Pages beside Django's, for staff only: (address, end of the URL name, view function).
    own_pages: ClassVar[tuple[tuple[str, str, Page], ...]] = ()

    def get_urls(self) -> list[URLPattern]:
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        named: list[URLPattern] = []
        others: list[URLPattern] = []
        for address, name, page in self.own_pages:
            view = self.admin_site.admin_view(partial(page, office=self))
            # An address that ends in a name goes first: the name may be that of a page of Django's.
            found = named if address.endswith(("<str:name>/", "<slug:slug>/")) else others
            found.append(path(address, view, name=f"{prefix}_{name}"))
        # Django's own come before the other pages, because a filtered list resolves the address of
        # each row. Only Django's last one, which matches any address, has to stay last.
        *of_django, any_other = super().get_urls()
        return [*named, *of_django, *others, any_other]

    def changelist_view(
        self, request: Any, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        page = partial(super().changelist_view, request, extra_context)
        if request.POST.get("action") != "delete_selected":
            return page()
        return page_or_refusal(request, page, partial(HttpResponseRedirect, request.path))

    def delete_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page = partial(super().delete_view, request, object_id, *args, **kwargs)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        form = partial(HttpResponseRedirect, reverse(name, args=[object_id]))
        return page_or_refusal(request, page, form)

    def action_checkbox(self, obj: Model) -> str:
        """Django's own HTML, without a widget for each row: it took a seventh of a list's time."""
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
        _add_nonce(request, context)
        return super().render_change_form(request, context, *args, **kwargs)

    def render_history_view(
        self, request: HttpRequest, template: str, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        _add_nonce(request, context)
        context["preserved_filters"] = self.get_preserved_filters(request)
        return super().render_history_view(request, template, context, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and field.label == "Slug":
            field.label = "Address"
        return field

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """As Django's, without the rows of many-to-many tables: their names tell nobody much."""
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        counted = {name: n for name, n in counts.items() if not name.endswith(" relationships")}
        return _without_ties(found), counted, lacking, protected

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        if context["protected"] or context["perms_lacking"]:
            context["instead"] = self.instead_of_deleting(context["object"])
        return super().render_delete_form(request, context)

    def instead_of_deleting(self, obj: Any) -> str:
        """What an editor can do if `obj` cannot be deleted, in words; empty: nothing is said."""
        return ""

    def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True


def _add_nonce(request: HttpRequest, context: dict[str, Any]) -> None:
    """Give the page's scripts this response's CSP nonce.

    The rich text editor's import map is an inline script, which the browser refuses without it.
    """
    if isinstance(context.get("media"), Media):
        context["media"] = context["media"].with_nonce(str(getattr(request, "csp_nonce", "")))


def _without_ties(found: list[Any]) -> list[Any]:
    """`found`, the nested names of what is deleted, without “… relationship: … object (7)”."""
    kept = [_without_ties(each) if isinstance(each, list) else each for each in found]
    return [each for each in kept if each and " relationship: " not in each]


def _need_numbers(*ids: str) -> None:
    """Raise Http404 unless all `ids` are numbers: the library gives them to the database as is."""
    if not all(each.isdecimal() for each in ids):
        raise Http404("Rows and versions have numbers.")
