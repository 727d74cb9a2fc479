"""The one further question after a save: the one that is nearest to telling something."""

import re
from dataclasses import dataclass

from journal.models import Walk
from journal.patterns import KINDS, Reading, State

YES_NO = (("yes", "Yes"), ("no", "No"))
EASED = (*YES_NO, ("", "Did not try"))
# The first of them is asked where two need as many further answers: the legs come first, because
# only they can be a warning sign.
QUESTIONS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "leg_symptoms": (
        "Was there pain, tingling, numbness or weakness below the buttock?",
        tuple(Walk.LegSymptoms.choices),
    ),
    "eased_by_sitting": ("Did sitting down ease it?", EASED),
    "eased_by_leaning_forward": ("Did leaning forward ease it?", EASED),
    "eased_by_lying": ("Did lying down ease it?", EASED),
    "stopped_early": ("Did you stop early because of the pain?", YES_NO),
    "painkiller": ("Did you take a painkiller before the walk?", YES_NO),
}
OPEN = (State.TOO_EARLY, State.SO_FAR)
FAR = 100  # walks, for a question without a pattern of its own


@dataclass(frozen=True)
class NextQuestion:
    name: str
    asks: str
    answers: tuple[tuple[str, str], ...]


def next_question(walk: Walk, reading: Reading) -> NextQuestion | None:
    """The question to ask after `walk`, which leaves it unanswered; None: there is none to ask.

    It is the one whose pattern needs the fewest further answers. A settled pattern is not asked
    about; questions that only help to read other patterns come last.
    """
    open_ = [name for name in QUESTIONS if getattr(walk, name) is None and _is_open(name, reading)]
    if walk.pain_after == 0:  # nothing that could have been eased
        open_ = [name for name in open_ if not name.startswith("eased_by")]
    if not open_:
        return None
    name = min(open_, key=lambda each: _lacking(each, reading))
    return NextQuestion(name, *QUESTIONS[name])


def _is_open(name: str, reading: Reading) -> bool:
    return name not in KINDS or reading[name].state in OPEN


def _lacking(name: str, reading: Reading) -> int:
    """About how many more answers the pattern of a question needs for anything to be said."""
    if name not in KINDS:
        return FAR
    return sum(int(n) for need in reading[name].needs for n in re.findall(r"^\d+", need))


def read_answer(name: str, value: str) -> bool | str | None:
    """The value to store for an answer. KeyError if it, or the question `name`, is unknown."""
    offered = {key for key, _ in QUESTIONS[name][1]}
    if value not in offered:
        raise KeyError(value)
    if name == "leg_symptoms":
        return value
    return {"yes": True, "no": False, "": None}[value]
