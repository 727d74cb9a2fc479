"""One article file of an import: checks of the entries between its `+++` lines, and where errors
are."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from articles.files.article_format import ArticleText, FormatError, parse_article
from articles.files.record_files import NO_NUL, NUL
from articles.importer.to_drafts import ImportFailed, errors_in_words, without_controls
from articles.workflow.datetime_field import YEARS

# Entries that belong to the article and not to one of its editions.
PLACE = ("topic", "position", "related")
REQUIRED = ("slug", "topic", "title", "summary", "author_name")
TYPES: dict[str, type] = {
    "slug": str,
    "topic": str,
    "position": int,
    "title": str,
    "summary": str,
    "author_name": str,
    "interests": str,
    "change_note": str,
    "review_due_on": date,
    "expires_at": datetime,
    "related": list,
}
IN_WORDS = {str: "a text", int: "a number", date: "a day", datetime: "a time", list: "a list"}


@dataclass(frozen=True)
class ArticleFile:
    """A file to import, by its name and bytes; words messages with the place in it."""

    name: str
    data: bytes

    def at(self, line: int) -> str:
        return f"{without_controls(self.name)}, line {line}"

    def says(self, line: int, message: str) -> str:
        return f"{self.at(line)}: {message}"

    def failed(self, message: str, line: int = 1) -> ImportFailed:
        return ImportFailed([self.says(line, message)])

    @contextmanager
    def speaking_of(self, line: int) -> Iterator[None]:
        """Context manager: a ValidationError inside becomes an ImportFailed that names `line`."""
        try:
            yield
        except ValidationError as error:
            raise self.failed(errors_in_words(error), line) from error


def read_article(file: ArticleFile) -> ArticleText:
    """The article in a file, without its empty entries. Entries that no article has are refused.

    Raises:
        FormatError: says what is wrong, and has the line.
    """
    try:
        text = file.data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = file.data[: error.start].count(b"\n") + 1
        raise FormatError("This is not UTF-8 text.", line) from error
    if NUL in text:
        raise FormatError(NO_NUL, text[: text.index(NUL)].count("\n") + 1)
    article = parse_article(text)
    for name, value in article.meta.items():
        if problem := _problem(name, value):
            raise FormatError(problem, _line_of(name, text))
    for name in REQUIRED:
        if not article.meta.get(name):
            raise FormatError(f"“{name}” is missing between the “+++” lines.")
    said = {name: article.meta[name] for name in TYPES if article.meta.get(name)}
    return ArticleText(said, article.introduction, article.questions)


def _problem(name: str, value: Any) -> str:
    if name not in TYPES:
        return f"“{name}” is nothing that an article has. It has {', '.join(TYPES)}."
    is_right = isinstance(value, TYPES[name]) and not isinstance(value, bool)
    if TYPES[name] is date and isinstance(value, datetime):
        is_right = False
    if not is_right:
        return f"“{name}” has to be {IN_WORDS[TYPES[name]]}."
    if NUL in str(value):
        return NO_NUL
    if isinstance(value, list) and not all(
        isinstance(each, str) and NUL not in each for each in value
    ):
        return f"“{name}” has to be a list of texts."
    if isinstance(value, datetime) and value.tzinfo is None:
        return f"“{name}” has to say its time zone: 2027-01-01T00:00:00Z."
    if isinstance(value, datetime) and value.year not in YEARS:
        return f"“{name}” has to be between the years {YEARS[0]} and {YEARS[-1]}."
    return ""


def _line_of(name: str, text: str) -> int:
    found = re.search(rf"^[ \t]*{re.escape(name)}[ \t]*=", text, re.MULTILINE)
    return text[: found.start()].count("\n") + 1 if found else 1
