"""What the report says: facts in numbers, rows over time, patterns, and what is not recorded.

Pure: a snapshot in, plain values out. The web page, the printed page and the PDF show the same.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import Any, NamedTuple

from journal import patterns
from journal.patterns import KINDS, Pattern, State, Walk
from journal.patterns.number_words import count, day, listed, plain, short_day
from journal.presentation.wording import state_words
from journal.report.snapshot import Snapshot

MAX_ROWS = 14  # of the table over time, so that the report fits two pages
EASING = {
    "eased_by_sitting": "sitting",
    "eased_by_leaning_forward": "leaning forward",
    "eased_by_standing_still": "standing still",
    "eased_by_lying": "lying down",
}
QUESTIONS = {
    "pain_next_morning": "pain the next morning",
    "leg_symptoms": "the legs",
    "stopped_early": "stopping early",
    "painkiller": "painkillers",
    **{name: f"whether {words} eased it" for name, words in EASING.items()},
}
YES_NO_ROWS = (
    ("Stopped early because of pain", "stopped_early"),
    *((f"Eased by {words}", name) for name, words in EASING.items()),
    ("Painkiller before the walk", "painkiller"),
)
LEGS = {"none": "in no leg", "one": "in one leg", "both": "in both legs"}


@dataclass(frozen=True)
class WeeksRow:
    """Some weeks of the period: the number of walks, and mean minutes, pain before and after."""

    start: date
    end: date
    walks: int
    minutes: float | None
    before: float | None
    after: float | None

    @property
    def cells(self) -> list[str]:
        means = [self.minutes, self.before, self.after]
        shown = ["–" if each is None else plain(each) for each in means]
        return [f"{short_day(self.start)} to {short_day(self.end)}", str(self.walks), *shown]


class PatternRow(NamedTuple):
    """One pattern in words: name, state, sentence, and estimate with interval (or empty)."""

    name: str
    state: str
    sentence: str
    figures: str


@dataclass(frozen=True)
class ReportContents:
    snapshot: Snapshot
    walks: Sequence[Walk]
    facts: list[tuple[str, str]]
    stretches: list[WeeksRow]
    patterns: list[PatternRow]
    untold: list[str]  # names of patterns that it is too early to say anything of
    missing: list[str]

    @property
    def title(self) -> str:
        return "Walks and back pain"

    @property
    def period(self) -> str:
        return f"{day(self.snapshot.first_day)} to {day(self.snapshot.last_day)}"

    @property
    def made_on(self) -> str:
        return day(self.snapshot.moment.date())

    @property
    def signs(self) -> list[dict[str, Any]]:
        return [each | {"day": _in_words(each["day"])} for each in self.snapshot.signs]

    @property
    def notes(self) -> list[tuple[str, str]]:
        return [(_in_words(each["day"]), each["text"]) for each in self.snapshot.notes]

    @property
    def programmes(self) -> list[str]:
        return [_begun(each) for each in self.snapshot.programmes if self.shows("programmes")]

    def shows(self, part: str) -> bool:
        return part in self.snapshot.parts


def _in_words(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else ""


def _begun(programme: Mapping[str, str | None]) -> str:
    """One programme in words; older snapshots do not say whether it was paused or ended."""
    words = f"{programme['name']}, since {_in_words(programme['started_on'])}"
    if programme["hurts_since"]:
        words += f"; it has hurt since {_in_words(programme['hurts_since'])}"
    if programme.get("ended_on"):
        words += f"; ended on {_in_words(programme['ended_on'])}"
    elif programme.get("paused_on"):
        words += f"; paused since {_in_words(programme['paused_on'])}"
    return words


def report_of(snapshot: Snapshot) -> ReportContents:
    walks = snapshot.walk_records()
    told, untold = _patterns(snapshot, walks) if "patterns" in snapshot.parts else ([], [])
    return ReportContents(
        snapshot=snapshot,
        walks=walks,
        facts=_facts(snapshot, walks),
        stretches=_stretches(snapshot, walks),
        patterns=told,
        untold=untold,
        missing=_missing(snapshot, walks),
    )


def _facts(snapshot: Snapshot, walks: Sequence[Walk]) -> list[tuple[str, str]]:
    walked = len({walk.started_at.date() for walk in walks})
    rows = [("Walks logged", f"{len(walks)}, on {walked} of {snapshot.days} days")]
    if not walks:
        return rows
    rows += [
        ("Minutes a walk", _spread([walk.minutes for walk in walks])),
        ("Pain before, 0 to 10", _spread([walk.pain_before for walk in walks])),
        ("Pain after, 0 to 10", _spread([walk.pain_after for walk in walks])),
        ("Walks that ended with more pain", _of([walk.rise > 0 for walk in walks])),
    ]
    mornings = [each.pain_next_morning for each in walks if each.pain_next_morning is not None]
    if mornings:
        told = f"{_spread(mornings)}; told of {count(len(mornings), 'walk')}"
        rows.append(("Pain the next morning", told))
    legs = Counter(walk.leg_symptoms for walk in walks if walk.leg_symptoms)
    if legs:
        said = ", ".join(f"{words} {legs[kind]}" for kind, words in LEGS.items() if legs[kind])
        rows.append(("Pain, tingling or weakness below the buttock", f"{said} (walks)"))
    for label, name in YES_NO_ROWS:
        answers = [getattr(walk, name) for walk in walks if getattr(walk, name) is not None]
        if answers:
            rows.append((label, _of(answers)))
    return rows


def _spread(values: Sequence[int]) -> str:
    middle = plain(median(values))
    if min(values) == max(values):
        return middle
    return f"mostly about {middle} (median), from {min(values)} to {max(values)}"


def _of(answers: Sequence[bool]) -> str:
    return f"{sum(answers)} of {count(len(answers), 'walk')}"


def _stretches(snapshot: Snapshot, walks: Sequence[Walk]) -> list[WeeksRow]:
    """Rows for the whole period, of one week each or of as many weeks as MAX_ROWS rows take.

    Successive rows without a walk become one.
    """
    weeks = -(-snapshot.days // 7)
    step = timedelta(days=7 * -(-weeks // MAX_ROWS))
    found: list[WeeksRow] = []
    start = snapshot.first_day
    while start <= snapshot.last_day:
        end = min(start + step - timedelta(days=1), snapshot.last_day)
        some = [walk for walk in walks if start <= walk.started_at.date() <= end]
        means = [
            sum(getattr(walk, name) for walk in some) / len(some) if some else None
            for name in ("minutes", "pain_before", "pain_after")
        ]
        if not some and found and not found[-1].walks:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(WeeksRow(start, end, len(some), *means))
        start += step
    return found


def _patterns(snapshot: Snapshot, walks: Sequence[Walk]) -> tuple[list[PatternRow], list[str]]:
    """Rows of the patterns of which something may be said, and the names of the others."""
    reading = patterns.read(walks, snapshot.moment, snapshot.programme_records())
    told = [each for each in reading.patterns if each.state != State.TOO_EARLY]
    untold = [each for each in reading.patterns if each.state == State.TOO_EARLY]
    return [_pattern_row(each) for each in told], [KINDS[each.kind].name for each in untold]


def _pattern_row(pattern: Pattern) -> PatternRow:
    kind, figures = KINDS[pattern.kind], ""
    known = [
        kind.amount(each)
        for each in (pattern.estimate, pattern.low, pattern.high)
        if each is not None
    ]
    if len(known) == 3:
        estimate, low, high = known
        figures = f"{kind.estimate_name}: {estimate}, {pattern.level:.0%} interval {low} to {high}"
    words = state_words(pattern.kind, pattern.state)
    return PatternRow(kind.name, words, pattern.sentence, figures)


def _missing(snapshot: Snapshot, walks: Sequence[Walk]) -> list[str]:
    """What the log does not say: days, unanswered questions, late and repeated entries."""
    empty = snapshot.days - len({walk.started_at.date() for walk in walks})
    found = []
    if empty:
        found.append(
            f"{count(empty, 'day')} of {snapshot.days} without a walk in the log: it does not say "
            "whether there was none, or none was logged."
        )
    unanswered = {
        words: sum(getattr(walk, name) is None for walk in walks)
        for name, words in QUESTIONS.items()
    }
    if never := [words for words, number in unanswered.items() if number == len(walks) > 0]:
        found.append(f"No walk says anything of {listed(tuple(never))}.")
    found += [
        f"{number} of {count(len(walks), 'walk')} say nothing of {words}."
        for words, number in unanswered.items()
        if 0 < number < len(walks)
    ]
    if snapshot.late:
        found.append(
            f"{count(snapshot.late, 'walk was', 'walks were')} logged more than a day later."
        )
    if snapshot.repeated:
        found.append(f"{count(snapshot.repeated, 'entry', 'entries')} repeated a walk, left out.")
    return found
