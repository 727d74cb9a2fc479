"""Questions on their own: for choosing one in an advice rule. They are written with an edition."""

from django.contrib import admin
from django.http import HttpRequest

from articles.models import Question


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    list_display = ("wording", "__str__", "also_asked_as")
    search_fields = ("anchor", "article__slug", "answers__wording", "also_asked_as")
    fields = ("wording", "article", "anchor", "also_asked_as")
    readonly_fields = ("wording", "article", "anchor")

    def get_queryset(self, request: HttpRequest):
        return Question.objects.with_wording()

    @admin.display(description="question")
    def wording(self, question: Question) -> str:
        return getattr(question, "wording", None) or "not asked in any edition"  # by the query

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False
