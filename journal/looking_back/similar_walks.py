"""Walks similar to one: about as long, and begun with about the same pain."""

from dataclasses import dataclass
from statistics import median

from journal.models import Walk

MINUTES_APART, SHARE_APART = 5, 0.2  # whichever is more, in minutes
PAIN_APART = 1
MAX_COMPARED = 100  # the newest, because walks of years ago say less
MIN_COMPARED = 3
WALKS_SHOWN = 5


@dataclass(frozen=True)
class SimilarWalks:
    """A walk, and up to MAX_COMPARED walks similar to it, the newest first."""

    walk: Walk
    others: tuple[Walk, ...]
    shortest: int
    longest: int

    @property
    def count(self) -> int:
        return len(self.others)

    @property
    def is_enough(self) -> bool:
        return self.count >= MIN_COMPARED

    @property
    def is_capped(self) -> bool:
        """Whether there may be more similar walks than are compared."""
        return self.count == MAX_COMPARED

    @property
    def newest(self) -> tuple[Walk, ...]:
        return self.others[:WALKS_SHOWN]

    @property
    def lowest_after(self) -> int:
        return min(other.pain_after for other in self.others)

    @property
    def highest_after(self) -> int:
        return max(other.pain_after for other in self.others)

    @property
    def middle_after(self) -> float:
        return median(other.pain_after for other in self.others)

    @property
    def lower(self) -> int:
        """How many of the others ended with less pain than this walk."""
        return sum(other.pain_after < self.walk.pain_after for other in self.others)

    @property
    def equal(self) -> int:
        return sum(other.pain_after == self.walk.pain_after for other in self.others)

    @property
    def higher(self) -> int:
        return self.count - self.lower - self.equal

    @property
    def beside(self) -> str:
        """How the others ended, such as “2 ended the same as this one, 3 higher”."""
        counted = {
            "lower than this one": self.lower,
            "the same as this one": self.equal,
            "higher than this one": self.higher,
        }
        found = [(number, how) for how, number in counted.items() if number]
        if len(found) == 1:
            return f"all ended {found[0][1]}"
        (number, how), *rest = found
        short = ((number, how.split(" as ")[0].split(" than ")[0]) for number, how in rest)
        return ", ".join((f"{number} ended {how}", *(f"{n} {how}" for n, how in short)))


def similar_walks(walk: Walk) -> SimilarWalks:
    """The walks of the same person that are similar to `walk`. One query."""
    apart = max(MINUTES_APART, round(walk.minutes * SHARE_APART))
    shortest, longest = max(1, walk.minutes - apart), walk.minutes + apart
    alike = Walk.objects.for_user(walk.walker).exclude(pk=walk.pk).defer("note")
    alike = alike.filter(
        minutes__range=(shortest, longest),
        pain_before__range=(walk.pain_before - PAIN_APART, walk.pain_before + PAIN_APART),
    )
    return SimilarWalks(walk, tuple(alike[:MAX_COMPARED]), shortest, longest)
