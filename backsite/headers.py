"""Headers that every answer carries, also those that the rest of Django never sees."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

# What no page of ours uses: a script that got in could not use it either.
NOT_USED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "usb",
)
FIXED = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in NOT_USED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class HeadersMiddleware(MiddlewareMixin):
    """Stands outermost: an answer to a broken request comes from the middlewares within."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        # Readers of feeds show our figures on pages of their own; nothing else is for other sites.
        is_picture = response.headers.get("Content-Type", "").startswith("image/")
        kept_alone = "private" in response.headers.get("Cache-Control", "")
        shared = "cross-origin" if is_picture and not kept_alone else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", shared)
        if response.status_code >= 400:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class PolicyMiddleware(CSPMiddleware):
    """django-csp puts the policy together twice for each answer, in the time of a query: here once,
    since it is the same for every page that made no nonce."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        has_nonce = bool(getattr(request, "csp_nonce", None))  # once some template has used it
        if settings.DEBUG or has_nonce:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, policy_without_nonce())
        return response


@cache
def policy_without_nonce() -> str:
    return build_policy()


def add_file_headers(headers: dict[str, str], path: str, url: str) -> None:
    """For WhiteNoise: an SVG that is opened by itself is a page, and may run nothing."""
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
