"""Topics, the articles on them, and the addresses articles once had."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.text import slugify
from simple_history.models import HistoricalRecords

from accounts.fields import PrintableCharField
from articles.models.editions import SEEN_BY_READERS, Edition
from articles.text.free_keys import first_free
from articles.text.visible import refuse_unreadable

SLUG_LENGTH = 60  # of an address made from a title: it is read out and printed


@lru_cache(maxsize=4096)  # a page of results or of a topic has many, and reversing one is slow
def article_address(slug: str) -> str:
    return reverse("articles:article", args=[slug])


class Topic(models.Model):
    """A named group of articles, with an order."""

    slug = models.SlugField(unique=True)
    title = PrintableCharField(max_length=120)
    summary = PrintableCharField(max_length=300, help_text="One sentence, shown on the home page.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first.")
    updated_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("position", "slug")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        refuse_unreadable(title=self.title, slug=self.slug)

    def get_absolute_url(self) -> str:
        return reverse("articles:topic", args=[self.slug])


class ArticleQuerySet(models.QuerySet["Article"]):
    def public(self, now: datetime) -> "ArticleQuerySet":
        """The articles that have a live edition at `now`, in the order of their topics."""
        return self.filter(editions__in=Edition.objects.public(now)).order_by(
            "topic__position", "topic__slug", "position", "slug"
        )

    def with_live_title(self, now: datetime) -> "ArticleQuerySet":
        """Annotate `live_title`: the title that readers see at `now`, or None."""
        live = Edition.objects.public(now).filter(article=models.OuterRef("pk")).order_by()
        return self.annotate(live_title=models.Subquery(live.values("title")[:1]))

    def with_newest_title(self) -> "ArticleQuerySet":
        """Annotate `newest_title`: that of the newest edition, published or not."""
        newest = Edition.objects.filter(article=models.OuterRef("pk")).order_by("-number")
        return self.annotate(newest_title=models.Subquery(newest.values("title")[:1]))


class Article(models.Model):
    """The lasting identity of an article: its address and its place. Its words are in editions."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="articles")
    slug = models.SlugField(
        unique=True,
        max_length=80,
        help_text="The last part of the address. If you change it after publication, the old "
        "address leads to the new one.",
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Place within the topic; smaller comes first."
    )
    related = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        help_text="What to read next. Shown under the article, in your order of choosing.",
    )

    history = HistoricalRecords()
    objects: ClassVar[ArticleQuerySet] = ArticleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("topic__position", "position", "slug")
        # A topic in its order, so that neighbours in it are found without reading all of it.
        indexes = (models.Index(fields=["topic", "position", "slug"], name="articles_topic_order"),)

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return article_address(self.slug)

    def clean(self) -> None:
        """Put the slug in lower case, because addresses are printed, dictated and typed in any
        case; raises ValidationError if it cannot be read."""
        self.slug = self.slug.lower()
        refuse_unreadable(slug=self.slug)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep every address that readers may have: a changed slug leaves a redirect."""
        before = Article.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        super().save(*args, **kwargs)
        if before and before != self.slug and self.was_ever_public:
            FormerSlug.objects.update_or_create(slug=before, defaults={"article": self})
        # Another article's former slug stays: it redirects until this article is public
        # (articles.public.views).
        self.former_slugs.filter(slug=self.slug).delete()

    @transaction.atomic
    def delete_unseen(self) -> None:
        """Delete what readers never saw, with its editions and questions.

        Raises ValidationError if an edition was published meanwhile, because that is withdrawn
        instead; ProtectedError if something else refers to one of its questions.
        """
        rows = self.editions.select_for_update(of=("self",))  # publishing locks them, too
        editions = list(rows)
        if any(edition.publish_at for edition in editions):
            raise ValidationError(SEEN_BY_READERS)
        self.editions.all().delete()
        self.delete()

    @property
    def related_in_order(self) -> list["Article"]:
        """The articles to read next, in the order in which an editor chose them."""
        links = Article.related.through.objects.filter(from_article=self).order_by("pk")
        return [link.to_article for link in links.select_related("to_article")]

    @transaction.atomic
    def set_related(self, articles: Sequence["Article"]) -> None:
        """Store `articles` as what to read next; their order is that of being added."""
        if self.related_in_order == list(articles):
            return
        self.related.clear()
        for article in articles:  # several at once would be added in the order of their keys
            self.related.add(article)

    @property
    def was_ever_public(self) -> bool:
        return self.editions.filter(publish_at__isnull=False).exists()

    def live_edition(self, now: datetime) -> Edition | None:
        return self.editions.public(now).first()

    @property
    def open_draft(self) -> Edition | None:
        return self.editions.open().first()


class FormerSlug(models.Model):
    """An address that an article had while it was public; it leads to the present one."""

    slug = models.SlugField(unique=True, max_length=80)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="former_slugs")
    left_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug


def free_slug(title: str, max_length: int = SLUG_LENGTH, otherwise: str = "article") -> str:
    """A slug made from `title` that no article has or had while public, at most `max_length` long.

    Former slugs are not used again, so that old addresses go on leading where they lead.
    `otherwise` is the slug to start from if `title` has nothing to make one from.
    """

    def is_taken(slug: str) -> bool:
        taken = (Article.objects.filter(slug=slug), FormerSlug.objects.filter(slug=slug))
        return any(rows.exists() for rows in taken)

    stem = slugify(title)[:max_length].strip("-_") or otherwise
    return first_free(stem, max_length, is_taken)
