"""Public pages from memory: just what Django would answer now, never what it answered before."""

import gzip
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from wsgiref.util import setup_testing_defaults

import brotli
import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections, connection
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.http import http_date, parse_http_date
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, Caution, Edition, FormerSlug, Question, Topic, WarningSign
from articles.page_cache import schedule, versions
from articles.page_cache.application import FILE_STATE, PageCache
from articles.page_cache.encodings import choose_encoding
from articles.page_cache.public_page import canonical_query
from articles.page_cache.store import OVERHEAD_BYTES, SHARE_OF_QUERIES, CachedPage, Key, PageStore
from articles.page_cache.triggers import install_triggers, remove_triggers
from articles.page_cache.versions import committed_version
from tests.cast import NOW, make_answer, make_article, make_draft, make_published, make_source
from tests.cast import publish as publish_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]
MEBIBYTE = 1024 * 1024


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Site:
    """The site behind the page cache, and how often Django was asked."""

    def __init__(self, budget_bytes: int = MEBIBYTE) -> None:
        self.django = WSGIHandler()
        self.built = 0
        self.after_building: Callable[[], object] = lambda: None
        self.cache = PageCache(self._build, budget_bytes)

    def _build(self, environ, start_response):
        self.built += 1
        response = self.django(environ, start_response)
        self.after_building()
        return response

    def get(self, address: str, method: str = "GET", **environ) -> Answer:
        """A request ends by closing a connection that is in a transaction, as this test's is."""
        signals = (request_started, request_finished)
        for signal in signals:
            signal.disconnect(close_old_connections)
        try:
            return ask(self.cache, address, method, **environ)
        finally:
            for signal in signals:
                signal.connect(close_old_connections)


def environ_of(address: str, method: str = "GET", **environ) -> dict[str, Any]:
    path, _, query = address.partition("?")
    asked = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
    asked |= {"HTTP_HOST": "testserver"} | environ
    setup_testing_defaults(asked)
    return asked


def ask(application, address: str, method: str = "GET", **environ) -> Answer:
    started = []
    asked = environ_of(address, method, **environ)
    response = application(asked, lambda status, headers: started.append((status, headers)))
    body = b"".join(response)
    status, headers = started[0]
    return Answer(int(status[:3]), dict(headers), body)


@pytest.fixture
def site(clock) -> Site:
    """At NOW, with code that has been running for a day."""
    return Site()


@pytest.fixture(autouse=True)
def running_for_a_day(monkeypatch):
    monkeypatch.setattr(schedule, "STARTED_AT", NOW - timedelta(days=1))
    monkeypatch.setattr(schedule, "_latest", None)


@pytest.fixture
def edition(site) -> Edition:
    """An article that has been public for a day, on a topic with another."""
    yesterday = NOW - timedelta(days=1)
    topic = make_article().topic
    found = publish_draft(make_draft(make_article(topic=topic), questions=2), now=yesterday)
    other = publish_draft(make_draft(make_article(topic=topic)), now=yesterday)
    found.article.related.add(other.article)
    settle()
    return found


def settle() -> None:
    """Let whatever was changed in this test have been changed a day ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_contentversion SET changed_at = %s", [NOW - timedelta(days=1)]
        )


def fresh(address: str) -> bytes:
    return Client().get(address).content


# --- Built once -----------------------------------------------------------------------------------


def test_a_page_is_built_once(site, edition):
    address = edition.get_absolute_url()
    first, second = site.get(address), site.get(address)
    assert site.built == 1
    assert first == second
    assert first.body == fresh(address)


def test_every_kind_of_public_answer_is_kept(site, edition):
    Article.objects.filter(pk=edition.article_id).update(slug="new")
    FormerSlug.objects.create(slug="old", article=edition.article)
    gone = make_published()
    gone.withdraw(NOW, "It was wrong.")
    gone.save()
    addresses = ["/", "/articles/new/", "/articles/old/", gone.get_absolute_url(), "/robots.txt"]
    addresses += ["/feed/", "/sitemap.xml", "/sitemap-articles.xml", "/get-help/", "/about/"]
    addresses += ["/search/?q=short"]
    statuses = [site.get(address).status for address in addresses]
    assert statuses == [200, 200, 301, 410, *[200] * 7]
    assert [site.get(address).status for address in addresses] == statuses
    assert site.built == len(addresses)


def test_what_does_not_exist_is_not_kept(site, edition):
    assert [site.get("/articles/none/").status for _ in range(2)] == [404, 404]
    assert site.built == 2


def test_a_search_without_a_result_runs_each_time(site, edition):
    for _ in range(2):
        assert site.get("/search/?q=zzzz").status == 200
    assert site.built == 2


@pytest.mark.parametrize("address", ["/journal/", "/accounts/login/", "/admin/", "/healthz"])
def test_other_pages_are_never_kept(site, edition, cast, address):
    cookies = cast.client(cast.alice).cookies
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
    first = site.get(address, HTTP_COOKIE=cookie)
    again = site.get(address)
    assert site.built == 2
    assert not site.cache.store.pages
    if address == "/journal/":
        assert (first.status, again.status) == (200, 302)


def test_whoever_is_logged_in_gets_the_same_page(site, edition, cast):
    address = edition.get_absolute_url()
    cookies = cast.client(cast.ed).cookies
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
    assert site.get(address, HTTP_COOKIE=cookie) == site.get(address)
    assert site.built == 1


def test_nothing_with_a_cookie_or_a_nonce_is_kept(site, edition, monkeypatch):
    address = edition.get_absolute_url()
    site.get(address)
    for header, value in (("Vary", "Cookie"), ("Content-Security-Policy", "x 'nonce-abc'")):
        odd = Site()
        response_of = odd.django.get_response

        def get_response(request, header=header, value=value, response_of=response_of):
            response = response_of(request)
            response[header] = value
            return response

        monkeypatch.setattr(odd.django, "get_response", get_response)
        assert [odd.get(address).status for _ in range(2)] == [200, 200]
        assert odd.built == 2


def test_without_a_budget_nothing_is_kept_and_the_same_is_sent(edition, site):
    none = Site(budget_bytes=0)
    address = edition.get_absolute_url()
    assert none.get(address) == none.get(address) == site.get(address)
    assert none.built == 2


# --- Changes of the content -----------------------------------------------------------------------


def publish_a_new_edition(edition: Edition) -> None:
    draft = edition.new_edition(None)
    draft.title = "Another title"
    draft.save()
    publish_draft(draft)


def withdraw(edition: Edition) -> None:
    edition.withdraw(NOW, "It was wrong.")
    edition.save()


def correct_a_source(edition: Edition) -> None:
    source = edition.answers.first().sources.first()
    source.title = "The corrected title"
    source.save()


def call_for_a_caution(edition: Edition) -> None:
    Caution.objects.create(slug="a", title="Mind", names="short", body="<p>Mind it.</p>")


CHANGES = {
    "a new edition": publish_a_new_edition,
    "withdrawn": withdraw,
    "expired by hand": lambda edition: Edition.objects.filter(pk=edition.pk).update(expires_at=NOW),
    "a topic's title": lambda edition: Topic.objects.update(title="Other topic"),
    "the order of a topic": lambda edition: Article.objects.filter(pk=edition.article_id).update(
        position=9
    ),
    "a neighbour": lambda edition: make_published(make_article(topic=edition.article.topic)),
    "a source": correct_a_source,
    "a caution": call_for_a_caution,
    "a relation": lambda edition: edition.article.related.clear(),
    "an answer": lambda edition: edition.answers.update(short_answer="Put in bulk."),
    "an anchor": lambda edition: Question.objects.filter(
        pk=edition.answers.first().question_id
    ).update(anchor="moved"),
    "sources of an answer": lambda edition: edition.answers.first().sources.set([make_source()]),
    "an answer taken out": lambda edition: (
        edition.answers.first().sources.clear()
        or edition.answers.filter(pk=edition.answers.first().pk).delete()
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen_at_once(site, edition, change):
    address = edition.get_absolute_url()
    before = site.get(address)
    assert site.get(address) == before
    change(edition)
    after = site.get(address)
    assert after.body == fresh(address)
    assert after.body != before.body
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_warning_sign_is_seen_at_once(site, edition):
    sign = WarningSign.objects.create(level="emergency", text="Chest pain", source=make_source())
    assert "Chest pain" in site.get("/get-help/").text
    WarningSign.objects.filter(pk=sign.pk).update(text="Pressure in the chest")
    assert "Pressure in the chest" in site.get("/get-help/").text
    sign.delete()
    assert "Pressure in the chest" not in site.get("/get-help/").text


def test_a_former_address_leads_where_it_should_at_once(site, edition):
    FormerSlug.objects.create(slug="old", article=edition.article)
    site.get("/articles/old/")
    edition.article.slug = "newest"
    edition.article.save()
    assert site.get("/articles/old/").headers["Location"] == "/articles/newest/"


def test_search_finds_what_is_new_at_once(site, edition):
    before = site.get("/search/?q=short")
    make_answer(draft := make_draft(), wording="What is short?")
    publish_draft(draft)
    found = site.get("/search/?q=short")
    assert found.body == fresh("/search/?q=short")
    assert draft.article.get_absolute_url() in found.text
    assert draft.article.get_absolute_url() not in before.text


def test_drafts_throw_nothing_away(site, edition):
    draft = edition.new_edition(None)
    address = edition.get_absolute_url()
    settle()
    site.get(address)
    draft.title = "Half a"
    draft.save()
    answer = make_answer(draft)
    answer.sources.clear()
    answer.delete()
    site.get(address)
    assert site.built == 1


def test_a_change_while_a_page_is_built_is_not_lost(site, edition):
    address = edition.get_absolute_url()
    site.after_building = lambda: Topic.objects.update(title="Changed meanwhile")
    assert "Changed meanwhile" not in site.get(address).text
    site.after_building = lambda: None
    assert "Changed meanwhile" in site.get(address).text


def test_without_the_count_nothing_is_kept(site, edition):
    address = edition.get_absolute_url()
    site.get(address)
    remove_triggers()
    Topic.objects.update(title="Uncounted")
    assert "Uncounted" in site.get(address).text
    Topic.objects.update(title="Again")
    assert "Again" in site.get(address).text
    install_triggers()
    for _ in range(2):
        site.get(address)
    assert site.built == 4


# --- The clock ------------------------------------------------------------------------------------


def test_a_scheduled_edition_is_seen_from_its_time_on(site, edition, clock):
    draft = edition.new_edition(None)
    draft.title = "From tomorrow"
    draft.save()
    at = NOW + timedelta(days=1)
    publish_draft(draft, at=at)
    address = edition.get_absolute_url()
    clock.move_to(at - timedelta(milliseconds=1))
    assert "From tomorrow" not in site.get(address).text
    clock.move_to(at)
    assert "From tomorrow" in site.get(address).text


def test_an_edition_is_gone_when_it_expires(site, edition, clock):
    at = NOW + timedelta(hours=1)
    Edition.objects.filter(pk=edition.pk).update(expires_at=at)
    address = edition.get_absolute_url()
    assert site.get(address).status == 200
    clock.move_to(at)
    assert site.get(address).status == 410


def test_a_review_lapses_at_midnight_of_the_sites_clock(site, cast, clock):
    edition = publish_draft(make_draft(), now=NOW, by=cast.rhea)
    Edition.objects.filter(pk=edition.pk).update(review_due_on=NOW.date())
    address = edition.get_absolute_url()
    midnight = datetime(2026, 5, 14, 23, 0, tzinfo=UTC)  # summer time in London
    clock.move_to(midnight - timedelta(seconds=1))
    assert "This review has run out" not in site.get(address).text
    before = site.get(address).headers["Last-Modified"]
    clock.move_to(midnight + timedelta(seconds=3))
    assert "This review has run out" in site.get(address).text
    assert site.get(address).headers["Last-Modified"] > before


def test_a_page_says_since_when_it_is_as_it_is(site, edition, clock):
    """Whole seconds, upwards: a page as it was within that second carries another one."""
    address = edition.get_absolute_url()
    assert site.get(address).headers["Last-Modified"] == http_date(
        (NOW - timedelta(days=1) + timedelta(seconds=1)).timestamp()
    )


# --- Conditional requests -------------------------------------------------------------------------


def test_what_a_reader_has_is_not_sent_again(site, edition):
    address = edition.get_absolute_url()
    first = site.get(address)
    for etag in (first.headers["ETag"], f'W/{first.headers["ETag"]}, "other"', "*"):
        again = site.get(address, HTTP_IF_NONE_MATCH=etag)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert "Content-Length" not in again.headers
    assert site.get(address, HTTP_IF_NONE_MATCH='"other"').status == 200
    since = first.headers["Last-Modified"]
    assert site.get(address, HTTP_IF_MODIFIED_SINCE=since).status == 304
    long_ago = http_date((NOW - timedelta(days=3)).timestamp())
    assert site.get(address, HTTP_IF_MODIFIED_SINCE=long_ago).status == 200
    assert site.get(address, HTTP_IF_NONE_MATCH='"x"', HTTP_IF_MODIFIED_SINCE=since).status == 200


def test_a_conditional_request_builds_the_page_as_well(site, edition):
    address = edition.get_absolute_url()
    etag = Site().get(address).headers["ETag"]
    assert [site.get(address, HTTP_IF_NONE_MATCH=etag).status for _ in range(2)] == [304, 304]
    assert site.get(address).status == 200
    assert site.built == 1


def test_a_page_changed_in_this_second_is_told_by_its_tag_alone(site, edition, clock):
    """Two changes within a second have one date between them."""
    address = edition.get_absolute_url()
    Edition.objects.filter(pk=edition.pk).update(publish_at=NOW)
    settle()
    first = site.get(address)
    assert site.get(address, HTTP_IF_MODIFIED_SINCE=first.headers["Last-Modified"]).status == 200
    assert site.get(address, HTTP_IF_NONE_MATCH=first.headers["ETag"]).status == 304
    clock.move_to(NOW + timedelta(seconds=2))
    settled = site.get(address)
    assert settled.headers["Last-Modified"] > first.headers["Last-Modified"]
    assert site.get(address, HTTP_IF_MODIFIED_SINCE=settled.headers["Last-Modified"]).status == 304


def test_a_condition_that_does_not_hold_is_refused(site, edition):
    address = edition.get_absolute_url()
    for _ in range(2):
        assert site.get(address, HTTP_IF_MATCH='"other"').status == 412
    assert site.get(address, HTTP_IF_MATCH=site.get(address).headers["ETag"]).status == 200


# --- What is sent ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("BR", "br"),
        ("deflate", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("identity, br;q=0.5", "identity"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("gzip;q=nonsense", "identity"),
        ("gzip;q=0.001", "gzip"),
        ("x" * 5000 + ", br", "identity"),
    ],
)
def test_the_encoding_is_one_that_the_reader_takes(accept, encoding):
    assert choose_encoding(accept) == encoding


def test_each_encoding_has_the_same_page_in_it_and_a_tag_of_its_own(site, edition):
    address = edition.get_absolute_url()
    squeezed = site.get(address, HTTP_ACCEPT_ENCODING="gzip, br")
    zipped = site.get(address, HTTP_ACCEPT_ENCODING="gzip")
    plain = site.get(address)
    assert site.built == 1
    assert brotli.decompress(squeezed.body) == gzip.decompress(zipped.body) == plain.body
    assert plain.body == fresh(address)
    assert len(squeezed.body) < len(zipped.body) < len(plain.body)
    for answer, encoding in ((squeezed, "br"), (zipped, "gzip"), (plain, None)):
        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.headers["Content-Length"] == str(len(answer.body))
        assert answer.headers["Vary"] == "Accept-Encoding"
    assert len({answer.headers["ETag"] for answer in (squeezed, zipped, plain)}) == 3
    held = squeezed.headers["ETag"]
    asked = {"HTTP_ACCEPT_ENCODING": "gzip, br", "HTTP_IF_NONE_MATCH": held}
    assert site.get(address, **asked).status == 304
    assert site.get(address, HTTP_IF_NONE_MATCH=held).status == 200


def test_a_page_too_small_to_squeeze_is_sent_as_it_is(site):
    FormerSlug.objects.create(slug="old", article=make_published().article)
    answer = site.get("/articles/old/", HTTP_ACCEPT_ENCODING="br")
    assert answer.body == b""
    assert "Content-Encoding" not in answer.headers
    again = site.get("/articles/old/", HTTP_ACCEPT_ENCODING="gzip")
    assert (again.body, again.headers["Content-Length"]) == (b"", "0")
    assert site.built == 1


def test_the_headers_are_those_that_django_sends(site, edition):
    ours = {"ETag", "Vary", "Content-Length"}
    for address in ("/", edition.get_absolute_url(), "/feed/", "/robots.txt", "/search/?q=short"):
        django = dict(Client().get(address).items())
        built, kept = site.get(address), site.get(address)
        assert built.headers == kept.headers, address
        for name in {*django, *built.headers} - ours:
            assert built.headers[name] == django[name], (address, name)
        assert built.headers["ETag"] == django["ETag"]


def test_head_has_the_headers_of_get_and_no_body(site, edition):
    address = edition.get_absolute_url()
    head = site.get(address, "HEAD")
    assert head.body == b""
    assert head.headers == site.get(address).headers == site.get(address, "HEAD").headers
    assert site.built == 1


def test_nothing_can_be_posted_to_a_cached_page(site, edition):
    page = site.get("/")
    assert site.get("/", "POST").status == 403  # no form of ours, so no token
    assert site.get("/") == page
    assert site.built == 2


def test_a_range_is_answered_with_the_whole_page(site, edition):
    answer = site.get("/", HTTP_RANGE="bytes=0-9")
    assert (answer.status, answer.body) == (200, site.get("/").body)


# --- Strangers ------------------------------------------------------------------------------------


def test_a_host_that_is_not_ours_gets_nothing(site, edition):
    site.get("/")
    for host in ("evil.example", "testserver.evil.example", "", "testserver:x"):
        assert site.get("/", HTTP_HOST=host).status == 400, host
    assert site.get("/").status == 200


def test_pages_are_the_same_for_every_host_of_ours(site, edition):
    addresses = ["/", edition.get_absolute_url(), "/feed/", "/search/?q=short"]
    addresses += ["/sitemap.xml", "/sitemap-topics.xml"]
    for address in addresses:
        django = Client().get(address, headers={"host": "localhost:8000"}).content
        assert site.get(address).body == django, address
        assert site.get(address, HTTP_HOST="LOCALHOST:8000").body == django, address


@pytest.mark.slow
@pytest.mark.parametrize(
    "header",
    [
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_ACCEPT": "application/json"},
        {"HTTP_ACCEPT_LANGUAGE": "de"},
        {"HTTP_USER_AGENT": "odd"},
        {"HTTP_X_ORIGINAL_URL": "/admin/"},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"},
    ],
)
def test_no_header_changes_the_page_for_others(site, edition, header):
    poisoned = site.get("/", **header)
    assert poisoned == site.get("/")
    assert poisoned.body == fresh("/")


def test_over_tls_the_pages_are_others(edition, site, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 100
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    strict = Site()
    for _ in range(2):
        plain = strict.get("/")
        assert plain.status == 301
        over_tls = strict.get("/", HTTP_X_FORWARDED_PROTO="https")
        assert over_tls.status == 200
        assert "Strict-Transport-Security" in over_tls.headers
    assert strict.get("/", **{"wsgi.url_scheme": "https"}).status == 200
    spoofed = {"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "http"}
    assert strict.get("/", **spoofed).status == 301


def test_a_query_that_a_page_does_not_read_changes_nothing(site, edition):
    address = edition.get_absolute_url()
    page = site.get(address)
    for query in ("?utm_source=x", "?q=%22%3E%3Cscript%3E", "?" + "&".join("a" * 2000)):
        assert site.get(address + query) == page
    assert site.built == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["q", "%71", "Q", "q%00", "q[]", " q", "+q", "q;"])
def test_a_search_cannot_be_put_in_the_place_of_another(site, edition, name):
    empty, found = site.get("/search/"), site.get("/search/?q=short")
    poisoned = site.get(f"/search/?{name}=question")
    assert poisoned.body == fresh(f"/search/?{name}=question")
    assert site.get("/search/") == empty
    assert site.get("/search/?q=short") == found
    assert site.get("/search/?a=1&q=short&b=2") == found
    assert site.get("/search/?q=question&q=short").body == fresh("/search/?q=question&q=short")


def test_more_fields_than_django_reads_are_refused_as_django_does(site, edition, settings):
    site.get("/search/?q=short")
    too_many = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1
    assert site.get("/search/?" + "&".join(["q=a"] * too_many)).status == 400


def test_a_query_keeps_what_a_page_reads_and_nothing_else():
    query = QueryDict("b=2&a=%C3%A9&c=3&a=+&b=")
    assert canonical_query(query, ("a", "b")) == "a=%C3%A9&a=+&b=2&b="
    assert canonical_query(query, ()) == ""
    assert canonical_query(QueryDict("%61=1"), ("a",)) == "a=1"


# --- The budget -----------------------------------------------------------------------------------


def page_of(size: int, until: float = 10) -> CachedPage:
    return CachedPage("200 OK", [], b"x" * size, '"tag"', None, until)


def test_the_pages_least_lately_asked_for_go_first():
    store = PageStore(10 * page_of(1000).size)
    store.discard_other_versions(1)
    for number in range(10):
        store.put(Key(False, str(number), ""), 1, page_of(1000))
    assert store.get(Key(False, "0", ""), 1, 0)
    store.put(Key(False, "ten", ""), 1, page_of(1000))
    assert store.get(Key(False, "0", ""), 1, 0)
    assert store.get(Key(False, "1", ""), 1, 0) is None
    assert store.used_bytes <= store.budget_bytes


def test_a_page_that_would_push_many_out_is_not_kept():
    store = PageStore(8 * OVERHEAD_BYTES)
    store.discard_other_versions(1)
    assert not store.put(Key(False, "/", ""), 1, page_of(OVERHEAD_BYTES))


def test_each_encoding_counts(site, edition):
    site.get(edition.get_absolute_url())
    (page,) = site.cache.store.pages.values()
    made = sum(len(page.variant(name).body) for name in ("identity", "gzip", "br"))
    assert site.cache.store.used_bytes == page.size > OVERHEAD_BYTES + made


def test_nothing_of_another_version_counts():
    store = PageStore(MEBIBYTE)
    store.discard_other_versions(1)
    assert store.put(Key(False, "/", "q=a"), 1, page_of(1000))
    store.discard_other_versions(2)
    assert (store.used_bytes, store.query_bytes, len(store.pages)) == (0, 0, 0)


def test_a_page_of_an_earlier_version_is_neither_kept_nor_shown():
    store = PageStore(MEBIBYTE)
    store.discard_other_versions(2)
    assert not store.put(Key(False, "/", ""), 1, page_of(10))
    store.put(Key(False, "/", ""), 2, page_of(10))
    assert store.get(Key(False, "/", ""), 1, 0) is None
    assert store.get(Key(False, "/", ""), 2, 9.9)
    assert store.get(Key(False, "/", ""), 2, 10) is None


def test_searches_cannot_push_the_pages_out(site, edition):
    small = Site(budget_bytes=200_000)
    small.get(edition.get_absolute_url())
    for number in range(60):
        small.get(f"/search/?q=short+{number}")
    built = small.built
    small.get(edition.get_absolute_url())
    assert small.built == built
    assert small.cache.store.query_bytes <= 200_000 // SHARE_OF_QUERIES


# --- The count ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_version_is_read_as_committed():
    install_triggers()
    first = committed_version()
    assert first is not None
    assert committed_version() == first
    make_source()
    second = committed_version()
    assert second not in (None, first)
    remove_triggers()
    assert committed_version() is None
    install_triggers()
    assert committed_version() not in (None, first, second)


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_replaced_at_the_next_request():
    def read_and_lose() -> tuple:
        connection.is_in_memory_db = lambda: False  # which Django would never close
        found = committed_version()
        connection.connection.close()  # as when the database was restarted
        try:
            return found, committed_version(), committed_version()
        finally:
            connection.close()

    install_triggers()
    version = committed_version()
    with ThreadPoolExecutor(1) as another_thread:
        assert another_thread.submit(read_and_lose).result() == (version, version, version)


# --- Sent by the event loop -----------------------------------------------------------------------


@pytest.fixture
def at_once(site, edition, monkeypatch) -> Callable:
    """What is sent without waiting, once a thread has said which version the database has."""
    monkeypatch.setattr(site.cache.file_state, "ask", lambda: 1)
    site.get("/", **{FILE_STATE: 1})
    site.built = 0
    return lambda *asked, **environ: site.cache.at_once(environ_of(*asked, **environ))


def test_a_page_that_is_ready_is_what_the_site_would_send(at_once, site, edition):
    address = edition.get_absolute_url()
    assert at_once(address) is None  # nobody has asked for it yet
    for method in ("GET", "HEAD"):
        for accept in ("", "gzip"):
            sent = site.get(address, method, HTTP_ACCEPT_ENCODING=accept)
            status, headers, body = at_once(address, method, HTTP_ACCEPT_ENCODING=accept)
            assert (status, dict(headers), body) == (sent.status, sent.headers, sent.body)
    assert site.built == 1


def test_a_reader_who_has_it_is_told_so_at_once(at_once, site, edition):
    address = edition.get_absolute_url()
    tag = site.get(address).headers["ETag"]
    status, _, body = at_once(address, HTTP_IF_NONE_MATCH=tag)
    assert (status, body) == (304, b"")


LATER = NOW + timedelta(days=1)
DATES = ["<date>", http_date(LATER.timestamp()), http_date(0), "<date>,<date>"]
DATES += [f"{LATER:%A, %d-%b-%y %H:%M:%S} GMT", f"{LATER:%a %b %d %H:%M:%S %Y}"]
DATES += ["", "yesterday", "Sat, 31 Feb 2026 12:00:00 GMT", "Thu, " * 9999]
TAGS = ["<tag>", "W/<tag>", '"other"', '"other", <tag>', "*", "", "no tag"]
ASKED = st.fixed_dictionaries(
    {"HTTP_ACCEPT_ENCODING": st.sampled_from(["", "gzip"])},
    optional={
        "HTTP_IF_MODIFIED_SINCE": st.sampled_from(DATES)
        | st.text("0123456789 :GMT,May", max_size=40),
        "HTTP_IF_UNMODIFIED_SINCE": st.sampled_from(DATES),
        "HTTP_IF_NONE_MATCH": st.sampled_from(TAGS),
        "HTTP_IF_MATCH": st.sampled_from(TAGS),
    },
)


@given(
    ASKED, st.sampled_from(["GET", "HEAD"]), st.booleans(), st.sampled_from(["200 OK", "410 Gone"])
)
def test_whatever_a_reader_has_the_loop_says_what_a_thread_would(
    at_once, site, edition, asked, method, is_exact, status
):
    address = edition.get_absolute_url()
    known = site.get(address, HTTP_ACCEPT_ENCODING=asked["HTTP_ACCEPT_ENCODING"])
    page = site.cache.store.pages[Key(False, address, "")]
    date, tag = known.headers["Last-Modified"], known.headers["ETag"]
    page.status, page.last_modified = status, parse_http_date(date) if is_exact else None
    given = {
        name: value.replace("<date>", date).replace("<tag>", tag) for name, value in asked.items()
    }
    sent = site.get(address, method, **given)
    found = at_once(address, method, **given)
    if given.keys() <= {"HTTP_ACCEPT_ENCODING", "HTTP_IF_MODIFIED_SINCE"}:
        assert found
    if found:
        assert (found[0], dict(found[1]), found[2]) == (sent.status, sent.headers, sent.body)


@pytest.mark.parametrize(("offset", "status"), [(-1, 200), (0, 304), (1, 304)])
def test_a_reader_who_says_since_when_is_told_so_at_once(at_once, site, edition, offset, status):
    address = edition.get_absolute_url()
    modified = parse_http_date(site.get(address).headers["Last-Modified"])
    found = at_once(address, HTTP_IF_MODIFIED_SINCE=http_date(modified + offset))
    assert found[0] == status


@pytest.mark.parametrize(
    ("query", "method", "headers"),
    [
        ("?page=2", "GET", {}),
        ("", "POST", {}),
        ("", "GET", {"HTTP_HOST": "elsewhere.example"}),
        ("", "GET", {"HTTP_ACCEPT_ENCODING": "br"}),  # nobody has asked for it in that
        ("", "GET", {"HTTP_IF_NONE_MATCH": '"a", "b"'}),
        ("", "GET", {"HTTP_IF_UNMODIFIED_SINCE": "Thu, 14 May 2026 12:00:00 GMT"}),
    ],
)
def test_what_takes_work_is_left_to_the_threads(at_once, site, edition, query, method, headers):
    address = edition.get_absolute_url()
    site.get(address)
    assert at_once(address)
    assert at_once(address + query, method, **headers) is None


@pytest.mark.parametrize("state", [2, None])
def test_after_anything_was_written_a_thread_asks_for_the_version(
    at_once, site, edition, monkeypatch, state
):
    address = edition.get_absolute_url()
    site.get(address)
    monkeypatch.setattr(site.cache.file_state, "ask", lambda: state)
    assert at_once(address) is None
    site.get(address, **{FILE_STATE: state})
    assert bool(at_once(address)) == bool(state)


def test_after_a_change_of_the_content_the_page_is_built_again(at_once, site, edition, monkeypatch):
    address = edition.get_absolute_url()
    before = site.get(address).text
    monkeypatch.setattr(site.cache.file_state, "ask", lambda: 2)
    Topic.objects.update(title="Another topic")
    assert at_once(address) is None
    asked = environ_of(address)
    assert site.cache.at_once(asked) is None
    assert asked[FILE_STATE] == 2  # for the thread
    after = site.get(address, **asked).text
    assert "Another topic" in after
    assert "Another topic" not in before
    assert at_once(address)[2].decode() == after


def test_a_page_that_the_clock_has_changed_is_not_sent(at_once, site, edition):
    address = edition.get_absolute_url()
    site.get(address)
    for page in site.cache.store.pages.values():
        page.until = NOW.timestamp()
    assert at_once(address) is None


# --- Without a database ---------------------------------------------------------------------------


@pytest.fixture
def away(monkeypatch) -> Callable[[], None]:
    """Takes the database away from whoever asks which version of the content it has."""

    def fail() -> None:
        raise OperationalError("the connection is closed")

    return lambda: monkeypatch.setattr("articles.page_cache.versions._ask_connection", fail)


def test_what_was_built_is_served_without_the_database_and_says_so(site, edition, away):
    address = edition.article.get_absolute_url()
    before = site.get(address)
    away()
    closed = connection.close
    connection.close = lambda: None  # this test's own
    try:
        stale = site.get(address, HTTP_IF_NONE_MATCH=before.headers["ETag"])
        missing = site.get(reverse("articles:search"))
        head = site.get(address, "HEAD")
    finally:
        connection.close = closed
    assert stale.status == 200
    assert edition.title in stale.text
    assert "This page may be out of date" in stale.text
    assert "110" in stale.headers["Warning"]
    assert stale.headers["Cache-Control"] == "no-store"
    assert not {"ETag", "Last-Modified", "Expires"} & set(stale.headers)
    assert (head.status, head.body) == (200, b"")
    assert (missing.status, missing.headers["Retry-After"]) == (503, "30")


def test_help_is_there_without_the_database_though_nobody_asked_for_it(site, edition, away):
    help_page = reverse("articles:get_help")
    site.cache.always_built = [help_page]
    site.cache.page_when_away = b"away"
    site.get("/")
    away()
    closed = connection.close
    connection.close = lambda: None
    try:
        assert "When to get help" in site.get(help_page).text
        assert site.get(reverse("articles:search")).body == b"away"
    finally:
        connection.close = closed


def test_a_database_that_says_nothing_holds_one_thread_and_no_other(site, edition, monkeypatch):
    monkeypatch.setattr(versions, "QUESTION_TIMEOUT", 0.05)
    address = edition.article.get_absolute_url()
    site.get(address)
    with site.cache.question.lock:  # held by a thread that waits for an answer
        assert "may be out of date" in site.get(address).text
        monkeypatch.setattr(
            versions, "QUESTION_TIMEOUT", 3600.0
        )  # nobody waits twiceassert "may be out of date" in site.get(address).text
    assert "may be out of date" not in site.get(address).text


def test_pages_are_kept_where_the_site_is_not_being_developed():
    assert settings.BUILT_PAGES_BYTES == 8 * MEBIBYTE


def test_an_answer_that_no_public_page_made_passes_untouched():
    def application(environ, start_response):
        start_response("200 OK", [("X-Own", "1")])
        return HttpResponse(b"own")

    answer = ask(PageCache(application, MEBIBYTE), "/")
    assert (answer.headers, answer.body) == ({"X-Own": "1"}, b"own")
