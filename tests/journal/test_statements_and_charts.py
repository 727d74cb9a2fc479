"""Patterns as a page shows them: charts that are good XML for any log, and tables that agree."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from journal.models import Walk as WalkModel
from journal.patterns import (
    KINDS,
    Bar,
    ChartData,
    LinePoint,
    Phase,
    Programme,
    Reading,
    State,
    Walk,
    read,
)
from journal.presentation.charts import WIDTH, Scale, draw
from journal.presentation.statements import (
    WALKS_SHOWN,
    Statement,
    details_of,
    statements_of,
)
from journal.presentation.wording import STATE_WORDS
from tests.journal.test_matching import pattern, reading

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"

yes_no = st.sampled_from([None, True, False])
score = st.integers(0, 10)
walks = st.builds(
    Walk,
    key=st.uuids().map(str),
    started_at=st.integers(0, 60 * 24 * 200).map(
        lambda minutes: START + timedelta(minutes=minutes)
    ),
    minutes=st.integers(1, 1440) | st.sampled_from([5, 10, 20, 40, 60]),
    pain_before=score,
    pain_after=score,
    pain_next_morning=st.none() | score,
    eased_by_sitting=yes_no,
    eased_by_leaning_forward=yes_no,
    eased_by_standing_still=yes_no,
    eased_by_lying=yes_no,
    leg_symptoms=st.sampled_from([None, "none", "one", "both"]),
    stopped_early=yes_no,
    painkiller=yes_no,
)
logs = st.lists(walks, max_size=40, unique_by=lambda walk: walk.key)
one_walk_over_and_over = st.builds(
    lambda walk, times: [replace(walk, key=f"{walk.key}{n}") for n in range(times)],
    walks,
    st.integers(1, 30),
)


def every_pattern_of(log: list[Walk]) -> Reading:
    half_way = (START + timedelta(days=100)).date()
    return read(log, START + timedelta(days=400), [Programme("<b>Bridge</b> & co", half_way)])


def parsed(svg: str) -> ElementTree.Element:
    """As XML, which forgives nothing. In a page the namespace goes without outcome."""
    found = ElementTree.fromstring(svg.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))  # noqa: S314
    assert found.tag == f"{SVG}svg"
    return found


def check_chart(svg: str, name: str, described: str | None = None) -> ElementTree.Element:
    root = parsed(svg)
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title.text == name
    assert desc.text
    if described is not None:
        assert desc.text == described
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [title.get("id"), desc.get("id")]
    assert "style" not in svg
    assert "<script" not in svg
    assert "nan" not in svg.lower().replace("status", "")
    width, height = map(float, root.get("viewBox").split()[2:])
    for element in root.iter():
        for key in ("x", "x1", "x2", "cx"):
            if key in element.attrib and element.tag != f"{SVG}text":
                assert -1 <= float(element.get(key)) <= width + 1
        for key in ("y", "y1", "y2", "cy"):
            if key in element.attrib:
                assert -1 <= float(element.get(key)) <= height + 1
        for number in ("width", "height", "r"):
            assert float(element.get(number, 1)) > 0
    words = [_place(text) for text in root.iter(f"{SVG}text")]
    for said, left, right, top, _ in words:
        assert min(left, width - right, top) >= 0, f"{said} is cut off"
    measured = next((word for word in words if word[1] < 10 and word[3] < 4), None)
    for said, left, right, top, _ in words if measured else []:
        apart = top >= measured[4] - 3 or left >= measured[2] or right <= measured[1]
        assert apart or said == measured[0], f"{said} stands in {measured[0]}"
    return root


def _place(text: ElementTree.Element) -> tuple[str, float, float, float, float]:
    """Words of a chart and their left, right, top and bottom: letters of 13 px, half as wide."""
    said, x, y = text.text or "", float(text.get("x")), float(text.get("y"))
    wide = 6.5 * len(said)
    left = {"end": x - wide, "middle": x - wide / 2}.get(text.get("text-anchor", ""), x)
    return said, left, left + wide, y - 10, y + 3


ALL_DAY = Walk(key="a", started_at=START, minutes=999, pain_before=0, pain_after=0)


@given(logs | one_walk_over_and_over)
@example([ALL_DAY, replace(ALL_DAY, key="b")])  # the axis ends with 1000
def test_any_log_is_drawn_well_formed_and_told_in_a_table(log):
    found = every_pattern_of(log)
    statements = statements_of(found, {})
    assert {each.pattern.kind for each in statements} == set(KINDS)
    for statement in statements:
        for cell in (cell for row in statement.rows for cell in row):
            assert "nan" not in cell
            assert "inf" not in cell
        assert all(len(row) == len(statement.headings) for row in statement.rows)
        assert all(value and "nan" not in value for _, value in statement.details)
        if statement.chart is None:
            assert statement.rows == []
            continue
        assert statement.rows
        assert all(statement.headings)
        check_chart(statement.chart, statement.name)
        # One drawn bar, line point or set of places for each row of the table.
        drawn = drawn_in(statement)
        assert drawn == len(statement.rows)


def drawn_in(statement: Statement) -> int:
    chart = statement.pattern.chart
    svg = parsed(statement.chart)
    if statement.pattern.kind == "comfortable_minutes" and len(chart.dot_x) > 1:
        # Drawn walk by walk, told by lengths: each walk stands in one row.
        assert svg.findall(f".//{SVG}circle")
        assert sum(bar.walks for bar in chart.bars) == len(chart.dot_x)
        return len(chart.bars)
    if KINDS[statement.pattern.kind].describes:
        return len(svg.findall(f".//{SVG}line[@class='c-line']"))
    if chart.phases:
        texts = [text.text for text in svg.iter(f"{SVG}text")]
        named = sum(texts.count(label) for label in ("before", "since", "recovery alone"))
        return named + len(svg.findall(f".//{SVG}rect[@class='c-gap']"))
    if chart.bars:
        return len(svg.findall(f".//{SVG}rect"))
    if chart.line:
        return len(svg.find(f".//{SVG}polyline").get("points").split())
    places = zip(chart.dot_x, chart.dot_y, strict=True)
    return len({(round(x, 1), round(y, 1)) for x, y in places})


SHAPES = {
    "nothing": ChartData("", ""),
    "one point": ChartData("weeks", "pain", (1.0,), (2.0,)),
    "points": ChartData("weeks", "pain", (1.0, 2.0, 2.0), (2.0, -1.0, -1.0)),
    "line": ChartData(
        "weeks",
        "pain",
        (0.0, 4.0),
        (2.0, 3.0),
        line=(LinePoint(0, 1.04, -0.5, 2.5), LinePoint(4, 2.0, -1.0, 5.0)),
    ),
    "bars": ChartData(
        "", "", bars=(Bar("before", 0.5, 0.25, 0.75, 8), Bar("since", 0.0, None, None, 1))
    ),
    "falling bars": ChartData("", "", bars=(Bar("before", -1.5, -2.0, -1.0, 8),)),
    "phases": ChartData(
        "weeks",
        "pain",
        (-2.0, -1.0, 1.0, 2.0),
        (5.0, 4.0, 3.0, 2.0),
        phases=(
            Phase("before", -2.0, -0.4, 4.5, 4.0, 5.0, walks=2),
            Phase("left out", -0.4, 0.0),
            Phase("since", 0.0, 2.0, 2.5, 2.0, 3.0, 4.0, walks=2),
        ),
    ),
    "empty bars": ChartData("", "", bars=(Bar("before", 0.0, 0.0, 0.0, 8),)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_in_every_state_and_shape(kind):
    sentence = 'Up & down: "2" < 3 <script>alert(1)</script>'
    for state, shape in product(State, SHAPES):
        found = pattern(kind, state, sentence=sentence, chart=SHAPES[shape])
        if shape == "falling bars" and not found.unit.startswith("points"):
            continue  # a share does not fall below none
        svg = draw(found, "Rise & <fall>")
        if shape in ("nothing", "one point"):
            assert svg is None, (state, shape)
            continue
        described = "Too early to say." if state == State.TOO_EARLY else sentence
        if shape == "phases":
            described += " The broken line is the level that recovery by itself would have given."
        check_chart(svg, "Rise & <fall>", described)


@pytest.mark.parametrize("kind", KINDS)
def test_a_bar_is_measured_in_the_unit_of_its_pattern(kind):
    """Half a point is half a point and no share, even where all bars lie between 0 and 1."""
    found = pattern(kind, chart=SHAPES["bars"])
    (statement,) = [each for each in statements_of(reading(found), {}) if each.pattern == found]
    values = [row[1:] for row in statement.rows]
    texts = " ".join(text.text or "" for text in parsed(statement.chart).iter(f"{SVG}text"))
    if found.unit.startswith("points"):
        assert values == [["0.5", "0.2", "0.8", "8"], ["0", "", "", "1"]]
        assert "%" not in texts
    else:
        assert values == [["50%", "25%", "75%", "8"], ["0%", "", "", "1"]]
        assert "100%" in texts
    assert statement.headings[1] in texts
    assert "(8 walks)" in texts
    assert "(1 walk)" in texts
    lines = [line.get("class") for line in parsed(statement.chart).iter(f"{SVG}line")]
    assert lines == ["c-halo", "c-whisker"]  # dark on a dark bar it would not be seen


def statement_of(chart: ChartData, **fields) -> Statement:
    found = pattern(chart=chart, **fields)
    return next(each for each in statements_of(reading(found), {}) if each.pattern == found)


def test_the_table_has_the_lines_numbers():
    assert statement_of(SHAPES["line"]).rows == [
        ["0", "1", "−0.5", "2.5"],
        ["4", "2", "−1", "5"],
    ]


def test_the_table_has_the_phases_and_what_recovery_alone_would_give():
    assert statement_of(SHAPES["phases"], kind="since_programme").rows == [
        ["before: −2 to −0.4", "4.5", "4", "5", "2"],
        ["left out: −0.4 to 0", "", "", "", "0"],
        ["since: 0 to 2", "2.5", "2", "3", "2"],
        ["by recovery alone, since", "4", "", "", ""],
    ]


def test_a_chart_of_points_alone_has_a_table_too():
    statement = statement_of(SHAPES["points"])
    assert statement.headings == ["weeks", "pain", "walks"]
    assert statement.rows == [["1", "2", "1"], ["2", "−1", "2"]]


def test_walks_at_the_same_place_are_one_larger_point():
    circles = parsed(statement_of(SHAPES["points"]).chart).findall(f".//{SVG}circle")
    assert [float(each.get("r")) for each in circles] == [3.0, 4.2]


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e6))
def test_a_scale_keeps_to_its_ends_and_its_ticks_within(low, width):
    scale = Scale(low, low + width, start=40, end=WIDTH)
    assert scale(low) == 40
    assert scale(low + width) == WIDTH
    ticks = scale.ticks()
    assert 1 <= len(ticks) <= 14
    assert all(38 <= scale(tick) <= WIDTH + 2 for tick in ticks)


# --- Words ------------------------------------------------------------------------------------


def test_every_kind_and_state_has_words():
    assert all(kind.name for kind in KINDS.values())
    assert set(STATE_WORDS) == set(State)


def test_the_surest_comes_first():
    found = reading(
        pattern("trend", State.CANNOT_TELL),
        pattern("next_morning", State.SO_FAR),
        pattern("time_of_day", State.NO_CLEAR_LINK),
        pattern("leg_symptoms", State.LINKED),
    )
    order = [each.pattern.state for each in statements_of(found, {})]
    assert order[:4] == [
        State.LINKED,
        State.NO_CLEAR_LINK,
        State.SO_FAR,
        State.CANNOT_TELL,
    ]
    assert set(order[4:]) == {State.TOO_EARLY}


def test_the_newest_walks_stand_for_the_others_and_their_number_is_said():
    walks = {
        str(number): WalkModel(started_at=START + timedelta(days=number), minutes=number + 1)
        for number in range(WALKS_SHOWN + 3)
    }
    found = pattern(for_=tuple(walks), against=("0",))
    (statement,) = [each for each in statements_of(reading(found), walks) if each.pattern == found]
    said = statement.walks_for
    assert (len(said.walks), said.count, said.further) == (WALKS_SHOWN, WALKS_SHOWN + 3, 3)
    assert said.walks[0].minutes == WALKS_SHOWN + 3
    assert (statement.walks_against.count, statement.walks_against.further) == (1, 0)


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (0.625, "leg_symptoms", "62% of walks"),
        (23.4, "comfortable_minutes", "23 minutes"),
        (-0.51, "rise_with_minutes", "−0.5 points per 10 minutes"),
    ],
)
def test_a_figure_is_said_with_its_unit(value, kind, said):
    assert KINDS[kind].amount(value) == said


def test_the_figures_name_what_was_left_out_only_where_something_was():
    some = dict(statement_of(ChartData("", ""), walks_left_out=2).details)
    none = dict(statement_of(ChartData("", ""), walks_left_out=0, low=None).details)
    assert some["Walks left out"] == "2"
    assert re.fullmatch(r"1\.0 points to 2\.0 points", some["90% interval"])
    assert "Walks left out" not in none
    assert "90% interval" not in none


def test_what_is_unknown_of_a_walk_is_left_out_and_no_is_said():
    walk = WalkModel(minutes=20, pain_before=0, pain_after=0, eased_by_lying=False, slope="hilly")
    assert details_of(walk) == [
        ("Minutes walked", "20"),
        ("Pain before", "0 of 10"),
        ("Pain after", "0 of 10"),
        ("Eased by lying down", "No"),
        ("Slope", "Up and down"),
    ]
