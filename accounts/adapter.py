"""Adapters: what the site decides differently from allauth, and where allauth asks for it."""

import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.audit import AuditEntry, record
from accounts.encryption import decrypt, encrypt


def on_our_address(url: str) -> str:
    """`url` with the scheme and the host of SITE_URL, whatever host the request named."""
    return settings.SITE_URL + urlsplit(url)._replace(scheme="", netloc="").geturl()


def _methods(request: HttpRequest) -> list[str]:
    """How this session was signed in: password, code, totp, recovery_codes, webauthn."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    # The type of a second step (totp, webauthn, …) says more than its method, which is “mfa”.
    return [str(done.get("type") or done.get("method")) for done in records]


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Editors start in the admin, everybody else where the settings say."""
        if request.user.is_staff:
            return reverse("admin:index")
        return super().get_login_redirect_url(request)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        if not _methods(request):  # signed in by the link that confirmed the address
            record_authentication(request, user, method="email")
        if user.is_staff:
            record(user, AuditEntry.Act.SIGNED_IN, detail=", ".join(_methods(request)))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """As allauth decides, and for a person who has nothing to reauthenticate with.

        Such a person (no password, no second step) has to sign in again once their last sign-in is
        older than REAUTHENTICATION_TIMEOUT seconds: raises ReauthenticationRequired. allauth would
        let anybody pass who finds their browser open.
        """
        is_required: bool = super().is_reauthentication_required(app=app, **kwargs)
        person = self.request.user
        if is_required and person.is_authenticated and not get_reauthentication_flows(person):
            records = get_authentication_records(self.request, person)
            signed_in_at = max((record["at"] for record in records), default=0)
            if time.time() - signed_in_at > app_settings.REAUTHENTICATION_TIMEOUT:
                raise ReauthenticationRequired
        return is_required

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """allauth’s methods; where there is none, signing in again by a code sent by mail."""
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        by_code = {
            "id": "sign_in_again",
            "description": "Use a code by email",
            "url": reverse("sign_in_again"),
        }
        return methods or [by_code]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail whose links lead to SITE_URL, and not to the host that the request named.

        Whoever sends the request chooses that host, and the mail may go to somebody else.
        """
        links = {name: on_our_address(context[name]) for name in context if name.endswith("_url")}
        super().send_mail(template_prefix, email, context | links)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The address alone, so that trying on another host name of the site adds to one count."""
        return credentials.get("email", "").lower()


class MFAAdapter(DefaultMFAAdapter):
    """Stores the secrets of the second step encrypted, and ties passkeys to SITE_URL."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host for which passkeys are valid: that of SITE_URL. Clients choose the request’s."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.SITE_NAME}

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)
