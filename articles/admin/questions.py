"""Questions on their own: for choosing one in an advice rule. They are written with an edition."""

from django.contrib import admin
from django.http import HttpRequest

from articles.models import Question


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    list_display = ("__str__", "also_asked_as")
    list_select_related = ("article",)
    search_fields = ("anchor", "article__slug", "answers__wording", "also_asked_as")
    fields = ("article", "anchor", "also_asked_as")
    readonly_fields = ("article", "anchor")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False
