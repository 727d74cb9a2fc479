"""How often do the legs hurt or tingle?"""

from ..engine.logs import Bools, Logs
from .share_of_walks import ShareOfWalks, column_answers


class LegSymptoms(ShareOfWalks):
    code = "leg_symptoms"
    name = "How often the legs hurt or tingle"
    subject = "how often your legs hurt or tingle"
    claimed = "that your legs usually hurt or tingled"
    asked = "an answer about the legs"
    who = "Your legs"
    does = "hurt or tingled"

    def walks(self, logs: Logs) -> tuple[Bools, Bools]:
        return column_answers(logs, logs.legs)


KINDS = (LegSymptoms(),)
