"""Count in how many journals each rule holds and each pattern shows, in tens. Run it daily."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from journal.advice.active_rules import ActiveRules
from journal.advice.counting import ReachCounter, readings_in_use
from journal.models import reach


class Command(BaseCommand):
    help = (
        "Count in how many journals each advice rule holds and each pattern is said, "
        "in groups of ten people. Editors see the counts; no person is kept."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        versions = reach.versions_in_use()
        counter = ReachCounter(ActiveRules.at(now))
        for reading in readings_in_use(now):
            counter.add(reading)
        with transaction.atomic():
            counts = counter.by_rule, counter.by_outcome, counter.without_advice
            reach.replace_counts(versions, *counts, now)
        people = reach.in_groups(counter.people)
        journals = f"{people} or more" if people else f"Fewer than {reach.GROUP}"
        self.stdout.write(f"{journals} journals counted.")
