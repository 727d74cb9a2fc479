"""Count how many journals each rule and each pattern speaks of, in groups of ten. Run it daily."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from journal.advice import RuleBook
from journal.models import tallies
from journal.tallying import Tallying, reading_of, walkers_in_use


class Command(BaseCommand):
    help = (
        "Count in how many journals each advice rule holds and each pattern is said, "
        "in groups of ten people. Editors see the counts; no person is kept."
    )

    def handle(self, *args, **options) -> None:
        now = timezone.now()
        tallying = Tallying(RuleBook.at(now))
        for walker in walkers_in_use(now):
            tallying.add(reading_of(walker, now))
        with transaction.atomic():
            tallies.store(dict(tallying.by_rule), tallying.sayings, now)
        people = tallies.in_groups(tallying.people)
        journals = f"{people} or more" if people else f"Fewer than {tallies.GROUP}"
        self.stdout.write(f"{journals} journals counted.")
