"""allauth's pages for the second factor, each loaded when it is first asked for.

`allauth.urls` loads them all at once, and with them what passkeys need, which are not offered here:
10 MiB in every process that serves readers. A test holds that these are the addresses of allauth.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.module_loading import import_string

View = Callable[..., HttpResponseBase]


def later(name: str) -> View:
    """The view of that name within `allauth.mfa`."""

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return import_string(f"allauth.mfa.{name}")(request, *args, **kwargs)

    return view


def page(address: str, view: str, name: str) -> URLPattern:
    return path(address, later(view), name=name)


urlpatterns = [
    page("", "base.views.index", "mfa_index"),
    page("authenticate/", "base.views.authenticate", "mfa_authenticate"),
    page("reauthenticate/", "base.views.reauthenticate", "mfa_reauthenticate"),
    page("totp/activate/", "totp.views.activate_totp", "mfa_activate_totp"),
    page("totp/deactivate/", "totp.views.deactivate_totp", "mfa_deactivate_totp"),
    page("recovery-codes/", "recovery_codes.views.view_recovery_codes", "mfa_view_recovery_codes"),
    page(
        "recovery-codes/generate/",
        "recovery_codes.views.generate_recovery_codes",
        "mfa_generate_recovery_codes",
    ),
    page(
        "recovery-codes/download/",
        "recovery_codes.views.download_recovery_codes",
        "mfa_download_recovery_codes",
    ),
]
