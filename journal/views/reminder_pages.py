"""Pages of reminders: the settings, the calendar file, and the link in mails that stops them."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import AuthenticatedRequest
from journal.access import walker_required
from journal.forms.reminder_form import CalendarForm, ReminderForm
from journal.models import Reminder
from journal.models.reminders import ReminderKind
from journal.reminders.mails import read_stop_token
from journal.reminders.reminder_calendar_file import calendar_entry


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def reminder_settings(request: AuthenticatedRequest) -> HttpResponse:
    """The form for the time and the kinds of mails."""
    form = ReminderForm(request.POST or None, walker=request.user)
    if request.method == "POST" and form.is_valid():
        if form.store(timezone.now()):
            messages.success(request, f"Saved: at {form.cleaned_data['at']:%H:%M}, your time.")
        else:
            messages.success(request, "Saved. No mail will be sent.")
        return redirect("journal:reminders")
    context = {"form": form, "calendar_at": form["at"].initial}
    return render(request, "journal/reminders.html", context)


@require_safe
@walker_required
def reminder_calendar(request: AuthenticatedRequest) -> HttpResponse:
    """The reminder as a calendar file, with nothing from the journal in it."""
    now = timezone.now()
    form = CalendarForm(request.GET)
    name = salted_hmac("journal.reminders.calendar", str(request.user.pk)).hexdigest()[:32]
    journal = settings.SITE_URL + reverse("journal:home")
    file = calendar_entry(f"{name}@backsite", form.hour, timezone.localdate(now), now, journal)
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="journal-reminder.ics"'
    return answer


@csrf_exempt  # mail programs post it by themselves (RFC 8058); the signed token is the permission
@require_http_methods(["GET", "HEAD", "POST"])
def stop_reminders(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind of mail to one person, on POST only; opening the page changes nothing."""
    said = read_stop_token(token)
    if said is None:
        return render(request, "journal/stop_reminders.html", status=404)
    walker, kind = said
    if request.method == "POST":
        for reminder in Reminder.objects.filter(walker=walker).select_related("walker"):
            reminder.stop(kind)
    context = {"kind": ReminderKind(kind), "is_stopped": request.method == "POST"}
    return render(request, "journal/stop_reminders.html", context)
