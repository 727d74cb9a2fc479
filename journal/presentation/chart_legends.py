"""The legend of a chart: what each of its marks means, in words."""

from journal.patterns import KINDS, Pattern
from journal.patterns.number_words import count

LINE, BAND, POINT, MARKER = "line", "band", "point", "marker"


def legend_of(pattern: Pattern) -> list[tuple[str, str]]:
    """Pairs of a mark that the chart of `pattern` shows, and its meaning in words."""
    chart, kind = pattern.chart, KINDS[pattern.kind]
    likely = f"where it likely lies ({pattern.level:.0%})"
    if chart.threshold is not None:
        named = [(POINT, "a walk, by its length and its rise")]
        if chart.marker is not None:
            named.append((MARKER, f"up to {count(int(chart.marker), 'minute')}"))
        if pattern.low is not None:
            named.append((BAND, f"where the limit likely lies ({pattern.level:.0%})"))
        return named
    if chart.bars:
        what = "share" if kind.bars_are_shares else "average"
        return [("bar", f"{what} of these walks"), ("whisker", likely)]
    named = [(POINT, "a walk; a larger dot is several")]
    if kind.describes:
        return [*named, (LINE, "average of two weeks")]
    if any(phase.level is not None for phase in chart.phases):
        named += [(LINE, "average"), (BAND, likely)]
        if any(phase.expected is not None for phase in chart.phases):
            named.append((MARKER, "what recovery by itself would give"))
        return named
    if chart.line:
        named += [(LINE, "what fits the walks best"), (BAND, likely)]
    return named
