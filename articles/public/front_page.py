"""The front page's questions: those that are asked most, with the first sentence of each answer."""

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

    None that names a medicine: its caution has no room here, and may not be left out.
    """
    places = [name.partition("#") for name in FRONT_QUESTIONS]
    # Articles and anchors apart, and editions asked for one by one: the database then begins with
    # these few articles, and not with every edition that is public.
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
