"""What every page of the office shares: the check of permissions, and the header and menus.

A page is a plain function. If it is about one row (an edition, an article), `row_page` reads the
row (404 if there is none), refuses people without the permission (403), and passes on a `Frame`,
with which the page renders its template or redirects.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from accounts.models import AuthenticatedRequest
from articles.workflow.proposals import STILL_NEEDED

Page = Callable[..., HttpResponse]


def site_page(
    request: AuthenticatedRequest, site: AdminSite, template: str, title: str, **context: Any
) -> TemplateResponse:
    """A page inside the office's header and menus."""
    return TemplateResponse(
        request, template, {**site.each_context(request), "title": title, **context}
    )


@dataclass(frozen=True)
class Frame:
    """Renders and redirects for a page about `row`; None: a page about all rows of the model."""

    request: AuthenticatedRequest
    office: "ModelAdmin[Any]"
    row: models.Model | None = None

    def render(self, template: str, title: str = "", **context: Any) -> TemplateResponse:
        """The page. Its template has the row as `original` and under its model's name.

        Without a `title`, it is made of `here`, which `context` must then have, and the row's name.
        """
        title = title or f"{context['here']}: {getattr(self.row, 'title', self.row)}"
        shared = {"media": self.office.media, **self.list_context()}
        if self.row is not None:
            shared |= {"original": self.row, str(self.office.opts.model_name): self.row}
        return site_page(
            self.request, self.office.admin_site, template, title, **(shared | context)
        )

    def to_form(self, row: models.Model | None = None) -> HttpResponseRedirect:
        """Redirect to the change form of `row`; None: of this frame's row."""
        return self.to_page("change", row)

    def to_page(self, name: str, row: models.Model | None = None) -> HttpResponseRedirect:
        """Redirect to the page of `row` (None: this frame's row) whose URL name ends in `name`."""
        shown = row or self.row
        opts = self.office.opts
        pk = shown and shown.pk
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=[pk])
        return HttpResponseRedirect(str(add_preserved_filters(self.list_context(), address)))

    def list_context(self) -> dict[str, Any]:
        """Context with the filters of the list that the person came from; links keep them."""
        return {
            "opts": self.office.opts,
            "preserved_filters": self.office.get_preserved_filters(self.request),
        }


def row_page(
    permission: str | None = "view", *, locked: bool = False, reads: Sequence[str] = ()
) -> Callable[[Page], Page]:
    """Turn a function (request, row, frame, …) into the page of one row, given its primary key.

    `permission` is “view” or “change”, as the admin decides for this row, or the full name of a
    permission; with None the page checks for itself. A POST to a `locked` page runs in a
    transaction that locks the row; the relations that it `reads` are selected, but not locked. What
    a model then refuses is said on the row's form, as `page_or_refusal` does. A GET locks nothing:
    on SQLite everybody who saves would wait for a check list. So the page has to compare what it
    showed with what is stored when its form is sent.
    """

    def decorate(view: Page) -> Page:
        @wraps(view)
        def page(
            request: AuthenticatedRequest, pk: int, *, office: "ModelAdmin[Any]", **kwargs: Any
        ) -> HttpResponse:
            is_locked = locked and request.method == "POST"
            rows = office.get_queryset(request)
            if is_locked:
                rows = office.model._default_manager.select_for_update(of=("self",))
                rows = rows.select_related(*reads) if reads else rows
            with transaction.atomic() if is_locked else nullcontext():
                row = get_object_or_404(rows, pk=pk)
                if not _is_permitted(request, office, row, permission):
                    raise PermissionDenied
                frame = Frame(request, office, row)
                shown = partial(view, request, row, frame, **kwargs)
                return page_or_refusal(request, shown, frame.to_form) if is_locked else shown()

        return page

    return decorate


def page_or_refusal(
    request: HttpRequest,
    page: Callable[[], HttpResponse],
    instead: Callable[[], HttpResponseRedirect],
) -> HttpResponse:
    """The response of `page`, which stores or deletes something on a POST.

    A model may refuse that although the page has looked before: somebody has published, cited or
    proposed something since. Then nothing is stored, an error message says why, and the response is
    that of `instead`.
    """
    if request.method != "POST":
        return page()
    try:
        with transaction.atomic():
            return page()
    except ValidationError as error:
        why = " ".join(error.messages)
    except ProtectedError:
        why = STILL_NEEDED
    messages.error(request, f"Nothing was done. {why}")
    return instead()


def _is_permitted(
    request: AuthenticatedRequest,
    office: "ModelAdmin[Any]",
    row: models.Model,
    permission: str | None,
) -> bool:
    if permission == "view":
        return office.has_view_permission(request, row)
    if permission == "change":
        return office.has_change_permission(request, row)
    return permission is None or request.user.has_perm(permission)


def linked_list(rows: Iterable[tuple[str, str, str]], empty: str = "nothing yet") -> str:
    """An HTML list of `rows`: (address, text of the link, text after it); without rows, `empty`."""
    items = format_html_join("", '<li><a href="{}">{}</a>: {}</li>', rows)
    return format_html("<ul>{}</ul>", items) if items else empty


class WrittenElsewhere:
    """Mixin for the admin of a model whose rows are only viewed there, not added or changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
