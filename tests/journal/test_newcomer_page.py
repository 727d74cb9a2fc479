"""The page of what a journal will be like: public, kept, the same for all, and nobody's walks."""

import re

import pytest
from django.urls import reverse

from journal.models import Walk
from journal.views.newcomer_page import example_journal
from tests.cast import make_walk
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

ADDRESS = reverse("journal_preview")


def test_it_shows_pictures_with_their_words_and_tables(client):
    page = client.get(ADDRESS).content.decode()
    assert page.count("<svg") == page.count('role="img"') >= 2
    described = r"<svg[^>]*>\s*<title[^>]*>[^<]+</title><desc[^>]*>[^<]+</desc>"
    assert len(re.findall(described, page)) == page.count("<svg")
    assert page.count("<table>") == page.count("<svg")
    assert "Nobody walked them" in page
    assert reverse("account_signup") in page
    assert reverse("articles:get_help") in page


def test_it_shows_what_is_known_and_what_is_not():
    preview = example_journal()
    assert preview["walks"] == 40
    assert {each.pattern.kind for each in preview["pictures"]} == {
        "pain_level",
        "rise_with_minutes",
    }
    linked = next(each for each in preview["pictures"] if each.pattern.kind == "rise_with_minutes")
    assert linked.pattern.state == "linked"
    assert preview["told"]
    assert preview["open"]


def test_it_is_public_and_kept_and_knows_nobody(client, cast):
    answer = client.get(ADDRESS)
    assert "public" in answer.headers["Cache-Control"]
    assert "Cookie" not in answer.headers.get("Vary", "")
    make_walk(cast.alice, minutes=47, note="by the canal")
    assert cast.client(cast.alice).get(ADDRESS).content == answer.content
    assert Walk.objects.count() == 1


def test_it_reads_no_walk(client, django_assert_max_num_queries):
    client.get(ADDRESS)
    again = count_queries(lambda: client.get(ADDRESS))
    assert again <= 3  # the content version


@pytest.mark.parametrize("name", ["articles:home", "account_signup"])
def test_the_way_to_it(client, name):
    assert f'href="{ADDRESS}"' in client.get(reverse(name)).content.decode()
