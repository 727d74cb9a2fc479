"""The content security policy of an answer, made once where it is the same for all."""

from functools import cached_property

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

OF_ONE_ANSWER = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")


class PolicyMiddleware(CSPMiddleware):
    """django-csp puts the policy together twice an answer, which takes a tenth of a short page."""

    @cached_property
    def of_all(self) -> str:
        return build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        has_nonce = getattr(request, "_csp_nonce", None) is not None
        if has_nonce or settings.DEBUG or any(hasattr(response, name) for name in OF_ONE_ANSWER):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.of_all)
        # As django-csp does: a nonce that is made from here on would be in no header.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response
