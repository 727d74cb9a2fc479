"""What editors tell the search, and what readers looked for in vain."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.models import FailedSearch, PromotedAnswer, Synonym
from articles.office.frame import WrittenElsewhere
from articles.office.history import ReadOnlyHistoryAdmin
from articles.office.question_admin import ChoosesQuestions
from articles.office.synonym_uses import questions_html, searches_html


@admin.register(Synonym)
class SynonymAdmin(ReadOnlyHistoryAdmin):
    search_fields = ("words",)
    readonly_fields = ("leads_to", "searched_for")

    def get_fields(self, request: HttpRequest, obj: Synonym | None = None) -> list[str]:
        return ["words", *(self.readonly_fields if obj else ())]

    @admin.display(description="questions with these words")
    def leads_to(self, synonym: Synonym) -> str:
        return questions_html(synonym, timezone.now())

    @admin.display(description="searches that found nothing")
    def searched_for(self, synonym: Synonym) -> str:
        return searches_html(synonym)


@admin.register(PromotedAnswer)
class PromotedAnswerAdmin(ChoosesQuestions):
    list_display = ("searches", "question")
    list_select_related = ("question__article",)
    search_fields = ("searches", "question__anchor", "question__article__slug")


@admin.register(FailedSearch)
class FailedSearchAdmin(WrittenElsewhere, admin.ModelAdmin):
    """For reading. What was typed once or twice may tell who typed it, and is not shown."""

    list_display = ("words", "day", "times")
    date_hierarchy = "day"
    search_fields = ("words",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FailedSearch]:
        return FailedSearch.objects.shown_to_staff()
