"""Restoring a draft to what it said at an earlier save."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from articles.models import Answer, DraftRevision, Edition, Figure, Question, Source
from articles.models.answers import store_figures, store_sources
from articles.models.draft_revisions import ANSWER_FIELDS, TEXT_FIELDS, revision_words
from articles.models.editions import refuse_state
from articles.text.rich_text import clean_rich_text

Words = dict[str, Any]  # of one answer, as a revision keeps them


@transaction.atomic
def restore_revision(revision: DraftRevision, by: User) -> list[str]:
    """Store what the revision says as the draft's words, and record that as a new revision.

    Questions that were removed or merged since come back with their anchors and other wordings.
    Those that were added since are removed; a revision recorded before keeps them. Returns the
    names of sources and figures that were deleted from the site. Locks the edition's row.

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
    # Most answers need no change: they stand in the same place and say the same.
    same = {(each.position, _as_text(revision_words(each))): each.pk for each in answers}
    kept, changed = [], {}
    for place, words in enumerate(content["answers"], start=1):
        if key := same.get((place, _as_text(words))):
            kept.append(key)
        else:
            changed[place] = words
    restored = _restored(edition, answers, changed) if changed else []
    missing = _store_named(restored, changed.values())
    edition.answers.exclude(pk__in=[*kept, *(each.pk for each in restored)]).delete()
    edition.save()  # its history then counts `by` as one of its writers
    DraftRevision.objects.record(edition, by, f"Back to save {revision.number}")
    return missing


def _as_text(words: Words) -> str:
    return json.dumps(words, sort_keys=True)


def _restored(
    edition: Edition, stored: Iterable[Answer], changed: Mapping[int, Words]
) -> list[Answer]:
    """Store and return the answers that say `changed`, by place; as few queries for twelve as for
    one."""
    known = {each.question_id: each for each in stored}
    restored = []
    for (place, words), question in zip(
        changed.items(), _questions(edition, changed.values()), strict=True
    ):
        answer = known.get(question.pk) or Answer(edition=edition, question=question)
        # bulk_update does not call the field's own cleaning.
        values = words | {"body": clean_rich_text(words["body"])}
        for name in ANSWER_FIELDS:
            setattr(answer, name, values[name])
        answer.position = place
        restored.append(answer)
    written = [each for each in restored if each.pk is not None]
    Answer.objects.bulk_update(written, [*ANSWER_FIELDS, "position"])
    Answer.objects.bulk_create(each for each in restored if each.pk is None)
    return restored


def _questions(edition: Edition, changed: Iterable[Words]) -> list[Question]:
    """The question of each of `changed`; one that was deleted is stored again with its anchor."""
    of_article = list(Question.objects.filter(article=edition.article_id))
    by_key = {row.pk: row for row in of_article}
    by_anchor = {row.anchor: row for row in of_article}
    found = []
    for words in changed:
        question = by_key.get(words["question"]) or by_anchor.get(words["anchor"])
        question = question or Question(article=edition.article, anchor=words["anchor"])
        if question.pk is None or question.drafted_wordings != words["also_asked_as"]:
            question.draft_wordings(words["also_asked_as"])
            question.save()
        found.append(question)
    return found


def _store_named(restored: Sequence[Answer], changed: Iterable[Words]) -> list[str]:
    """Store the sources and figures that each answer had; returns names of those deleted since."""
    pairs = list(zip(restored, changed, strict=True))
    missing: list[str] = []
    for model, kind, store in (
        (Source, "sources", store_sources),
        (Figure, "figures", store_figures),
    ):
        named = [each for _, words in pairs for each in words[kind]]
        rows: dict[int, Any] = model._default_manager.in_bulk({pk for pk, _ in named})
        missing += [name for pk, name in named if pk not in rows]
        store(
            {
                answer.pk: [rows[pk] for pk, _ in words[kind] if pk in rows]
                for answer, words in pairs
            }
        )
    return missing
