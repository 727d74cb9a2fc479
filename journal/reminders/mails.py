"""The text of reminder mails, and the link in them that stops them.

Other people may see the screen: so no subject says anything about the person, and no mail names a
pain score, a walk, exercises or an address.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse

from accounts.mail import words_of_mail
from accounts.models import User
from journal.looking_back.periods import midnight
from journal.models import ProgrammeTick, Reminder, Walk
from journal.models.reminders import ReminderKind
from journal.reminders.wall_clock import ONE_DAY

SALT = "journal.reminders.stop"


def stop_token(walker: User, kind: str) -> str:
    """The signed token for the link that stops one kind of mail to one person; never expires."""
    return signing.Signer(salt=SALT).sign_object({"walker": walker.pk, "kind": kind})


def read_stop_token(token: str) -> tuple[int, str] | None:
    """The number of the person and the kind of mail; None where the signature is wrong."""
    try:
        said = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return said["walker"], said["kind"]


def reminder_mail(reminder: Reminder, kind: str, day: date, message_id: str) -> EmailMessage:
    """The unsent mail of one kind for one day, with the headers for unsubscribing (RFC 8058)."""
    walker = reminder.walker
    address = settings.SITE_URL + reverse("stop_reminders", args=[stop_token(walker, kind)])
    numbers = week_in_numbers(walker, day) if kind == ReminderKind.WEEKLY else {}
    subject, body = words_of_mail(
        f"journal/email/{kind}", reminder=reminder, stop=address, **numbers
    )
    return EmailMessage(
        subject=subject,
        body=f"{body}\n",
        to=[walker.email],
        headers={
            "Message-ID": message_id,
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def week_in_numbers(walker: User, last: date) -> dict[str, Any]:
    """The counts of walks, minutes, days with walks and days with ticks in the week to `last`.

    The week has seven days and includes `last`. Nothing in it tells how the walks were.
    """
    first = last - 6 * ONE_DAY
    start, end = midnight(first, walker.zone), midnight(last + ONE_DAY, walker.zone)
    walks = Walk.objects.for_user(walker).filter(started_at__gte=start, started_at__lt=end)
    rows = list(walks.values_list("started_at", "minutes"))
    ticks = ProgrammeTick.objects.for_user(walker).filter(day__gte=first, day__lte=last)
    return {
        "walks": len(rows),
        "minutes": sum(minutes for _, minutes in rows),
        "days": len({began.astimezone(walker.zone).date() for began, _ in rows}),
        "tick_days": len(set(ticks.values_list("day", flat=True))),
    }
