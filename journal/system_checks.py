"""Checks of the deployment for settings with which the journal would not be private."""

from typing import Any

from django.conf import settings
from django.core.checks import Warning


def journal_is_private(app_configs: Any, **kwargs: Any) -> list[Warning]:
    if settings.SESSION_COOKIE_SECURE or getattr(settings, "IS_LOCAL", False):
        return []
    return [
        Warning(
            "The journal holds health data, and its session cookie travels without TLS.",
            hint="Serve the site over https and set SITE_URL to its https address.",
            id="journal.W001",
        )
    ]
