"""Our settings, so that server, middlewares, headers and database are the same; the rest is plain.

Ours compresses public pages where they are kept, and here Django's own middleware does it. How
sessions and people are read is Django's own, too.
"""

from backsite.settings import *  # noqa: F403 (every one of them)
from backsite.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "tests.benchmarks.plain"]
MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware" if "PrivateCompression" in name else name
    for name in MIDDLEWARE
]
AUTHENTICATION_BACKENDS = ["tests.benchmarks.plain.backend.PlainBackend"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
ROOT_URLCONF = "tests.benchmarks.plain.urls"
LOGIN_URL = "/login/"
