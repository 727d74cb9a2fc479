"""The forms of answers on an edition's page; their questions are made and stored with them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from accounts.prepared_queries import PreparedQuery
from articles.models import Answer, Figure, Question, Source
from articles.models.answers import store_figures, store_sources
from articles.models.edition_answers import answers_to_show
from articles.office.autocomplete import FiguresField, SourcesField, known_by_key, options_of
from articles.text.free_keys import MAX_ANCHOR, RESERVED, RESERVED_ANCHORS, free_anchor

_sources = PreparedQuery(lambda: Source.objects.order_by("title"))
_figures = PreparedQuery(Figure.objects.all)


class AnswerForm(forms.ModelForm):
    anchor = forms.SlugField(
        max_length=MAX_ANCHOR,
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
    sources = SourcesField()
    figures = FiguresField()

    class Meta:
        model = Answer
        fields = ("position", "kind", "wording", "short_answer", "how_long", "body")
        widgets = {"short_answer": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"position": "Place on the page; smaller comes first."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.question_id:
            question = self.instance.question
            self.initial["anchor"] = question.anchor
            self.initial["also_asked_as"] = question.drafted_wordings
        if self.instance.pk:
            self.initial["sources"] = [source.pk for source in self.instance.cited]
            self.initial["figures"] = [figure.pk for figure in self.instance.figures]

    @property
    def lacks(self) -> list[str]:
        """What the form lacks for the answer to be published, in words."""
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

    def save(self, commit: bool = True) -> Answer:
        """Copy what was typed to the answer and its question; `AnswerFormSet` stores both."""
        cleaned, question = self.cleaned_data, self.instance.question
        lines = [line.strip() for line in cleaned["also_asked_as"].splitlines()]
        if self.instance.pk is None:
            # A new row may be for an old question, whose other wordings its editor has not seen.
            lines = [*question.drafted_wordings.splitlines(), *lines]
        question.anchor = cleaned["anchor"] or question.anchor
        question.draft_wordings("\n".join(dict.fromkeys(filter(None, lines))))
        return super().save(commit)


class AnswerFormSet(forms.BaseInlineFormSet):
    """The answers of an edition, no two of them to the same question.

    They are stored together: twelve answers take as many queries as one.
    """

    @cached_property
    def _rows(self) -> list[Answer]:
        may_see_none = self.queryset is not None and self.queryset.query.is_empty()
        return [] if may_see_none else answers_to_show(self.instance)

    def get_queryset(self) -> Any:
        """The answers as a list, with all that the forms show: read as an article's page does."""
        return self._rows

    @cached_property
    def all_sources(self) -> list[Source]:
        """All sources by title, read once for all answers."""
        return _sources.all()

    @cached_property
    def all_figures(self) -> list[Figure]:
        return _figures.all()

    def source_options(self) -> SafeString:
        return options_of(self.all_sources)

    def figure_options(self) -> SafeString:
        return options_of(self.all_figures)

    @cached_property
    def known_sources(self) -> dict[str, Source]:
        return known_by_key(self.all_sources)

    @cached_property
    def known_figures(self) -> dict[str, Figure]:
        return known_by_key(self.all_figures)

    @cached_property
    def empty_form(self) -> Any:
        """The form of an empty row, made once: the admin asks for it in each loop over the rows."""
        return super().empty_form

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The article's questions by anchor, with what the rows have changed in them so far."""
        of_rows = {form.instance.question_id: form.instance.question for form in self.initial_forms}
        found = Question.objects.filter(article=self.instance.article_id)
        return {row.anchor: row for row in (of_rows.get(each.pk, each) for each in found)}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None and index < self.initial_form_count():
            form.fields["id"] = RowField(form.instance)
        if index is not None and not form.instance.pk:
            form.initial["position"] = index + 1  # below the others, unless somebody moves it
        for name in ("sources", "figures"):
            if field := form.fields.get(name):  # missing where answers are read-only
                field.know(getattr(self, f"known_{name}"))

    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            if not hasattr(form, "cleaned_data") or form.cleaned_data.get("DELETE"):
                continue
            anchor = form.cleaned_data.get("anchor", "")
            if not anchor and form.instance.question_id:  # then the question keeps its own
                anchor = form.instance.question.anchor
            if not anchor:
                continue
            if anchor in seen:
                form.add_error("anchor", "Another question of this edition has this anchor.")
            seen.add(anchor)

    # --- Storing ------------------------------------------------------------------------------

    def save_new(self, form: Any, commit: bool = True) -> Answer:
        """Make an answer to the article's question with the row's anchor, or to a new question."""
        cleaned = form.cleaned_data
        typed = {str(row.cleaned_data.get("anchor")) for row in self.forms}  # also in rows below
        anchor = cleaned["anchor"] or free_anchor(cleaned["wording"], {*self.questions, *typed})
        new = Question(article=self.instance.article, anchor=anchor)
        form.instance.question = self.questions.setdefault(anchor, new)
        return super().save_new(form, commit)

    @transaction.atomic
    def save(self, commit: bool = True) -> list[Answer]:
        self.instance.refuse_if_locked()
        answers = super().save(commit=False)
        Answer.objects.filter(pk__in=[answer.pk for answer in self.deleted_objects]).delete()
        _store_questions([answer.question for answer in answers])
        Answer.objects.bulk_create(answer for answer in answers if answer.pk is None)
        known = [answer for answer, _ in self.changed_objects]
        Answer.objects.bulk_update(known, AnswerForm.Meta.fields)
        for name, store in (("sources", store_sources), ("figures", store_figures)):
            changed = [form for form in self.saved_forms if name in form.changed_data]
            if changed:
                store({form.instance.pk: form.cleaned_data[name] for form in changed})
        return answers


class RowField(forms.Field):
    """The primary key of a form's row, hidden: checked against that row, without a query."""

    widget = forms.HiddenInput

    def __init__(self, row: Answer) -> None:
        super().__init__(required=False, initial=row.pk)
        self.row = row

    def clean(self, value: Any) -> Answer:
        if self.row.pk is None or value != str(self.row.pk):
            raise ValidationError("There is no such question in this draft.")
        return self.row

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


def _store_questions(questions: list[Question]) -> None:
    """Store the questions that have changed, then the new ones, in one query.

    In this order, because a new question may have the anchor that another one has just given up.
    """
    known = [row for row in questions if row.pk is not None]
    stored = Question.objects.in_bulk([row.pk for row in known])
    for row in known:
        before = stored.get(row.pk)
        if before is None or (row.anchor, row.drafted_wordings) != (
            before.anchor,
            before.drafted_wordings,
        ):
            row.save()
    Question.objects.bulk_create(row for row in questions if row.pk is None)
