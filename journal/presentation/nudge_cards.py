"""Nudges as pages show them: above patterns and advice, until they were read."""

from dataclasses import dataclass

from django.conf import settings

from accounts.models import User
from articles.public.care_cards import CareCard
from journal.models import ShownNudge
from journal.models.nudges import CareLevel


@dataclass(frozen=True)
class NudgeCard:
    """One nudge with its heading, and the number to call where its level has one."""

    nudge: ShownNudge
    level: str
    prefix: str
    heading: str
    number: str = ""


def nudge_cards(walker: User) -> list[NudgeCard]:
    """The nudges that this person has not marked as read, the most urgent first. One query."""
    return [_card(nudge) for nudge in ShownNudge.objects.unread(walker)]


def _card(nudge: ShownNudge) -> NudgeCard:
    if nudge.asks:
        return NudgeCard(nudge, CareLevel.NONE.value, "", "Is this new?")
    if nudge.level == CareLevel.NONE:
        return NudgeCard(nudge, nudge.level, "", "A look back")
    care = CareCard(nudge.level, ())
    heading = care.heading
    if nudge.level == CareLevel.SOON:  # a remark on the log, not an instruction
        heading = f"Many people would talk to {settings.HELP_SERVICES['soon']}"
    return NudgeCard(nudge, nudge.level, care.prefix, heading, care.number)
