"""An answer in the edition's page: the question's lasting identity is made and kept in passing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from articles.models import Answer, Article, Figure, Question, Source
from articles.office.autocomplete import Autocomplete, ChosenField, known_by_key
from articles.office.figure_field import FiguresField
from articles.text.free_keys import RESERVED, RESERVED_ANCHORS, anchor_stem, first_free

ANCHOR_LENGTH = 60
HOW_TO_CHOOSE = (
    "Type part of a title, a publisher or a short name, and choose. The plus sign adds a source "
    "that nobody has entered yet."
)


class AnswerForm(forms.ModelForm):
    anchor = forms.SlugField(
        max_length=ANCHOR_LENGTH,
        required=False,
        help_text="Where links to this question point. Empty: made from the question. It can "
        "change until readers have seen it, and never after.",
    )
    also_asked_as = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text="Other wordings of the same question, one a line. Search finds them. Of a "
        "question that readers see, it finds new ones once an edition with them is published.",
    )
    figures = FiguresField()

    class Meta:
        model = Answer
        fields = ("position", "kind", "wording", "short_answer", "how_long", "body", "sources")
        widgets = {
            "short_answer": forms.Textarea(attrs={"rows": 2}),
            "sources": Autocomplete("source"),
        }
        field_classes = {"sources": ChosenField}
        help_texts = {"position": "Place on the page; smaller comes first."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "sources" in self.fields:  # in place of Django's hint at the Control key
            self.fields["sources"].help_text = HOW_TO_CHOOSE
        if self.instance.question_id:
            question = self.instance.question
            self.initial["anchor"] = question.anchor
            self.initial["also_asked_as"] = question.drafted_wordings
        if self.instance.pk:
            self.initial["figures"] = [figure.pk for figure in self.instance.figures]

    @property
    def lacks(self) -> list[str]:
        """What keeps the answer from being published, as the form stands."""
        found = {"body": "no answer text", "sources": "no source"}
        return [words for name, words in found.items() if not self[name].value()]

    @property
    def is_movement(self) -> bool:
        return self["kind"].value() == Answer.Kind.MOVEMENT

    def clean_anchor(self) -> str:
        anchor = self.cleaned_data["anchor"].lower()
        question = self.instance.question if self.instance.question_id else None
        if question and anchor != question.anchor and question.is_public_anchor:
            raise ValidationError("Readers may have linked here: a published anchor never changes.")
        if anchor in RESERVED_ANCHORS and (question is None or anchor != question.anchor):
            raise ValidationError(RESERVED)
        if anchor:
            Question._meta.get_field("anchor").run_validators(anchor)
        if question and self._is_of_another(anchor, question):
            raise ValidationError("Another question of this article has this anchor.")
        return anchor

    def _is_of_another(self, anchor: str, question: Question) -> bool:
        if anchor in ("", question.anchor):
            return False
        return Question.objects.filter(article=question.article_id, anchor=anchor).exists()

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("kind") == Answer.Kind.MOVEMENT and not cleaned.get("how_long"):
            self.add_error("how_long", "A movement card says how long and how often.")
        return cleaned

    def save(self, commit: bool = True) -> Answer:
        self.instance.question = self._question()
        return super().save(commit)

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        self.instance.set_figures(self.cleaned_data["figures"])

    def _question(self) -> Question:
        """This answer's question: the one it had, one of the article's with this anchor, or new."""
        article = self.instance.edition.article
        anchor = self.cleaned_data["anchor"]
        lines = [line.strip() for line in self.cleaned_data["also_asked_as"].splitlines()]
        if self.instance.question_id:
            question = self.instance.question
            question.anchor = anchor or question.anchor
        else:
            anchor = anchor or free_anchor(article, self.cleaned_data["wording"])
            question = Question.objects.filter(article=article, anchor=anchor).first() or Question(
                article=article, anchor=anchor
            )
            # The editor of a new row has not seen the wordings that an old question has.
            lines = [*question.drafted_wordings.splitlines(), *lines]
        question.draft_wordings("\n".join(dict.fromkeys(filter(None, lines))))
        question.save()
        return question


class AnswerFormSet(forms.BaseInlineFormSet):
    """All answers of an edition: no two of them for the same question."""

    @cached_property
    def all_sources(self) -> list[Source]:
        """Read once, however many answers there are."""
        return list(Source.objects.order_by("title"))

    @cached_property
    def all_figures(self) -> list[Figure]:
        return list(Figure.objects.all())

    @cached_property
    def known_sources(self) -> dict[str, Source]:
        return known_by_key(self.all_sources)

    @cached_property
    def known_figures(self) -> dict[str, Figure]:
        return known_by_key(self.all_figures)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None and not form.instance.pk:
            form.initial["position"] = index + 1  # below the others, unless somebody moves it
        for name in ("sources", "figures"):
            if field := form.fields.get(name):  # where answers are only read, there is none
                listed = getattr(self, f"all_{name}")
                field.widget.choices = [(each.pk, str(each)) for each in listed]
                field.known = getattr(self, f"known_{name}")

    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            anchor = form.cleaned_data.get("anchor") if hasattr(form, "cleaned_data") else ""
            if not anchor or form.cleaned_data.get("DELETE"):
                continue
            if anchor in seen:
                form.add_error("anchor", "Another question of this edition has this anchor.")
            seen.add(anchor)


def free_anchor(article: Article, wording: str) -> str:
    """An anchor from the question's words that no other question of the article has."""
    taken = set(article.questions.values_list("anchor", flat=True))
    stem = anchor_stem(wording, ANCHOR_LENGTH - 4)  # leaves room for a number
    return first_free(stem, ANCHOR_LENGTH, taken.__contains__)
