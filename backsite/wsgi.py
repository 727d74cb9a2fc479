import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backsite.settings")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 (named above)
from django.template.loader import get_template  # noqa: E402
from django.urls import reverse  # noqa: E402

from articles.page_cache.application import PageCache  # noqa: E402
from articles.text.dictionary import load_words  # noqa: E402

# Loaded once here for all workers, which share it; else the first request to each would load it.
reverse("articles:home")  # loads all addresses of the site
for name in ("home", "topic", "article", "search", "get_help"):
    get_template(f"articles/{name}.html")
load_words()  # takes 25 MiB while it reads them, and 5 afterwards

away = get_template("503.html").render({"path": "", "EMERGENCY_NUMBER": settings.EMERGENCY_NUMBER})
application = PageCache(
    django_application,
    settings.BUILT_PAGES_BYTES,
    page_when_away=away.encode(),
    always_built=[reverse("articles:get_help")],
)
