"""Figures: images with what is said about them, and the bytes that readers get.

The bytes live in the database. Web processes hold no state and there may be many of them on many
machines: a folder would have to be shared and backed up beside the database, and an object store
would be one more service to run, for what is some hundred files of at most 300 KB. Addresses name
the content, so that browsers and proxies ask for each once and never again.
"""

from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.text import slugify
from simple_history.models import HistoricalRecords

from accounts.fields import PrintableCharField
from articles.images.reading import ReadImage, sizes_of
from articles.models.answers import Answer
from articles.models.editions import Edition
from articles.text.free_keys import first_free

ONE_OF_THE_TWO = "Write an alternative text, or mark the picture as decorative: one of the two."
KEY_LENGTH = 30  # characters, of a key made from words
MAX_KEY_LENGTH = 50


class FigureQuerySet(models.QuerySet["Figure"]):
    def public(self, now: datetime) -> "FigureQuerySet":
        """Figures that readers may have seen: used in an edition that is or once was public."""
        return self.filter(
            pk__in=AnswerFigure.objects.filter(answer__edition__publish_at__lte=now).values(
                "figure"
            )
        )

    def lacking_words(self) -> "FigureQuerySet":
        """Figures whose alternative text or credit is missing and can still be written.

        A decorative figure needs no alternative text. Left out: those that an edition shows which
        is no draft.
        """
        locked = AnswerFigure.objects.exclude(answer__edition__state=Edition.State.DRAFT)
        lacking = Q(is_decorative=False, alternative_text="") | Q(credit="")
        return self.filter(lacking).exclude(pk__in=locked.values("figure"))

    def with_use(self) -> "FigureQuerySet":
        """Annotate `editions_using`: in how many editions the figure stands."""
        return self.annotate(
            editions_using=models.Count("answer_links__answer__edition", distinct=True)
        )


class Figure(models.Model):
    """An image and what is said about it.

    From the moment an edition with it is submitted, image and words cannot change, like that
    edition's own words. To word it differently, make another figure (`copy`). The credit can still
    be corrected: it is owed to whoever made the image.
    """

    LOCKED_FIELDS = ("digest", "width", "height", "alternative_text", "is_decorative", "caption")

    key = models.SlugField(
        unique=True,
        help_text="A short name used in files and lists, for example knee-roll-start. Empty: made "
        "from the caption.",
    )
    alternative_text = PrintableCharField(
        max_length=300,
        blank=True,
        help_text="What the picture tells, for people who do not see it. Not “picture of”.",
    )
    is_decorative = models.BooleanField(
        "decorative",
        default=False,
        help_text="It tells nothing that the text does not: screen readers pass over it. Then "
        "leave the alternative text empty.",
    )
    caption = PrintableCharField(
        max_length=300, blank=True, help_text="Stands under the picture. May stay empty."
    )
    credit = PrintableCharField(
        max_length=200, help_text="Who made it, and under which licence it may be shown."
    )
    digest = PrintableCharField(max_length=64, editable=False, db_index=True)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()
    objects: ClassVar[FigureQuerySet] = FigureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("key",)
        constraints = (
            models.CheckConstraint(
                condition=Q(is_decorative=False) | Q(alternative_text=""),
                name="articles_decorative_figure_says_nothing",
                violation_error_message=ONE_OF_THE_TWO,
            ),
        )

    def __str__(self) -> str:
        return f"{truncatechars(self.caption or self.said_instead, 60)} ({self.key})"

    @property
    def lacks_alternative(self) -> bool:
        """Whether it has no alternative text and is not marked as decorative either."""
        return not (self.alternative_text or self.is_decorative)

    @property
    def said_instead(self) -> str:
        """The alternative text, or words that tell editors why it is empty."""
        lacking = "decorative" if self.is_decorative else "not described yet"
        return self.alternative_text or lacking

    def clean(self) -> None:
        """Require the words; only `store` accepts an unfinished figure, for use in drafts."""
        if self.lacks_alternative:
            raise ValidationError(ONE_OF_THE_TWO)

    # --- Its files --------------------------------------------------------------------------

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """(width, height) in pixels of its files, the largest first."""
        return sizes_of(self.width, self.height)

    def address(self, width: int) -> str:
        return reverse("articles:figure", args=[self.digest, width])

    def get_absolute_url(self) -> str:
        return self.address(self.width)

    @transaction.atomic
    def store(self, image: ReadImage, *, is_unfinished: bool = False) -> "Figure":
        """Save this new figure with its image, and return it; makes a key if it has none.

        If it `is_unfinished`, alternative text and credit may be missing. Raises ValidationError.
        """
        self._take(image)
        self.key = self.key or free_key(self.caption or self.alternative_text)
        if is_unfinished:
            self.clean_fields(exclude=() if self.credit else {"credit"})
        else:
            self.full_clean()
        self.save(force_insert=True)
        self._store_files(image)
        return self

    @transaction.atomic
    def replace_image(self, image: ReadImage) -> None:
        """Put another image under the same words.

        Raises ValidationError once a submitted or published edition shows the figure.
        """
        self._take(image)
        self.save()
        self.files.all().delete()
        self._store_files(image)

    def _take(self, image: ReadImage) -> None:
        self.digest = image.digest
        self.width, self.height = image.sizes[0].width, image.sizes[0].height

    def _store_files(self, image: ReadImage) -> None:
        FigureFile.objects.bulk_create(
            FigureFile(figure=self, width=size.width, data=size.data) for size in image.sizes
        )

    @transaction.atomic
    def copy(self) -> "Figure":
        """Store the same image and words as a new figure, whose words can change."""
        fields = (field.attname for field in self._meta.concrete_fields)
        same = {name: getattr(self, name) for name in fields if name not in ("id", "key")}
        copy = Figure.objects.create(**same, key=free_key(self.key))
        FigureFile.objects.bulk_create(
            FigureFile(figure=copy, width=file.width, data=file.data) for file in self.files.all()
        )
        if hasattr(self, "original"):  # it was cropped or rotated
            first = self.original
            first.pk, first.figure = None, copy
            first.save(force_insert=True)
        return copy

    # --- Who may see and change it ----------------------------------------------------------

    @property
    def is_locked(self) -> bool:
        """Whether an edition that is no draft shows it."""
        using = Edition.objects.filter(answers__figure_links__figure=self)
        return using.exclude(state=Edition.State.DRAFT).exists()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raises ValidationError if one of `LOCKED_FIELDS` of a locked figure changed."""
        if self.pk:
            before = Figure.objects.filter(pk=self.pk).values(*self.LOCKED_FIELDS).first()
            changed = before and any(getattr(self, name) != before[name] for name in before)
            if changed and self.is_locked:
                raise ValidationError(
                    "An edition that was submitted or published shows this figure: it stays as it "
                    "is. Make a copy to change."
                )
        super().save(*args, **kwargs)


class FigureFile(models.Model):
    """One size of a figure: the bytes that are served. Never loaded with the figure itself."""

    figure = models.ForeignKey(Figure, on_delete=models.CASCADE, related_name="files")
    width = models.PositiveSmallIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["figure", "width"], name="articles_figure_file_once_a_width"
            ),
        )

    def __str__(self) -> str:
        return f"{self.figure_id}, {self.width} wide"


class AnswerFigureManager(models.Manager["AnswerFigure"]):
    """Reads the figure with every link: whoever asks for a figure's place then shows the figure."""

    def get_queryset(self) -> models.QuerySet["AnswerFigure"]:
        return super().get_queryset().select_related("figure")


class AnswerFigure(models.Model):
    """A figure's place in an answer."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="figure_links")
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="answer_links")
    position = models.PositiveSmallIntegerField()

    objects: ClassVar[AnswerFigureManager] = AnswerFigureManager()

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["answer", "figure"], name="articles_figure_once_an_answer"
            ),
        )

    def __str__(self) -> str:
        return f"{self.figure_id} in {self.answer_id}"


def free_key(words: str) -> str:
    """A key made from `words` that no other figure has."""
    stem = slugify(words)[: KEY_LENGTH + 1]
    if len(stem) > KEY_LENGTH:  # end with a whole word, if there are several
        stem = stem.rpartition("-")[0] or stem[:KEY_LENGTH]
    stem = stem.strip("-_") or "figure"
    taken = set(Figure.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return first_free(stem, MAX_KEY_LENGTH, taken.__contains__)
