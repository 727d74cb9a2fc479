"""Every page against the Nu HTML checker, which is not ours."""

import json
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles.models import Edition
from backsite.management.commands.load_demo import WALKER
from tests.browser.test_every_page import PUBLIC, admin_addresses, private_addresses
from tests.checkers import nu_checker
from tests.starter_content import replace_everything

# Django's list of what there is in the admin: no third cell where nothing can be added.
NOT_OURS = "A table row was 2 columns wide"

pytestmark = [pytest.mark.django_db, pytest.mark.service]


@pytest.fixture
def checker() -> list[str]:
    return nu_checker()


@pytest.fixture
def site(checker, db, search_index, _demo_rows, settings) -> None:
    settings.IS_LOCAL = True  # demo accounts are for a site on loopback
    replace_everything(_demo_rows)


def client_of(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client


def complaints(checker: list[str], client: Client, addresses: list[str], folder: Path) -> list[str]:
    """What the checker says of the pages, each with its address."""
    for number, address in enumerate(addresses):
        response = client.get(address)
        assert response.status_code in (200, 404, 410), address
        (folder / f"{number}.html").write_bytes(response.content)
    command = [*checker, "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [
        f"{addresses[int(Path(said['url']).stem)]} line {said.get('lastLine')}: {said['message']} "
        f"({said.get('extract', '')!r})"
        for said in json.loads(done.stderr)["messages"]
        if said["type"] == "error" or said.get("subType") == "warning"
        if NOT_OURS not in said["message"]
    ]


def test_public_pages(checker, site, tmp_path):
    gone = Edition.objects.get(article__slug="gym-and-running")
    gone.withdraw(timezone.now(), "It was wrong.")
    gone.save()
    addresses = [*PUBLIC, gone.get_absolute_url(), "/search/?q=ibuprofin"]
    assert complaints(checker, Client(), addresses, tmp_path) == []


def test_private_pages(checker, site, tmp_path):
    assert complaints(checker, client_of(WALKER), private_addresses(), tmp_path) == []


def test_admin_pages(checker, site, tmp_path):
    client = client_of("admin@demo.example")
    assert complaints(checker, client, admin_addresses(), tmp_path) == []


def test_the_checker_can_complain(checker, tmp_path):
    (tmp_path / "0.html").write_text("<!doctype html><title>A</title><p><p id=a><b id=a>")
    command = [*checker, "--format", "json", "--exit-zero-always", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = json.loads(done.stderr)["messages"]
    assert any("Duplicate ID" in each["message"] for each in said)
