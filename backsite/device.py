"""What a device may keep of the site: its name and icons, and the pages that were read on it."""

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

# What every kept page is shown with.
FILES = (
    "site.css",
    "site.js",
    "saved-pages.js",
    "mark.svg",
    "journal.css",
    "walk-queue.js",
    "waiting-walks.js",
)
VALID = timedelta(days=180)  # of security.txt, which must be less than a year ahead
TIMEOUT_MS = 10_000  # so long a device waits for the journal until it goes on without
MAX_PAGES = 60  # and as many pictures
NEVER_KEPT = (*settings.PRIVATE_PREFIXES, "/shared/")  # a draft's link can end


@public_page
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the site on its first screen."""
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
    """Served from the root, because a worker looks after the addresses below its own.

    It is a new one, and what the old one kept goes, whenever one of the files that it keeps has a
    new name.
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
    """Browsers ask for these names whatever a page says."""
    return HttpResponsePermanentRedirect(static(f"backsite/icons/{file}.png"))


@public_page
def change_password(request: HttpRequest) -> HttpResponse:
    """Where password managers lead (W3C, A Well-Known URL for Changing Passwords)."""
    return HttpResponsePermanentRedirect(reverse("account_change_password"))


@public_page
def security_text(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116); 404 where the operator names nobody."""
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
    """Shown without a connection for a page that is not saved; it lists those that are."""
    return render(request, "device/offline.html")


@public_page
def waiting_walks(request: HttpRequest) -> HttpResponse:
    """Shown in place of the journal: a form whose walks wait on the device, and which those are."""
    return render(request, "device/waiting_walks.html", {"form": WaitingWalkForm()})
