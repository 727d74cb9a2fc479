"""The one further question after a save: the one whose answer would decide most now."""

import re
from dataclasses import dataclass

from journal.models import Walk
from journal.patterns import KINDS, Reading, State

YES_NO = (("yes", "Yes"), ("no", "No"))
EASED = (*YES_NO, ("", "Did not try"))
# In the order in which they are asked where two would decide as much: a warning sign can only come
# from the legs.
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
FAR = 100  # walks: what has no pattern of its own


@dataclass(frozen=True)
class NextQuestion:
    name: str
    asks: str
    answers: tuple[tuple[str, str], ...]


def next_question(walk: Walk, reading: Reading) -> NextQuestion | None:
    """Of what this walk does not say, the question that is nearest to a first answer.

    A pattern that is settled is not asked about; then come those that only help to read others.
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
    """About how many more answers a pattern needs before anything can be said of it."""
    if name not in KINDS:
        return FAR
    return sum(int(n) for need in reading[name].needs for n in re.findall(r"^\d+", need))


def read_answer(name: str, value: str) -> bool | str | None:
    """The value to be stored. Raises KeyError for what was not asked or offered."""
    offered = {key for key, _ in QUESTIONS[name][1]}
    if value not in offered:
        raise KeyError(value)
    if name == "leg_symptoms":
        return value
    return {"yes": True, "no": False, "": None}[value]
