"""The front page's questions: those that are asked most, with the first sentence of each answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

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


@dataclass(frozen=True)
class FrontQuestion:
    answer: Answer
    first_sentence: str


def front_questions(now: datetime, cautions: Iterable[Caution]) -> list[FrontQuestion]:
    """The questions of `FRONT_QUESTIONS` that are public, in that order.

    None that names a medicine: its caution has no room here, and may not be left out.
    """
    named = Q()
    for name in FRONT_QUESTIONS:
        slug, _, anchor = name.partition("#")
        named |= Q(question__article__slug=slug, question__anchor=anchor)
    answers = Answer.objects.select_related("edition", "question__article").filter(
        named, edition__in=Edition.objects.public(now)
    )
    found = [
        FrontQuestion(answer, _SENTENCE_END.split(answer.short_answer, maxsplit=1)[0])
        for answer in answers
        if not any(
            caution.is_needed_in(f"{answer.wording} {answer.short_answer}") for caution in cautions
        )
    ]
    return sorted(found, key=lambda each: FRONT_QUESTIONS.index(str(each.answer.question)))
