"""The records of an import: topics, sources and figures that its articles name.

Records that the site has are never overwritten unseen: topics and figures stay as they are, and a
source is changed only for somebody who may change it by hand.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError

from articles.files.exporting import RECORD_FIELDS, record_row
from articles.images.reading import ImageRefused, ReadImage, read_image
from articles.importer.to_drafts import ImportFailed, errors_in_words
from articles.models import Figure, Source, Topic
from articles.models.figures import free_key

MAY_NOT_ADD = {
    "topic": "it is new here, and topics are a publisher’s to add.",
    "source": "it is new here, and you may not add sources.",
    "figure": "it is new here, and you may not add figures.",
}

NUL = "\x00"  # PostgreSQL cannot store it in a text
NO_NUL = "The character U+0000 stands in it, which no text has."


@dataclass(frozen=True)
class RecordChange:
    """What an import does with one record: `kind` is topic, source or figure, `what` in words."""

    kind: str
    key: str
    what: str


class Records:
    """Stores the records of one import, and then has them in `topics`, `sources` and `figures`.

    The keys of all three are those of the files: a figure may have another one on the site.
    """

    def __init__(self, files: Mapping[str, bytes], may: Callable[[str], bool]) -> None:
        self.files, self.may = files, may
        self.changes: list[RecordChange] = []
        self.topics: dict[str, Topic] = {}
        self.sources: dict[str, Source] = {}
        self.figures: dict[str, Figure] = {}

    def store(self, topics: set[str], named: Iterable[tuple[str, str, str]]) -> None:
        """Store the named records, from the site or from the files.

        `topics` are slugs; `named` has (kind, key, where an article names it). Raises ImportFailed.
        """
        errors: list[str] = []
        wanted = {"topic": dict.fromkeys(topics, "topics.toml"), "source": {}, "figure": {}}
        for kind, key, where in named:
            wanted[kind].setdefault(key, where)
        for kind, store in (
            ("topic", self._topic),
            ("source", self._source),
            ("figure", self._figure),
        ):
            try:
                rows = self._rows(kind)
            except ImportFailed as error:
                errors += error.errors
                continue
            for key, where in sorted(wanted[kind].items()):
                with _noted(errors, f"{kind}s.toml", key, where):
                    store(key, rows.get(key))
        if errors:
            raise ImportFailed(errors)

    def stored_figures(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """The keys that these figures have on the site."""
        return tuple(self.figures[key].key if key in self.figures else key for key in keys)

    def _rows(self, kind: str) -> dict[str, dict[str, Any]]:
        name = f"{kind}s.toml"
        if name not in self.files:
            return {}
        try:
            tables = tomllib.loads(self.files[name].decode("utf-8"))
            rows = tables.pop(kind, [])
            fields = sorted(RECORD_FIELDS[kind])
            if tables or not all(row.keys() <= set(fields) for row in rows):
                raise ValueError(f"it has [[{kind}]] tables of {', '.join(fields)}")
            if any(NUL in str(value) for row in rows for value in row.values()):
                raise ValueError(NO_NUL.rstrip("."))
            return {row["slug" if kind == "topic" else "key"]: row for row in rows}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ImportFailed([f"{name}: {error}."]) from error

    # --- One of each ------------------------------------------------------------------------

    def _add(self, kind: str, key: str) -> None:
        if not self.may(f"articles.add_{kind}"):
            raise ValidationError(MAY_NOT_ADD[kind])
        self.changes.append(RecordChange(kind, key, "new"))

    def _topic(self, slug: str, row: dict[str, Any] | None) -> None:
        topic = Topic.objects.filter(slug=slug).first()
        if topic is None:
            topic = Topic(**_given(row, "topic", slug))
            topic.full_clean()
            self._add("topic", slug)
            topic.save()
        elif row is not None and (odd := _differing(record_row(topic), row)):
            kept = f"kept as it is here; the file has another {odd}"
            self.changes.append(RecordChange("topic", slug, kept))
        self.topics[slug] = topic

    def _source(self, key: str, row: dict[str, Any] | None) -> None:
        source = Source.objects.filter(key=key).first()
        if source is None:
            source = Source(**_given(row, "source", key))
            source.full_clean()
            self._add("source", key)
            source.save()
        elif row is not None and (odd := _differing(record_row(source), row)):
            self._change(source, row, odd)
        self.sources[key] = source

    def _change(self, source: Source, row: dict[str, Any], odd: str) -> None:
        may = self.may("articles.change_source") and (
            not source.is_public or self.may("articles.publish_edition")
        )
        if not may:
            kept = f"kept as it is here; the file has another {odd}, a publisher’s to change"
            self.changes.append(RecordChange("source", source.key, kept))
            return
        empty = Source()
        for name in RECORD_FIELDS["source"]:
            setattr(source, name, row.get(name, getattr(empty, name)))
        source.full_clean()
        source.save()
        self.changes.append(RecordChange("source", source.key, f"changed: {odd}"))

    def _figure(self, key: str, row: dict[str, Any] | None) -> None:
        figure = Figure.objects.filter(key=key).first()
        if figure is not None and (row is None or not _differing(record_row(figure), row)):
            self.figures[key] = figure
            return
        row = _given(row, "figure", key)
        if figure is not None and (copy := _copy_of(row)):
            self.figures[key] = copy
            return
        image = self._image(row.pop("file", ""))
        new = Figure(**row | {"key": key})
        if figure is not None:  # the site has another figure with this key
            new.key = free_key(key)
        self._add("figure", new.key)
        self.figures[key] = new.store(image)

    def _image(self, name: str) -> ReadImage:
        if name not in self.files:
            raise ValidationError(f"its file “{name}” is not there.")
        try:
            return read_image(self.files[name])
        except ImageRefused as refused:
            raise ValidationError(f"{name}: {refused}") from refused


@contextmanager
def _noted(errors: list[str], name: str, key: str, where: str) -> Iterator[None]:
    try:
        yield
    except LookupError as error:
        errors.append(f"{where}: {error.args[0]}")
    except ValidationError as error:
        errors.append(f"{name}, “{key}”: {errors_in_words(error)}")
    except (TypeError, OverflowError) as error:  # a list in TOML, or a number that is too large
        errors.append(f"{name}, “{key}”: {error}.")


def _given(row: dict[str, Any] | None, kind: str, key: str) -> dict[str, Any]:
    if row is None:
        raise LookupError(f"There is no {kind} “{key}”, neither here nor in the file.")
    return dict(row)


def _copy_of(row: dict[str, Any]) -> Figure | None:
    """The figure that an earlier import made of `row` under another key, as its own was taken."""
    of_image = Figure.objects.filter(digest=PurePosixPath(str(row.get("file", ""))).stem)
    same = (
        each for each in of_image if not _differing(record_row(each) | {"key": row["key"]}, row)
    )
    return next(same, None)


def _differing(stored: dict[str, Any], row: dict[str, Any]) -> str:
    """The names of the fields that differ, with commas between; empty if none does."""
    names = [name for name in stored | row if (stored.get(name) or "") != (row.get(name) or "")]
    return ", ".join(name.replace("_", " ") for name in names)
