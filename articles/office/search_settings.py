"""What editors tell the search, and what readers looked for in vain."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from articles.models import FailedSearch, PromotedAnswer, Synonym
from articles.office.history import ReadOnlyHistoryAdmin
from articles.office.question_admin import ChoosesQuestions


@admin.register(Synonym)
class SynonymAdmin(ReadOnlyHistoryAdmin):
    search_fields = ("words",)


@admin.register(PromotedAnswer)
class PromotedAnswerAdmin(ChoosesQuestions):
    list_display = ("searches", "question")
    list_select_related = ("question__article",)
    search_fields = ("searches", "question__anchor", "question__article__slug")


@admin.register(FailedSearch)
class FailedSearchAdmin(admin.ModelAdmin):
    """For reading. What was typed once or twice may tell who typed it, and is not shown."""

    list_display = ("words", "day", "times")
    date_hierarchy = "day"
    search_fields = ("words",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FailedSearch]:
        return FailedSearch.objects.shown_to_staff()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
