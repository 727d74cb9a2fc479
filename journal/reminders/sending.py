"""Find the reminders that are due, queue them as jobs, and send them: one a day and kind at most.

This may run in several processes at once and be killed at any line. One transaction queues the job,
creates the `SentReminder`, and sets when the reminder is due next. `SentReminder.tried_at` is
stored before the mail server is asked.
"""

from datetime import date, datetime, timedelta
from email.utils import make_msgid
from typing import Any

from django.core.mail.utils import DNS_NAME
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.jobs import Job, job, periodic
from accounts.mail import deliver, mail_as_json
from accounts.models import User
from journal.looking_back.periods import midnight
from journal.models import ProgrammeTick, Reminder, SentReminder, UnfinishedWalk, Walk
from journal.models.reminders import ReminderKind
from journal.reminders.mails import reminder_mail
from journal.reminders.wall_clock import ONE_DAY, DueDay

KIND = "reminder"
RETENTION = timedelta(days=60)  # of `SentReminder` rows


@periodic
def queue_due(now: datetime) -> int:
    """Queue a job for each mail that is due at `now`, and return how many were queued."""
    people = list(Reminder.objects.to_look_at(now).values_list("walker", flat=True))
    return sum(_queue_for(person, now) for person in people)


@transaction.atomic
def _queue_for(person: int, now: datetime) -> int:
    """Queue the mails that are due for one person, and set when the next is due; return how many.

    Also deletes the person's old `SentReminder` rows.
    """
    own = Reminder.objects.filter(walker=person)
    reminder = own.select_for_update(of=("self",)).select_related("walker").first()
    if reminder is None:  # turned off since
        return 0
    queued = sum(
        _queue(reminder.walker, kind, due, now)
        for kind, due in reminder.due(now)
        if is_wanted(reminder.walker, kind, due.day)
    )
    reminder.schedule(now)
    own.update(next_at=reminder.next_at, time_zone=reminder.time_zone)
    SentReminder.objects.filter(walker=person, day__lt=(now - RETENTION).date()).delete()
    return queued


def _queue(walker: User, kind: str, due: DueDay, now: datetime) -> bool:
    """Queue one mail unless it was queued before; return whether it was queued now."""
    sent = SentReminder.objects.for_user(walker)
    _, is_new = sent.get_or_create(walker=walker, kind=kind, day=due.day)
    if is_new:
        given = {
            "walker": walker.pk,
            "kind": kind,
            "day": due.day.isoformat(),
            "until": due.until.isoformat(),
            "message_id": make_msgid(domain=str(DNS_NAME)),  # the same for each try
        }
        Job.objects.add(KIND, given, now, key=f"{KIND}-{walker.pk}-{kind}-{due.day}")
    return is_new


@job(KIND)
def send_reminder(given: dict[str, Any]) -> None:
    """Send one mail, unless it is too late, stopped or not needed any more.

    Raises what the mail server raises; then the job is tried again.
    """
    now, kind, day = timezone.now(), given["kind"], date.fromisoformat(given["day"])
    own = Reminder.objects.filter(walker=given["walker"]).select_related("walker")
    reminder = own.first()
    if reminder is None or not reminder.wants(kind):
        return
    walker = reminder.walker
    if now >= datetime.fromisoformat(given["until"]) or not is_wanted(walker, kind, day):
        return
    mail = mail_as_json(reminder_mail(reminder, kind, day, given["message_id"]))
    note = SentReminder.objects.for_user(walker).filter(kind=kind, day=day)
    if not note.filter(tried_at=None).update(tried_at=now):
        return  # another process is sending it, or was killed while it did
    try:
        deliver(mail)
    except Exception:
        note.update(tried_at=None)  # it was refused, or nobody answered: the job tries again
        raise
    note.update(sent_at=timezone.now())


def is_wanted(walker: User, kind: str, day: date) -> bool:
    """Whether `walker` may be mailed, and there is a reason for this kind of mail on `day`.

    The daily reminder needs a day without an entry, the weekly summary a week with one.
    """
    has_address = walker.emailaddress_set.filter(  # type: ignore[attr-defined]  # of allauth, untyped
        email__iexact=walker.email, verified=True
    ).exists()
    if not (walker.is_active and has_address and walker.has_consented):
        return False
    if kind == ReminderKind.DAILY:
        return not has_entry(walker, day, day)
    return has_entry(walker, day - 6 * ONE_DAY, day)


def has_entry(walker: User, first: date, last: date) -> bool:
    """Whether there is a walk or a tick of the days `first` to `last`, or a walk logged on them.

    The days are those of the person's time zone; both ends are included.
    """
    start, end = midnight(first, walker.zone), midnight(last + ONE_DAY, walker.zone)
    walked = Q(started_at__gte=start, started_at__lt=end)
    logged = Q(logged_at__gte=start, logged_at__lt=end)
    ticks = ProgrammeTick.objects.for_user(walker).filter(day__gte=first, day__lte=last)
    return (
        Walk.objects.for_user(walker).filter(walked | logged).exists()
        or UnfinishedWalk.objects.for_user(walker).filter(walked).exists()
        or ticks.exists()
    )
