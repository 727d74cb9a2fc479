"""The result of the last check of each address outside the site."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from accounts.fields import PrintableCharField
from articles.models.topics import Article

MAX_ADDRESS = 2000


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def broken(self) -> "LinkCheckQuerySet":
        return self.filter(broken_since__isnull=False)


class LinkCheck(models.Model):
    """An address outside the site that a public page or a source names, and its last check."""

    url = PrintableCharField("address", max_length=MAX_ADDRESS, unique=True)
    checked_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField("answer", null=True, blank=True)
    problem = PrintableCharField(max_length=200, blank=True)
    broken_since = models.DateTimeField(null=True, blank=True)
    articles = models.ManyToManyField(Article, blank=True, related_name="link_checks")

    objects: ClassVar[LinkCheckQuerySet] = LinkCheckQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("url",)

    def __str__(self) -> str:
        return self.url

    def note(self, status: int | None, problem: str, is_broken: bool, now: datetime) -> None:
        """Set the result of a check: the HTTP `status`, or None without an answer.

        An address that stays broken keeps the time at which it first failed. The caller saves.
        """
        self.checked_at, self.status, self.problem = now, status, problem
        self.broken_since = (self.broken_since or now) if is_broken else None
