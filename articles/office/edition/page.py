"""The page on which an edition is written, with all that stands beside its form."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from js_asset import Media

from accounts.models import AuthenticatedRequest
from articles.models import Edition
from articles.models.edition_queries import EditionStatus
from articles.office.edition.action_pages import ActionPages
from articles.office.edition.answer_rows import AnswerRows, is_editable
from articles.office.edition.checks import CheckPages
from articles.office.edition.compare import ComparePages
from articles.office.edition.edition_form import EditionForm
from articles.office.edition.frame import EditionPages
from articles.office.edition.merge import MergePages
from articles.office.edition.notes import NotePages
from articles.office.edition.preview import PreviewPages
from articles.office.edition.saving import SavedTogether
from articles.office.edition.share import SharePages
from articles.text.rich_text import clean_rich_text
from articles.workflow.datetime_field import HOW_TO_WRITE, MomentField, MomentWidget

SAVES_SHOWN = 5


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("open", "Not yet published"), ("live", "Live now"), ("due", "Review has run out")]

    def queryset(self, request, queryset):
        now = timezone.now()
        if self.value() == "open":
            return queryset.open()
        if self.value() == "live":
            return queryset.public(now)
        if self.value() == "due":
            return queryset.public(now).filter(review_due_on__lt=timezone.localdate(now))
        return queryset


@admin.register(Edition)
class EditionAdmin(
    SavedTogether,
    ActionPages,
    CheckPages,
    PreviewPages,
    NotePages,
    ComparePages,
    MergePages,
    SharePages,
    EditionPages,
):
    form = EditionForm
    change_form_template = "admin/articles/edition/change_form.html"
    list_display = ("title", "topic", "number", "status", "author_name", "reviewed_on")
    list_filter = (StatusFilter, "state", "article__topic")
    list_select_related = ("article__topic",)
    search_fields = ("title", "article__slug", "answers__wording")
    inlines = (AnswerRows,)
    readonly_fields = ("article", "status", "introduction_as_read")
    save_on_top = True
    fieldsets = (
        (
            None,
            {"fields": ("article", "status", "title", "summary", "introduction", "base")},
        ),
        (
            "Who and when",
            {
                "fields": (
                    "author_name",
                    "interests",
                    "change_note",
                    "review_due_on",
                    "expires_at",
                ),
                "classes": ("collapse",),
            },
        ),
    )
    formfield_overrides: ClassVar[dict[type, dict[str, Any]]] = {
        models.CharField: {"widget": forms.TextInput(attrs={"class": "vTextField"})},
        models.DateField: {"error_messages": HOW_TO_WRITE},
        models.DateTimeField: {"form_class": MomentField, "widget": MomentWidget},
    }

    def get_queryset(self, request: HttpRequest):
        return Edition.objects.with_newest(timezone.now()).select_related("article__topic")

    @admin.display(description="topic", ordering="article__topic__position")
    def topic(self, edition: Edition) -> str:
        return edition.article.topic.title

    @admin.display(description="status")
    def status(self, edition: Edition) -> str:
        return edition.status(timezone.now()).label

    def render_change_form(self, request, context, *args, **kwargs):
        """The editor's import map is an inline script: it carries this answer's nonce."""
        if isinstance(context["media"], Media):
            context["media"] = context["media"].with_nonce(str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Edition | None = None):
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        first = {"fields": ("article", "status", "title", "summary", "introduction_as_read")}
        return ((None, first), *fieldsets[1:])

    @admin.display(description="introduction")
    def introduction_as_read(self, edition: Edition) -> str:
        introduction = SafeString(clean_rich_text(edition.introduction))
        return format_html('<div class="as-read">{}</div>', introduction)

    def get_view_on_site_url(self, obj: Edition | None = None) -> str | None:
        """Only while readers see this edition: a draft has no page on the site."""
        if obj is None or obj.status(timezone.now()) != EditionStatus.LIVE:
            return None
        return super().get_view_on_site_url(obj)

    # --- Who may ----------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a first draft comes with its article, every other from an older edition

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return super().has_change_permission(request, obj) and is_editable(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """A draft may be thrown away; what readers saw may not."""
        return super().has_delete_permission(request, obj) and obj is not None and obj.is_open

    # --- Beside the form --------------------------------------------------------------------

    def beside(self, request: AuthenticatedRequest, edition: Edition) -> dict:
        return super().beside(request, edition) | {
            "status": edition.status(timezone.now()).label,
            "last_saves": edition.history.select_related("history_user")[:SAVES_SHOWN],
            "is_nav_sidebar_enabled": False,  # the place is for what stands beside the form
        }
