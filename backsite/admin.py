"""The admin site: same login as everywhere else, our name on it.

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

    # A second login form would be a second door to guard: rate limits and the second factor
    # belong to allauth's, so the admin's own is replaced by it.
    login = method_decorator(secure_admin_login)(AdminSite.login)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """As Django's, for who has the second factor that the office asks for."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Django looks for a field without a name and fails.
            if "" in (request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)):
                raise DisallowedModelAdminToField("The name of the field is missing.")
            is_leaving = getattr(view, "__name__", "") == "logout"
            if not is_leaving and lacks_required_factor(request.user):
                messages.warning(request, FACTOR_WANTED)
                return redirect("mfa_index")
            return inner(request, *args, **kwargs)

        return guarded

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With what every page of the office says: how it is entered, and where its help is."""
        return super().each_context(request) | {
            "asks_second_step": settings.STAFF_SECOND_FACTOR,
            "help_anchor": help_anchor(request),
        }

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """As Django's, which lists all there is to edit twice: for the page and for its side."""
        context = self.each_context(request)
        context |= {"title": self.index_title, "app_list": context["available_apps"]}
        return TemplateResponse(request, "admin/index.html", context | (extra_context or {}))

    # Django's page takes as many guesses at the old password as somebody sends.
    def password_change(  # type: ignore[override]  # a redirect in place of a page
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def get_urls(self) -> list[Any]:
        address = "r/<path:content_type_id>/<path:object_id>/"
        # A filtered list looks up the address of each row: models come first. The last takes any.
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
        """A page of the office that belongs to no model: it is told whose frame to wear."""
        return self.admin_view(partial(view, site=self))

    def view_on_site(
        self, request: HttpRequest, content_type_id: str, object_id: str
    ) -> HttpResponseBase:
        """From a row to its public page, for rows that this person may see here.

        Django's own view asks for no permission and serves every model: it would tell any member
        of staff how many walks there are, and the address of each.
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
