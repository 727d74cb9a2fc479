"""Care cards: the signs of one level with whom to call, the same on every page that shows them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from articles.models import Edition, WarningSign
from articles.search.warning_signs import signs_named_in
from articles.text.plain_text import in_sentences

Level = WarningSign.Level
LEVELS = tuple(Level.values)  # the most urgent first
# (label for people who hear the page, beginning of the heading: when, and a verb for the service).
WORDS = {
    Level.EMERGENCY: ("Emergency advice", "Now: call "),
    Level.URGENT: ("Urgent advice", "Today: ask "),
    Level.SOON: ("Non-urgent advice", "Soon: see "),
    Level.TELL: ("Advice", "Tell whoever you see"),
}


@dataclass(frozen=True)
class CareCard:
    """One level of care, as templates/includes/care_card.html shows it."""

    level: str
    signs: tuple[WarningSign, ...]

    @property
    def prefix(self) -> str:
        return WORDS[Level(self.level)][0]

    @property
    def heading(self) -> str:
        service = settings.HELP_SERVICES.get(self.level, "")
        country = f" ({settings.HELP_COUNTRY})" if service and settings.HELP_COUNTRY else ""
        return f"{WORDS[Level(self.level)][1]}{service}{country}"

    @property
    def number(self) -> str:
        numbers = {"emergency": settings.EMERGENCY_NUMBER, "urgent": settings.URGENT_NUMBER}
        return numbers.get(self.level, "")

    @property
    def lead(self) -> str:
        """The beginning of a sentence, which each of the signs completes."""
        if self.level == Level.TELL:
            return "Some things make it worth looking more closely. Say so if any of these is true:"
        if all(sign.is_despair for sign in self.signs):
            return "You have:"
        return "You have back pain and:"

    @property
    def listening(self) -> str:
        """The service for somebody in despair; empty if no sign is of that, or none is set."""
        is_meant = any(sign.is_despair for sign in self.signs)
        return settings.HELP_LISTENING if is_meant else ""

    @property
    def listening_number(self) -> str:
        return settings.LISTENING_NUMBER


def care_cards(signs: Iterable[WarningSign]) -> list[CareCard]:
    """A card for each level that has some of the signs, the most urgent first."""
    of_level = defaultdict(list)
    for sign in signs:
        of_level[sign.level].append(sign)
    return [CareCard(level, tuple(of_level[level])) for level in LEVELS if level in of_level]


def has_emergency(cards: Iterable[CareCard]) -> bool:
    return any(card.level == Level.EMERGENCY for card in cards)


def first_cards(edition: Edition) -> list[CareCard]:
    """The cards at the top of an article: emergency signs named in its texts before the answers."""
    text = f"{edition.title}. {edition.summary} {in_sentences(edition.introduction)}"
    named = signs_named_in(text)
    return care_cards(sign for sign in named if sign.level == Level.EMERGENCY)


def cards_of_remark(text: str) -> list[CareCard]:
    """The cards of the emergency and urgent signs in a reader's remark, as nobody answers it."""
    today = {Level.EMERGENCY, Level.URGENT}
    return care_cards(sign for sign in signs_named_in(text) if sign.level in today)
