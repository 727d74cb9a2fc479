"""Patterns as a page shows them: name, state in words, chart, and the walks behind them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.utils.formats import date_format
from django.utils.safestring import SafeString

from journal.models import Walk
from journal.patterns import KINDS, ChartData, Pattern, Phase, Reading, State
from journal.patterns.kinds.kind import Kind
from journal.patterns.kinds.linear_model import LinearModelKind
from journal.patterns.kinds.share_of_walks import ShareOfWalks
from journal.patterns.number_words import short_day
from journal.presentation.chart_legends import legend_of
from journal.presentation.charts import draw, in_weeks
from journal.presentation.wording import DESCRIBED, badge, plain_number, state_words

# On each side, the newest: a log of ten years would list thousands.
WALKS_SHOWN = 8
RECENTLY = timedelta(days=56)  # before the last walk
SAY = "Walks that say so", "Walks that say otherwise", "Walks that say neither"
SHARE_SIDES = "Walks where it was so", "Walks where it was not", "Walks that say neither"
LEAN = "Walks that lean to more pain", "Walks that lean to less pain", "Walks that lean neither way"
NOTHING_SAID = State.NO_CLEAR_LINK, State.CANNOT_TELL
ORDER = (
    DESCRIBED,
    State.LINKED,
    "mostly",
    State.NO_CLEAR_LINK,
    "seldom",
    State.SO_FAR,
    State.CANNOT_TELL,
    State.TOO_EARLY,
)


@dataclass(frozen=True)
class EvidenceWalks:
    """The newest of the walks on one side, and the number of all of them."""

    walks: tuple[Walk, ...]
    count: int

    @property
    def further(self) -> int:
        return self.count - len(self.walks)


@dataclass(frozen=True)
class Statement:
    pattern: Pattern
    name: str
    chart: SafeString | None
    walks_for: EvidenceWalks
    walks_against: EvidenceWalks
    walks_neither: EvidenceWalks

    @property
    def kind(self) -> Kind:
        return KINDS[self.pattern.kind]

    @property
    def is_spoken(self) -> bool:
        """Whether there is more to say than what is missing."""
        return self.pattern.state != State.TOO_EARLY

    @property
    def badge(self) -> str:
        """The word by which the page groups it."""
        return badge(self.pattern.kind, str(self.pattern.state))

    @property
    def state_words(self) -> str:
        return state_words(self.pattern.kind, self.pattern.state)

    @property
    def short(self) -> str:
        """A sentence without numbers; empty where the headline is the whole sentence."""
        if self.headline == self.pattern.sentence:
            return ""
        return self.kind.short_sentence(self.pattern.state, self.pattern.direction)

    @property
    def sides(self) -> list[tuple[str, EvidenceWalks]]:
        """The walks of each side with its heading. Where nothing is claimed, none can “say so”."""
        names = SAY
        if isinstance(self.kind, ShareOfWalks):
            names = SHARE_SIDES
        elif isinstance(self.kind, LinearModelKind) and self.pattern.state in NOTHING_SAID:
            more, less, neither = LEAN
            is_less = (self.pattern.estimate or 0.0) < 0
            names = (less, more, neither) if is_less else LEAN
        found = self.walks_for, self.walks_against, self.walks_neither
        return list(zip(names, found, strict=True))

    @property
    def legend(self) -> list[tuple[str, str]]:
        return legend_of(self.pattern)

    @property
    def recently_withdrawn(self) -> str:
        """The sentence that took a claim back within RECENTLY before the last walk; else empty."""
        taken_back = self.pattern.withdrawn
        if taken_back is None:
            return ""
        last = self.pattern.last or taken_back.stopped_on
        return taken_back.sentence if last - taken_back.stopped_on <= RECENTLY else ""

    @property
    def is_unanswered(self) -> bool:
        """Whether the question that it rests on was never answered."""
        return not self.pattern.walks_used and self.kind.unit == "share"

    @property
    def headline(self) -> str:
        return self.kind.headline(self.pattern)

    @property
    def has_evidence(self) -> bool:
        return self.pattern.walks_used > 0

    @property
    def details(self) -> list[tuple[str, str]]:
        """The figures behind the sentence, as pairs of a label and a text."""
        pattern = self.pattern
        rows = [("Walks used", str(pattern.walks_used))]
        if pattern.walks_left_out:
            rows.append(("Walks left out", str(pattern.walks_left_out)))
        if self.is_spoken and pattern.estimate is not None:
            rows.append((self.kind.estimate_name, self.kind.amount(pattern.estimate)))
        if self.is_spoken and pattern.low is not None and pattern.high is not None:
            between = f"{self.kind.amount(pattern.low)} to {self.kind.amount(pattern.high)}"
            rows.append((f"{pattern.level:.0%} interval", between))
        if pattern.first and pattern.last:
            rows.append(("From", f"{date_format(pattern.first)} to {date_format(pattern.last)}"))
        return [*rows, ("Version of the rules", pattern.version)]

    @property
    def headings(self) -> list[str]:
        chart = self.pattern.chart
        if chart.bars:
            return ["which walks", self.kind.bar_measure, "from", "to", "walks"]
        if chart.phases:
            if self.kind.describes:
                return ["fortnight", chart.y_label, "walks", "minutes a walk"]
            return ["which days", chart.y_label, "from", "to", "walks"]
        if chart.line:
            return [chart.x_label, f"{chart.y_label}: the line", "from", "to"]
        return [chart.x_label, chart.y_label, "walks"]

    @property
    def rows(self) -> list[list[str]]:
        """The chart's numbers as a table: the bars, the line with its band, or the points."""
        chart = self.pattern.chart
        if chart.bars:
            return [
                [
                    bar.label,
                    *(self._measured(value) for value in (bar.value, bar.low, bar.high)),
                    str(bar.walks),
                ]
                for bar in chart.bars
            ]
        if chart.line:
            return [
                [_place(chart, point.x), *map(_tenths, (point.y, point.low, point.high))]
                for point in chart.line
            ]
        if self.chart is None:
            return []
        if chart.phases and self.kind.describes:
            return [_fortnight_row(phase) for phase in chart.phases]
        if chart.phases:
            return [row for phase in chart.phases for row in _phase_rows(chart, phase)]
        across = {value: _place(chart, value) for value in set(chart.dot_x)}
        up = {value: _tenths(value) for value in set(chart.dot_y)}
        places = Counter((across[x], up[y]) for x, y in zip(chart.dot_x, chart.dot_y, strict=True))
        return [[x, y, str(walks)] for (x, y), walks in places.items()]

    def _measured(self, value: float | None) -> str:
        """A value of a bar, as a share of walks or in points; empty: there is none."""
        if value is None:
            return ""
        return f"{value:.0%}" if self.kind.bars_are_shares else _tenths(value)


def _fortnight_row(phase: Phase) -> list[str]:
    level, minutes = (_tenths(each or 0.0) for each in (phase.level, phase.minutes))
    return [phase.label, level, str(phase.walks), minutes]


def _place(chart: ChartData, x: float) -> str:
    """An x of a chart in words: a date where the axis counts weeks from a day."""
    return short_day(in_weeks(chart.day_zero, x)) if chart.day_zero else _tenths(x)


def _phase_rows(chart: ChartData, phase: Phase) -> list[list[str]]:
    """The row of a phase, and one for the level that recovery alone would have led to."""
    weeks = f"{phase.label}: {_place(chart, phase.start)} to {_place(chart, phase.end)}"
    level = [
        _tenths(each) if each is not None else "" for each in (phase.level, phase.low, phase.high)
    ]
    rows = [[weeks, *level, str(phase.walks)]]
    if phase.expected is not None:
        rows.append(["by recovery alone, since", _tenths(phase.expected), "", "", ""])
    return rows


def _tenths(value: float) -> str:
    return plain_number(round(value, 1))


def details_of(walk: Walk) -> list[tuple[str, str]]:
    """What is known of one walk, in words; what is unknown is left out."""
    said: list[tuple[str, object]] = [
        ("Minutes walked", walk.minutes),
        ("Pain before", f"{walk.pain_before} of 10"),
        ("Pain after", f"{walk.pain_after} of 10"),
        ("Pain the next morning", _of_ten(walk.pain_next_morning)),
        ("Stopped early because of pain", _yes_no(walk.stopped_early)),
        ("Legs", walk.get_leg_symptoms_display() if walk.leg_symptoms else None),
        ("Eased by sitting", _yes_no(walk.eased_by_sitting)),
        ("Eased by leaning forward", _yes_no(walk.eased_by_leaning_forward)),
        ("Eased by standing still", _yes_no(walk.eased_by_standing_still)),
        ("Eased by lying down", _yes_no(walk.eased_by_lying)),
        ("Painkiller before the walk", _yes_no(walk.painkiller)),
        ("Slope", walk.get_slope_display()),
        ("Surface", walk.get_surface_display()),
        ("Carried", walk.get_load_display()),
    ]
    return [(label, str(value)) for label, value in said if value not in (None, "")]


def _of_ten(score: int | None) -> str | None:
    return None if score is None else f"{score} of 10"


def _yes_no(answer: bool | None) -> str | None:
    return None if answer is None else "Yes" if answer else "No"


@dataclass(frozen=True)
class Group:
    """The statements of one badge, under its words."""

    badge: str
    state_words: str
    statements: tuple[Statement, ...]

    @property
    def told(self) -> list[Statement]:
        return [each for each in self.statements if not each.is_unanswered]

    @property
    def unanswered(self) -> list[Statement]:
        """The statements on what was never answered, which share one line."""
        return [each for each in self.statements if each.is_unanswered]


def by_badge(statements: Iterable[Statement]) -> list[Group]:
    """Statements in their order, grouped by badge."""
    groups = groupby(statements, key=lambda each: (each.badge, each.state_words))
    return [Group(*key, tuple(each)) for key, each in groups]


def statements_of(reading: Reading, walks: Mapping[str, Walk]) -> list[Statement]:
    """One statement a pattern: descriptions first, then the surest first; `walks` by entry."""
    told = [statement_of(pattern, walks) for pattern in reading.patterns]
    return sorted(told, key=lambda each: ORDER.index(each.badge))


def statement_of(pattern: Pattern, walks: Mapping[str, Walk]) -> Statement:
    """One pattern with its chart, and the walks behind it; `walks` by entry."""
    name = KINDS[pattern.kind].name
    return Statement(
        pattern=pattern,
        name=name,
        chart=draw(pattern, name),
        walks_for=_evidence(pattern.for_, walks),
        walks_against=_evidence(pattern.against, walks),
        walks_neither=_evidence(pattern.neither, walks),
    )


def _evidence(keys: tuple[str, ...], walks: Mapping[str, Walk]) -> EvidenceWalks:
    """The newest of the walks of `keys`, which are in order of time."""
    newest = keys[: -WALKS_SHOWN - 1 : -1]
    return EvidenceWalks(tuple(walks[key] for key in newest if key in walks), len(keys))


def listed_walks(patterns: Iterable[Pattern]) -> set[str]:
    """The keys of the few walks that statements on these patterns list."""
    return {
        key
        for pattern in patterns
        for keys in (pattern.for_, pattern.against, pattern.neither)
        for key in keys[-WALKS_SHOWN:]
    }
