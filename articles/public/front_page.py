"""The front page's questions: those asked most, each with the first sentence of its answer."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef

from articles.models import Answer, Caution, Edition

# An article's address and the question's anchor, in the order in which the page asks them.
FRONT_QUESTIONS = (
    "back-hurts-after-walking#why-it-hurts",
    "back-hurts-after-walking#is-walking-to-blame",
    "looking-after-your-back#stay-active",
    "how-long-it-lasts#natural-course",
    "walking-as-exercise#best-exercises",
    "leg-pain-when-walking#pain-into-leg",
    "heat-cold-and-sleep#heat-or-cold",
    "seeing-someone#scan",
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def front_questions(now: datetime, cautions: Iterable[Caution]) -> list[tuple[Answer, str]]:
    """The questions of `FRONT_QUESTIONS` that are public, in that order: each answer with the first
    sentence of its short answer.

    A question that names a medicine is left out: there is no room here for the caution that would
    have to stand beside it.
    """
    places = [name.partition("#") for name in FRONT_QUESTIONS]
    # Slugs and anchors are two conditions, and editions are tested by EXISTS, so that the database
    # begins with these few articles and not with every public edition.
    answers = Answer.objects.select_related("edition", "question__article").filter(
        Exists(Edition.objects.public(now).filter(pk=OuterRef("edition"))),
        question__article__slug__in=[slug for slug, _, _ in places],
        question__anchor__in=[anchor for _, _, anchor in places],
    )
    found = {str(answer.question): answer for answer in answers}
    return [
        (answer, _SENTENCE_END.split(answer.short_answer, maxsplit=1)[0])
        for answer in map(found.get, FRONT_QUESTIONS)
        if answer
        and not any(
            caution.is_needed_in(f"{answer.wording} {answer.short_answer}") for caution in cautions
        )
    ]
