"""The content of a kept save of a draft, as the comparison takes it."""

from collections.abc import Mapping
from typing import Any

from articles.comparison.edition_diff import EditionContent, QuestionContent, Text
from articles.models import Answer

_FIELDS = (
    ("Title", "title"),
    ("Summary", "summary"),
    ("Introduction", "introduction"),
    ("Author", "author_name"),
    ("Declared interests", "interests"),
    ("Change note", "change_note"),
)


def content_of_snapshot(snapshot: Mapping[str, Any]) -> EditionContent:
    """Of `DraftRevision.content`; two of them compare, as two editions do."""
    fields, dates = snapshot["fields"], snapshot["dates"]
    return EditionContent(
        texts=tuple(
            Text(label, fields[name], is_rich=name == "introduction") for label, name in _FIELDS
        ),
        answers=tuple(map(_answer_content, snapshot["answers"])),
        dates=(
            Text("Next review due", dates["review_due_on"] or ""),
            Text("Expires", dates["expires_at"] or ""),
        ),
    )


def _answer_content(answer: Mapping[str, Any]) -> QuestionContent:
    kind = answer["kind"]
    return QuestionContent(
        question=answer["question"],
        anchor=answer["anchor"],
        wording=answer["wording"],
        texts=(
            Text("Short answer", answer["short_answer"]),
            Text("Kind", "" if kind == Answer.Kind.ANSWER else Answer.Kind(kind).label),
            Text("How long", answer["how_long"]),
            Text("Answer", answer["body"], is_rich=True),
            Text("Figures", "\n".join(name for _, name in answer["figures"])),
            Text("Also asked as", answer["also_asked_as"]),
        ),
        sources=tuple((pk, name) for pk, name in answer["sources"]),
    )
