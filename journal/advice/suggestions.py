"""Suggestions: matches as they were shown, kept so that their walker can read them again."""

from datetime import date

from journal.advice.cards import Card
from journal.advice.fitting import Advice
from journal.models import Suggestion


def is_kept(advice: Advice) -> bool:
    """Whether all matches that the page shows today are kept already."""
    return not advice.cards or not _unkept(advice, _today(advice))


def keep_suggestions(advice: Advice) -> None:
    """Store today's matches as they are shown, once a day for each version of rule and page."""
    today = _today(advice)
    Suggestion.objects.bulk_create(
        [_suggestion(advice, card, today) for card in _unkept(advice, today)],
        ignore_conflicts=True,  # where the page was opened twice at the same time
    )


def _today(advice: Advice) -> date:
    return advice.reading.as_of.astimezone(advice.walker.zone).date()


def _unkept(advice: Advice, today: date) -> list[Card]:
    of_today = Suggestion.objects.filter(walker=advice.walker, shown_on=today)
    kept = set(of_today.values_list("rule_slug", "rule_version", "edition_id"))
    return [card for card in advice.cards if _key(card) not in kept]


def _key(card: Card) -> tuple[str, int, int]:
    rule = card.found.rule
    return rule.slug, rule.version, card.passage.answer.edition_id


def _suggestion(advice: Advice, card: Card, today: date) -> Suggestion:
    rule, answer = card.found.rule, card.passage.answer
    return Suggestion(
        walker=advice.walker,
        shown_on=today,
        rule_slug=rule.slug,
        rule_version=rule.version,
        edition=answer.edition,
        question=answer.question,
        wording=answer.wording,
        beside=card.beside.answer if card.beside else None,
        tell_apart=rule.tell_apart,
        strength=card.found.strength,
        because="\n".join(card.why),
    )
