"""Questions on their own: for choosing one in an advice rule. They are written with an edition."""

from django.contrib import admin
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.db.models import Q
from django.http import HttpRequest

from articles.models import Answer, Question


class QuestionWidget(ForeignKeyRawIdWidget):
    """Chosen in the list of questions, and shown by its wording: its address tells nobody much."""

    def label_and_url_for_value(self, value):
        label, address = super().label_and_url_for_value(value)
        if label:
            question = Question.objects.with_wording().get(pk=value)
            label = f"{getattr(question, 'wording', None) or ''} ({question})".strip()
        return label, address


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    list_display = ("wording", "__str__", "also_asked_as")
    search_fields = ("anchor", "article__slug", "also_asked_as")
    show_full_result_count = False
    fields = ("wording", "article", "anchor", "also_asked_as")
    readonly_fields = ("wording", "article", "anchor")

    def get_queryset(self, request: HttpRequest):
        return Question.objects.with_wording()

    def get_search_results(self, request: HttpRequest, queryset, search_term: str):
        """Also by what any edition asks, in a query of its own: joined to all answers, the list
        would have to be made distinct again, which takes seconds on a large site."""
        found, has_duplicates = super().get_search_results(request, queryset, search_term)
        words = search_term.split()
        if words:
            asked = Answer.objects.filter(*(Q(wording__icontains=word) for word in words))
            found = found | queryset.filter(pk__in=asked.values("question"))
        return found, has_duplicates

    @admin.display(description="question")
    def wording(self, question: Question) -> str:
        return getattr(question, "wording", None) or "not asked in any edition"  # by the query

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False
