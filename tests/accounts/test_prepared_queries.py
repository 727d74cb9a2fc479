"""A query set that was composed once gives what the query set itself gives."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.prepared_queries import (
    PreparedInsert,
    PreparedQuery,
    _columns_of,
    columns_together,
)
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


def test_columns_come_in_the_order_of_the_rows(cast):
    hours = (5, 2, 9, 1, 7, 3)
    for hour in hours:
        started_at = NOW - timedelta(hours=hour)
        make_walk(cast.alice, started_at=started_at, minutes=10 + hour, painkiller=hour > 4)
    make_walk(cast.alice, started_at=NOW - timedelta(hours=8), painkiller=None, leg_symptoms="one")
    make_walk(cast.bob)
    names = ("minutes", "painkiller", "leg_symptoms", "time_zone")
    for compose in (
        lambda walker: Walk.objects.for_user(walker).values_list(*names),
        lambda walker: Walk.objects.for_user(walker).values_list(*names)[:3],
        lambda walker: Walk.objects.filter(walker=walker).order_by("minutes").values_list(*names),
    ):
        columns = PreparedQuery(compose, int).columns(cast.alice.pk)
        assert list(zip(*columns, strict=True)) == list(compose(cast.alice))
    assert PreparedQuery(compose, int).columns(cast.ed.pk) == []


def test_columns_are_one_row_on_sqlite(cast):
    """Each row would give Python's lock away."""
    for hour in range(3):
        make_walk(cast.alice, started_at=NOW - timedelta(hours=hour + 1))
    query = PreparedQuery(lambda walker: Walk.objects.for_user(walker).values_list("minutes"), int)
    with patch("accounts.prepared_queries._columns_of", wraps=_columns_of) as read:
        assert len(query.columns(cast.alice.pk)[0]) == 3
    (rows, _), _ = read.call_args
    assert len(rows) == (1 if connection.vendor == "sqlite" else 3)


def test_columns_of_several_queries_come_together(cast):
    walk = make_walk(cast.alice, started_at=NOW - timedelta(hours=3), minutes=30)
    make_walk(cast.alice, started_at=NOW - timedelta(hours=9, microseconds=7), minutes=40)
    lengths = PreparedQuery(
        lambda walker: Walk.objects.for_user(walker).values_list("minutes"), int
    )
    of_entry = PreparedQuery(
        lambda walker, entry: Walk.objects.filter(walker=walker, entry=entry).values_list(
            "pk", "started_at"
        ),
        int,
        uuid.UUID,
    )
    moments = PreparedQuery(
        lambda walker: Walk.objects.for_user(walker).values_list("started_at"), int
    )
    alice, bob = (cast.alice.pk,), (cast.bob.pk,)
    with CaptureQueriesContext(connection) as queries:
        found = columns_together(
            (lengths, alice), (of_entry, (*alice, walk.entry)), (lengths, bob), (moments, alice)
        )
    assert found == [
        [[30, 40]],
        [[walk.pk], [walk.started_at]],
        [],
        [[NOW - timedelta(hours=3), NOW - timedelta(hours=9, microseconds=7)]],
    ]
    assert len(queries) == (1 if connection.vendor == "sqlite" else 4)


def test_it_is_one_query():
    edition = make_published(make_article(topic=make_topic()))
    with CaptureQueriesContext(connection) as queries:
        public.all(NOW, edition.article.slug)
    assert len(queries) == 1


def test_a_row_is_inserted_as_django_inserts_it(cast):
    made = make_walk(cast.alice, note="So-so", leg_symptoms="one", painkiller=True)
    same = {each.attname: getattr(made, each.attname) for each in Walk._meta.concrete_fields}
    again = Walk(**same | {"id": None, "entry": uuid.uuid4()})
    insert = PreparedInsert(Walk, once=("walker", "entry"))
    with CaptureQueriesContext(connection) as queries:
        assert insert.add(again)
    assert len(queries) == 1
    assert not again._state.adding
    found = Walk.objects.get(pk=again.pk)
    assert {name: getattr(found, name) for name in same} == same | {
        "id": again.pk,
        "entry": again.entry,
    }


def test_a_row_that_is_there_is_not_inserted_again(cast):
    made = make_walk(cast.alice)
    same = {each.attname: getattr(made, each.attname) for each in Walk._meta.concrete_fields}
    again = Walk(**same | {"id": None, "minutes": 99})
    assert not PreparedInsert(Walk, once=("walker", "entry")).add(again)
    assert again.pk is None
    assert Walk.objects.get().minutes == made.minutes
    wrong = Walk(**same | {"id": None, "entry": uuid.uuid4(), "pain_before": 11})
    with pytest.raises(IntegrityError), transaction.atomic():  # of another constraint
        PreparedInsert(Walk, once=("walker", "entry")).add(wrong)


def test_what_is_asked_without_a_cursor_of_djangos_keeps_its_rules(cast):
    """Where somebody watches the queries, the cursor is Django's; nobody does here."""
    query = PreparedQuery(lambda walker: Walk.objects.for_user(walker).values_list("minutes"), int)
    assert query.all(cast.alice.pk) == []
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            query.all(cast.alice.pk)
    with patch.dict(query.plans, {}, clear=True):
        query.all(cast.alice.pk)
        (plan,) = query.plans.values()
        query.plans.update({key: replace(plan, sql="SELECT nothing, %s") for key in query.plans})
        with pytest.raises(DatabaseError), transaction.atomic():
            query.all(cast.alice.pk)
