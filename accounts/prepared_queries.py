"""Query sets that are composed once: each use puts its own values in.

Django composes and compiles a query in several times the time in which the database answers it.
Where pages ask the same thing each time, only the values change: the SQL, and what its columns
mean, are kept for each database. What comes back is what the query set itself would give.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query import ModelIterable, get_related_populators
from django.utils.functional import cached_property

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)

# Stand in the composed SQL for the values of each use: nothing that a query set says of itself.
_FIRST_MOMENT = datetime(1900, 1, 1, tzinfo=UTC)
_SAMPLES: dict[type, Callable[[int], Any]] = {
    datetime: lambda place: _FIRST_MOMENT + timedelta(days=place),
    date: lambda place: (_FIRST_MOMENT + timedelta(days=place)).date(),
    int: lambda place: 31_900 + place,  # fits into the smallest of fields
    str: lambda place: f"sample {place} of a prepared query",
    UUID: lambda place: UUID(int=31_900 + place),
}


@dataclass(frozen=True)
class _Plan:
    """The SQL of one query set on one database, and how its rows are read."""

    alias: str
    sql: str
    parameters: tuple[tuple[int | None, Any], ...]  # (which value of the use, constant where None)
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]
    model: type[models.Model] | None  # None: rows are tuples
    columns: slice
    names: Sequence[str]
    populators: Sequence[Any]
    annotations: tuple[tuple[str, int], ...]


class PreparedQuery(Generic[T]):
    """What `compose(*values)` selects; `types`: of those values, in order.

    `compose` gives a query set, of models or of `values_list`, and must not look at its values:
    it is called once for each database, with samples. No prefetching.
    """

    def __init__(self, compose: Callable[..., models.QuerySet[Any, T]], *types: type) -> None:
        self.compose = compose
        self.samples = [_SAMPLES[each](place) for place, each in enumerate(types)]
        self.plans: dict[tuple[str, str], _Plan] = {}

    @cached_property
    def queryset(self) -> models.QuerySet[Any, T]:
        return self.compose(*self.samples)  # at the first use: the models must be loaded

    def all(self, *values: Any) -> list[T]:
        """The rows for these values, each an object or a tuple."""
        plan, rows, connection = self._ask(values)
        return _read(plan, rows, connection)

    def columns(self, *values: Any) -> list[list[Any]]:
        """The rows of a `values_list` turned on their side, a list for each column; [] for no row.

        Each value that comes twice in a column is converted once, so it must be hashable.
        """
        plan, rows, connection = self._ask(values)
        columns = [list(column) for column in zip(*rows, strict=True)]
        if columns:
            for place, converters, expression in plan.converters:
                for convert in converters:
                    distinct = set(columns[place])
                    known = {value: convert(value, expression, connection) for value in distinct}
                    columns[place] = [known[value] for value in columns[place]]
        return columns

    def _ask(
        self, values: Sequence[Any]
    ) -> tuple[_Plan, Sequence[Sequence[Any]], BaseDatabaseWrapper]:
        connection = connections[self.queryset.db]  # the router is asked each time
        key = (connection.alias, connection.vendor)
        if (plan := self.plans.get(key)) is None:
            plan = self.plans[key] = self._plan(connection)
        adapted = [_adapt(value, connection) for value in values]
        with connection.cursor() as cursor:
            cursor.execute(
                plan.sql,
                [
                    constant if place is None else adapted[place]
                    for place, constant in plan.parameters
                ],
            )
            return plan, cursor.fetchall(), connection

    def first(self, *values: Any) -> T | None:
        """The first of `all`: have `compose` ask for no more."""
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
            parameters=tuple((places.get(value), value) for value in parameters),
            converters=tuple((place, *pair) for place, pair in converters.items()),
            model=info["model"] if info else None,
            columns=columns,
            names=[each.target.attname for each, *_ in select[columns]] if info else (),
            populators=populators_of(info, select, connection.alias) if info else (),
            annotations=tuple((compiler.annotation_col_map or {}).items()),
        )


def _adapt(value: Any, connection: BaseDatabaseWrapper) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _read(plan: _Plan, rows: Sequence[Sequence[Any]], connection: BaseDatabaseWrapper) -> list[Any]:
    """As Django's `ModelIterable` and `ValuesListIterable` read rows."""
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
    """Inserts single rows of `model` whose fields are all set: its SQL is composed once.

    As `bulk_create([row])`: no signals, and the key that the database gives is set.
    """

    def __init__(self, model: type[M]) -> None:
        self.model = model
        self.written: dict[tuple[str, str], str] = {}

    @cached_property
    def fields(self) -> list["models.Field[Any, Any]"]:
        """All but the key, which the database gives."""
        return [each for each in self.model._meta.local_concrete_fields if not each.primary_key]

    def add(self, row: M) -> None:
        alias = router.db_for_write(self.model, instance=row)
        connection = connections[alias]
        key = (alias, connection.vendor)
        if (sql := self.written.get(key)) is None:
            sql = self.written[key] = self._sql(connection)
        given = [each.pre_save(row, True) for each in self.fields]
        values = [
            None if value is None else each.get_db_prep_save(value, connection)
            for each, value in zip(self.fields, given, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            ((row.pk,),) = cursor.fetchall()
        row._state.adding, row._state.db = False, alias

    def _sql(self, connection: BaseDatabaseWrapper) -> str:
        quote = connection.ops.quote_name
        meta = self.model._meta
        columns = ", ".join(quote(str(each.column)) for each in self.fields)
        places = ", ".join(["%s"] * len(self.fields))
        table, given = quote(meta.db_table), quote(str(meta.pk.column))
        return f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {given}"  # noqa: S608
