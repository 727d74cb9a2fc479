"""Template tags for lists of walks and tables, and for the present week on any page."""

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.prepared_queries import PreparedQuery
from journal.looking_back.day_sums import Step, Stretch, day_walk, rows_of_days, stretches
from journal.looking_back.periods import ZONES_APART, midnight, monday_of
from journal.models import Walk

register = template.Library()

_walks_since = PreparedQuery(
    lambda walker, moment: rows_of_days(
        Walk.objects.for_user(walker).filter(started_at__gte=moment)
    ),
    int,
    datetime,
)


@register.simple_tag
def walk_lines(walks: Iterable[Walk]) -> SafeString:
    """Walks as list items with links. Written in Python for speed: a page may list hundreds."""
    return SafeString(
        "\n".join(
            f'<li><a href="{escape(walk.address)}">'
            f'<span class="walk-day">{walk.clock_words}</span> <span>{walk.length}</span> '
            f"<span>pain {walk.pain_before} before, {walk.pain_after} after</span></a></li>"
            for walk in walks
        )
    )


@register.simple_tag
def table_rows(rows: Iterable[Iterable[str]]) -> SafeString:
    """The rows of a table, each cell escaped. Written in Python for speed: a chart has dozens."""
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return SafeString("\n".join(f"<tr>{row}</tr>" for row in cells))


@register.simple_tag(takes_context=True)
def running_week(context: Context) -> Stretch:
    """The walks of the person who asks in the present week, each by its own clock. One query."""
    today = timezone.localdate()
    monday = monday_of(today)
    around = _walks_since.all(context["user"].pk, midnight(monday, UTC) - ZONES_APART)
    walks = [each for each in map(day_walk, around) if monday <= each.day <= today]
    (week,) = stretches(walks, monday, today, Step.WEEK)
    return week
