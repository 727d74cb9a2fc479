"""The feed, the site map and robots.txt: addresses of ours, dates that are true."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Caution, WarningSign
from articles.public.sitemaps import ArticleSitemap
from tests.cast import (
    NOW,
    make_article,
    make_draft,
    make_published,
    make_source,
    make_topic,
    publish,
)

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client: Client) -> list[ElementTree.Element]:
    response = client.get("/feed/", SERVER_NAME="127.0.0.1")
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314 (ours)


def dated(client: Client, address: str, name: str) -> dict[str, str | None]:
    """Address to date, in the order of the file."""
    response = client.get(address, SERVER_NAME="127.0.0.1")
    root = ElementTree.fromstring(response.content)  # noqa: S314 (ours)
    return {
        each.findtext(f"{MAP}loc", ""): each.findtext(f"{MAP}lastmod")
        for each in root.findall(f"{MAP}{name}")
    }


def files(client: Client) -> dict[str, datetime]:
    """Each file of the site map, and when it changed."""
    found = dated(client, "/sitemap.xml", "sitemap")
    return {
        file.removeprefix(settings.SITE_URL): datetime.fromisoformat(date or "")
        for file, date in found.items()
    }


def places(client: Client) -> dict[str, str | None]:
    """Each page that the site map names, in whichever file, and when it changed."""
    found: dict[str, str | None] = {}
    for file in files(client):
        found |= dated(client, file, "url")
    return found


@pytest.fixture
def client() -> Client:
    return Client()


def test_the_feed_has_what_is_public_newest_first_with_what_is_new(client):
    old = make_published(title="Old")
    new = publish(
        make_draft(title="New", change_note="A better answer."), now=NOW + timedelta(days=1)
    )
    make_draft(title="Not out")
    found = entries(client)
    assert [entry.findtext(f"{ATOM}title") for entry in found] == ["New", "Old"]
    summary = found[0].findtext(f"{ATOM}summary") or ""
    assert "What is new: A better answer." in summary
    assert "No clinician has reviewed this article yet." in summary
    assert found[0].findtext(f"{ATOM}updated") == new.publish_at.isoformat()
    link = found[1].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{settings.SITE_URL}{old.get_absolute_url()}"


def test_a_new_edition_is_a_new_entry(client):
    edition = make_published()
    before = entries(client)[0].findtext(f"{ATOM}id")
    publish(make_draft(edition.article), now=NOW + timedelta(days=1))
    after = entries(client)
    assert len(after) == 1
    assert after[0].findtext(f"{ATOM}id") != before


def test_the_feed_names_no_medicine_without_its_caution(client):
    Caution.objects.create(slug="c", title="Careful", names="ibuprofen", body="<p>Lowest dose.</p>")
    make_published(title="Ibuprofen & backs")
    make_published(title="Walking")
    texts = {e.findtext(f"{ATOM}title"): e.findtext(f"{ATOM}summary") for e in entries(client)}
    assert "Lowest dose." in (texts["Ibuprofen & backs"] or "")
    assert "Lowest dose." not in (texts["Walking"] or "")


def test_the_site_map_leaves_out_what_no_clinician_reviewed(client, cast):
    unreviewed = make_published()
    reviewed = publish(make_draft(make_article()), by=cast.rhea)
    found = places(client)
    assert f"{settings.SITE_URL}{unreviewed.get_absolute_url()}" not in found
    address = f"{settings.SITE_URL}{reviewed.get_absolute_url()}"
    assert found[address] == reviewed.publish_at.date().isoformat()


@pytest.mark.slow
def test_the_site_map_has_the_standing_pages_and_topics_with_true_dates(client):
    edition = make_published()
    WarningSign.objects.create(level="soon", text="Worried", source=make_source())
    found = places(client)
    today = timezone.now().date().isoformat()
    assert found[f"{settings.SITE_URL}/get-help/"] == today
    assert found[f"{settings.SITE_URL}{edition.article.topic.get_absolute_url()}"] == today
    assert found[f"{settings.SITE_URL}/about/method/"] is None
    assert all(address.startswith(settings.SITE_URL) for address in found)
    assert f"{settings.SITE_URL}/search/" not in found


def test_every_page_of_the_site_map_exists_and_may_be_indexed(client, cast):
    publish(make_draft(), by=cast.rhea)
    for address in places(client):
        response = client.get(address.removeprefix(settings.SITE_URL))
        assert response.status_code == 200, address
        assert b'content="noindex"' not in response.content, address


def test_the_site_map_lists_a_file_a_section_each_as_new_as_what_is_in_it(client, cast):
    first = publish(make_draft(), by=cast.rhea)
    publish(make_draft(), now=NOW + timedelta(days=1))  # no clinician reviewed it
    found = files(client)
    assert list(found) == ["/sitemap-articles.xml", "/sitemap-topics.xml", "/sitemap-pages.xml"]
    assert found["/sitemap-articles.xml"] == first.publish_at
    topics = dated(client, "/sitemap-topics.xml", "url")
    assert [found["/sitemap-topics.xml"].date().isoformat()] == list(topics.values())


def test_a_section_without_a_page_has_no_file(client):
    make_topic()
    assert list(files(client)) == ["/sitemap-pages.xml"]


def test_a_new_article_opens_a_new_file_and_leaves_the_others_as_they_are(
    client, cast, monkeypatch
):
    monkeypatch.setattr(ArticleSitemap, "limit", 2)
    for day in range(3):
        publish(make_draft(), by=cast.rhea, now=NOW + timedelta(days=day))
    address = "/sitemap-articles.xml"
    before = client.get(address).content
    assert list(files(client))[:2] == [address, f"{address}?p=2"]
    for day in (3, 4):
        slug = f"a-{day}"  # before the others in the alphabet
        publish(make_draft(make_article(slug=slug)), by=cast.rhea, now=NOW + timedelta(days=day))
    found = files(client)
    newest = [NOW + timedelta(days=day) for day in (1, 3, 4)]
    assert list(found.items())[:3] == [
        (address, newest[0]),
        (f"{address}?p=2", newest[1]),
        (f"{address}?p=3", newest[2]),
    ]
    assert client.get(address).content == before
    assert len(dated(client, f"{address}?p=3", "url")) == 1
    assert sum(f"{settings.SITE_URL}/articles/" in place for place in places(client)) == 5


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "99999999999999999999", "1e3", "%00"])
def test_there_is_no_page_of_the_site_map_beside_those_that_it_lists(client, cast, page):
    publish(make_draft(), by=cast.rhea)
    assert client.get(f"/sitemap-articles.xml?p={page}").status_code == 404
    assert client.get("/sitemap-articles.xml?p=1").status_code == 200
    assert client.get("/sitemap-walks.xml").status_code == 404


def test_what_leaves_changes_the_site_map_too(client, clock, cast):
    topic = make_topic()
    first, second, third = (
        publish(make_draft(make_article(topic=topic), **fields), by=cast.rhea)
        for fields in ({}, {}, {"expires_at": NOW + timedelta(days=2)})
    )
    place = f"{settings.SITE_URL}{topic.get_absolute_url()}"
    address = f"{settings.SITE_URL}{first.get_absolute_url()}"
    for day, act in ((1, second.withdraw), (2, None)):
        now = NOW + timedelta(days=day)
        clock.move_to(now)
        if act:
            act(now, "It was wrong.")
            second.save()
        found, pages = files(client), places(client)
        assert found["/sitemap-articles.xml"] == found["/sitemap-topics.xml"] == now
        assert pages[place] == pages[f"{settings.SITE_URL}/"] == now.date().isoformat()
        assert pages[address] == NOW.date().isoformat()
    assert f"{settings.SITE_URL}{third.get_absolute_url()}" not in pages


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_a_topic_that_leaves_changes_its_file_of_the_site_map(client, clock, is_withdrawn):
    """It leaves with its last article, and is not there to say when."""
    make_published(make_article(topic=make_topic()))
    leaves_at = NOW + timedelta(days=2)
    last = make_published(
        make_article(topic=make_topic()), expires_at=None if is_withdrawn else leaves_at
    )
    address = "/sitemap-topics.xml"
    assert (len(dated(client, address, "url")), files(client)[address]) == (2, NOW)
    clock.move_to(leaves_at)
    if is_withdrawn:
        last.withdraw(leaves_at, "It was wrong.")
        last.save()
    assert (len(dated(client, address, "url")), files(client)[address]) == (1, leaves_at)


def test_the_site_map_names_the_site_and_not_the_host_that_was_asked(client, cast):
    publish(make_draft(), by=cast.rhea)
    for address in ("/sitemap.xml", *files(client)):
        asked = client.get(address, headers={"host": "localhost:8000"})
        assert asked.content == client.get(address).content, address
        assert b"localhost" not in asked.content, address


@pytest.mark.slow
def test_the_site_map_costs_the_same_however_much_is_on_it(client, cast):
    def costs() -> list[int]:
        publish(make_draft(make_article(topic=make_topic())), by=cast.rhea)
        found = []
        for address in files(client):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            found.append(len(captured))
        return found

    before = costs()
    assert len(before) == 3
    for _ in range(9):
        after = costs()
    assert after == before


def test_robots_are_kept_from_private_pages_and_told_of_the_site_map(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /journal/" in text
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text


def test_the_site_map_is_for_reading_and_for_any_cache(client):
    for address in ("/sitemap.xml", "/sitemap-pages.xml"):
        response = client.get(address)
        assert "public" in response["Cache-Control"]
        again = client.get(address, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304
        assert "noindex" in response["X-Robots-Tag"]  # the file itself is nothing to be found
        for method in (client.post, client.put, client.delete):
            assert method(address).status_code == 405
