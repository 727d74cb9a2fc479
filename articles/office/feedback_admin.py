"""What readers said about answers: for reading. Only a sentence can be taken away."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from articles.models import Remark, Vote


class ReadersWord(admin.ModelAdmin):
    """Nobody writes these in the admin."""

    list_select_related = ("question__article", "edition__article")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Vote)
class VoteAdmin(ReadersWord):
    list_display = ("question", "edition", "day", "helpful", "unhelpful")
    date_hierarchy = "day"
    search_fields = ("question__anchor", "question__article__slug")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Remark)
class RemarkAdmin(ReadersWord):
    list_display = ("text", "question", "edition", "was_helpful", "week")
    list_filter = ("was_helpful",)
    date_hierarchy = "week"
    search_fields = ("text", "question__anchor", "question__article__slug")
