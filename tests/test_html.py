"""Every page against the Nu HTML checker, which is not ours."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles.models import Edition
from backsite.management.commands.load_demo import WALKER
from tests.browser.test_every_page import PUBLIC, office_addresses, private_addresses
from tests.checkers import nu_checker
from tests.starter_content import replace_everything

# Django's list of what there is in the admin: no third cell where nothing can be added.
NOT_OURS = "A table row was 2 columns wide"

# Two links or buttons whose words a reader of the text takes for one.
RUN_TOGETHER = re.compile(
    rb"\w</(?:a|button)>(?:</?span[^>]*>)*<(?:a|button)\b[^>]*>(?:<[^>]*>)*\w"
)

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


WRONG = "<!doctype html><title>A</title><p><p id=a><b id=a>"


def complaints(checker: list[str], pages: dict[str, bytes], folder: Path) -> dict[str, list[str]]:
    """What the checker says of each page that it complains about, by the page's address."""
    addresses = list(pages)
    for number, address in enumerate(addresses):
        (folder / f"{number}.html").write_bytes(pages[address])
    command = [*checker, "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = {}
    for said in json.loads(done.stderr)["messages"]:
        is_wrong = said["type"] == "error" or said.get("subType") == "warning"
        if is_wrong and NOT_OURS not in said["message"]:
            address = addresses[int(Path(said["url"]).stem)]
            place = f"line {said.get('lastLine')}: {said['message']} ({said.get('extract', '')!r})"
            found.setdefault(address, []).append(place)
    return found


def pages_of(client: Client, addresses: list[str], who: str) -> dict[str, bytes]:
    answers = {address: client.get(address) for address in addresses}
    assert {
        address for address, a in answers.items() if a.status_code not in (200, 404, 410)
    } == set()
    return {f"{address} for {who}": answer.content for address, answer in answers.items()}


def test_every_page_of_readers_walkers_and_the_office(checker, site, tmp_path):
    """In one run, for the checker takes longer to start than to read; a page that is wrong is
    among them, so that it is seen to complain."""
    gone = Edition.objects.get(article__slug="gym-and-running")
    gone.withdraw(timezone.now(), "It was wrong.")
    gone.save()
    public = [*PUBLIC, gone.get_absolute_url(), "/search/?q=ibuprofin"]
    pages = pages_of(Client(), public, "anybody")
    pages |= pages_of(client_of(WALKER), private_addresses(), "a walker")
    pages |= pages_of(client_of("admin@demo.example"), office_addresses(), "an editor")
    assert {address: RUN_TOGETHER.findall(page) for address, page in pages.items()} == {
        address: [] for address in pages
    }
    found = complaints(checker, pages | {"wrong": WRONG.encode()}, tmp_path)
    assert any("Duplicate ID" in said for said in found.pop("wrong"))
    assert found == {}
