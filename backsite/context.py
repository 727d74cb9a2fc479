"""The context of every template: nothing in it depends on who asks, as public pages must not."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse_lazy

# Pages of apps above the one whose template links to them: that app may not name their addresses.
ADDRESSES = {
    "HOME_URL": reverse_lazy("articles:home"),
    "PRIVACY_URL": reverse_lazy("articles:privacy"),
    "JOURNAL_URL": reverse_lazy("journal:home"),
    "REMINDERS_URL": reverse_lazy("journal:reminders"),
    "ERASE_JOURNAL_URL": reverse_lazy("journal:erase"),
    "WALKS_API_URL": reverse_lazy("journal_api:walks"),
    "OPENAPI_URL": reverse_lazy("journal_api:openapi"),
    "DATA_URL": reverse_lazy("data"),
    "TRY_URL": reverse_lazy("try"),
    "METHOD_URL": reverse_lazy("method"),
    "PREVIEW_URL": reverse_lazy("journal_preview"),
}


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "HELP_COUNTRY": settings.HELP_COUNTRY,
        "EDITOR_NAMES": settings.EDITOR_NAMES,
        "EMERGENCY_NUMBER": settings.EMERGENCY_NUMBER,
        "URGENT_NUMBER": settings.URGENT_NUMBER,
        "SIGN_IN_RETENTION_DAYS": settings.SIGN_IN_RETENTION_DAYS,
        "BACKUP_RETENTION_DAYS": settings.BACKUP_RETENTION_DAYS,
        "REWRITES_ITS_FILE": connection.vendor == "sqlite",  # accounts/erased_bytes.py
        **ADDRESSES,
    }
