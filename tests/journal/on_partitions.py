"""The journal on tables that are cut by person: tests/test_postgresql.py runs this, with the SQL of
journal/sql/partition_by_person.sql carried out."""

import re

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse

from journal.models import Programme, ShownNudge, Suggestion, Walk
from journal.models.by_person import tables_by_person
from tests.cast import (
    NOW,
    make_programme,
    make_published,
    make_rule,
    make_shown_nudge,
    make_walk,
    make_walker,
)
from tests.journal.test_advice import SOON, log
from tests.partitioned import SQL

pytestmark = pytest.mark.django_db

TABLES = tables_by_person()


def ask(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def parts_read(queryset: models.QuerySet) -> set[str]:
    """The partitions that PostgreSQL would look at."""
    table = queryset.model._meta.db_table
    return set(re.findall(rf" on (?:public\.)?({table}_\d+)", queryset.explain()))


def make_whole(table: str) -> None:
    """Put a table that is not cut, with the same rows, in the place of one that is."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the end would hold it
        cursor.execute(f"CREATE TABLE whole (LIKE {table} INCLUDING ALL)")
        cursor.execute(f"INSERT INTO whole SELECT * FROM {table}")  # noqa: S608 (our own name)
        cursor.execute(f"DROP TABLE {table}")
        cursor.execute(f"ALTER TABLE whole RENAME TO {table}")


@pytest.mark.parametrize("model", TABLES)
def test_a_table_is_cut_and_keeps_the_names_of_its_keys(model):
    table = model._meta.db_table
    assert ask("SELECT relkind::text FROM pg_class WHERE relname = %s", table) == [("p",)]
    assert ask("SELECT count(*) FROM pg_inherits WHERE inhparent = %s::regclass", table) == [(16,)]
    keys = {
        name
        for (name,) in ask("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass", table)
    }
    assert {constraint.name for constraint in model._meta.constraints} <= keys
    indexes = {
        name for (name,) in ask("SELECT indexname FROM pg_indexes WHERE tablename = %s", table)
    }
    assert {index.name for index in model._meta.indexes} <= indexes
    primary = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass"
    assert ask(f"{primary} AND contype = 'p'", table) == [("PRIMARY KEY (walker_id, id)",)]


@pytest.mark.parametrize("model", TABLES)
def test_what_a_page_reads_of_a_person_stands_in_one_partition(cast, model):
    assert len(parts_read(model.objects.for_user(cast.alice))) == 1
    assert len(parts_read(model.objects.all())) == 16


def test_walks_are_made_read_changed_and_deleted(cast, clock):
    walk = make_walk(cast.alice, minutes=20)
    assert Walk.objects.for_user(cast.alice).get() == walk
    walk.minutes = 25
    walk.save()
    assert Walk.objects.for_user(cast.alice).get(pk=walk.pk).minutes == 25
    fields = {"started_at": NOW, "minutes": 1, "pain_before": 0, "pain_after": 0}
    fields |= {"time_zone": "Europe/London", "logged_at": NOW, "changed_at": NOW}
    made = Walk.objects.bulk_create([Walk(walker=cast.alice, **fields) for _ in range(20)])
    assert len({each.pk for each in made} | {walk.pk}) == 21
    kept, is_new = Walk.objects.get_or_create(walker=cast.alice, entry=walk.entry)
    assert (kept, is_new) == (walk, False)
    walk.delete()
    assert Walk.objects.for_user(cast.alice).count() == 20
    with pytest.raises(IntegrityError), transaction.atomic():
        Walk.objects.create(walker=cast.alice, entry=made[0].entry, **fields)
    Walk.objects.create(walker=cast.bob, entry=made[0].entry, **fields)  # another person's
    with pytest.raises(IntegrityError), transaction.atomic():
        Walk.objects.filter(pk=made[0].pk).update(pain_after=11)


def test_a_person_who_is_deleted_takes_the_journal_along(cast, clock):
    make_shown_nudge(make_walk(cast.alice))
    make_programme(cast.alice)
    make_rule(make_published().answers.get().question, **SOON)
    log(cast.alice)
    cast.client(cast.alice).post(reverse("journal:keep_shown"))
    filled = {model for model in TABLES if model.objects.exists()}
    assert {Walk, ShownNudge, Programme, Suggestion} <= filled
    cast.alice.delete()
    assert not any(model.objects.exists() for model in TABLES)


def test_a_walk_of_nobody_is_refused(cast, clock):
    walk = make_walk(cast.alice)
    Walk.objects.filter(pk=walk.pk).update(walker=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    Walk.objects.all().delete()


def test_tables_with_rows_keep_them_and_count_on(cast, clock):
    people = [make_walker(f"w{number}@example.org") for number in range(20)]
    before = {make_walk(person).pk for person in people}
    for model in TABLES:
        make_whole(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(SQL.read_text(encoding="utf-8"))
    assert set(Walk.objects.values_list("pk", flat=True)) == before
    assert make_walk(cast.alice).pk == max(before) + 1
