"""Database triggers that count each change of what readers see, in the transaction that makes it.

The database counts, and not the code that saves, so that no way of writing is forgotten: forms,
bulk writes, commands, SQL typed by hand. Conditions leave out drafts, because while somebody
writes, a draft is saved every few seconds and readers see nothing of it.

A migration that alters a table on SQLite creates a new one, drops the old one with its triggers,
and fails if a trigger of another table refers to it. So the triggers are not made by a migration:
`remove_triggers` drops them and the row of the count before migrations run, and `install_triggers`
makes all of them again afterwards. The count is not used if its row is missing, or if the row's
fingerprint is not that of the triggers which this code would make.
"""

from hashlib import sha256

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

VERSION_TABLE = "articles_contentversion"
NAME = "content_version"

OF_PUBLISHED = """
    EXISTS (SELECT 1 FROM articles_edition AS shown LEFT JOIN articles_answer AS answer
            ON answer.edition_id = shown.id WHERE shown.publish_at IS NOT NULL AND {is_it})
"""
# Every table that a public page reads, and a condition on {row} for the rows that count, or ALL.
# A test checks which tables every public page reads, and changes a row of each table here.
ALL = ""
COUNTED_TABLES = {
    "articles_answer": OF_PUBLISHED.format(is_it="shown.id = {row}.edition_id"),
    "articles_answer_sources": OF_PUBLISHED.format(is_it="answer.id = {row}.answer_id"),
    "articles_answerfigure": OF_PUBLISHED.format(is_it="answer.id = {row}.answer_id"),
    "articles_article": ALL,
    "articles_article_related": ALL,
    "articles_caution": ALL,
    "articles_caution_sources": ALL,
    "articles_edition": "{row}.publish_at IS NOT NULL",
    "articles_figure": ALL,
    "articles_formerslug": ALL,
    "articles_promotedanswer": ALL,
    "articles_promotedterm": ALL,
    "articles_question": OF_PUBLISHED.format(is_it="answer.question_id = {row}.id"),
    "articles_searchentry": ALL,
    "articles_shortaddress": ALL,
    "articles_source": ALL,
    "articles_synonymterm": ALL,
    "articles_topic": ALL,
    "articles_warningsign": ALL,
}
EVENTS = ("insert", "update", "delete")
CLOCK = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}
# Two statements and not one with ON CONFLICT: on SQLite the conflict clause of the statement that
# fired the trigger would override it.
COUNT = f"""
    INSERT INTO {VERSION_TABLE} (id, number, changed_at, watch)
        SELECT 1, 0, {{clock}}, '{{fingerprint}}'
        WHERE NOT EXISTS (SELECT 1 FROM {VERSION_TABLE});
    UPDATE {VERSION_TABLE} SET number = number + 1, changed_at = {{clock}};
"""  # noqa: S608 (only names of ours)


def install_triggers(using: str = "default", **kwargs: object) -> None:
    """Make all triggers in the database `using`, and count once, so that no cached page is valid.

    A receiver of Django's `post_migrate`; runs in a transaction of its own.
    """
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if VERSION_TABLE not in tables:
            return  # migrated back to a state without the table
        _drop(connection, cursor)
        cursor.execute(f"DELETE FROM {VERSION_TABLE}")  # noqa: S608
        for statement in _preparing(connection.vendor):
            cursor.execute(statement)
        for table in sorted(tables & COUNTED_TABLES.keys()):
            for statement in _triggers(connection.vendor, table):
                cursor.execute(statement)
        for statement in filter(str.strip, _count(connection.vendor).split(";")):
            cursor.execute(statement)


def remove_triggers(using: str = "default", **kwargs: object) -> None:
    """Drop all triggers in the database `using` and the row of the count, so that it is not used
    until `install_triggers` runs.

    A receiver of Django's `pre_migrate`; runs in a transaction of its own.
    """
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        _drop(connection, cursor)
        if VERSION_TABLE in connection.introspection.table_names(cursor):
            cursor.execute(f"DELETE FROM {VERSION_TABLE}")  # noqa: S608


def triggers_fingerprint(vendor: str) -> str:
    """A hash of the triggers that this code makes for `vendor`: other code has another one."""
    made = [*_preparing(vendor, fingerprint="")]
    for table in COUNTED_TABLES:
        made += _triggers(vendor, table, fingerprint="")
    return sha256("\n".join(made).encode()).hexdigest()


def _count(vendor: str, fingerprint: str | None = None) -> str:
    fingerprint = triggers_fingerprint(vendor) if fingerprint is None else fingerprint
    return COUNT.format(clock=CLOCK[vendor], fingerprint=fingerprint)


def _drop(connection: BaseDatabaseWrapper, cursor: CursorWrapper) -> None:
    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{NAME}%"]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        return
    cursor.execute(
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
        " WHERE tgname LIKE %s AND NOT tgisinternal",
        [f"{NAME}%"],
    )
    for name, table in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)} ON {table}")


def _preparing(vendor: str, fingerprint: str | None = None) -> list[str]:
    """The SQL for the function that PostgreSQL's TRUNCATE triggers call; none for SQLite, which
    has no TRUNCATE."""
    if vendor == "sqlite":
        return []
    count = _count(vendor, fingerprint)
    return [
        f"""
        CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {count} RETURN NULL; END $$
        """
    ]


def _triggers(vendor: str, table: str, fingerprint: str | None = None) -> list[str]:
    if vendor == "sqlite":
        count = _count(vendor, fingerprint)
        return [_sqlite_trigger(table, event, count) for event in EVENTS]
    return _postgresql_triggers(table, _count(vendor, fingerprint))


def _sqlite_trigger(table: str, event: str, count: str) -> str:
    rows = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}[event]
    condition = " OR ".join(COUNTED_TABLES[table].format(row=row) for row in rows)
    when = f"WHEN {condition}" if COUNTED_TABLES[table] else ""
    return (
        f"CREATE TRIGGER {NAME}_{table}_{event} AFTER {event.upper()} ON {table}"
        f" FOR EACH ROW {when} BEGIN {count} END"
    )


def _postgresql_triggers(table: str, count: str) -> list[str]:
    """The SQL for the triggers on `table`: they count once a statement, since counting writes."""
    condition = (COUNTED_TABLES[table] or "TRUE").format(row="changed")
    function = f"{NAME}_{table}"
    made = [
        f"""
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM changed WHERE {condition}) THEN {count} END IF;
            RETURN NULL;
        END $$
        """,  # noqa: S608 (only names of ours)
        f"CREATE TRIGGER {NAME}_truncate AFTER truncate ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()",
    ]
    for event, row in (("insert", "new"), ("update", "old"), ("update", "new"), ("delete", "old")):
        made.append(
            f"CREATE TRIGGER {NAME}_{event}_{row} AFTER {event} ON {table}"
            f" REFERENCING {row} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
    return made
