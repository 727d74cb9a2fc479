"""The states in which an edition, or a proposed change, is on its way to readers."""

OPEN_STATES = ("draft", "in_review", "ready")


class GoesThroughReview:
    """For models whose `state` has these among its choices."""

    OPEN_STATES = OPEN_STATES
    state: str

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES
