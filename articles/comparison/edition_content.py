"""The content of a stored edition, or of a draft's revision, as values to compare."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format

from articles.comparison.edition_diff import EditionContent, QuestionContent, Text
from articles.models import Answer, Edition, Figure
from articles.models.draft_revisions import TEXT_FIELDS, revision_words
from articles.models.edition_answers import answers_to_show

LABELS = {"author_name": "Author", "interests": "Declared interests", "change_note": "Change note"}


def content_of(edition: Edition, answers: Iterable[Answer] | None = None) -> EditionContent:
    """All that readers see of `edition`, and its dates; `answers` if the caller has read them."""
    answers = answers_to_show(edition) if answers is None else answers
    fields = {name: getattr(edition, name) for name in TEXT_FIELDS}
    dates = _day(edition.review_due_on), _moment(edition.expires_at)
    return _content(fields, (_words(answer, edition.is_open) for answer in answers), *dates)


def content_of_snapshot(snapshot: Mapping[str, Any]) -> EditionContent:
    """The content of a revision (`DraftRevision.content`), to compare with that of another one."""
    review_due, expires = snapshot["dates"]["review_due_on"], snapshot["dates"]["expires_at"]
    dates = _day(parse_date(review_due or "")), _moment(parse_datetime(expires or ""))
    return _content(snapshot["fields"], snapshot["answers"], *dates)


def _content(
    fields: Mapping[str, str], answers: Iterable[Mapping[str, Any]], review_due: str, expires: str
) -> EditionContent:
    return EditionContent(
        texts=tuple(
            Text(LABELS.get(name, name.capitalize()), fields[name], name == "introduction")
            for name in TEXT_FIELDS
        ),
        answers=tuple(map(_question, answers)),
        dates=(Text("Next review due", review_due), Text("Expires", expires)),
    )


def _question(words: Mapping[str, Any]) -> QuestionContent:
    kind = Answer.Kind(words["kind"])
    return QuestionContent(
        question=words["question"],
        anchor=words["anchor"],
        wording=words["wording"],
        texts=(
            Text("Short answer", words["short_answer"]),
            Text("Kind", "" if kind == Answer.Kind.ANSWER else str(kind.label)),
            Text("How long", words["how_long"]),
            Text("Answer", words["body"], is_rich=True),
            Text("Figures", "\n".join(name for _, name in words["figures"])),
            Text("Also asked as", words["also_asked_as"]),
        ),
        sources=tuple((pk, name) for pk, name in words["sources"]),
    )


def _words(answer: Answer, is_open: bool) -> dict[str, Any]:
    """The answer as a revision keeps it, but each figure with all its words instead of a name."""
    words = revision_words(answer)
    words["figures"] = [(figure.pk, _figure(figure)) for figure in answer.figures]
    if not is_open:  # wordings belong to the question, and a later draft may have others
        words["also_asked_as"] = answer.question.also_asked_as
    return words


def _figure(figure: Figure) -> str:
    said = (figure.said_instead, figure.caption, figure.credit)
    return f"{figure.key}: {' – '.join(filter(None, said))}"


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _moment(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i") if moment else ""
