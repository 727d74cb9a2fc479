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
    Figures: key, key

A label's text may go on in the next lines, indented by two spaces. Starter articles are written by
hand in this format, and exports by `article_writer`; `parse_article` reads both.
"""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from articles.text.markdown import LABELS

HEADING = re.compile(r"^## (?P<wording>.+?)\s*\{#(?P<anchor>[a-z0-9-]+)\}[^\S\n]*$", re.MULTILINE)
LABEL = re.compile(rf"^(?P<label>{'|'.join(LABELS)}):\s*(?P<value>.*)$")
GOES_ON = "  "


class FormatError(ValueError):
    """The file is not in the format above: the message says why; `line` is the line, from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


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
    figures: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)  # of its heading, in the file that it came from


@dataclass(frozen=True)
class ArticleText:
    """One article file: what stands between the `+++` lines, the introduction, the questions."""

    meta: dict[str, Any]
    introduction: str
    questions: tuple[QuestionText, ...] = field(default=())


def parse_article(text: str) -> ArticleText:
    """Read one article file; which entries there are and their types is not checked.

    Raises:
        FormatError: the text is not in the format that the module describes.
    """
    front, body = split_front_matter(text)
    above = text.replace("\r\n", "\n").rstrip("\n").count("\n") - body.rstrip("\n").count("\n")

    def line_at(place: int) -> int:
        return above + 1 + body[:place].count("\n")

    headings = list(HEADING.finditer(body))
    for found in re.finditer(r"^## .*$", body, re.MULTILINE):
        if not HEADING.match(found[0]):
            raise FormatError(
                f"The heading “{found[0]}” has no {{#anchor}}.", line_at(found.start())
            )
    starts = [*(found.start() for found in headings), len(body)]
    questions = tuple(
        _question(
            found["wording"], found["anchor"], body[found.end() : end], line_at(found.start())
        )
        for found, end in zip(headings, starts[1:], strict=True)
    )
    anchors: set[str] = set()
    for question in questions:
        if question.anchor in anchors:
            raise FormatError(f"The anchor “{question.anchor}” stands twice.", question.line)
        anchors.add(question.anchor)
    introduction = body[: headings[0].start()] if headings else body
    return ArticleText(front, introduction.strip(), questions)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """(entries between the `+++` lines, text after them). Raises FormatError."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    parts = re.split(r"^\+\+\+[^\S\n]*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise FormatError("The file does not start with TOML between two lines “+++”.")
    try:
        return tomllib.loads(parts[1]), parts[2]
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"line (\d+)", str(error))
        line = parts[0].count("\n") + int(told[1]) if told else 1
        raise FormatError(f"Between the “+++” lines: {error}", line) from error
    except (ValueError, RecursionError) as error:  # very long numbers, very deeply nested lists
        raise FormatError("Between the “+++” lines is more than can be read.") from error


def _question(wording: str, anchor: str, block: str, heading: int) -> QuestionText:
    labels: dict[str, str] = {}
    also: list[str] = []
    body: list[str] = []
    in_list, going_on = False, ""
    for number, line in enumerate(block.split("\n"), start=heading):
        if found := LABEL.match(line):
            going_on = found["label"]
            if going_on in labels:
                raise FormatError(f"“{wording}”: “{going_on}:” stands twice.", number)
            labels[going_on] = found["value"].strip()
            in_list = going_on == "Also asked as"
        elif going_on and line.startswith(GOES_ON):
            labels[going_on] += "\n" + line.removeprefix(GOES_ON)
        elif in_list and line.startswith("- "):
            also.append(line[2:].strip())
            going_on = ""
        elif in_list and not line.strip():
            in_list = not also  # a blank line may stand before the list, and ends it after
            going_on = ""
        else:
            in_list, going_on = False, ""
            body.append(line)
    if not labels.get("In short"):
        raise FormatError(f"“{wording}” has no line “In short:”.", heading)
    return QuestionText(
        wording=wording,
        anchor=anchor,
        short_answer=labels["In short"],
        body="\n".join(body).strip(),
        kind=labels.get("Kind", "answer"),
        how_long=labels.get("How long", ""),
        also_asked_as=tuple(also),
        sources=_keys(labels.get("Sources", "")),
        figures=_keys(labels.get("Figures", "")),
        line=heading,
    )


def _keys(listed: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in listed.split(",") if key.strip())
