"""Topics, sources, warning signs and cautions: short records, each with its history."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from articles.models import Caution, Source, Topic, WarningSign
from articles.office.history import ReadOnlyHistoryAdmin


@admin.register(Topic)
class TopicAdmin(ReadOnlyHistoryAdmin):
    list_display = ("title", "slug", "position")
    prepopulated_fields = {"slug": ("title",)}
    search_fields = ("title", "slug")


@admin.register(Source)
class SourceAdmin(ReadOnlyHistoryAdmin):
    list_display = ("title", "publisher", "year", "kind", "checked_on")
    list_filter = ("kind", ("checked_on", admin.EmptyFieldListFilter))
    search_fields = ("title", "publisher", "key")
    date_hierarchy = "checked_on"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """What stands on a public page is a publisher's to change."""
        return super().has_change_permission(request, obj) and (
            obj is None or not obj.is_public or request.user.has_perm("articles.publish_edition")
        )

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A source that is cited is named as what cannot go, one by one and many at once."""
        named, counts, lacking, protected = super().get_deleted_objects(objs, request)
        citing = [f"{row._meta.verbose_name}: {row}" for source in objs for row in source.citations]
        return named, counts, lacking, [*protected, *citing]


@admin.register(WarningSign)
class WarningSignAdmin(ReadOnlyHistoryAdmin):
    list_display = ("text", "level", "position", "source", "reviewed_on")
    list_filter = ("level",)
    list_select_related = ("source",)
    search_fields = ("text",)


@admin.register(Caution)
class CautionAdmin(ReadOnlyHistoryAdmin):
    list_display = ("title", "slug", "reviewed_on")
    filter_horizontal = ("sources",)
    search_fields = ("title", "names")
