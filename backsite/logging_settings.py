"""Django's setting LOGGING: where log entries go, and in which format."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured


def logging_settings(log_format: str, *, mails_errors: bool) -> dict[str, Any]:
    """Django's LOGGING. `log_format`: "text" or "json", else raises ImproperlyConfigured."""
    if log_format not in {"text", "json"}:
        raise ImproperlyConfigured("LOG_FORMAT is text or json.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {
                "()": "backsite.logs.CleanFormatter",
                "format": "{asctime} {levelname} {name} [{request_id}] {message}",
                "style": "{",
            },
            "json": {"()": "backsite.logs.JsonFormatter"},
        },
        "handlers": {
            "terminal": {"class": "logging.StreamHandler", "formatter": log_format},
            "mail": {
                "class": "backsite.logs.AdminMailHandler",
                "level": "ERROR",
                "formatter": "text",
            },
        },
        "root": {
            "handlers": ["terminal", "mail"] if mails_errors else ["terminal"],
            "level": "WARNING",
        },
    }
