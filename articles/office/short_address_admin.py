"""The admin of short addresses: entered by hand, such as those of leaflets or of an older site."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from articles.models import ShortAddress
from articles.office.history import ReadOnlyHistoryAdmin


@admin.register(ShortAddress)
class ShortAddressAdmin(ReadOnlyHistoryAdmin):
    list_display = ("__str__", "leads_now")
    list_select_related = ("article",)
    search_fields = ("address", "leads_to")
    fields = ("address", "leads_to")

    @admin.display(description="leads to")
    def leads_now(self, short: ShortAddress) -> str:
        return format_html('<a href="{0}">{0}</a>', short.get_absolute_url())

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.view_article")

    def has_view_permission(self, request: HttpRequest, obj: ShortAddress | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.publish_edition")

    def has_change_permission(self, request: HttpRequest, obj: ShortAddress | None = None) -> bool:
        return self.has_add_permission(request)

    has_delete_permission = has_change_permission
