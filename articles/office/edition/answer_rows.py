"""The questions with their answers, as rows of the page on which an edition is written."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.models import Answer, Edition
from articles.office.autocomplete import FiguresField, SourcesField
from articles.office.edition.answer_forms import AnswerForm, AnswerFormSet
from articles.office.edition.as_read import answer_as_read


class AnswerRows(admin.StackedInline):
    model = Answer
    form = AnswerForm
    formset = AnswerFormSet
    template = "admin/articles/edition/includes/questions.html"
    exclude = ("sources",)  # the form has its own field: sources are stored for all rows together
    view_on_site = False  # the edition’s own link leads there, once there is something to see
    verbose_name = "question with its answer"
    verbose_name_plural = "questions with their answers, in order"
    fieldsets = (
        (None, {"fields": ("wording", "short_answer", "body", "sources", "position")}),
        ("Figures", {"fields": ("figures",), "classes": ("collapse",)}),
        ("If it is a movement", {"fields": ("kind", "how_long"), "classes": ("collapse",)}),
        (
            "Other wordings, anchor",
            {"fields": ("also_asked_as", "anchor"), "classes": ("collapse",)},
        ),
    )

    def get_extra(self, request: HttpRequest, obj: Edition | None = None, **kwargs: Any) -> int:
        """0, as scripts add empty rows; without scripts, the parameter `add` asks for one row."""
        return 1 if "add" in request.GET else 0

    def get_formset(self, request: HttpRequest, obj: Edition | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        # A copy, since every form of the class shares these fields.
        fields = dict(formset.form.base_fields)
        may_change = self.has_change_permission(request, obj)
        for name, field in (("sources", SourcesField), ("figures", FiguresField)):
            if may_change:
                fields[name] = field(may_add=request.user.has_perm(f"articles.add_{field.what}"))
            else:
                del fields[name]
        formset.form.base_fields = fields
        return formset

    def get_fieldsets(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        """The fields to edit; for people who may not change them, the answer as readers see it."""
        if self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": ("as_read", "also", "cites")}),)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Edition | None = None
    ) -> tuple[str, ...]:
        return ("as_read", "also", "cites")

    @admin.display(description="answer")
    def as_read(self, answer: Answer) -> str:
        return answer_as_read(answer)

    @admin.display(description="also asked as")
    def also(self, answer: Answer) -> str:
        return answer.question.drafted_wordings or "–"

    @admin.display(description="sources")
    def cites(self, answer: Answer) -> str:
        return "; ".join(str(source) for source in answer.cited) or "none"

    # A question with its answer is a part of its edition: who may see or change the one may see or
    # change the other. To take an answer out is a permission of its own.

    def has_view_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return self._editions.has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return self._editions.has_change_permission(request, obj) and is_editable(obj)

    has_add_permission = has_change_permission

    @property
    def _editions(self) -> "admin.ModelAdmin[Edition]":
        return self.admin_site.get_model_admin(Edition)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return super().has_delete_permission(request, obj) and is_editable(obj)


def is_editable(edition: Edition | None) -> bool:
    return edition is None or edition.state == Edition.State.DRAFT


def lend_answers(edition: Edition, rows: AnswerFormSet) -> None:
    """Let whatever stands beside the form use the answers that its rows have read, as prefetched.

    Not if the form was sent: then its answers hold what somebody typed.
    """
    if not rows.is_bound:
        answers = edition.answers.all()
        answers._result_cache = rows.get_queryset()
        edition._prefetched_objects_cache = {"answers": answers}  # type: ignore[attr-defined]


def answers_of(edition: Edition) -> Iterable[Answer]:
    """The answers of `edition` with all that readers see; not read again after `lend_answers`."""
    lent = getattr(edition, "_prefetched_objects_cache", {}).get("answers")
    return edition.answers.for_reading() if lent is None else lent
