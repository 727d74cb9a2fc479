"""Articles and records written as text that `parse_article` and TOML read back unchanged."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from articles.files.article_format import (
    GOES_ON,
    ArticleText,
    FormatError,
    QuestionText,
    parse_article,
)


def write_article(article: ArticleText) -> str:
    """The text of the article's file.

    Raises:
        FormatError: read back, the file would not say the same.
    """
    parts = [f"+++\n{toml(article.meta)}+++", article.introduction]
    parts += [_question(question) for question in article.questions]
    text = "\n\n".join(part for part in parts if part) + "\n"
    if (reread := parse_article(text)) != article:
        raise FormatError(_what_differs(article, reread))
    return text


def _question(question: QuestionText) -> str:
    first = [f"In short: {_going_on(question.short_answer)}"]
    if question.kind != "answer":
        first.insert(0, f"Kind: {question.kind}")
    if question.how_long:
        first.append(f"How long: {_going_on(question.how_long)}")
    also = [f"- {wording}" for wording in question.also_asked_as]
    last = [
        f"{label}: {', '.join(keys)}"
        for label, keys in (("Sources", question.sources), ("Figures", question.figures))
        if keys
    ]
    parts = (
        [f"## {question.wording} {{#{question.anchor}}}"],
        first,
        ["Also asked as:", *also] if also else [],
        [question.body] if question.body else [],
        last,
    )
    return "\n\n".join("\n".join(part) for part in parts if part)


def _going_on(text: str) -> str:
    return text.replace("\n", f"\n{GOES_ON}")


def _what_differs(article: ArticleText, reread: ArticleText) -> str:
    for question, other in zip(article.questions, reread.questions, strict=False):
        for field in fields(question):
            if field.compare and getattr(question, field.name) != getattr(other, field.name):
                return f"“{question.wording}”: its {field.name} cannot be written to a file."
    slug = article.meta.get("slug", "")
    return f"The article “{slug}” cannot be written to a file without a loss."


# --- TOML ---------------------------------------------------------------------------------------


def toml(values: Mapping[str, Any]) -> str:
    """The values as TOML, one line each, in the order given."""
    return "".join(f"{name} = {_value(value)}\n" for name, value in values.items())


def toml_tables(name: str, rows: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(f"[[{name}]]\n{toml(row)}" for row in rows)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        # A JSON string is also a TOML string, except for this one character.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)
