"""How long public pages are on a phone, in screens, in a font that the test brings along."""

import re

import pytest
from django.test import Client

from articles.models import Article
from tests.browser.conftest import FLAGS
from tests.chromium import find_chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 780}
FRONT, ARTICLE, FIRST_ANSWER = 3, 9, 2  # screens
FOLDED = re.compile(r"<details.*?</details>", re.DOTALL)
HEIGHT = "document.documentElement.scrollHeight"
END_OF_FIRST = "document.querySelector('.question .short').getBoundingClientRect().bottom"


@pytest.fixture
def longest(site) -> list[str]:
    """The addresses of the five articles that show most while everything is closed."""
    client = Client()
    shown = {
        address: len(FOLDED.sub("", client.get(address).content.decode()))
        for address in (article.get_absolute_url() for article in Article.objects.all())
    }
    return sorted(shown, key=lambda address: shown[address], reverse=True)[:5]


def test_pages_keep_to_their_screens_on_a_phone(visit, longest):
    visit = visit(viewport=PHONE, is_measured=True)
    screens = {path: visit.open(path).evaluate(HEIGHT) / PHONE["height"] for path in longest}
    assert {path: long for path, long in screens.items() if long > ARTICLE} == {}
    assert visit.open("/").evaluate(HEIGHT) / PHONE["height"] <= FRONT
    first = visit.open("/articles/painkillers/").evaluate(END_OF_FIRST) / PHONE["height"]
    assert first <= FIRST_ANSWER


def test_the_head_leaves_four_fifths_of_the_screen_with_letters_of_twice_the_size(browser, site):
    """As the browser’s own setting, which rules for narrow screens count in, too."""
    with browser.browser_type.launch(
        executable_path=find_chromium(),
        args=[*FLAGS, "--blink-settings=defaultFontSize=32"],
    ) as large:
        page = large.new_page()
        for path in ("/", "/articles/loosening-movements/"):
            page.goto(site + path)
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "36px"
            for width in (320, 360):
                page.set_viewport_size({"width": width, "height": PHONE["height"]})
                assert page.locator(".site-head").bounding_box()["height"] <= PHONE["height"] / 5
                assert page.evaluate("document.documentElement.scrollWidth") <= width
