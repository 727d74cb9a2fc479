"""What a search of the office gives: groups by kind, each of results that lead to a page."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString

SHOWN = 6  # of each kind; the rest is in its list


@dataclass(frozen=True)
class FoundRow:
    """One row: what it is called, where it is edited, and why it was found."""

    rank: int  # 0: just what was typed
    name: SafeString
    address: str
    article: str = ""  # the title of that in which a question stands
    state: str = ""
    line: tuple[str, SafeString | str] = ("", "")  # which part of it, and its words
    others: tuple[tuple[str, str], ...] = ()  # (state, address) of other editions of the same


@dataclass(frozen=True)
class FoundGroup:
    """The results of one kind, the best first: one more than are shown where there are more."""

    title: str
    results: list[FoundRow] = field(default_factory=list)
    list_address: str = ""
    list_title: str = ""  # where it is not called as the group is

    @property
    def shown(self) -> list[FoundRow]:
        return self.results[:SHOWN]

    @property
    def has_more(self) -> bool:
        return len(self.results) > SHOWN

    @property
    def rank(self) -> int:
        """Kinds of which one is just what was typed come first."""
        return min(1, *(result.rank for result in self.results)) if self.results else 1
