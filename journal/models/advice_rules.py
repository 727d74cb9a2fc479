"""Models of the advice rules that editors write, and of the suggestions that walkers saw."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.fields import CodeCheckedCharField, PrintableCharField, PrintableTextField
from accounts.models import User
from articles.models import Answer, Edition, Question
from journal.advice import matching
from journal.models.by_person import one_of_walker, walker_key
from journal.models.versions import VersionedRecord
from journal.presentation.wording import STRENGTH_WORDS, condition_in_words, pattern_choices


class AdviceRuleQuerySet(models.QuerySet["AdviceRule"]):
    def in_use(self) -> "AdviceRuleQuerySet":
        return (
            self.filter(is_active=True).order_by("position", "slug").prefetch_related("conditions")
        )


class AdviceRule(VersionedRecord):
    """“This answer fits when …”: the rule holds when all its conditions do.

    An answer with two rules fits when either of them holds.
    """

    NAMED_BY = "slug"

    slug = models.SlugField(
        "short name", unique=True, max_length=80, help_text="For lists and files; never shown."
    )
    question = models.ForeignKey(
        Question,
        on_delete=models.PROTECT,
        related_name="advice_rules",
        help_text="The answer that fits when the conditions hold.",
    )
    because = PrintableCharField(
        max_length=300,
        help_text="What the walker reads first. No numbers: the walker’s own follow by themselves. "
        "Describe; do not instruct, and name no condition as theirs.",
    )
    beside = models.ForeignKey(
        Question,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="always shown beside",
        help_text="Another answer that the same walks would fit, so that neither stands alone.",
    )
    tell_apart = PrintableCharField(
        "what tells the two apart",
        max_length=300,
        blank=True,
        help_text="A question that the walker can ask themselves.",
    )
    position = models.PositiveSmallIntegerField(
        "place",
        default=100,
        help_text="Of answers that fit equally well, the one with the lower number comes first.",
    )
    is_good_news = models.BooleanField(
        "good news",
        default=False,
        help_text="Not shown to anyone whose pain is rising over the weeks.",
    )
    is_active = models.BooleanField("in use", default=True)

    history = HistoricalRecords()
    objects: ClassVar[AdviceRuleQuerySet] = AdviceRuleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("slug",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(beside=None) | ~models.Q(tell_apart=""),
                name="journal_rule_tells_the_two_apart",
                violation_error_message="Say what tells the two answers apart.",
            ),
        )

    def __str__(self) -> str:
        return self.slug

    def clean(self) -> None:
        if self.beside_id and self.beside_id == self.question_id:
            raise ValidationError({"beside": "Choose another answer than the one that fits."})

    @property
    def fits_when(self) -> str:
        """The conditions in words, joined by “and”. Reads `conditions`: prefetch them."""
        return " and ".join(str(condition) for condition in self.conditions.all())

    def as_rule(self) -> matching.Rule:
        """The rule as a plain value for `matching`. Reads `conditions`: prefetch them."""
        return matching.Rule(
            slug=self.slug,
            version=self.version,
            question=self.question_id,
            because=self.because,
            beside=self.beside_id,
            tell_apart=self.tell_apart,
            position=self.position,
            is_good_news=self.is_good_news,
            conditions=tuple(condition.as_condition() for condition in self.conditions.all()),
        )


class RuleCondition(models.Model):
    """One condition of a rule: a pattern, and which state, direction and size it must have."""

    class State(models.TextChoices):
        SO_FAR = "so_far", "seen so far, or linked"
        LINKED = "linked", "linked"
        NO_CLEAR_LINK = "no_clear_link", "clearly not linked"
        CANNOT_TELL = "cannot_tell", "cannot be told yet"
        TOO_EARLY = "too_early", "too early to say"

    class Direction(models.TextChoices):
        ANY = "any", "either way"
        UP = "up", "up (more pain, or in most walks)"
        DOWN = "down", "down (less pain, or in few walks)"

    class Legs(models.TextChoices):
        ONE = "one", "mostly in one leg"
        BOTH = "both", "mostly in both legs"

    rule = models.ForeignKey(AdviceRule, on_delete=models.CASCADE, related_name="conditions")
    pattern = CodeCheckedCharField(max_length=40, choices=pattern_choices)
    state = PrintableCharField("is", max_length=20, choices=State, default=State.LINKED)
    direction = PrintableCharField(max_length=4, choices=Direction, default=Direction.ANY)
    size = models.FloatField(
        "at least",
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="In the pattern’s unit (points, minutes, share from 0 to 1). Empty: any size.",
    )
    legs = PrintableCharField(
        "which legs",
        max_length=4,
        choices=Legs,
        blank=True,
        help_text="Of leg symptoms only. Empty: one leg or both.",
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["rule", "pattern"],
                name="journal_one_condition_per_pattern",
                violation_error_message="This rule has a condition on this pattern already.",
            ),
        )

    def __str__(self) -> str:
        return condition_in_words(self.as_condition())

    def clean(self) -> None:
        if self.legs and self.pattern != matching.LEGS_PATTERN:
            raise ValidationError({"legs": "Only leg symptoms are in one leg or in both."})

    def as_condition(self) -> matching.Condition:
        return matching.Condition(
            pattern=self.pattern,
            state=self.state,
            direction=self.direction,
            size=self.size,
            legs=self.legs,
        )


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def for_user(self, user: User) -> "SuggestionQuerySet":
        return (
            self.filter(walker=user)
            .select_related("edition", "question__article", "beside__question__article")
            .prefetch_related("edition__answers")
        )


class Suggestion(models.Model):
    """A match as a walker saw it, stored with its words, so that it can be read again unchanged."""

    walker = walker_key("suggestions")
    shown_on = models.DateField()
    rule_slug = PrintableCharField(max_length=80)
    rule_version = models.PositiveIntegerField()
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    wording = PrintableCharField("question as it was worded", max_length=200)
    beside = models.ForeignKey(
        Answer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The answer that stood beside it; one edition's, so its words stand still.",
    )
    tell_apart = PrintableCharField(max_length=300, blank=True)
    strength = PrintableCharField(max_length=10)
    because = PrintableTextField(help_text="The sentences that were shown, one a line.")

    objects: ClassVar[SuggestionQuerySet] = SuggestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-shown_on", "pk")
        constraints = (
            one_of_walker("suggestion_by_person", "id"),
            one_of_walker(
                "suggestion_once_a_day", "shown_on", "rule_slug", "rule_version", "edition"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule_slug} on {self.shown_on:%Y-%m-%d}"

    @property
    def strength_words(self) -> str:
        return STRENGTH_WORDS[self.strength]

    @property
    def answer(self) -> Answer | None:
        """The answer in the edition that was shown; None if that edition does not have it.

        Reads `edition.answers`: prefetch them.
        """
        answers = self.edition.answers.all()
        return next((each for each in answers if each.question_id == self.question_id), None)
