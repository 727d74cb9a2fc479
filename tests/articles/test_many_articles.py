"""The made-up site of the benchmarks is one that the site itself could have made."""

import pytest

from articles.models import Answer, Edition, SearchEntry
from articles.search import search
from tests.benchmarks.many_articles import COMMON, Print, fill
from tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


def test_made_up_articles_are_public_valid_and_found(client):
    fill(3, editions=2, answers=4, now=NOW)
    public = Edition.objects.public(NOW)
    assert [edition.number for edition in public] == [2, 2, 2]
    for edition in Edition.objects.all():
        edition.full_clean()
    for answer in Answer.objects.all():
        answer.full_clean()
        assert answer.sources.count() == 1
    assert SearchEntry.objects.count() == 12
    assert len(search(COMMON, NOW)) == 12
    assert client.get(public[0].get_absolute_url()).status_code == 200


def test_made_up_articles_are_the_same_at_every_run():
    texts = [Print(seed=7).body(number) for number in range(2)]
    assert texts == [Print(seed=7).body(number) for number in range(2)]
    assert texts[0] != Print(seed=8).body(0)
