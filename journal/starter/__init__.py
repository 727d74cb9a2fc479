"""Load the advice rules and nudges that come with the site."""

import hashlib
import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import transaction

from articles.models import Question, Source
from journal.models import AdviceRule, Nudge, RuleCondition
from journal.models.versions import VersionedRecord

STEP = 10  # between the positions of two rules, so that an editor's own rules fit in between
RULES = Path(__file__).with_name("rules.toml")
NUDGES = RULES.with_name("nudges.toml")


@transaction.atomic
def load_starter_rules() -> Counter[str]:
    """Load the rules of RULES, in one transaction; a rule that nobody edited is updated.

    Returns the number of rules by what was done: “rules new”, “rules updated”, “rules unchanged” or
    “rules kept” (an editor's). Raises KeyError for a question that the site does not have.
    """
    done: Counter[str] = Counter()
    questions = {str(q): q for q in Question.objects.select_related("article")}
    for place, row in enumerate(tomllib.loads(RULES.read_text(encoding="utf-8"))["rule"], start=1):
        row["position"] = STEP * place  # the order of the file is the editor's order
        done[f"rules {_load_rule(row, _digest(row), questions)}"] += 1
    return done


@transaction.atomic
def load_starter_nudges() -> Counter[str]:
    """Load the nudges of NUDGES, in one transaction; a nudge that nobody edited is updated.

    Returns the numbers by what was done, as `load_starter_rules` does. Raises KeyError for a source
    that the site does not have.
    """
    done: Counter[str] = Counter()
    sources = {source.key: source for source in Source.objects.all()}
    for row in tomllib.loads(NUDGES.read_text(encoding="utf-8"))["nudge"]:
        cited = [sources[key] for key in row["sources"]]
        done[f"nudges {_load_nudge(row, _digest(row), cited)}"] += 1
    return done


def _digest(row: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()


def _kept(record: VersionedRecord | None, digest: str) -> str:
    """“unchanged” or “kept” for a record that is not updated; empty for one that is to be loaded.

    `digest` is the digest of its data in the file.
    """
    if record is None:
        return ""
    if record.origin_digest == digest:
        return "unchanged"
    return "kept" if not record.origin_digest or record.was_edited else ""


def _store(record: VersionedRecord, digest: str) -> None:
    record.origin_digest = digest
    record.version += 1
    record.full_clean()
    record.save()


def _load_nudge(row: dict[str, Any], digest: str, sources: list[Source]) -> str:
    nudge = Nudge.objects.filter(event=row["event"]).first()
    if kept := _kept(nudge, digest):
        return kept
    outcome = "updated" if nudge else "new"
    nudge = nudge or Nudge(event=row["event"], version=0)
    nudge.level = row["level"]
    nudge.threshold = row.get("threshold")
    nudge.words = row["words"]
    nudge.signs = "\n".join(row.get("signs", []))
    _store(nudge, digest)
    nudge.sources.set(sources)
    return outcome


def _load_rule(row: dict[str, Any], digest: str, questions: dict[str, Question]) -> str:
    rule = AdviceRule.objects.filter(slug=row["slug"]).first()
    if kept := _kept(rule, digest):
        return kept
    outcome = "updated" if rule else "new"
    rule = rule or AdviceRule(slug=row["slug"], version=0)
    beside = row.get("beside", {})
    rule.question = questions[row["question"]]
    rule.because = row["because"]
    rule.position = row["position"]
    rule.is_good_news = row.get("good_news", False)
    rule.beside = questions[beside["question"]] if beside else None
    rule.tell_apart = beside.get("tell_apart", "")
    _store(rule, digest)
    rule.conditions.all().delete()
    for when in row["when"]:
        condition = RuleCondition(rule=rule, **when)
        condition.full_clean()
        condition.save()
    return outcome
