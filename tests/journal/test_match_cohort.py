"""Many people in one file are read together; what is printed is what each would get alone."""

import json
from dataclasses import fields, replace
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from journal.advice.active_rules import ActiveRules
from journal.exchange.log_table import read_log_table
from journal.exchange.repeated_walks import distinct_walks
from journal.exchange.walk_csv import Row
from journal.exchange.walk_table import TableChoices
from journal.management.commands.match_advice import as_json
from journal.patterns import Reading, Walk, read, read_many
from journal.patterns.values import ChartData
from tests.cast import make_published, make_rule
from tests.patterns.cast import diary, from_logs
from tests.patterns.cast import readings as readings_of
from tests.patterns.simulation import World, walkers

pytestmark = pytest.mark.django_db

COLUMNS = (
    "minutes",
    "pain_before",
    "pain_after",
    "pain_next_morning",
    "eased_by_sitting",
    "eased_by_leaning_forward",
    "eased_by_standing_still",
    "eased_by_lying",
    "leg_symptoms",
    "stopped_early",
)
LEFT_OUT = {"estimate", "low", "high", "chart"}
ZONE = ZoneInfo(settings.TIME_ZONE)
WORLDS = (
    World(slope=0.8, rise=0.5, tolerance=3, phi=0.6),
    World(rise=1.5, before=7, share=0.85),
    World(minutes="heavy", per_day=2, answered=0.3, trend=-0.2, flare_every=15),
)


def people(days_earlier: int = 730) -> dict[str, list[Walk]]:
    """Logs of many lengths and worlds, and a few odd ones."""
    logs = {}
    for number, length in enumerate((45, 3, 60, 1, 24, 17, 52, 33, 12)):
        log = walkers(WORLDS[number % len(WORLDS)], 1, length, number)
        logs[f"p{number}"] = from_logs(replace(log, day=log.day - days_earlier), ZONE)
    logs["tens"] = diary(20, pain_before=10, pain_after=10)
    logs["noughts"] = diary(30, pain_before=0, pain_after=0, minutes=lambda n: 10 + n % 30)
    logs["level"] = diary(25, pain_after=lambda n: 3 + (-1) ** n)  # estimates of exactly 0
    return logs


def cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def csv_of(logs: dict[str, list[Walk]]) -> str:
    lines = [",".join(["who", "started_at", *COLUMNS])]
    for who, walks in logs.items():
        for walk in walks:
            values = [cell(getattr(walk, name)) for name in COLUMNS]
            lines.append(",".join([who, walk.started_at.isoformat(), *values]))
    return "\n".join(lines) + "\n"


def alone(text: str, each: str, as_of: datetime | None) -> str:
    """What the command should print: every person read by themselves, as a page does it."""
    logs: dict[str, list[Walk]] = {}
    rows, _ = read_log_table(text.encode(), TableChoices(), ZONE, timezone.now(), "who")
    for row in rows:
        assert isinstance(row, Row)
        logs.setdefault(row.walker, []).append(row.walk)
    active = ActiveRules.at(timezone.now())
    lines = []
    for walker, walks in logs.items():
        log = distinct_walks(walks)
        if as_of is not None:
            walks = [walk for walk in walks if walk.started_at <= as_of]
        readings = {
            "walk": lambda walks=walks: readings_of(walks, "walk"),
            "week": lambda walks=walks: readings_of(walks, "week"),
            "end": lambda walks=walks: [
                read(walks, as_of or max(walk.started_at for walk in walks))
            ],
        }[each]()
        lines += [
            json.dumps(as_json(walker, reading, active, log), ensure_ascii=False, allow_nan=False)
            for reading in readings
        ]
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture
def text(clock) -> str:
    one, other = make_published(), make_published()
    make_rule(
        one.answers.get().question,
        beside=other.answers.get().question,
        tell_apart="Which of the two?",
    )
    return csv_of(people())


@pytest.mark.slow
@pytest.mark.parametrize("day", [None, "2025-03-15"])
@pytest.mark.parametrize("each", ["walk", "week", "end"])
def test_a_file_of_many_prints_what_each_would_get_alone(text, tmp_path, each, day):
    path = tmp_path / "walks.csv"
    path.write_text(text, encoding="utf-8")
    out = StringIO()
    options = ["--as-of", day] if day else []
    call_command(
        "match_advice",
        str(path),
        *("--walker", "who", "--format", "json", "--each", each, *options),
        stdout=out,
    )
    as_of = day and datetime.fromisoformat(f"{day}T23:59:59.999999").replace(tzinfo=ZONE)
    assert out.getvalue() == alone(text, each, as_of or None)
    assert '"linked"' in out.getvalue()


def plain(reading: Reading) -> list[tuple]:
    """All of a reading but its charts; numbers but for the last bits, which depend on how many
    stand beside them in an array."""

    def near(value: float | None) -> float | None:
        return None if value is None else round(value, 9) + 0.0

    return [
        (reading.as_of, reading.walks, reading.first, reading.last),
        *(
            (
                *map(near, (p.estimate, p.low, p.high)),
                *(getattr(p, each.name) for each in fields(p) if each.name not in LEFT_OUT),
            )
            for p in reading.patterns
        ),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("each", ["walk", "week"])
def test_people_read_together_are_read_as_alone_but_for_charts(each):
    logs = list(people().values())
    for walks, readings in zip(logs, read_many(logs, each), strict=True):
        assert [plain(one) for one in readings] == [plain(one) for one in readings_of(walks, each)]
        assert all(p.chart == ChartData("", "") for one in readings for p in one.patterns)
