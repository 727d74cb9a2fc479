"""What a device may keep: the manifest with its icons, and a worker that changes with the files."""

import re
import struct
from datetime import datetime, timedelta

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import resolve, reverse

from backsite.device import MAX_PAGES
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client()


def static_file(address: str) -> bytes:
    found = finders.find(address.removeprefix(settings.STATIC_URL))
    assert found, address
    with open(found, "rb") as file:
        return file.read()


def size_of(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG")
    return struct.unpack(">II", picture[16:24])


def test_the_manifest_names_pictures_of_the_size_it_says(client):
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert manifest["name"] == settings.SITE_NAME
    pictures = [icon for icon in manifest["icons"] if icon["type"] == "image/png"]
    assert {icon["sizes"] for icon in pictures} == {"192x192", "512x512"}
    assert [icon["sizes"] for icon in pictures if icon.get("purpose") == "maskable"]
    for icon in pictures:
        wide, high = size_of(static_file(icon["src"]))
        assert f"{wide}x{high}" == icon["sizes"]
    for address in (manifest["start_url"], *(each["url"] for each in manifest["shortcuts"])):
        assert resolve(address)


def test_every_page_names_the_manifest_and_an_icon_for_first_screens(client):
    page = client.get("/").content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    icon = re.search(r'<link rel="apple-touch-icon" href="([^"]+)">', page)
    assert icon
    assert size_of(static_file(icon[1])) == (180, 180)


def test_the_worker_looks_after_the_whole_site_and_is_asked_for_each_time(client):
    response = client.get("/sw.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert "max-age=0" in response["Cache-Control"]
    assert not response.cookies
    assert len(brotli.compress(response.content)) <= 1950


def test_the_worker_knows_what_is_private_and_what_it_keeps(client):
    script = client.get("/sw.js").content.decode()
    for prefix in (*settings.PRIVATE_PREFIXES, "/shared/"):
        assert f'"{prefix}"' in script
    kept = re.search(r"ALWAYS = \[(.*?)\]", script)
    assert kept
    for address in re.findall(r'"([^"]+)"', kept[1]):
        assert address.startswith(settings.STATIC_URL) or client.get(address).status_code == 200
        if address.startswith(settings.STATIC_URL):
            assert static_file(address)


def test_the_worker_is_another_one_when_a_file_is(client, monkeypatch):
    before = client.get("/sw.js").content
    assert client.get("/sw.js").content == before
    monkeypatch.setattr("backsite.device.static", lambda name: f"/static/{name}?new")
    after = client.get("/sw.js").content
    version = re.compile(rb'VERSION = "(\w+)"')
    assert version.search(after)[1] != version.search(before)[1]


def test_the_privacy_page_says_how_many_pages_are_kept(client):
    page = client.get("/about/privacy/").content.decode()
    assert f"the last {MAX_PAGES}, until you delete them" in page


def test_the_page_without_a_line_has_the_number_to_call(client):
    page = client.get("/offline/").content.decode()
    assert f"In an emergency call {settings.EMERGENCY_NUMBER}" in page
    assert 'content="noindex"' in page


@pytest.mark.parametrize(
    "address", ["/favicon.ico", "/apple-touch-icon.png", "/apple-touch-icon-precomposed.png"]
)
def test_the_icons_that_browsers_ask_for_by_themselves_are_there(client, address):
    response = client.get(address)
    assert response.status_code == 301
    assert static_file(response["Location"])


def test_password_managers_find_where_a_password_is_changed(client):
    response = client.get("/.well-known/change-password")
    assert response["Location"] == reverse("account_change_password")


def test_security_text_names_whom_to_tell_for_less_than_a_year(client, settings, clock):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"].startswith("text/plain")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@example.org"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(0) < expires - NOW < timedelta(days=365)
