"""What a public page may weigh: the budgets of every page, so that none grows unseen."""

import re
from functools import cache

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from articles.models import Article, Topic

pytestmark = pytest.mark.django_db

KIB = 1024
HTML, CSS, JS = 15 * KIB, 8 * KIB, 4 * KIB
REQUESTS = 6
PAGES = (
    "/",
    "/search/",
    "/search/?q=walking",
    "/search/?q=zzzz",
    "/get-help/",
    "/offline/",
    "/try/",
    "/about/",
    "/about/method/",
    "/about/journal/",
    "/about/editorial/",
    "/about/privacy/",
    "/about/accessibility/",
    "/about/sources/",
    "/articles/painkillers/helpful/ibuprofen/",
    "/no-such-page/",
)


@pytest.fixture
def pages(clock, search_index, starter_content) -> dict[str, str]:
    """Address to page, for every public page of the site as it starts."""
    topics = [row.get_absolute_url() for kind in (Topic, Article) for row in kind.objects.all()]
    client = Client()
    return {address: client.get(address).content.decode() for address in (*PAGES, *topics)}


def weight(content: bytes) -> int:
    """As a quick server sends it: brotli at half its effort."""
    return len(brotli.compress(content, quality=5))


def fetched(page: str) -> set[str]:
    """What a browser asks for to show `page`, beside the page itself.

    Not the images that it asks for only as a reader comes near them.
    """
    links = re.findall(r'<link rel="(?:stylesheet|icon|manifest)"[^>]* href="([^"]+)"', page)
    return {*links, *re.findall(r'<(?:script|img)\b(?![^>]*"lazy")[^>]* src="([^"]+)"', page)}


def with_imports(address: str) -> set[str]:
    """A module and those that it begins with, each a request too; not what it fetches on a tap."""
    imported = re.findall(r'\bimport\b(?!\()[^"\n]*"\./([^"]+)"', static_text(address))
    folder = address.rpartition("/")[0]
    return {address}.union(*(with_imports(f"{folder}/{name}") for name in imported))


@cache
def static_weight(address: str) -> int:
    return weight(static_text(address).encode())


@cache
def static_text(address: str) -> str:
    found = finders.find(address.removeprefix(settings.STATIC_URL))
    assert found, address
    with open(found, encoding="utf-8") as file:
        return file.read()


def test_every_page_keeps_its_budget(pages):
    over = []
    for address, page in pages.items():
        files = fetched(page)
        assert all(name.startswith("/") for name in files), "something from elsewhere"
        scripts = {each for name in files if name.endswith(".js") for each in with_imports(name)}
        sheets = {name for name in files if name.endswith(".css")}
        measured = {
            "HTML": (weight(page.encode()), HTML),
            "CSS": (sum(map(static_weight, sheets)), CSS),
            "JS": (sum(map(static_weight, scripts)), JS),
            "requests": (1 + len(files | scripts), REQUESTS),
        }
        over += [
            f"{address}: {what} {is_} of {may}"
            for what, (is_, may) in measured.items()
            if is_ > may
        ]
        assert sheets, address
    assert over == []


def test_what_is_counted_is_what_there_is(db):
    """The measure itself: a sheet, a script, the mark, the manifest."""
    names = fetched(Client().get("/").content.decode())
    assert {
        "/manifest.webmanifest",
        "/static/backsite/mark.svg",
        "/static/backsite/site.css",
        "/static/backsite/site.js",
    } <= names
