"""The sources of answers, and what pages show beside answers: warning signs and cautions."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.fields import PrintableCharField, PrintableTextField, PrintableURLField
from articles.text.rich_text import RichTextField
from articles.text.sign_words import read_wordings


class Source(models.Model):
    """A publication that an answer or a warning sign rests on."""

    class Kind(models.TextChoices):
        GUIDELINE = "guideline", "Clinical guideline"
        SYSTEMATIC_REVIEW = "systematic_review", "Systematic review"
        TRIAL = "trial", "Randomised trial"
        OBSERVATIONAL = "observational", "Observational study"
        TEXTBOOK = "textbook", "Textbook"
        CLINIC_OPINION = "clinic_opinion", "Clinic’s opinion"
        PATIENT_INFORMATION = "patient_information", "Patient information"

    key = models.SlugField(
        unique=True, help_text="A short name used in files and lists, for example nice-ng59."
    )
    title = PrintableCharField(max_length=300)
    publisher = PrintableCharField(max_length=200, help_text="Journal, institute or publisher.")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    url = PrintableURLField("address", blank=True, max_length=500)
    kind = PrintableCharField("kind of evidence", max_length=30, choices=Kind)
    checked_on = models.DateField(
        null=True,
        blank=True,
        help_text="The day somebody last opened the source and found that it says what we cite. "
        "Leave empty if nobody has: the page then says so.",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher}{f', {self.year}' if self.year else ''})"

    @classmethod
    def citing_relations(cls) -> list[models.ManyToManyRel]:
        """The many-to-many relations by which records of any app cite sources.

        Warning signs are not among them: their foreign key protects their source.
        """
        found = cls._meta.related_objects
        return [each for each in found if isinstance(each, models.ManyToManyRel)]

    @property
    def is_cited(self) -> bool:
        names = [str(each.get_accessor_name()) for each in self.citing_relations()]
        return any(getattr(self, name).exists() for name in names)

    @property
    def is_public(self) -> bool:
        """Whether readers may have seen it under an answer."""
        return self.answers.filter(edition__publish_at__isnull=False).exists()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete it; raises ValidationError while it is cited, because answers that readers saw
        would lose it without a trace."""
        if self.is_cited:
            raise ValidationError("This source is cited and has to stay.")
        return super().delete(*args, **kwargs)


class WarningSign(models.Model):
    """One line of “When to get help”. Shown to everybody; no log ever mutes it."""

    class Level(models.TextChoices):
        EMERGENCY = "emergency", "Emergency: now"
        URGENT = "urgent", "Urgent: today"
        SOON = "soon", "Soon"
        TELL = "tell", "Tell whoever you see"

    level = PrintableCharField(max_length=10, choices=Level)
    text = PrintableCharField(
        max_length=300, help_text="The sign as a reader would notice it, without a full stop."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="warning_signs")
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="Leave empty if no clinician has reviewed this sign."
    )
    search_words = PrintableTextField(
        blank=True,
        help_text="What people type who have this sign, one way of saying it a line, such as "
        "“numb, no feeling + groin, between legs” or “chest + pain, tight but not knee to chest”: "
        "commas stand between words that mean the same, a plus between words that are all said. "
        "Endings, small words, “can’t” or “cannot” and typing errors do not count. A search that "
        "says one of the lines shows this sign above its results.",
    )
    is_despair = models.BooleanField(
        "a sign of despair",
        default=False,
        db_default=False,
        help_text="For thoughts of ending one’s life. The card then does not ask for back pain, "
        "and names who listens at any hour, with their telephone number.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["level", "text"],
                name="articles_warning_sign_once",
                violation_error_message="This level has this sign already.",
            ),
        )

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        lines = zip(self.word_lines, read_wordings(self.search_words), strict=True)
        if vague := [line for line, wording in lines if not wording.is_telling]:
            says = f"Every second search says what “{vague[0]}” says. Add what makes it a sign."
            raise ValidationError({"search_words": says})

    @property
    def word_lines(self) -> list[str]:
        return [line.strip() for line in self.search_words.splitlines() if line.strip()]


class Caution(models.Model):
    """A block that stands beside every text in which one of its names occurs.

    It is found by the words and not by an editor's memory, so that no answer, search result or
    passage in the journal can name the medicine without it.
    """

    slug = models.SlugField(unique=True)
    title = PrintableCharField(max_length=120)
    names = PrintableTextField(
        help_text="The words that call for this caution, one a line, for example ibuprofen."
    )
    body = RichTextField()
    sources = models.ManyToManyField(Source, blank=True, related_name="cautions")
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="Leave empty if no clinician has reviewed this caution."
    )
    updated_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords(m2m_fields=[sources])

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.title

    @property
    def name_list(self) -> list[str]:
        return [name.strip() for name in self.names.splitlines() if name.strip()]

    def is_needed_in(self, text: str) -> bool:
        """Whether `text` (plain, any case) names what this caution is about."""
        pattern = _pattern(tuple(self.name_list))
        return pattern is not None and pattern.search(_as_compared(text)) is not None


@lru_cache(maxsize=256)  # a page asks for each caution beside each text it shows
def _pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    either = "|".join(map(re.escape, filter(None, map(_as_compared, names))))
    # Not \b: a name may begin or end with a character that is no letter, such as a bracket.
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)") if either else None


@lru_cache(maxsize=256)  # and a page asks for several cautions beside the same text
def _as_compared(text: str) -> str:
    """`text` so that no way of typing hides a name: without case and invisible characters, and
    with one space for any run of hyphens and spaces."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub("[\u00ad\u200b-\u200d\u2060\ufeff]", "", text)  # invisible
    return re.sub(r"[\s\u2010-\u2015\u2212-]+", " ", text).strip()
