"""Views for devices: the manifest, icons, the service worker and its pages, /.well-known/."""

from datetime import UTC, datetime, time, timedelta
from hashlib import sha256

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from articles.page_cache.public_page import public_page
from journal.forms.waiting_form import WaitingWalkForm

# The static files that every saved page needs.
FILES = (
    "site.css",
    "site.js",
    "saved-pages.js",
    "mark.svg",
    "journal.css",
    "walk-queue.js",
    "waiting-walks.js",
)
VALID = timedelta(days=180)  # how long security.txt is valid: it must be less than a year
TIMEOUT_MS = 10_000  # how long the worker waits for the journal before it shows the offline form
MAX_PAGES = 60  # saved on a device; and as many pictures
NEVER_KEPT = (*settings.PRIVATE_PREFIXES, "/shared/")  # a shared link can be ended


@public_page
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, with which a phone can put the site on its home screen."""
    icons = [
        {"src": static("backsite/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
        _icon("icon-192", "192x192"),
        _icon("icon-512", "512x512"),
        _icon("icon-maskable-512", "512x512") | {"purpose": "maskable"},
    ]
    shortcuts = [
        {"name": "When to get help", "url": reverse("articles:get_help")},
        {"name": "Log a walk", "url": reverse("journal:home")},
    ]
    data = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "description": "Plain answers about lower back pain when walking, and a private log.",
        "lang": settings.LANGUAGE_CODE,
        "id": "/",
        "start_url": reverse("journal:home"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#fbf7f0",
        "theme_color": "#17594a",
        "icons": icons,
        "shortcuts": shortcuts,
    }
    return JsonResponse(data, content_type="application/manifest+json")


def _icon(name: str, sizes: str) -> dict[str, str]:
    return {"src": static(f"backsite/icons/{name}.png"), "sizes": sizes, "type": "image/png"}


@public_page
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It is at the root, because it controls only addresses below its own.

    Its version changes whenever one of the files that it keeps has a new name; then browsers
    install it again, and the new one deletes what the old one kept.
    """
    addresses = [reverse("articles:get_help"), reverse("offline"), reverse("waiting_walks")]
    kept = [*addresses, *(static(f"backsite/{name}") for name in FILES)]
    context = {
        "version": sha256(" ".join(kept).encode()).hexdigest()[:8],
        "kept": kept,
        "private": NEVER_KEPT,
        "most_pages": MAX_PAGES,
        "queue": static("backsite/walk-queue.js"),
        "timeout_ms": TIMEOUT_MS,
        "journal": reverse("journal:home"),
    }
    return render(request, "device/sw.js", context, content_type="text/javascript; charset=utf-8")


@public_page
def well_known_icon(request: HttpRequest, file: str) -> HttpResponse:
    """Redirect from an address at which browsers look for an icon, whatever a page names."""
    return HttpResponsePermanentRedirect(static(f"backsite/icons/{file}.png"))


@public_page
def change_password(request: HttpRequest) -> HttpResponse:
    """Redirect for password managers (W3C, A Well-Known URL for Changing Passwords)."""
    return HttpResponsePermanentRedirect(reverse("account_change_password"))


@public_page
def security_text(request: HttpRequest) -> HttpResponse:
    """security.txt: where to report a security hole (RFC 9116); 404 without SECURITY_CONTACT."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = datetime.combine(timezone.localdate() + VALID, time.min, tzinfo=UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public_page
def offline(request: HttpRequest) -> HttpResponse:
    """The page that an offline device shows for a page it has not saved; lists the saved ones."""
    return render(request, "device/offline.html")


@public_page
def waiting_walks(request: HttpRequest) -> HttpResponse:
    """Shown offline in place of the journal: a form for walks, and the walks kept on the device."""
    return render(request, "device/waiting_walks.html", {"form": WaitingWalkForm()})
