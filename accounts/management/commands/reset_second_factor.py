"""Take away the second factor of somebody who lost it, if no two superusers can do so.

Whoever can run this command can read the database anyway. The audit trail records it as done “on
the machine”.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.second_factor import remove_second_factor


class Command(BaseCommand):
    help = "Take away the second factor of one person, who is told by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"There is no account with the address {email}.")
        remove_second_factor(person, "on the machine", "reset_second_factor")
        self.stdout.write(f"{email} signs in with the password alone, and is told so.")
