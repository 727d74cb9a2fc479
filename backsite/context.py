"""What every template may use. Nothing here depends on who asks: public pages stay the same."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "EMERGENCY_NUMBER": settings.EMERGENCY_NUMBER,
        "URGENT_NUMBER": settings.URGENT_NUMBER,
    }
