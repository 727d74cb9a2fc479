"""Every page of the journal, as its URL patterns name them: a new one is looked at by itself.

axe on a phone and on a desk, and no scrolling sideways at 320 px nor with letters of double size,
where a walk goes on and a nudge waits. What the pages say in other states: test_every_page.py.
"""

import pytest
from django.test import Client

from accounts.models import User
from backsite.management.commands.load_demo import WALKER
from journal.models import Walk
from tests.addresses import journal_addresses
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_every_page import PRIVATE, check

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

PARTS = 3
NARROW = {"width": 320, "height": 640}


def pages() -> list[str]:
    """The addresses that answer with a page."""
    client = Client()
    client.force_login(User.objects.get(email=WALKER))
    found = []
    for address in journal_addresses(Walk.objects.latest("started_at")):
        answer = client.get(address)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            found.append(address)
    return found


def sideways(page) -> list[str]:
    """The open page where it scrolls sideways when it is narrow, or its letters are large."""
    found = []
    for viewport, size in ((NARROW, "100%"), (PHONE, "200%")):
        page.set_viewport_size(viewport)
        page.evaluate("(size) => (document.documentElement.style.fontSize = size)", size)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found.append(f"{page.url} by {wide} px at {viewport['width']} px, letters of {size}")
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_found_on_a_page_of_the_journal(visit, part):
    addresses = pages()
    assert len(addresses) > 20
    visit = visit()
    visit.log_in()
    found = []
    for address in addresses[part::PARTS]:
        page = visit.open(address)
        found += sideways(page)
        page.evaluate("document.documentElement.style.fontSize = ''")
        if address not in PRIVATE:  # those have been looked at in every look
            found += check(page, [(PHONE, "dark"), (DESK, "light")])
    assert found + visit.complaints == []
