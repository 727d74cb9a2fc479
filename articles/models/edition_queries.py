"""Which editions are public at a moment, and the status of each: worked out, never stored."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.models import User
from articles.models.open_states import OPEN_STATES

if TYPE_CHECKING:
    from articles.models.editions import Edition  # noqa: F401 (named in the class's base)


class EditionStatus(models.TextChoices):
    """What an edition is at a given moment: follows from its state and the clock."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    READY = "ready", "Ready"
    SCHEDULED = "scheduled", "Scheduled"
    LIVE = "live", "Live"
    SUPERSEDED = "superseded", "Superseded"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"


class EditionQuerySet(models.QuerySet["Edition"]):
    def open(self) -> "EditionQuerySet":
        """Editions that are not yet published: at most one for each article.

        A constraint holds that none of them has a `publish_at`; the filter names it, so that the
        database can use an index.
        """
        return self.filter(state__in=OPEN_STATES, publish_at=None)

    def current_at(self, now: datetime) -> "EditionQuerySet":
        """The edition of each article with the latest `publish_at` up to `now`.

        It may be live, expired or withdrawn: one that expired or was withdrawn does not bring its
        predecessor back.
        """
        newest = self._current_of_article(now)
        return self.filter(publish_at__lte=now, pk=newest)

    def public(self, now: datetime) -> "EditionQuerySet":
        """What readers may see at `now`: the one definition for pages, feed, search, matching."""
        return self.current_at(now).filter(
            Q(expires_at=None) | Q(expires_at__gt=now), state=self.model.State.PUBLISHED
        )

    def appearing_after(self, now: datetime) -> "EditionQuerySet":
        """Scheduled: readers will see each from its `publish_at` on."""
        newest = self._current_of_article(models.OuterRef("publish_at"))
        return self.filter(publish_at__gt=now, pk=newest, state=self.model.State.PUBLISHED)

    def leaving_after(self, now: datetime) -> "EditionQuerySet":
        """Those with which their page will be gone at `expires_at`.

        Not those that a newer edition has replaced by then: its page stays.
        """
        newest = self._current_of_article(models.OuterRef("expires_at"))
        return self.filter(expires_at__gt=now, pk=newest, state=self.model.State.PUBLISHED)

    def with_newest(self, now: datetime) -> "EditionQuerySet":
        """Annotate `newest_id`, the key of the article's current edition at `now`, for `status`."""
        return self.annotate(newest_id=self._current_of_article(now))

    def as_asked_by(self, user: User) -> "EditionQuerySet":
        """Annotate what decides which actions `user` may take, so that a list needs no query a row.

        `asker`: the key of `user`; `saved_by_asker`: whether they saved the form of the edition;
        `opened_by_asker`: when they last opened it, or None.
        """
        saved = self.model.history.filter(
            id=models.OuterRef("pk"), history_user=user, history_change_reason=None
        )
        return self.annotate(
            asker=models.Value(user.pk),
            saved_by_asker=models.Exists(saved),
            own_opening=models.FilteredRelation("openings", condition=Q(openings__person=user)),
            opened_by_asker=models.F("own_opening__opened_at"),
        )

    def review_valid_on(self, today: date) -> "EditionQuerySet":
        """Leave out editions whose review ran out: they are shown, but not matched to a log."""
        return self.filter(Q(review_due_on=None) | Q(review_due_on__gte=today))

    def _current_of_article(self, now: datetime | models.OuterRef) -> models.Subquery:
        of_article = self.model.objects.filter(
            article=models.OuterRef("article"), publish_at__lte=now
        )
        return models.Subquery(of_article.order_by("-publish_at", "-number").values("pk")[:1])
