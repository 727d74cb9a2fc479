"""The feed, the site map and robots.txt: addresses of ours, dates that are true."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from articles.models import Caution, WarningSign
from tests.cast import NOW, make_article, make_draft, make_published, make_source, publish

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client: Client) -> list[ElementTree.Element]:
    response = client.get("/feed/", SERVER_NAME="127.0.0.1")
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314 (ours)


def places(client: Client) -> dict[str, str | None]:
    """Address to date."""
    response = client.get("/sitemap.xml", SERVER_NAME="127.0.0.1")
    root = ElementTree.fromstring(response.content)  # noqa: S314 (ours)
    return {
        url.findtext(f"{MAP}loc", ""): url.findtext(f"{MAP}lastmod")
        for url in root.findall(f"{MAP}url")
    }


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


def test_robots_are_kept_from_private_pages_and_told_of_the_site_map(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /journal/" in text
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text


def test_the_site_map_is_for_reading_and_for_any_cache(client):
    assert "public" in client.get("/sitemap.xml")["Cache-Control"]
    for method in (client.post, client.put, client.delete):
        assert method("/sitemap.xml").status_code == 405
