"""Queries that are compiled once and run many times, each time with other values.

Django takes several times as long to compose and compile a query as the database to answer it.
Where pages ask the same each time, only the values change: the SQL, and how its columns are read,
are kept for each database. The results are those that the query set itself would give.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query import ModelIterable, get_related_populators
from django.utils.functional import cached_property

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)

# Sample values: they mark in the compiled SQL where each use puts its own values. A query set must
# not contain one of them as a constant.
_FIRST_MOMENT = datetime(1900, 1, 1, tzinfo=UTC)
_SAMPLES: dict[type, Callable[[int], Any]] = {
    datetime: lambda place: _FIRST_MOMENT + timedelta(days=place),
    date: lambda place: (_FIRST_MOMENT + timedelta(days=place)).date(),
    int: lambda place: 31_900 + place,  # fits into the smallest integer field
    str: lambda place: f"sample {place} of a prepared query",
    UUID: lambda place: UUID(int=31_900 + place),
}


@dataclass(frozen=True)
class _Plan:
    """The SQL of one query set on one database, and how its rows are read."""

    alias: str
    sql: str
    columns_sql: str
    parameters: tuple[tuple[int | None, Any], ...]  # (index of a given value, or None; constant)
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]
    model: type[models.Model] | None  # None: rows are tuples
    columns: slice
    names: Sequence[str]
    populators: Sequence[Any]
    annotations: tuple[tuple[str, int], ...]


class PreparedQuery(Generic[T]):
    """The query `compose(*values)`, compiled once; `types` are the types of `values`, in order.

    `compose` returns a query set of models or of `values_list`, without prefetching. It must not
    look at its arguments: it is called only once, with sample values.
    """

    def __init__(self, compose: Callable[..., models.QuerySet[Any, T]], *types: type) -> None:
        self.compose = compose
        self.samples = [_SAMPLES[each](place) for place, each in enumerate(types)]
        self.plans: dict[tuple[str, str], _Plan] = {}

    @cached_property
    def queryset(self) -> models.QuerySet[Any, T]:
        return self.compose(*self.samples)  # only at the first use, when the models are loaded

    def all(self, *values: Any) -> list[T]:
        """The rows for these values: model instances, or tuples for a `values_list`."""
        plan, connection = self._plan_now()
        return _read(plan, self._rows(plan, plan.sql, values, connection), connection)

    def columns(self, *values: Any) -> list[list[Any]]:
        """The rows of a `values_list`, transposed: a list for each column; [] for no row.

        Columns may hold text, dates, datetimes, booleans, and numbers of up to 15 digits. A value
        that is in a column several times is converted once.
        """
        plan, connection = self._plan_now()
        rows = self._rows(plan, plan.columns_sql, values, connection)
        return _converted(plan, _columns_of(rows, connection), connection)

    def _plan_now(self) -> tuple[_Plan, BaseDatabaseWrapper]:
        connection = connections[self.queryset.db]  # the router may answer differently each time
        key = (connection.alias, connection.vendor)
        if (plan := self.plans.get(key)) is None:
            plan = self.plans[key] = self._plan(connection)
        return plan, connection

    def _rows(
        self, plan: _Plan, sql: str, values: Sequence[Any], connection: BaseDatabaseWrapper
    ) -> Sequence[Sequence[Any]]:
        return fetch_rows(connection, sql, self._parameters(plan, values, connection))

    def _parameters(
        self, plan: _Plan, values: Sequence[Any], connection: BaseDatabaseWrapper
    ) -> list[Any]:
        adapted = [_adapt(value, connection) for value in values]
        return [
            constant if place is None else adapted[place] for place, constant in plan.parameters
        ]

    def first(self, *values: Any) -> T | None:
        """The first row of `all`, or None. `compose` should limit its query set to one row."""
        return next(iter(self.all(*values)), None)

    def _plan(self, connection: BaseDatabaseWrapper) -> _Plan:
        queryset: Any = self.queryset
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        places = {_adapt(sample, connection): place for place, sample in enumerate(self.samples)}
        populators_of: Any = get_related_populators
        makes_objects = issubclass(queryset._iterable_class, ModelIterable)
        select, info = compiler.select, compiler.klass_info if makes_objects else None
        fields = info["select_fields"] if info else [0]
        columns = slice(fields[0], fields[-1] + 1)
        converters = compiler.get_converters([each for each, *_ in select])
        return _Plan(
            alias=connection.alias,
            sql=sql,
            columns_sql=_columns_sql(sql, len(select), connection),
            parameters=tuple((places.get(value), value) for value in parameters),
            converters=tuple((place, *pair) for place, pair in converters.items()),
            model=info["model"] if info else None,
            columns=columns,
            names=[each.target.attname for each, *_ in select[columns]] if info else (),
            populators=populators_of(info, select, connection.alias) if info else (),
            annotations=tuple((compiler.annotation_col_map or {}).items()),
        )


def columns_together(
    *asked: tuple[PreparedQuery[Any], Sequence[Any]],
) -> list[list[list[Any]]]:
    """The `columns` of each of these pairs of a query and its values, in order.

    On SQLite all are asked in one statement. Each statement releases Python's global lock and may
    wait for it; in a transaction that writes, all other writers would wait too.
    """
    _, connection = asked[0][0]._plan_now()
    if connection.vendor != "sqlite":
        return [query.columns(*values) for query, values in asked]
    plans = [query._plan_now()[0] for query, _ in asked]
    parameters = [
        each
        for plan, (query, values) in zip(plans, asked, strict=True)
        for each in query._parameters(plan, values, connection)
    ]
    (row,) = fetch_rows(
        connection, _together_sql(tuple(plan.columns_sql for plan in plans)), parameters
    )
    return [
        _converted(plan, _columns_of([[found]], connection), connection)
        for plan, found in zip(plans, row, strict=True)
    ]


@cache
def _together_sql(each: tuple[str, ...]) -> str:
    """SQL that selects one row: the single value that each of these statements selects."""
    return "SELECT " + ", ".join(f"({sql})" for sql in each)


def _converted(
    plan: _Plan, columns: list[list[Any]], connection: BaseDatabaseWrapper
) -> list[list[Any]]:
    if columns:
        for place, converters, expression in plan.converters:
            for convert in converters:
                distinct = set(columns[place])
                known = {value: convert(value, expression, connection) for value in distinct}
                columns[place] = [known[value] for value in columns[place]]
    return columns


def fetch_rows(
    connection: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """All rows of `sql`, as Django's cursor returns them; `sql` has a %s for each parameter.

    On SQLite Django's cursor takes three times as long as the database does: it is used there only
    while queries are logged or wrapped.
    """
    if connection.vendor != "sqlite" or connection.execute_wrappers or connection.queries_logged:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        asked = _with_question_marks(sql, len(parameters))
        return connection.connection.execute(asked, parameters).fetchall()


@cache
def _with_question_marks(sql: str, count: int) -> str:
    """`sql` with SQLite's placeholder ? in place of each of its `count` %s."""
    return sql % (("?",) * count)


def _columns_sql(sql: str, count: int, connection: BaseDatabaseWrapper) -> str:
    """`sql`; on SQLite wrapped to select one value: JSON with a list for each of `count` columns.

    Python fetches row by row and releases its global lock at each row: while other threads run,
    reading a log of thousands of walks would wait for them as often.
    """
    if connection.vendor != "sqlite":
        return sql
    names = [f"c{number}" for number in range(count)]
    lists = ", ".join(f"json_group_array({name})" for name in names)
    found = f"WITH found ({', '.join(names)}) AS ({sql})"
    return f"SELECT ({found} SELECT json_array({lists}) FROM found)"  # noqa: S608


def _columns_of(rows: Sequence[Sequence[Any]], connection: BaseDatabaseWrapper) -> list[list[Any]]:
    """The columns in the `rows` that the SQL of `_columns_sql` selected; [] for no row."""
    if connection.vendor != "sqlite":
        return [list(column) for column in zip(*rows, strict=True)]
    columns = json.loads(rows[0][0])
    return columns if columns[0] else []


def _adapt(value: Any, connection: BaseDatabaseWrapper) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _read(plan: _Plan, rows: Sequence[Sequence[Any]], connection: BaseDatabaseWrapper) -> list[Any]:
    """`rows` as objects or tuples, made as Django's ModelIterable and ValuesListIterable do."""
    found: list[Any] = []
    for row in map(list, rows):
        for place, converters, expression in plan.converters:
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        if plan.model is None:
            found.append(tuple(row))
            continue
        made = plan.model.from_db(plan.alias, plan.names, row[plan.columns])
        for populator in plan.populators:
            populator.populate(row, made)
        for name, place in plan.annotations:
            setattr(made, name, row[place])
        found.append(made)
    return found


class PreparedInsert(Generic[M]):
    """Inserts single rows of `model`, whose fields must all be set, by SQL that is composed once.

    As with `bulk_create([row])`, no signals are sent, and the key that the database assigns is set.
    `once`: the names of the fields of a unique constraint.
    """

    def __init__(self, model: type[M], once: Sequence[str]) -> None:
        self.model = model
        self.once = once
        self.written: dict[tuple[str, str], str] = {}

    @cached_property
    def fields(self) -> list["models.Field[Any, Any]"]:
        """The fields of `model` but the primary key, which the database assigns."""
        return [each for each in self.model._meta.local_concrete_fields if not each.primary_key]

    @cached_property
    def _values(self) -> Callable[[M], tuple[Any, ...]]:
        return attrgetter(*(each.attname for each in self.fields))

    def add(self, row: M) -> bool:
        """Store `row`; False, and nothing is written, where a row has the same values of `once`."""
        alias = router.db_for_write(self.model, instance=row)
        connection = connections[alias]
        key = (alias, connection.vendor)
        if (sql := self.written.get(key)) is None:
            sql = self.written[key] = self._sql(connection)
        values = [
            given if given is None or given == "" else _stored(each, given, connection)
            for each, given in zip(self.fields, self._values(row), strict=True)
        ]
        keys = fetch_rows(connection, sql, values)
        if not keys:
            return False
        ((row.pk,),) = keys
        row._state.adding, row._state.db = False, alias
        return True

    def _sql(self, connection: BaseDatabaseWrapper) -> str:
        quote = connection.ops.quote_name
        meta = self.model._meta
        columns = ", ".join(quote(str(each.column)) for each in self.fields)
        places = ", ".join(["%s"] * len(self.fields))
        once = ", ".join(quote(str(each.column)) for each in self.fields if each.name in self.once)
        table, given = quote(meta.db_table), quote(str(meta.pk.column))
        return (
            f"INSERT INTO {table} ({columns}) VALUES ({places}) "  # noqa: S608
            f"ON CONFLICT ({once}) DO NOTHING RETURNING {given}"
        )


def _stored(field: "models.Field[Any, Any]", value: Any, connection: BaseDatabaseWrapper) -> Any:
    """What `field.get_db_prep_save` gives; that takes several times as long for simple types."""
    if isinstance(value, datetime | UUID):
        return _adapt(value, connection)
    return field.get_db_prep_save(value, connection)
