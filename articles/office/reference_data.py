"""The admin of topics, sources, warning signs and cautions: short records with a history."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.models import Answer, Article, Caution, Edition, Source, Topic, WarningSign
from articles.models.editions import edition_name
from articles.models.office_addresses import address_of_key, change_address
from articles.office.deletion import links_to_rows
from articles.office.frame import linked_list
from articles.office.history import ReadOnlyHistoryAdmin
from articles.office.records.reviewed_record import ReviewedRecordAdmin
from articles.office.replace_source_page import replace_source_page

FIRST = ("title", "key")
MAX_CITATIONS = 200


@admin.register(Topic)
class TopicAdmin(ReadOnlyHistoryAdmin):
    list_display = ("title", "slug", "position")
    prepopulated_fields = {"slug": ("title",)}
    search_fields = ("title", "slug", "summary")
    readonly_fields = ("its_articles",)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A topic that still has articles cannot be deleted: they are named as the reason."""
        on_them = Article.objects.filter(topic__in=[topic.pk for topic in objs])
        lacking = set() if self.has_delete_permission(request) else {"topic"}
        protected = links_to_rows(on_them.with_newest_title())
        return [str(topic) for topic in objs], {"topics": len(objs)}, lacking, protected

    def instead_of_deleting(self, obj: Any) -> str:
        return "Give each article another topic on its own page. Then this one can be deleted."

    @admin.display(description="articles on it")
    def its_articles(self, topic: Topic) -> str:
        """A list of links to the topic's articles, each by the title of its newest edition."""
        articles = Article.objects.filter(topic=topic.pk).with_newest_title()
        return linked_list(
            (change_address(each), getattr(each, "newest_title", None) or each.slug, each.slug)
            for each in articles
        )


@admin.register(Source)
class SourceAdmin(ReadOnlyHistoryAdmin):
    change_form_template = "admin/articles/source/change_form.html"
    own_pages = (("<int:pk>/replace/", "replace", replace_source_page),)
    list_display = ("title", "publisher", "year", "kind", "checked_on")
    list_filter = ("kind", ("checked_on", admin.EmptyFieldListFilter))
    search_fields = ("title", "publisher", "key", "url")
    date_hierarchy = "checked_on"
    readonly_fields = ("cited_by",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Source | None = None
    ) -> dict[str, Any]:
        """Suggest a key for a new source only: later the key names the source in exported files."""
        return {} if obj else {"key": ("title", "year")}

    def get_fields(self, request: HttpRequest, obj: Source | None = None) -> list[str]:
        fields = [name for name in super().get_fields(request, obj) if name not in FIRST]
        own = [name for name in fields if name != "cited_by"]
        return [*FIRST, *own, *(["cited_by"] if obj else [])]

    @admin.display(description="cited by")
    def cited_by(self, source: Source) -> str:
        """Links to everything that cites the source: all records, up to `MAX_CITATIONS` answers."""
        named = ("edition", "edition__title", "edition__number", "wording")
        answers = source.answers.order_by("edition__title", "pk").values_list(*named)
        rows = [
            (address_of_key(Edition, key), edition_name(title, number), wording)
            for key, title, number, wording in answers[:MAX_CITATIONS]
        ]
        records = (*source.cautions.all(), *source.warning_signs.all())
        rows += [
            (change_address(each), str(each._meta.verbose_name).capitalize(), str(each))
            for each in records
        ]
        return linked_list(rows)

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """Once readers may have seen a source, only a publisher may change it."""
        return super().has_change_permission(request, obj) and (
            request.user.has_perm("articles.publish_edition") or obj is None or not obj.is_public
        )

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Source]) -> None:
        for source in queryset:
            source.delete()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Sources that are cited cannot be deleted, one or many: what cites them is named."""
        named, counts, lacking, protected = super().get_deleted_objects(objs, request)
        citing: list[Any] = list(Edition.objects.filter(answers__sources__in=objs).distinct())
        for relation in Source.citing_relations():
            if relation.related_model is not Answer:  # named by its edition
                chosen = {f"{relation.field.name}__in": objs}
                citing += relation.related_model._default_manager.filter(**chosen).distinct()
        return named, counts, lacking, [*protected, *links_to_rows(citing)]

    def instead_of_deleting(self, obj: Any) -> str:
        return format_html(
            'Put another source in its place everywhere: <a href="{}">Replace everywhere</a>. What '
            "readers saw keeps the source that it named, so one that was ever published stays.",
            reverse("admin:articles_source_replace", args=[obj.pk]),
        )


@admin.register(WarningSign)
class WarningSignAdmin(ReviewedRecordAdmin):
    list_display = ("text", "level", "position", "source", "reviewed_on")
    list_filter = ("level",)
    list_select_related = ("source",)
    search_fields = ("text", "search_words")


@admin.register(Caution)
class CautionAdmin(ReviewedRecordAdmin):
    list_display = ("title", "slug", "reviewed_on")
    filter_horizontal = ("sources",)
    search_fields = ("title", "slug", "names", "body")
    readonly_fields = ("stands_beside",)

    @admin.display(description="stands beside")
    def stands_beside(self, caution: Caution) -> str:
        """A list of links to the live answers that name the medicine of the caution."""
        named = Q()
        for name in caution.name_list:
            for field in ("wording", "short_answer", "body"):
                named |= Q(**{f"{field}__icontains": name})
        live = Answer.objects.filter(edition__in=Edition.objects.public(timezone.now()))
        found = live.filter(named).select_related("edition").order_by("edition__title", "pk")
        return linked_list(
            (change_address(each.edition), str(each.edition), each.wording)
            for each in (found[:MAX_CITATIONS] if caution.name_list else ())
            if caution.is_needed_in(each.text)
        )
