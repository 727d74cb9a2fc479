"""Every page against the Nu HTML checker, which is not ours.

`VNU_JAR=<path>/vnu.jar pytest tests/test_html.py` runs it; docs/quality.md says where the checker
comes from. Without it, or without Java, the tests are skipped.
"""

import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles.documents import starter as articles_starter
from backsite.management.commands.load_demo import WALKER
from journal import starter as rules_starter
from tests.browser.test_every_page import PUBLIC, admin_addresses, private_addresses

JAR = os.environ.get("VNU_JAR", "")
# Django's list of what there is in the admin: no third cell where nothing can be added.
NOT_OURS = "A table row was 2 columns wide"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not JAR or not shutil.which("java"), reason="VNU_JAR names no Nu checker, or no Java"
    ),
]


@pytest.fixture
def site(db, settings) -> None:
    settings.IS_LOCAL = True  # demo accounts are for a site on loopback
    articles_starter.load(timezone.now())
    rules_starter.load()
    call_command("load_demo", stdout=io.StringIO())


def client_of(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client


def complaints(client: Client, addresses: list[str], folder: Path) -> list[str]:
    """What the checker says of the pages, each with its address."""
    for number, address in enumerate(addresses):
        response = client.get(address)
        assert response.status_code in (200, 404), address
        (folder / f"{number}.html").write_bytes(response.content)
    command = ["java", "-jar", JAR, "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [
        f"{addresses[int(Path(said['url']).stem)]} line {said.get('lastLine')}: {said['message']} "
        f"({said.get('extract', '')!r})"
        for said in json.loads(done.stderr)["messages"]
        if said["type"] == "error" or said.get("subType") == "warning"
        if NOT_OURS not in said["message"]
    ]


def test_public_pages(site, tmp_path):
    assert complaints(Client(), PUBLIC, tmp_path) == []


def test_private_pages(site, tmp_path):
    assert complaints(client_of(WALKER), private_addresses(), tmp_path) == []


def test_admin_pages(site, tmp_path):
    assert complaints(client_of("admin@demo.example"), admin_addresses(), tmp_path) == []
