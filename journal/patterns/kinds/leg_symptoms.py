"""How often do the legs join in?"""

from ..engine.logs import Bools, Logs
from .share_of_walks import ShareOfWalks, column_answers


class LegSymptoms(ShareOfWalks):
    code = "leg_symptoms"
    name = "How often the legs join in"
    subject = "how often your legs join in"
    claimed = "that your legs usually joined in"
    asked = "an answer about the legs"
    who = "Your legs"
    does = "joined in"

    def walks(self, logs: Logs) -> tuple[Bools, Bools]:
        return column_answers(logs, logs.legs)


KINDS = (LegSymptoms(),)
