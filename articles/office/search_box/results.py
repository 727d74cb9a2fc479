"""The results of a search in the office: groups by kind, with a link in each result."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString

SHOWN = 6  # of each kind; the rest is in its list


@dataclass(frozen=True)
class FoundRow:
    """One result: its name, where it is edited, and the text in which the words were found."""

    rank: int  # 0: exactly what was typed; the higher, the less alike
    name: SafeString
    address: str
    article: str = ""  # of a question: the title of its article
    state: str = ""
    line: tuple[str, SafeString | str] = ("", "")  # (name of the text, excerpt)
    others: tuple[tuple[str, str], ...] = ()  # (state, address) in other editions


@dataclass(frozen=True)
class FoundGroup:
    """The results of one kind, the best first; one more than `SHOWN` if there are more."""

    title: str
    results: list[FoundRow] = field(default_factory=list)
    list_address: str = ""
    list_title: str = ""  # if it is not the same as `title`

    @property
    def shown(self) -> list[FoundRow]:
        return self.results[:SHOWN]

    @property
    def has_more(self) -> bool:
        return len(self.results) > SHOWN

    @property
    def rank(self) -> int:
        """0 if one of the results is exactly what was typed, else 1: groups are sorted by it."""
        return min(1, *(result.rank for result in self.results)) if self.results else 1
