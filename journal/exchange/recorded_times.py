"""Read moments and lengths as phones and watches write them."""

import math
import re
from datetime import UTC, datetime, timedelta

from journal.exchange.file_walks import in_range

MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<clock>\d\d:\d\d:\d\d)(?P<fraction>[.,]\d{1,12})?"
    r" ?(?P<offset>[Zz]|[+-](0\d|1[0-4]):?[0-5]\d)?",
    re.ASCII,
)
NUMBER = re.compile(r"\d{1,12}([.,]\d{1,20})?", re.ASCII)


def read_moment_of_file(text: str) -> datetime | None:
    """`text` as an aware moment, in UTC where it has no offset. None where it is not a moment."""
    found = MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    offset = (found["offset"] or "Z").upper().replace("Z", "+00:00")
    micros = round(float("0." + (found["fraction"] or ".0")[1:]) * 1_000_000)
    try:
        moment = datetime.fromisoformat(f"{found['day']}T{found['clock']}{offset}")
        moment += timedelta(microseconds=micros)
    except (ValueError, OverflowError):
        return None
    return moment if in_range(moment) else None


def read_seconds(text: str, unit: str = "s") -> float | None:
    """A length in seconds; `unit` is s, sec, min, hr or h. None where it is not a number."""
    factor = {"s": 1, "sec": 1, "min": 60, "hr": 3600, "h": 3600}.get(unit)
    if factor is None or not NUMBER.fullmatch(text):
        return None
    seconds = float(text.replace(",", ".")) * factor
    return seconds if math.isfinite(seconds) else None


def whole_seconds(moment: datetime) -> datetime:
    """`moment` in UTC without the fraction of a second, which programs cut off differently."""
    return moment.astimezone(UTC).replace(microsecond=0)
