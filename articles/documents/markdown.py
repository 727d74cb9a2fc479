"""Articles as files: TOML between `+++` lines, then Markdown with one `##` heading a question.

    +++
    slug = "…"
    +++
    Introduction.

    ## The question? {#anchor}

    Kind: movement                (only for movement cards)
    In short: The short answer.
    How long: …                   (only for movement cards)

    Also asked as:
    - Another wording?

    Body.

    Sources: key, key

The same shape is written by hand for the starter articles and read by `load_starter`.
"""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt

HEADING = re.compile(r"^## (?P<wording>.+?)\s*\{#(?P<anchor>[a-z0-9-]+)\}\s*$", re.MULTILINE)
LABEL = re.compile(r"^(?P<label>Kind|In short|How long|Also asked as|Sources):\s*(?P<value>.*)$")

_markdown = MarkdownIt("commonmark", {"html": False})
# An address stays as it is written: what was stored has to come back letter for letter.
_markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]


class FormatError(ValueError):
    """The file is not in the shape above; the message says where."""


@dataclass(frozen=True)
class QuestionText:
    """One question of a file, its body still Markdown."""

    wording: str
    anchor: str
    short_answer: str
    body: str
    kind: str = "answer"
    how_long: str = ""
    also_asked_as: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class ArticleText:
    """One article file: what stands between the `+++` lines, the introduction, the questions."""

    meta: dict[str, Any]
    introduction: str
    questions: tuple[QuestionText, ...] = field(default=())


def to_html(markdown: str) -> str:
    """Markdown as HTML. Raw HTML in it stays visible text."""
    return _markdown.render(markdown).strip()


def parse(text: str) -> ArticleText:
    """Read one article file.

    Raises:
        FormatError: where the text is not in the shape that the module describes.
    """
    front, body = split_front_matter(text)
    headings = list(HEADING.finditer(body))
    unanchored = [
        line for line in body.splitlines() if line.startswith("## ") and not HEADING.match(line)
    ]
    if unanchored:
        raise FormatError(f"The heading “{unanchored[0]}” has no {{#anchor}}.")
    starts = [*(found.start() for found in headings), len(body)]
    questions = tuple(
        _question(found["wording"], found["anchor"], body[found.end() : end])
        for found, end in zip(headings, starts[1:], strict=True)
    )
    anchors = [question.anchor for question in questions]
    if twice := next((anchor for anchor in anchors if anchors.count(anchor) > 1), None):
        raise FormatError(f"The anchor “{twice}” stands twice.")
    introduction = body[: headings[0].start()] if headings else body
    return ArticleText(front, introduction.strip(), questions)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    parts = re.split(r"^\+\+\+\s*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise FormatError("The file does not start with TOML between two lines “+++”.")
    try:
        return tomllib.loads(parts[1]), parts[2]
    except tomllib.TOMLDecodeError as error:
        raise FormatError(f"Between the “+++” lines: {error}") from error


def _question(wording: str, anchor: str, block: str) -> QuestionText:
    labels: dict[str, str] = {}
    also: list[str] = []
    body: list[str] = []
    in_list = False
    for line in block.strip().splitlines():
        if found := LABEL.match(line):
            label = found["label"]
            if label in labels:
                raise FormatError(f"“{wording}”: “{label}:” stands twice.")
            labels[label] = found["value"].strip()
            in_list = label == "Also asked as"
        elif in_list and line.startswith("- "):
            also.append(line[2:].strip())
        elif in_list and not line.strip():
            in_list = not also  # a blank line may stand before the list, and ends it after
        else:
            in_list = False
            body.append(line)
    if not labels.get("In short"):
        raise FormatError(f"“{wording}” has no line “In short:”.")
    return QuestionText(
        wording=wording,
        anchor=anchor,
        short_answer=labels["In short"],
        body="\n".join(body).strip(),
        kind=labels.get("Kind", "answer"),
        how_long=labels.get("How long", ""),
        also_asked_as=tuple(also),
        sources=tuple(key.strip() for key in labels.get("Sources", "").split(",") if key.strip()),
    )
