"""Headers of every response, also of those that WhiteNoise or an early middleware makes."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

# Features that no page uses, forbidden so that an injected script could not use them either.
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
    """Sets the fixed headers. It wraps other middleware, because those may answer themselves."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        # Feed readers show our figures on their own pages; nothing else is for other sites.
        is_picture = response.headers.get("Content-Type", "").startswith("image/")
        kept_alone = "private" in response.headers.get("Cache-Control", "")
        shared = "cross-origin" if is_picture and not kept_alone else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", shared)
        if response.status_code >= 400:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class PolicyMiddleware(CSPMiddleware):
    """Sets the Content-Security-Policy; the one without a nonce is built once.

    django-csp builds the policy twice for each response, which takes as long as a query. It is the
    same for every page whose templates used no nonce.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        has_nonce = bool(getattr(request, "csp_nonce", None))  # set once a template has used it
        if settings.DEBUG or has_nonce:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, policy_without_nonce())
        return response


@cache
def policy_without_nonce() -> str:
    return build_policy()


def add_file_headers(headers: dict[str, str], path: str, url: str) -> None:
    """Add a policy to a static file, for WhiteNoise: an SVG opened by itself may run nothing."""
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
