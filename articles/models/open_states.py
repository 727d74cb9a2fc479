"""The states of an edition or a proposed change before it is published, and who may decide."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User

OPEN_STATES = ("draft", "in_review", "ready")


class GoesThroughReview:
    """Mixin for models that are reviewed: their `state` has `OPEN_STATES` among its choices."""

    OPEN_STATES = OPEN_STATES
    state: str
    author_id: int | None
    history: Any
    get_state_display: Callable[[], str]

    def refuse_writer(self, by: User) -> None:
        """Raise ValidationError if `by` wrote it, because nobody reviews their own words."""
        if self.was_written_by(by):
            raise ValidationError("Nobody reviews what they wrote: ask somebody else.")

    def refuse_other(self, by: User) -> None:
        """Raise ValidationError if `by` did not write it, because only a writer takes it back."""
        if not self.was_written_by(by):
            raise ValidationError("Only who wrote it takes it back. A reviewer can send it back.")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def status_in_words(self, now: datetime) -> str:
        return self.get_state_display().lower()

    def writers(self) -> set[int | None]:
        """The primary keys of the people who began it or saved it; None for an unknown person.

        History rows of actions have a change reason, those of a saved form have none.
        """
        saves = self.history.filter(history_change_reason=None).order_by()
        return {self.author_id, *saves.values_list("history_user", flat=True).distinct()}

    def was_written_by(self, user: User) -> bool:
        """Whether this person began it or saved it."""
        if getattr(self, "asker", None) == user.pk:
            saved_by_asker: bool = self.saved_by_asker  # type: ignore[attr-defined]  # by the query
            return saved_by_asker or self.author_id == user.pk
        return user.pk in self.writers()
