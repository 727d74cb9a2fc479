"""The admin site: same login as everywhere else, our name on it."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.utils.decorators import method_decorator


class BacksiteAdminSite(AdminSite):
    site_header = f"{settings.SITE_NAME} editors' office"
    site_title = f"{settings.SITE_NAME} admin"
    index_title = "What would you like to work on?"

    # A second login form would be a second door to guard: rate limits and the second factor
    # belong to allauth's, so the admin's own is replaced by it.
    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)
