"""A draft back to what it said at an earlier save."""

import json
from typing import Any

from django.db import transaction

from accounts.models import User
from articles.models import Answer, DraftRevision, Edition, Figure, Question, Source
from articles.models.draft_revisions import ANSWER_FIELDS, TEXT_FIELDS, revision_words
from articles.models.editions import refuse_state


@transaction.atomic
def restore_revision(revision: DraftRevision, by: User) -> list[str]:
    """Store what the revision says as the draft's words, and keep that as a save of its own.

    Questions that were taken out or merged since come back with their anchors and other wordings;
    those that came since go, and are found in the save before. What is gone from the site (a
    source, a figure) is returned in words. Needs nothing of the form: the edition's row is locked.

    Raises:
        ValidationError: the edition is no draft any more.
    """
    edition = Edition.objects.select_for_update().get(pk=revision.edition_id)
    refuse_state(edition.state)
    answers = list(edition.answers.for_reading())
    DraftRevision.objects.record(edition, by, "As it was before going back", answers=answers)
    content = revision.content
    for name in TEXT_FIELDS:
        setattr(edition, name, content["fields"][name])
    for name, value in content["dates"].items():
        field = Edition._meta.get_field(name)
        setattr(edition, name, field.to_python(value))  # type: ignore[union-attr]
    missing: list[str] = []
    # Most answers are as they were: in their place, with all that they say.
    same = {(each.position, _as_text(revision_words(each))): each.pk for each in answers}
    kept = [
        same.get((place, _as_text(words))) or _restored(edition, place, words, missing).pk
        for place, words in enumerate(content["answers"], start=1)
    ]
    edition.answers.exclude(pk__in=kept).delete()
    edition.save()  # who goes back has written in it
    DraftRevision.objects.record(edition, by, f"Back to save {revision.number}")
    return missing


def _as_text(words: dict[str, Any]) -> str:
    return json.dumps(words, sort_keys=True)


def _restored(edition: Edition, place: int, words: dict[str, Any], missing: list[str]) -> Answer:
    question = _question(edition, words)
    answer = edition.answers.filter(question=question).first()
    answer = answer or Answer(edition=edition, question=question)
    for name in ANSWER_FIELDS:
        setattr(answer, name, words[name])
    answer.position = place
    answer.save()
    answer.sources.set(_found(Source, words["sources"], missing))
    answer.set_figures(_found(Figure, words["figures"], missing))
    return answer


def _question(edition: Edition, words: dict[str, Any]) -> Question:
    """The question of that time, or one made again with its anchor where it was deleted."""
    of_article = Question.objects.filter(article=edition.article_id)
    question = of_article.filter(pk=words["question"]).first()
    question = question or of_article.filter(anchor=words["anchor"]).first()
    question = question or Question(article=edition.article, anchor=words["anchor"])
    question.draft_wordings(words["also_asked_as"])
    question.save()
    return question


def _found(model: Any, named: list[list[Any]], missing: list[str]) -> list[Any]:
    """The rows that still are, in their order."""
    rows = model.objects.in_bulk([pk for pk, _ in named])
    missing += [name for pk, name in named if pk not in rows]
    return [rows[pk] for pk, _ in named if pk in rows]
