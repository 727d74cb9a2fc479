"""The admin of questions, which are written with an edition, and the field to choose one."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from articles.models import Question
from articles.office.autocomplete import TYPED, SingleAutocomplete
from articles.office.edition.posted_rows import number_in
from articles.office.frame import WrittenElsewhere
from articles.office.question_choices import question_label
from articles.office.records.reviewed_record import ProposesChanges, ReviewedRecordAdmin
from articles.office.row_list import HasRowList


class QuestionAutocomplete(SingleAutocomplete):
    """Autocomplete for one question, which reads only the chosen one.

    There may be thousands: a script asks the server for those with the typed words.
    """

    def __init__(self) -> None:
        super().__init__("question")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["choices_address"] = reverse("admin:articles_article_question_choices")
        return context

    def chosen(self, value: list[str]) -> list[tuple[object, str]]:
        keys = [number for one in value if (number := number_in(str(one))) is not None]
        found = Question.objects.with_wording().filter(pk__in=keys) if keys else []
        return [(question.pk, question_label(question)) for question in found]


class QuestionField(forms.ModelChoiceField):
    """Takes a primary key, or an address such as `painkillers#ibuprofen` after `TYPED`."""

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.startswith(TYPED):
            return super().to_python(value)
        typed = value.removeprefix(TYPED)
        slug, _, anchor = typed.partition("#")
        found = Question.objects.filter(article__slug=slug, anchor=anchor).first()
        if found is None:
            raise ValidationError(f"There is no question “{typed}”: choose one from the list.")
        return found


class ChoosesQuestions(ReviewedRecordAdmin):
    """Admin of records that name a question: it is chosen by searching all questions."""

    change_form_template = "admin/articles/question/chosen_form.html"
    question_fields: ClassVar[tuple[str, ...]] = ("question",)

    def formfield_for_dbfield(self, db_field: Field, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.question_fields:
            return db_field.formfield(form_class=QuestionField, widget=QuestionAutocomplete())
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Question)
class QuestionAdmin(WrittenElsewhere, HasRowList, ProposesChanges):
    list_display = ("wording", "place", "also_asked_as")
    search_fields = ("anchor", "article__slug", "also_asked_as", "answers__wording")
    show_full_result_count = False
    fields = ("wording", "article", "anchor", "also_asked_as")
    readonly_fields = ("wording", "article", "anchor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return Question.objects.with_wording()

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The question with the other wordings that drafts have, so that a save proposes those."""
        question = super().get_object(request, object_id, from_field)
        if question is not None and self.has_change_permission(request, question):
            question.also_asked_as = question.drafted_wordings
        return question

    @admin.display(description="question")
    def wording(self, question: Question) -> str:
        return getattr(question, "wording", None) or "not asked in any edition"  # annotated

    @admin.display(description="where it stands")
    def place(self, question: Question) -> str:
        return str(question)

    has_change_permission = ProposesChanges.has_change_permission
