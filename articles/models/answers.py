"""Questions and their answers."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.functional import cached_property

from accounts.fields import PrintableCharField, PrintableTextField
from articles.models.editions import Edition
from articles.models.search_entry import SearchEntry
from articles.models.sources import Source
from articles.models.topics import Article
from articles.text.carried_lines import carry_over
from articles.text.free_keys import RESERVED, RESERVED_ANCHORS
from articles.text.plain_text import plain_text
from articles.text.rich_text import RichTextField
from articles.text.visible import refuse_unreadable

if TYPE_CHECKING:
    from articles.models.figures import Figure

MIN_VOTES = 5  # fewer say more about who happened to come by than about the answer


class QuestionQuerySet(models.QuerySet["Question"]):
    def marked_unhelpful(self) -> "QuestionQuerySet":
        """Questions with `MIN_VOTES` votes or more, at least half of them unhelpful.

        Those with the most unhelpful votes come first. Each is annotated with `helpful` and
        `unhelpful`, its votes over all editions and days.
        """
        return (
            self.filter(votes__isnull=False)
            .annotate(
                helpful=models.Sum("votes__helpful"), unhelpful=models.Sum("votes__unhelpful")
            )
            .filter(
                unhelpful__gte=models.F("helpful"),
                unhelpful__gt=MIN_VOTES - 1 - models.F("helpful"),
            )
            .order_by("-unhelpful", "helpful", "pk")
        )

    def with_wording(self) -> "QuestionQuerySet":
        """Annotate `wording`: the question’s wording in its newest edition, published or not."""
        newest = Answer.objects.filter(question=models.OuterRef("pk")).order_by("-edition__number")
        return self.select_related("article").annotate(
            wording=models.Subquery(newest.values("wording")[:1])
        )


class Question(models.Model):
    """The lasting identity of one question: where links point, and what else people call it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="questions")
    anchor = PrintableCharField(
        max_length=60,
        validators=[
            RegexValidator(
                r"\A[a-z][a-z0-9]*(-[a-z0-9]+)*\Z",
                "Use lower-case letters, digits and single hyphens, starting with a letter.",
            )
        ],
    )
    also_asked_as = PrintableTextField(
        blank=True, help_text="Other wordings of the same question, one a line. Search finds them."
    )

    next_also_asked_as = PrintableTextField(
        "other wordings from the next edition on",
        null=True,
        blank=True,
        editable=False,
        help_text="What a draft says instead: none while it says nothing else.",
    )

    objects: ClassVar[QuestionQuerySet] = QuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("article", "anchor")
        constraints = (
            models.UniqueConstraint(
                fields=["article", "anchor"],
                name="articles_anchor_once_in_article",
                violation_error_message="This article has a question with this anchor already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.article.slug}#{self.anchor}"

    @property
    def other_wordings(self) -> list[str]:
        return [line.strip() for line in self.also_asked_as.splitlines() if line.strip()]

    # The other wordings that a draft gives a question: if readers may have seen the question, they
    # stay in `next_also_asked_as` until the draft is published; else they count at once.

    @property
    def drafted_wordings(self) -> str:
        """The question's other wordings as a draft shows them, one a line."""
        waiting = self.next_also_asked_as
        return self.also_asked_as if waiting is None else waiting

    def draft_wordings(self, text: str) -> None:
        """Set the other wordings that a draft shows to `text`, one a line. The caller saves."""
        if text == self.drafted_wordings:
            return
        if self.pk and self.is_public_anchor:
            self.next_also_asked_as = None if text == self.also_asked_as else text
        else:
            self.also_asked_as = text

    def get_absolute_url(self) -> str:
        return f"{self.article.get_absolute_url()}#{self.anchor}"

    def clean(self) -> None:
        if self._state.adding and self.anchor in RESERVED_ANCHORS:
            raise ValidationError({"anchor": RESERVED})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raises ValidationError if an anchor changed that readers may have seen."""
        rows = Question.objects.filter(pk=self.pk) if self.pk else Question.objects.none()
        before = rows.values("anchor", "also_asked_as").first()
        if before and before["anchor"] != self.anchor and self.is_public_anchor:
            raise ValidationError(
                {"anchor": "Readers may have linked here: a published anchor never changes."}
            )
        if before and self.next_also_asked_as is not None:  # a draft knows of it, too
            waiting = (before["also_asked_as"], self.also_asked_as, self.next_also_asked_as)
            self.next_also_asked_as = carry_over(*waiting)
        if self.next_also_asked_as == self.also_asked_as:
            self.next_also_asked_as = None
        super().save(*args, **kwargs)
        if before and before["also_asked_as"] != self.also_asked_as:
            SearchEntry.objects.refresh_question(self)

    @property
    def is_public_anchor(self) -> bool:
        """Whether readers may ever have seen this anchor."""
        return self.answers.filter(edition__publish_at__isnull=False).exists()


class AnswerQuerySet(models.QuerySet["Answer"]):
    def for_reading(self) -> "AnswerQuerySet":
        """The answers with all that a page shows of them, in a fixed number of queries."""
        return self.select_related("question", "question__article").prefetch_related(
            "sources", "figure_links"
        )

    def write(self, edition: Edition, question: Question, **words: Any) -> "Answer":
        """Validate and store `question` and a new answer to it in a draft.

        `words` are fields of the answer. Raises ValidationError where either breaks a rule.
        """
        question.full_clean()
        question.save()
        answer = self.model(edition=edition, question=question, **words)
        answer.full_clean()
        answer.save()
        return answer

    def dropped_from(self, edition: int, article: int, now: datetime) -> "AnswerQuerySet":
        """Answers that readers saw by `now`, to questions of `article` that `edition` leaves out.

        All answers to each such question, the newest edition's last. `edition` and `article` are
        primary keys.
        """
        kept = self.filter(edition=edition).values("question")
        seen = self.filter(edition__article=article, edition__publish_at__lte=now)
        left = seen.exclude(question__in=kept).select_related("question")
        return left.order_by("edition__number")

    @transaction.atomic
    def copy_to(self, edition: Edition, questions: Mapping[int, Question] | None = None) -> None:
        """Copy the answers with their sources and figures into another edition, which is a draft.

        For an edition of another article, `questions` gives the new question for the primary key
        of each old one. Raises ValidationError if `edition` is locked.
        """
        edition.refuse_if_locked()
        answers = list(self.prefetch_related("sources", "figure_links"))
        fields = [field.attname for field in self.model._meta.concrete_fields]
        same = [name for name in fields if name not in ("id", "edition_id")]
        copies = [
            Answer(edition=edition, **{name: getattr(answer, name) for name in same})
            for answer in answers
        ]
        if questions is not None:
            for copy in copies:
                copy.question = questions[copy.question_id]
        Answer.objects.bulk_create(copies)
        pairs = list(zip(copies, answers, strict=True))
        store_sources({copy.pk: answer.cited for copy, answer in pairs})
        store_figures({copy.pk: answer.figures for copy, answer in pairs})


class Answer(models.Model):
    """A question's wording, short answer and body in one edition."""

    class Kind(models.TextChoices):
        ANSWER = "answer", "Answer"
        MOVEMENT = "movement", "Movement card"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField(default=0)
    kind = PrintableCharField(max_length=10, choices=Kind, default=Kind.ANSWER)
    wording = PrintableCharField("question", max_length=200)
    short_answer = PrintableCharField(
        max_length=400, help_text="One to three plain sentences that stand on their own."
    )
    how_long = PrintableCharField(
        max_length=200,
        blank=True,
        help_text="Movement cards only: how long, how often. The page adds when to stop.",
    )
    body = RichTextField()
    sources = models.ManyToManyField(Source, blank=True, related_name="answers")

    objects: ClassVar[AnswerQuerySet] = AnswerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "question"],
                name="articles_one_answer_per_question",
                violation_error_message="This edition answers this question already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="movement") | ~models.Q(how_long=""),
                name="articles_movement_says_how_long",
                violation_error_message="A movement card says how long and how often.",
            ),
        )

    def __str__(self) -> str:
        return self.wording

    def get_absolute_url(self) -> str:
        return self.question.get_absolute_url()

    @property
    def wordings(self) -> tuple[str, ...]:
        """The wording in this edition, followed by the question's other wordings."""
        return (self.wording, *self.question.other_wordings)

    @property
    def text(self) -> str:
        """All words of the answer, for search and cautions."""
        return " ".join((self.wording, self.short_answer, self.how_long, plain_text(self.body)))

    @property
    def text_with_captions(self) -> str:
        """All words of the answer, with the alternative texts and captions of its figures."""
        said = (f"{figure.alternative_text} {figure.caption}" for figure in self.figures)
        return " ".join((self.text, *said))

    @cached_property
    def cited(self) -> list[Source]:
        """The answer's sources, read once and then kept on this object."""
        return list(self.sources.all())

    @cached_property
    def figures(self) -> "list[Figure]":
        """The answer's figures in the order in which readers see them, kept on this object."""
        return [link.figure for link in self.figure_links.all()]

    @transaction.atomic
    def set_figures(self, figures: "Iterable[Figure]") -> None:
        """Show these figures, in this order, and no others. Raises ValidationError if locked."""
        self.edition.refuse_if_locked()
        self.__dict__.pop("figures", None)
        store_figures({self.pk: figures})

    def clean(self) -> None:
        both = self.question_id and self.edition_id
        if both and self.question.article_id != self.edition.article_id:
            raise ValidationError("The question belongs to another article.")
        refuse_unreadable(wording=self.wording)
        if self.kind == self.Kind.MOVEMENT and not self.how_long:
            raise ValidationError({"how_long": "A movement card says how long and how often."})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check the constraints, apart from the one on movement cards, which `clean` checks.

        Django would ask the database about that one for each answer. If `exclude` names a field of
        the other one, there is nothing to check, but Django would still compose its query.
        """
        left_out = {*(exclude or ()), "kind", "how_long"}
        if not left_out & {"edition", "question"}:
            super().validate_constraints(left_out)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        self.edition.refuse_if_locked()
        super().save(*args, **kwargs)

    @transaction.atomic
    def merge_into(self, question: Question, wording: str) -> None:
        """Delete this answer from its draft, and add its wordings to those of `question`.

        `wording` is how the draft words `question` itself: it is not added a second time.
        """
        self.edition.refuse_if_locked()
        ours, theirs = self.question.drafted_wordings, question.drafted_wordings
        wordings = (*theirs.splitlines(), self.wording, *ours.splitlines())
        stripped = dict.fromkeys(each.strip() for each in wordings)
        question.draft_wordings("\n".join(each for each in stripped if each not in ("", wording)))
        question.save()
        super().delete()

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.edition.refuse_if_locked()
        return super().delete(*args, **kwargs)


# Both functions take answers of a draft that the caller has locked: a mapping from the primary key
# of each answer to all that it cites or shows.


def store_sources(cited: Mapping[int, Iterable[Source]]) -> None:
    """Replace the sources of these answers, in two queries however many answers there are."""
    links = Answer.sources.through.objects
    links.filter(answer__in=cited).delete()
    links.bulk_create(
        links.model(answer_id=pk, source=source)
        for pk, sources in cited.items()
        for source in sources
    )


def store_figures(shown: "Mapping[int, Iterable[Figure]]") -> None:
    """Replace the figures of these answers; the figures of each keep the order given."""
    links = Answer._meta.get_field("figure_links").related_model._default_manager
    links.filter(answer__in=shown).delete()
    links.bulk_create(
        links.model(answer_id=pk, figure=figure, position=position)
        for pk, figures in shown.items()
        for position, figure in enumerate(figures, start=1)
    )
