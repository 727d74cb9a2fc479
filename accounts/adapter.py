"""Where allauth asks the site for a decision."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.audit import AuditEntry, record
from accounts.encryption import decrypt, encrypt


def on_our_address(url: str) -> str:
    """`url` with the scheme and the host of SITE_URL, whatever host was asked."""
    return settings.SITE_URL + urlsplit(url)._replace(scheme="", netloc="").geturl()


def _methods(request: HttpRequest) -> list[str]:
    """How this session was signed in: password, code, totp, recovery_codes, webauthn."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    # A second step has a type, which says more than its method.
    return [str(done.get("type") or done.get("method")) for done in records]


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Editors start in the admin, everybody else where the settings say."""
        if request.user.is_staff:
            return reverse("admin:index")
        return super().get_login_redirect_url(request)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        if user.is_staff:
            record(user, AuditEntry.Act.SIGNED_IN, detail=", ".join(_methods(request)))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The host of the request is chosen by who asks, and the mail goes to somebody else."""
        links = {name: on_our_address(context[name]) for name in context if name.endswith("_url")}
        super().send_mail(template_prefix, email, context | links)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By account alone: asked by another host of ours, the count goes on."""
        return credentials.get("email", "").lower()


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second step are stored encrypted, and passkeys belong to SITE_URL."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host of the request is chosen by who asks; a passkey must be for ours alone."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.SITE_NAME}

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)
