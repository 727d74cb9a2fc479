from journal.models.advice_rules import AdviceRule, RuleCondition, Suggestion
from journal.models.imports import ReceivedFile, WalkImport
from journal.models.log_habit import LogHabit
from journal.models.nudges import Nudge, ShownNudge
from journal.models.programmes import Programme, ProgrammeTick
from journal.models.reach import PatternReach, RuleReach
from journal.models.reminders import Reminder, SentReminder
from journal.models.shared_reports import SharedReport
from journal.models.unfinished import UnfinishedWalk
from journal.models.walks import Walk
