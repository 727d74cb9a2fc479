"""Numbers and counts in plain words."""

from calendar import month_abbr, month_name
from datetime import date


def plain(value: float) -> str:
    """A number without its sign, to one decimal, without a trailing zero."""
    text = f"{round(abs(value) + 1e-9, 1):.1f}"
    return text.removesuffix(".0")


def count(number: int, one: str, many: str | None = None) -> str:
    """For example "1 walk", "3 walks"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def points(value: float) -> str:
    """For example "1 point", "1.5 points", without a sign."""
    text = plain(value)
    return f"{text} {'point' if text == '1' else 'points'}"


def between(low: float, high: float, less: str = "lower", more: str = "higher") -> str:
    """An interval of points around zero: "between 0.2 points lower and 1 point higher"."""
    if round(low, 1) == round(high, 1):  # rounded outwards: “between 0 and 0” says nothing
        low, high = low - 0.1, high + 0.1
    if plain(low) == "0":
        low = 0.0
    if plain(high) == "0":
        high = 0.0
    if low >= 0:
        return f"between {plain(low)} and {points(high)} {more}"
    if high <= 0:
        return f"between {plain(high)} and {points(low)} {less}"
    return f"between {points(low)} {less} and {points(high)} {more}"


def day(when: date) -> str:
    """For example "3 March 2026"."""
    return f"{when.day} {month_name[when.month]} {when.year}"


def short_day(when: date) -> str:
    """For example "3 Mar 2026"."""
    return f"{when.day} {month_abbr[when.month]} {when.year}"


def listed(parts: tuple[str, ...]) -> str:
    """For example "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
