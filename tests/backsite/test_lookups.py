"""Lists of numbers among which some fit no column."""

import pytest

from articles.models import Answer, Source
from tests.cast import make_answer, make_draft, make_source

pytestmark = pytest.mark.django_db

TOO_LARGE = 2**63


def test_what_fits_is_found_and_the_others_are_nowhere():
    source, other = make_source(), make_source()
    numbers = [source.pk, TOO_LARGE, -TOO_LARGE - 1]
    assert list(Source.objects.filter(pk__in=numbers)) == [source]
    assert list(Source.objects.exclude(pk__in=numbers)) == [other]
    assert not Source.objects.filter(pk__in=[TOO_LARGE]).exists()
    assert Source.objects.exclude(pk__in=[TOO_LARGE]).count() == 2


def test_a_list_that_is_a_query_stays_one(django_assert_num_queries):
    answer = make_answer(make_draft(questions=0))
    source = make_source()
    answer.sources.set([source])
    with django_assert_num_queries(1):
        assert list(Source.objects.filter(pk__in=answer.sources.values("pk"))) == [source]


def test_other_columns_of_numbers_are_no_exception():
    answer = make_answer(make_draft(questions=0))
    assert Answer.objects.get(position__in=[answer.position, TOO_LARGE]) == answer
