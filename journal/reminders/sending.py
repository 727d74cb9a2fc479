"""Who is mailed now: found, put among the jobs, and sent, each at most once a day and kind.

It may run twice, in several processes, and be killed at any line. What is due becomes a job in the
transaction that notes it and sets the next hour; before the mail server is asked, the note says so.
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
RETENTION = timedelta(days=60)  # of what says that one was sent


@periodic
def queue_due(now: datetime) -> int:
    """Put among the jobs what is due at `now`; how many there were."""
    people = list(Reminder.objects.to_look_at(now).values_list("walker", flat=True))
    return sum(_queue_for(person, now) for person in people)


@transaction.atomic
def _queue_for(person: int, now: datetime) -> int:
    """The reminders of one person that are due, noted and queued, and the next hour set."""
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
    """Whether this was the first to note it."""
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
    """Send one, unless it is late, unwanted or needless by now. Raises what the server raises."""
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
        return  # somebody else sends it, or was killed while they did
    try:
        deliver(mail)
    except Exception:
        note.update(tried_at=None)  # it was refused, or nobody answered: the job tries again
        raise
    note.update(sent_at=timezone.now())


def is_wanted(walker: User, kind: str, day: date) -> bool:
    """Whether `walker` may be written to, and this kind of mail has something to say on `day`."""
    has_address = walker.emailaddress_set.filter(  # type: ignore[attr-defined]  # of allauth, untyped
        email__iexact=walker.email, verified=True
    ).exists()
    if not (walker.is_active and has_address and walker.has_consented):
        return False
    if kind == ReminderKind.DAILY:
        return not has_entry(walker, day, day)
    return has_entry(walker, day - 6 * ONE_DAY, day)


def has_entry(walker: User, first: date, last: date) -> bool:
    """Whether anything was logged of, or on, these days of the person's."""
    start, end = midnight(first, walker.zone), midnight(last + ONE_DAY, walker.zone)
    walked = Q(started_at__gte=start, started_at__lt=end)
    logged = Q(logged_at__gte=start, logged_at__lt=end)
    ticks = ProgrammeTick.objects.for_user(walker).filter(day__gte=first, day__lte=last)
    return (
        Walk.objects.for_user(walker).filter(walked | logged).exists()
        or UnfinishedWalk.objects.for_user(walker).filter(walked).exists()
        or ticks.exists()
    )
