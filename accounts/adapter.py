"""Where allauth asks the site for a decision."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Editors start in the admin, everybody else where the settings say."""
        if request.user.is_staff:
            return reverse("admin:index")
        return super().get_login_redirect_url(request)
