"""What any page may show of the running week, without its view knowing."""

from django import template
from django.template import Context
from django.utils import timezone

from journal.looking_back.day_sums import Step, Stretch, day_walks, stretches
from journal.looking_back.periods import monday_of, on_days
from journal.models import Walk

register = template.Library()


@register.simple_tag(takes_context=True)
def running_week(context: Context) -> Stretch:
    """The walks of this week of whoever asks. Two queries."""
    today = timezone.localdate()
    monday = monday_of(today)
    walks = day_walks(on_days(Walk.objects.for_user(context["user"]), monday, today))
    (week,) = stretches(walks, monday, today, Step.WEEK)
    return week
