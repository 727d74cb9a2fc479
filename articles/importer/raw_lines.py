"""The lines of raw text, with marks separated from words and hard-wrapped lines joined again."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from articles.importer.printed_pages import rejoined
from articles.importer.raw_document import DocumentError, DocumentFinding
from articles.text.sentences import QUESTION_MARKS, ends_a_sentence, has_words, sentences

MAX_QUESTION = 200  # as in Answer.wording
MAX_LINE = 20_000
BOLD_LEVEL = 7  # the level of bold lines, below the six levels of headings

Mark = Literal["none", "question", "answer", "number", "item"]

_QUESTION = (
    r"(?:(?:Q(?:uestion)?|Frage|Pregunta|Pergunta|Domanda|Vraag)\s*(?:\d{1,3}\s*)?[.:)–—-]+"
    r"|(?:[DFPV]\s?\d{0,2}|interviewer|moderator|host|reader|patient|you asked)\s?:)(?=\s+\S)"
)
ARROW = r"(?:[→⇒➔➜➝➞➡⮕👉▶►]\ufe0f?|[-=]>)"  # stands before an answer or each of its items
_ANSWER = (
    rf"(?:{ARROW}(?=\s*\S)|"
    r"(?:(?:A(?:ns(?:wer)?)?|Antwort|Réponse|Respuesta|Resposta|Risposta|Antwoord)"
    r"\s*(?:\d{1,3}\s*)?[.:)]+|(?:answer|antwort|réponse|respuesta)\s*(?:\d{1,3}\s*)?[–—-]+"
    r"|(?:R\s?\d{0,2}|physio(?:therapist)?|therapist|doctor|gp|expert|our answer|we answer|we say"
    r"|(?:dr|prof)\.?\s[^\W\d]+)\s?:)(?=\s+\S))"
)
_NUMBER = (
    r"(?:\(?\d{1,3}(?:[.:]\)?|\))|\(?[IVX]{1,5}[.)])(?=\s+\S)"
    r"|\d{1,2}(?:\.\d{1,2}){1,2}[.)]?(?=\s+[^\W\d_a-z][^.]{1,200}$)"  # 2.1 before a heading
)
# “Question 3:” or “Answer” on a line of its own, perhaps as a heading.
_LABEL = re.compile(
    r"(?P<before>#{1,6}\s+|\*\*)?(?P<label>(?:(?P<answer>answer|antwort|réponse|respuesta|risposta"
    r"|antwoord|a)|question|frage|pregunta|domanda|vraag|q)(?P<number>\s*\d{1,3})?)"
    r"(?P<end>\s*[.:)–—-]*)(?:\*\*)?",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"(?P<before>#{1,6}\s+|\*\*(?=.*\*\*$))?(?P<words>.*?)(?:\*\*)?")
# Emoji and triangles before a heading or a question: ❓ 🦵 ▶ ✅
_EMOJI = r"\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_PICTOGRAPHS = re.compile(
    rf"(?:(?![◦▪‣●○])(?:[{_EMOJI}]|\d(?=\ufe0f?\u20e3))[\ufe0f\u200d\u20e3]*\s?)+(?=\s*\S)"
)
# The same after one: “1. Is it safe? ✅”. It never starts inside a row of emoji: that took seconds.
_LAST_PICTOGRAPHS = re.compile(
    rf"(?<=[^\s{_EMOJI}\ufe0f\u200d])\s*(?:[{_EMOJI}][\ufe0f\u200d]*\s?)+$"
)
_RULE = re.compile(r"[-*_=~–—⸻·•\s]{3,}|⸻")
# The bullets of Word's lists when copied: they are letters of symbol fonts.
_WORD_BULLET = re.compile(r"\s*([·o§])(?:\t|[ \u00a0]{2})[ \t\u00a0]*(?=\S)")
_WORD_BULLETS = {"·": "•", "o": "◦", "§": "▪"}
_ITEM = r"[•◦▪‣●○*+–-](?=\s+\S)"
_MARKS: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    ("question", re.compile(_QUESTION, re.IGNORECASE)),
    ("answer", re.compile(_ANSWER, re.IGNORECASE)),
    ("number", re.compile(_NUMBER)),
    ("item", re.compile(_ITEM)),
)
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_UNDERLINE = re.compile(r"(=|-)\1{2,}")
_BOLD = re.compile(r"\*\*(?=\S)(?P<bold>[^*]{1,200}?)\*\*(?P<rest>.*)")
_EMPHASIS = re.compile(r"\*\*(?=\S)([^*]{1,200}?)(?<=\S)\*\*")
_LIGHT_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_]{1,200}?)(?<=\S)\1(?![\w*_])")
_RUN_IN = re.compile(rf"({_QUESTION}\s.{{1,200}}?[?？])\s+({_ANSWER}\s.*)", re.IGNORECASE)
_QUOTED = re.compile(r"(?:>\s?)+")
_QUOTE_MARK = re.compile(r"(?:>\s?)+(?=[^\s:>]|$)")  # not “>>:”, a link to the next page
_AMOUNT = re.compile(r"(?!\s*\d{1,3}[.)]\s)(?:=|[~≈.£€$]?\s?[\d¼-¾⅐-⅞])")  # no item: “1. ”
_MAIL_HEADER = re.compile(r"(?P<name>from|to|cc|sent|date|subject|reply-to):\s*(?P<value>.*)", re.I)
_PARENTHESIS = re.compile(r"\s*\([^()]{1,80}\)$")

# A text is hard-wrapped if at least three of its lines, and a quarter of those with a line directly
# below, continue in that line. Items and headings are shorter than this or end a sentence.
MIN_WRAPPED = 45
MAX_WRAPPED = 120
MIN_GOING_ON = 3
MIN_SHARE_GOING_ON = 0.25
MIN_SHARE_QUOTED = 0.8  # of lines that begin with “>”, from which on a mail is quoted whole


@dataclass(frozen=True)
class Line:
    """A paragraph, a heading or an item of a list, as one line.

    `mark`: what stood before its words (“Q.”, “5)”, “•”). `level`: that of a heading, 0 for other
    lines; bold lines are headings of the lowest level. `is_after_gap`: a blank line is above it.
    """

    text: str
    mark: str = ""
    kind: Mark = "none"
    level: int = 0
    is_after_gap: bool = False

    @property
    def whole(self) -> str:
        """The line as it was, with its mark and words."""
        return f"{self.mark} {self.text}" if self.mark else self.text

    @property
    def is_listed(self) -> bool:
        return self.kind in ("number", "item")


def is_question(line: str) -> bool:
    """Whether `line` is short and all of its sentences are questions."""
    if len(line) > MAX_QUESTION:
        return False
    line = _PARENTHESIS.sub("", line)
    return has_words(line) and all(each.endswith(QUESTION_MARKS) for each in sentences(line))


def read_lines(text: str) -> tuple[list[Line], list[DocumentFinding]]:
    """The lines of `text` that are not blank, and findings if it was quoted or hard-wrapped.

    Raises:
        DocumentError: if a line is longer than `MAX_LINE` characters.
    """
    text, notes = _unquoted(text)
    rows = list(_labels_joined(_rows(text)))
    if width := _wrapped_width(rows):
        rows = _joined(rows, width)
        notes.append(
            DocumentFinding(
                "hard-wrapped",
                f"The lines were broken at about {width} characters. They were joined to "
                "paragraphs again: look whether each begins and ends where it should.",
            )
        )
    return _underlined(_lines(rows)), notes


def _unquoted(text: str) -> tuple[str, list[DocumentFinding]]:
    """A mail that was quoted whole, without quote marks and headers but for its subject, and a
    finding. Of other texts, the text with one “> ” before each quoted line."""
    lines = text.splitlines()
    written = [line for line in lines if line.strip()]
    quoted = sum(line.startswith(">") for line in written)
    if len(written) < MIN_GOING_ON or quoted < MIN_SHARE_QUOTED * len(written):
        return "\n".join(_quoted_alike(lines)), []
    bare = [_QUOTED.sub("", line, count=1) if line.startswith(">") else line for line in lines]
    kept = []
    for place, line in enumerate(bare):
        header = _MAIL_HEADER.fullmatch(line.strip())
        if not header:
            kept += bare[place:]
            break
        kept += [header["value"]] if header["name"].lower() == "subject" else []
    said = "It was quoted as in a mail: the marks before its lines and its headers were left out."
    return "\n".join(kept), [DocumentFinding("quoted", said)]


def _quoted_alike(lines: list[str]) -> Iterator[str]:
    """The lines with “> ” before each quoted one, except questions: in a mail the answer follows.

    If all quoted lines that stand together begin with an amount, “>” means “more than”: “>50”.
    """
    for are_quoted, run in groupby(lines, lambda line: bool(_QUOTE_MARK.match(line))):
        if not are_quoted:
            yield from run
            continue
        quoted = [_QUOTE_MARK.sub("", line, count=1) for line in run]
        if all(map(_AMOUNT.match, quoted)):
            yield from (f">{words}" for words in quoted)
        else:
            for words in quoted:
                yield words if not words.strip() or is_question(words) else f"> {words}"


def _rows(text: str) -> Iterator[tuple[str, bool]]:
    """Each line that is not blank, with single spaces, and whether a blank line is above it."""
    is_after_gap = False
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > MAX_LINE:
            raise DocumentError(
                f"Line {number} is {len(line):,} characters long, at most {MAX_LINE:,} are read. "
                "Put each paragraph on a line of its own."
            )
        found = _WORD_BULLET.match(line)
        row = " ".join(line.split())
        row = f"{_WORD_BULLETS[found[1]]} {row[1:].lstrip()}" if found else row
        if row:
            yield row, is_after_gap
        is_after_gap = not row


def _labels_joined(rows: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """The rows, with each label on a row of its own joined to the row below it."""
    label: tuple[str, bool] | None = None
    for row, is_after_gap in rows:
        if label:
            yield _labelled(label[0], row), label[1]
            label = None
        elif (found := _LABEL.fullmatch(row)) and _is_label(found):
            label = row, is_after_gap
        else:
            yield row, is_after_gap
    if label:
        yield label


def _is_label(found: re.Match[str]) -> bool:
    """Whether it is a label and not text: “Question” and “A.” need a number or colon for that."""
    is_letter = len(found["label"]) == 1
    return bool(found["number"]) or (":" if is_letter else found["end"].strip() or "?") in found[0]


def _labelled(label: str, row: str) -> str:
    """`row` after its label. A question is bold or a heading if its label is; an answer is not."""
    found, inside = _LABEL.fullmatch(label), _WRAPPED.fullmatch(row)
    if not found or not inside:
        return f"{label} {row}"
    start = "" if found["answer"] else found["before"] or inside["before"] or ""
    words = f"{found['label']}: {inside['words']}"
    return f"**{words}**" if start == "**" else f"{start}{words}"


# --- Hard-wrapped -------------------------------------------------------------------------------


def _wrapped_width(rows: list[tuple[str, bool]]) -> int:
    """The width in characters at which the text was wrapped; 0 if it was not."""
    if not rows or sum(len(row) > MAX_WRAPPED for row, _ in rows) > len(rows) / 20:
        return 0
    together = [(one[0], _bare(two[0])) for one, two in pairwise(rows) if not two[1]]
    going_on = sum(
        len(one) >= MIN_WRAPPED and not ends_a_sentence(one) and two[0].islower()
        for one, two in together
    )
    if going_on < MIN_GOING_ON or going_on < MIN_SHARE_GOING_ON * len(together):
        return 0
    return max(len(row) for row, _ in rows if len(row) <= MAX_WRAPPED)


def _bare(row: str) -> str:
    """`row` without the mark of a quote."""
    return row.removeprefix("> ")


def _joined(rows: list[tuple[str, bool]], width: int) -> list[tuple[str, bool]]:
    joined: list[tuple[str, bool]] = []
    last = ""
    for row, is_after_gap in rows:
        if joined and not is_after_gap and not _begins(joined[-1][0], last, row, width):
            before, was_after_gap = joined[-1]
            joined[-1] = (rejoined(before, _bare(row)), was_after_gap)
        else:
            joined.append((row, is_after_gap))
        last = row
    return joined


def _begins(before: str, last: str, row: str, width: int) -> bool:
    """Whether `row` begins a new paragraph, heading or item.

    `before`: the paragraph so far; `last`: its last row; `width`: that of the wrapped text.
    """
    if row.startswith("> ") != before.startswith("> "):
        return True
    before, row = _bare(before), _bare(row)
    line = _line(row, False)
    if line.level or line.mark or _line(before, False).level or len(before) > MAX_LINE // 2:
        return True
    if is_question(before) or row.startswith("|") or before.startswith("|"):
        return True
    if is_question(row) and ends_a_sentence(last):
        return True
    if row[0].islower():
        return False
    is_short = len(last) < 0.7 * width
    return is_short and (ends_a_sentence(last) or len(last) < 0.5 * width)


# --- Marks --------------------------------------------------------------------------------------


def _lines(rows: Iterable[tuple[str, bool]]) -> Iterator[Line]:
    for row, is_after_gap in rows:
        for number, part in enumerate(_parts(row)):
            line = _line(part, is_after_gap and not number)
            if line.text:
                yield line


def _parts(row: str) -> tuple[str, ...]:
    """`row` split into a question and its answer, if it has both."""
    if found := _RUN_IN.fullmatch(row):
        return found[1], found[2]
    if (found := _BOLD.fullmatch(row)) and is_question(found["bold"]) and has_words(found["rest"]):
        return f"**{found['bold']}**", found["rest"].strip()
    return (row,)


def _line(row: str, is_after_gap: bool) -> Line:
    level = 0
    if found := _HEADING.fullmatch(row):
        level, row = len(found[1]), found[2]
    row, last = _without_last_picture(row, level)
    if (found := _BOLD.fullmatch(row)) and found["rest"].strip() in ("", ":", "."):
        level, row = level or BOLD_LEVEL, found["bold"].strip()
    row = _LIGHT_EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\1", row))
    picture = _picture(row) if level or is_question(row) else ""
    row = row[len(picture) :].strip()
    for kind, pattern in _MARKS:
        if (found := pattern.match(row)) and has_words(row[found.end() :]):
            text = row[found.end() :].strip()
            mark = f"{picture} {found.group()}".strip()
            if level or is_question(text):
                picture = _picture(text)
                mark = f"{mark} {picture}".strip()
                text = text[len(picture) :].strip()
            return Line(text, f"{mark} {last}".strip(), kind, level, is_after_gap)
    return Line(row, f"{picture} {last}".strip(), level=level, is_after_gap=is_after_gap)


def _without_last_picture(row: str, level: int) -> tuple[str, str]:
    """A heading, bold line or question without the emoji after its words, and the emoji."""
    found = _LAST_PICTOGRAPHS.search(row)
    if not found:
        return row, ""
    bare = row[: found.start()]
    bold = _BOLD.fullmatch(bare)
    if level or (bold and not bold["rest"]) or is_question(re.sub(rf"^{_NUMBER}\s+", "", bare)):
        return bare, found.group().strip()
    return row, ""


def _picture(row: str) -> str:
    """The emoji before the words of a heading or question; empty if there are none."""
    found = _PICTOGRAPHS.match(row)
    return found.group().strip() if found and has_words(row[found.end() :]) else ""


def _underlined(lines: Iterable[Line]) -> list[Line]:
    """The lines without rules; a line with a row of “=” or “-” directly below becomes a heading."""
    kept: list[Line] = []
    for line in lines:
        under = _UNDERLINE.fullmatch(line.text)
        if under and kept and not line.is_after_gap and len(kept[-1].text) <= MAX_QUESTION:
            kept[-1] = replace(kept[-1], level=1 if under[1] == "=" else 2)
        elif line.mark or not _RULE.fullmatch(line.text):
            kept.append(line)
    return kept
