"""Pages behind a login: never stored by a browser or proxy, and in the person's own time."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers


class PrivatePagesMiddleware:
    """Marks private pages `no-store` and answers them in the time zone of who asks.

    Only under the private prefixes is the session read: everywhere else a look at it would make
    the page depend on who asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(settings.PRIVATE_PREFIXES):
            return self.get_response(request)
        zone = getattr(request.user, "zone", None)  # nobody has none
        with timezone.override(zone or timezone.get_default_timezone()):
            response = self.get_response(request)
        add_never_cache_headers(response)  # no-store and private among them
        return response
