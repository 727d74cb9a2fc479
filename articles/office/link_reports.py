"""What the last round over the outside links found, for editors."""

from datetime import datetime

from django.utils import timezone

from articles.models import LinkCheck
from articles.office.reports import Report, ReportLink, Row, register_report


@register_report
class BrokenLinks(Report):
    slug = "broken-links"
    title = "Links to other sites that no longer work"
    explains = (
        "As the last check found them, oldest first. Open each yourself: a site may be down for a "
        "day, or keep programs out, and those that do are named too."
    )
    columns = ("Address", "What it answered", "Broken since", "Last asked", "Needed by")

    def rows(self, now: datetime) -> list[Row]:
        checks = LinkCheck.objects.exclude(problem="").prefetch_related("articles")
        by_age = sorted(checks, key=lambda check: (check.broken_since or now, check.url))
        return [
            (
                ReportLink(check.url, check.url),
                check.problem,
                f"{timezone.localdate(check.broken_since):%Y-%m-%d}" if check.broken_since else "–",
                f"{timezone.localdate(check.checked_at):%Y-%m-%d}",
                ", ".join(article.slug for article in check.articles.all()) or "no public page",
            )
            for check in by_age
        ]
