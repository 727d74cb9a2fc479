"""What a search costs that no page is kept of: so many queries, and no more calls than measured."""

import pytest
from django.db import connection

from articles.models import WarningSign
from articles.page_cache.versions import clear_version_caches
from articles.search.warning_signs import touched_signs
from tests.benchmarks.many_articles import COMMON, fill
from tests.cast import NOW, make_source
from tests.queries import count_queries
from tests.steps import count_calls

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "search_index")]

QUESTION = f"why does my {COMMON} hurt after walking"
# Address, text, queries, and the calls of functions on SQLite, a twentieth more than were measured.
PAGES = [
    pytest.param("/search/", COMMON, 5, 8_400, id="a common word"),
    pytest.param("/search/", QUESTION, 8, 9_300, id="a question"),
    pytest.param("/search/", f"bakc {COMMON}", 6, 9_000, id="misspelt"),
    pytest.param("/search/", "", 3, 5_200, id="nothing asked"),
    pytest.param("/search/suggest/", COMMON, 4, 3_650, id="while typing"),
]


@pytest.fixture
def site():
    fill(20, now=NOW)


@pytest.mark.parametrize(("address", "text", "queries", "calls"), PAGES)
def test_a_search_asks_and_calls_no_more_than_it_did(client, site, address, text, queries, calls):
    def look() -> None:
        assert client.get(address, {"q": text}).status_code == 200

    look()  # what is read once for each version of the content, and the stems of words
    assert count_queries(look) == queries
    if connection.vendor == "sqlite":  # another driver makes other calls
        assert count_calls(look) <= calls


def test_a_text_is_compared_with_the_few_wordings_of_signs_that_it_may_say():
    def calls() -> int:
        clear_version_caches()
        touched_signs(QUESTION)
        return count_calls(lambda: touched_signs(QUESTION))

    source = make_source()
    signs = [
        WarningSign(level="soon", text=f"S{n}", search_words=f"zebra{n} + {COMMON}", source=source)
        for n in range(200)
    ]
    signs[0].save()
    one = calls()
    WarningSign.objects.bulk_create(signs[1:])
    # Each sign is looked at once to keep their order, and no wording is.
    assert calls() - one < 10
