"""The form that finishes a walk which was begun, or whose minutes came from a file or a watch."""

from datetime import datetime
from typing import Any

from journal.forms.walk_forms import WalkForm
from journal.models import UnfinishedWalk, Walk
from journal.models.unfinished import FORGOTTEN_AFTER


class FinishForm(WalkForm):
    """Asks for what the unfinished walk `going` lacks. Its start cannot be changed; its length can,
    for example after a timer was not stopped."""

    start_field = "minutes"

    def __init__(self, *args: Any, going: UnfinishedWalk, now: datetime, **kwargs: Any) -> None:
        # HTML ids of its own, because the quick form is on the same page.
        super().__init__(*args, walker=going.walker, now=now, auto_id="finish_%s", **kwargs)
        del self.fields["entry"]
        self.going = going
        self.instance.entry = going.entry
        self.instance.time_zone = going.time_zone
        self.initial["minutes"] = going.minutes or going.elapsed_minutes(now)
        self.is_forgotten = self.initial["minutes"] is None
        self.seconds = int((now - going.started_at).total_seconds())  # shown by the timer now
        self.forgotten_after = FORGOTTEN_AFTER
        if going.pain_before is not None:
            del self.fields["pain_before"]
            self.instance.pain_before = going.pain_before

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["started_at"] = self.going.started_at
        return super().clean()

    def says_otherwise(self, kept: Walk) -> bool:
        return any(getattr(self.instance, name) != getattr(kept, name) for name in self.fields)
