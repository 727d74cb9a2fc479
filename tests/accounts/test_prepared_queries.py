"""A query set that was composed once gives what the query set itself gives."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.prepared_queries import PreparedInsert, PreparedQuery
from articles.models import Answer, Edition
from journal.models import Walk
from tests.cast import NOW, make_article, make_published, make_topic, make_walk

pytestmark = pytest.mark.django_db

public = PreparedQuery(
    lambda now, slug: (
        Edition.objects.public(now).filter(article__slug=slug).select_related("article__topic")
    ),
    datetime,
    str,
)
at_place = PreparedQuery(
    lambda place: Answer.objects.filter(position=place).values_list("wording", "edition_id"), int
)


def test_objects_come_with_what_was_joined():
    edition = make_published(make_article(topic=make_topic()))
    make_published(make_article(topic=make_topic()))
    (found,) = public.all(NOW, edition.article.slug)
    assert found == edition
    for field in Edition._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(
            Edition.objects.get(pk=edition.pk), field.attname
        ), field.name
    with CaptureQueriesContext(connection) as queries:
        assert found.article.topic == edition.article.topic
    assert len(queries) == 0


def test_each_use_has_its_own_values():
    one = make_published(make_article(topic=make_topic()))
    two = make_published(make_article(topic=make_topic()))
    assert public.first(NOW, one.article.slug) == one
    assert public.first(NOW, two.article.slug) == two
    assert public.first(NOW - timedelta(days=9999), one.article.slug) is None
    assert public.first(NOW, "nowhere") is None


def test_rows_are_tuples_where_values_were_asked_for():
    edition = make_published(make_article(topic=make_topic()))
    answer = edition.answers.get()
    assert at_place.all(answer.position) == [(answer.wording, edition.pk)]
    assert at_place.all(answer.position + 1) == []


def test_it_is_one_query():
    edition = make_published(make_article(topic=make_topic()))
    with CaptureQueriesContext(connection) as queries:
        public.all(NOW, edition.article.slug)
    assert len(queries) == 1


def test_a_row_is_inserted_as_django_inserts_it(cast):
    made = make_walk(cast.alice, note="So-so", leg_symptoms="one", painkiller=True)
    same = {each.attname: getattr(made, each.attname) for each in Walk._meta.concrete_fields}
    again = Walk(**same | {"id": None, "entry": uuid.uuid4()})
    with CaptureQueriesContext(connection) as queries:
        PreparedInsert(Walk).add(again)
    assert len(queries) == 1
    assert not again._state.adding
    found = Walk.objects.get(pk=again.pk)
    assert {name: getattr(found, name) for name in same} == same | {
        "id": again.pk,
        "entry": again.entry,
    }
