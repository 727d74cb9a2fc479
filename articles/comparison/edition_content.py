"""The content of a stored edition, as the comparison takes it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from articles.comparison.edition_diff import EditionContent, QuestionContent, Text
from articles.models import Answer, Edition, Figure


def content_of(edition: Edition, answers: Iterable[Answer] | None = None) -> EditionContent:
    """All that readers see of `edition`, and its dates; `answers` where they are read already."""
    answers = edition.answers.for_reading() if answers is None else answers
    return EditionContent(
        texts=(
            Text("Title", edition.title),
            Text("Summary", edition.summary),
            Text("Introduction", edition.introduction, is_rich=True),
            Text("Author", edition.author_name),
            Text("Declared interests", edition.interests),
            Text("Change note", edition.change_note),
        ),
        answers=tuple(_asked(answer, edition.is_open) for answer in answers),
        dates=(
            Text("Next review due", _day(edition.review_due_on)),
            Text("Expires", _moment(edition.expires_at)),
        ),
    )


def _asked(answer: Answer, is_open: bool) -> QuestionContent:
    question = answer.question
    return QuestionContent(
        question=answer.question_id,
        anchor=question.anchor,
        wording=answer.wording,
        texts=(
            Text("Short answer", answer.short_answer),
            Text("Kind", "" if answer.kind == Answer.Kind.ANSWER else answer.get_kind_display()),
            Text("How long", answer.how_long),
            Text("Answer", answer.body, is_rich=True),
            Text("Figures", "\n".join(map(_figure, answer.figures))),
            # They belong to the question: an edition that is not published yet may bring others.
            Text("Also asked as", question.drafted_wordings if is_open else question.also_asked_as),
        ),
        sources=tuple((source.pk, str(source)) for source in answer.cited),
    )


def _figure(figure: Figure) -> str:
    said = (figure.said_instead, figure.caption, figure.credit)
    return f"{figure.key}: {' – '.join(filter(None, said))}"


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _moment(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i") if moment else ""
