"""No migration needs the site to stop: while it runs, processes of the release before still answer.

They write rows without a column that is new, read columns that are gone, and wait for a table that
is locked. What is refused here is done in two releases instead. What a migration does in SQL or
Python of its own is for its reader to judge.
"""

from collections.abc import Iterator

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

OURS = ("accounts", "articles", "journal")
# Tables that grow with people: an index on them is made without a lock, or with the table.
GROWING = frozenset(
    {"walk", "programme", "suggestion", "shownnudge", "programmetick", "unfinishedwalk", "user"}
)
# Before there was a running site, or looked at and found harmless: these add to small tables.
BEFORE = {
    "accounts": "0006_personal_tokens",
    "articles": "0007_proposed_changes",
    "journal": "0014_received_files",
}
CONCURRENT = ("AddIndexConcurrently", "RemoveIndexConcurrently")


def refused(operations: list[Operation]) -> Iterator[str]:
    """Why each of these operations, in one migration, would stop the release before it."""
    made = {each.name_lower for each in operations if isinstance(each, migrations.CreateModel)}
    for operation in operations:
        model = getattr(operation, "model_name_lower", "")
        if model in made or type(operation).__name__ in CONCURRENT:
            continue  # nobody uses a table yet that is made here
        if reason := _reason(operation, model):
            yield f"{operation.describe()}: {reason}"


def _reason(operation: Operation, model: str) -> str:
    match operation:
        case migrations.RemoveField() | migrations.DeleteModel():
            return "the release before still reads it; stop using it one release earlier"
        case migrations.RenameField() | migrations.RenameModel() | migrations.AlterModelTable():
            return "the release before knows it by its old name"
        case migrations.AddField(field=field) if not _may_be_left_out(field):
            return "the release before writes rows without it; allow NULL or give a db_default"
        case migrations.AlterField(field=field) if not field.null and not _is_wider(field):
            return "the table is locked while all of it is looked at or written again"
        case migrations.AddIndex() | migrations.AddConstraint() if model in GROWING:
            return "the table is locked while it is made; use AddIndexConcurrently or NOT VALID"
    return ""


def _may_be_left_out(field: models.Field) -> bool:
    """Whether a row can be written without it: a `default` of Django's is not in the database."""
    return field.null or field.many_to_many or field.db_default is not NOT_PROVIDED


def _is_wider(field: models.Field) -> bool:
    """Text that may be longer or of other choices changes no row; what else changed is unknown."""
    return isinstance(field, models.CharField | models.TextField)


def test_no_new_migration_stops_the_site():
    loader = MigrationLoader(None)
    found = [
        f"{app} {name}: {reason}"
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if app in OURS and name > BEFORE[app]
        for reason in refused(migration.operations)
    ]
    assert found == []


def test_what_the_list_names_is_there():
    names = MigrationLoader(None).disk_migrations
    assert [pair for pair in BEFORE.items() if pair not in names] == []


walk_index = migrations.AddIndex("walk", models.Index(fields=["walker"], name="anything"))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("walk", "steps", models.IntegerField()),
        migrations.AddField("walk", "steps", models.IntegerField(default=0)),
        migrations.RemoveField("walk", "note"),
        migrations.RenameField("walk", "note", "remark"),
        migrations.RenameModel("Walk", "Stroll"),
        migrations.DeleteModel("Walk"),
        migrations.AlterField("walk", "minutes", models.IntegerField()),
        walk_index,
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_would_stop_the_site_is_refused(operation):
    assert len(list(refused([operation]))) == 1


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("walk", "steps", models.IntegerField(null=True)),
        migrations.AddField("walk", "steps", models.IntegerField(db_default=0)),
        migrations.AlterField("walk", "slope", models.CharField(max_length=99)),
        migrations.AddIndex("topic", models.Index(fields=["title"], name="anything")),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_goes_by_unnoticed_is_not(operation):
    assert list(refused([operation])) == []


def test_a_table_that_is_made_in_the_same_migration_may_be_filled():
    made = migrations.CreateModel("Walk", fields=[("id", models.BigAutoField(primary_key=True))])
    assert list(refused([made, walk_index])) == []
