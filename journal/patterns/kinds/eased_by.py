"""What brings the pain down? Four kinds, one for each position that is asked about."""

from ..engine.logs import Bools, Logs
from ..walk_columns import EASED
from .share_of_walks import ShareOfWalks, column_answers


class EasedBy(ShareOfWalks):
    """The share of walks after which a position brought the pain down, where it was tried."""

    does = "brought the pain down"
    where = "where it was tried"

    def __init__(self, code: str, means: str) -> None:
        self.code = code
        self.name = f"How often {means} eases it"
        self.subject = f"whether {means} eases your pain"
        self.claimed = f"that {means} usually eased your pain"
        self.asked = f"an answer about {means}"
        self.who = means.capitalize()

    def walks(self, logs: Logs) -> tuple[Bools, Bools]:
        return column_answers(logs, logs.eased[EASED.index(self.code)])


KINDS = (
    EasedBy("eased_by_sitting", "sitting"),
    EasedBy("eased_by_leaning_forward", "leaning forward"),
    EasedBy("eased_by_standing_still", "standing still"),
    EasedBy("eased_by_lying", "lying down"),
)
