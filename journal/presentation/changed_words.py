"""What changed in a log between two moments, in sentences."""

from dataclasses import dataclass
from datetime import date

from articles.models import Answer
from journal.patterns import KINDS, News, PatternChange
from journal.patterns.kinds.kind import Kind
from journal.presentation.wording import state_words


@dataclass(frozen=True)
class ChangesInWords:
    """What changed: sentences about patterns, and answers that fit newly or no longer."""

    then: date
    now: date
    had_walks: bool  # whether there were walks at the earlier moment
    sentences: tuple[tuple[Kind, str], ...]
    new_answers: tuple[Answer, ...]
    gone_answers: tuple[Answer, ...]

    @property
    def is_any(self) -> bool:
        return bool(self.sentences or self.new_answers or self.gone_answers)


def change_in_words(change: PatternChange) -> tuple[Kind, str]:
    kind = KINDS[change.now.kind]
    return kind, _sentence(kind, change)


def _sentence(kind: Kind, change: PatternChange) -> str:
    short = kind.short_sentence(change.now.state, change.now.direction)
    said = short or kind.headline(change.now)
    said = said if said.endswith(".") else f"{said}."
    if change.news is News.WITHDRAWN:
        taken_back = change.now.withdrawn
        return taken_back.sentence if taken_back else f"{kind.name}: your walks no longer show it."
    if change.news is News.CLAIMED:
        return f"Clear now. {kind.name}: {said}"
    if change.news is News.FIRST:
        return f"First look. {kind.name}: {said}"
    before, after = (state_words(kind.code, each.state) for each in (change.then, change.now))
    if before == after:
        return f"{kind.name}: {said}"
    return f"{kind.name}: now “{after}”, a week before “{before}”."
