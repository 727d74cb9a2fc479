"""The admin of readers' votes and remarks about answers: read-only, but a remark can be deleted."""

from django.contrib import admin

from articles.models import Remark, Vote
from articles.office.frame import WrittenElsewhere


@admin.register(Vote)
class VoteAdmin(WrittenElsewhere, admin.ModelAdmin):
    list_display = ("question", "edition", "day", "helpful", "unhelpful")
    list_select_related = ("question__article", "edition__article")
    date_hierarchy = "day"
    search_fields = ("question__anchor", "question__article__slug")


@admin.register(Remark)
class RemarkAdmin(WrittenElsewhere, admin.ModelAdmin):
    list_display = ("text", "question", "edition", "was_helpful", "week")
    list_select_related = ("question__article", "edition__article")
    list_filter = ("was_helpful",)
    date_hierarchy = "week"
    search_fields = ("text", "question__anchor", "question__article__slug")
    has_delete_permission = admin.ModelAdmin.has_delete_permission
