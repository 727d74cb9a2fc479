"""The admin site: the editors' office, with the login of the rest of the site.

Django imports this module once the models are loaded (`AdminConfig.default_site` names it).
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator

from accounts.second_factor import lacks_required_factor
from articles.office.at_page import at_page
from articles.office.help_page import help_anchor, help_page
from articles.office.month_page import calendar_month_page
from articles.office.queue import queue_page
from articles.office.report_pages import report_csv, report_page, reports_page
from articles.office.search_box.find_page import find_page
from articles.office.site_history import history_csv, history_page

FACTOR_WANTED = (
    "The editors’ office opens once signing in takes a second step: turn one on here, and keep its "
    "recovery codes on paper."
)


class BacksiteAdminSite(AdminSite):
    site_header = f"{settings.SITE_NAME} editors' office"
    site_title = f"{settings.SITE_NAME} admin"
    index_title = "What would you like to work on?"

    # Rate limits and the second factor belong to allauth's login form, so it replaces the admin's
    # own: a second form would need the same protection again.
    login = method_decorator(secure_admin_login)(AdminSite.login)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Django's `admin_view`, which also redirects staff who lack the required second factor."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # With an empty name Django looks for a field of no name and fails.
            if "" in (request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)):
                raise DisallowedModelAdminToField("The name of the field is missing.")
            is_leaving = getattr(view, "__name__", "") == "logout"
            if not is_leaving and lacks_required_factor(request.user):
                messages.warning(request, FACTOR_WANTED)
                return redirect("mfa_index")
            return inner(request, *args, **kwargs)

        return guarded

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Django's context, and whether a second factor is required, and the page's help anchor."""
        return super().each_context(request) | {
            "asks_second_step": settings.STAFF_SECOND_FACTOR,
            "help_anchor": help_anchor(request),
        }

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The index page. Django's own builds the list of models twice: for page and sidebar."""
        context = self.each_context(request)
        context |= {"title": self.index_title, "app_list": context["available_apps"]}
        return TemplateResponse(request, "admin/index.html", context | (extra_context or {}))

    # Django's page sets no limit to guesses at the old password; allauth's does.
    def password_change(  # type: ignore[override]  # a redirect in place of a page
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def get_urls(self) -> list[Any]:
        address = "r/<path:content_type_id>/<path:object_id>/"
        # Models come first: a filtered list looks up an address for each row. The last matches any.
        *of_django, any_other = super().get_urls()
        return [
            path(address, self.admin_view(self.view_on_site), name="view_on_site"),
            *of_django,
            path("help/", self._page(help_page), name="help"),
            path("find/", self._page(find_page), name="find"),
            path("queue/", self._page(queue_page), name="queue"),
            path("history/", self._page(history_page), name="history"),
            path("history.csv", self._page(history_csv), name="history_csv"),
            path("at/", self._page(at_page), name="at"),
            path("at/<path:address>", self._page(at_page), name="at_address"),
            path("reports/", self._page(reports_page), name="reports"),
            path("reports/calendar/month/", self._page(calendar_month_page), name="report_month"),
            path("reports/<slug:slug>/", self._page(report_page), name="report"),
            path("reports/<slug:slug>.csv", self.admin_view(report_csv), name="report_csv"),
            any_other,
        ]

    def _page(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """`view` as a page of the office that belongs to no model; it is called with `site`."""
        return self.admin_view(partial(view, site=self))

    def view_on_site(
        self, request: HttpRequest, content_type_id: str, object_id: str
    ) -> HttpResponseBase:
        """Redirect from a row to its public page, for rows that this person may see in the office.

        Django's own view checks no permission and takes every model: it would tell any member of
        staff how many walks there are, and the address of each.
        """
        if not content_type_id.isdecimal():
            raise Http404("There is no such kind of row.")
        kind = ContentType.objects.filter(pk=content_type_id).first()
        model = kind.model_class() if kind else None
        if model is None or not self.is_registered(model):
            raise PermissionDenied
        if not self.get_model_admin(model).has_view_permission(request):
            raise PermissionDenied
        return shortcut(request, content_type_id, object_id)
