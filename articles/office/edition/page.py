"""The page on which an edition is written, with all that stands beside its form."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminDateWidget
from django.db import models, transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import AuthenticatedRequest, User
from articles.models import Answer, DraftRevision, Edition, EditionOpening, TypedWords
from articles.models.edition_answers import answers_to_show
from articles.models.edition_queries import EditionStatus
from articles.office.edition.action_page import action_page, actions_context
from articles.office.edition.answer_rows import AnswerRows, is_editable, lend_answers
from articles.office.edition.autosave import forget_saved, typed_by_page, typed_page, typing_context
from articles.office.edition.checks import checks_page
from articles.office.edition.comments import (
    comments_context,
    comments_page,
    resolve_comment_page,
)
from articles.office.edition.compare import compare_page, other_editions_context
from articles.office.edition.edition_form import EditionForm
from articles.office.edition.import_findings import import_context, import_findings_page
from articles.office.edition.merge import merge_page
from articles.office.edition.notes import notes_context, notes_page
from articles.office.edition.posted_rows import last_name_in
from articles.office.edition.preview import live_preview_page, preview_page
from articles.office.edition.revisions import restore_save_page, save_page, saves_page
from articles.office.edition.saving import (
    conflicts_context,
    merge_concurrent_edits,
    name_draft_backup,
)
from articles.office.edition.share import revoke_page, share_page, sharing_context
from articles.office.edition.split import split_page
from articles.office.row_actions import BulkAction, OffersBulkActions
from articles.text.rich_text import clean_rich_text
from articles.workflow.actions import ACTIONS
from articles.workflow.datetime_field import (
    HOW_TO_WRITE,
    LabelledDateTimeField,
    LabelledDateTimeWidget,
    NearDateField,
)

SAVES_SHOWN = 5


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "Not yet published"), ("live", "Live now"), ("due", "Review has run out")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Edition]:
        now = timezone.now()
        if self.value() == "open":
            return queryset.open()
        if self.value() == "live":
            return queryset.public(now)
        if self.value() == "due":
            reviewed = queryset.public(now).exclude(reviewed_on=None)
            return reviewed.filter(review_due_on__lt=timezone.localdate(now))
        return queryset


def state_context(request: AuthenticatedRequest, edition: Edition) -> dict[str, Any]:
    """Context beside the form: the edition's status, and its last saves."""
    return {
        "status": edition.status(timezone.now()).label,
        "last_saves": edition.history.select_related("history_user")[:SAVES_SHOWN],
        "is_nav_sidebar_enabled": False,  # its place is taken by what stands beside the form
    }


def record_opening(request: AuthenticatedRequest, edition: Edition) -> None:
    """Record that this person, a reviewer, opened the edition; only if it is live or in review."""
    now = timezone.now()
    if edition.state == Edition.State.IN_REVIEW or edition.status(now) == EditionStatus.LIVE:
        EditionOpening.objects.record(edition, request.user, now)


def _for_actions(editions: QuerySet[Any], user: User) -> QuerySet[Any]:
    """`editions` with everything that actions read of them, in a fixed number of queries."""
    answers = Prefetch("answers", Answer.objects.only("edition").order_by())
    asked: Any = editions
    return asked.as_asked_by(user).select_related("article").prefetch_related(answers)


BULK_ACTIONS = tuple(
    BulkAction(ACTIONS[name], EditionOpening, _for_actions)
    for name in ("confirm_review", "submit", "approve", "hand_over", "set_review_date")
)

# What stands beside the form, a function for each subject: (request, edition) → template context.
SIDEBAR_SUBJECTS = (
    state_context,
    actions_context,
    notes_context,
    comments_context,
    other_editions_context,
    sharing_context,
    import_context,
    typing_context,
)

# The pages around an edition: (address, end of the URL name, view function).
EDITION_PAGES = (
    ("<int:pk>/do/<str:name>/", "act", action_page),
    ("<int:pk>/checks/", "checks", checks_page),
    ("<int:pk>/preview/", "preview", preview_page),
    ("<int:pk>/preview/live/", "live_preview", live_preview_page),
    ("<int:pk>/typed/", "typed", typed_page),
    ("<int:pk>/typed/<int:person>/", "typed_by", typed_by_page),
    ("<int:pk>/saves/", "saves", saves_page),
    ("<int:pk>/saves/<int:number>/", "save", save_page),
    ("<int:pk>/saves/<int:number>/restore/", "restore", restore_save_page),
    ("<int:pk>/notes/", "notes", notes_page),
    ("<int:pk>/comments/", "comments", comments_page),
    ("<int:pk>/comments/<int:number>/resolve/", "resolve_comment", resolve_comment_page),
    ("<int:pk>/compare/", "compare", compare_page),
    ("<int:pk>/merge/", "merge", merge_page),
    ("<int:pk>/split/", "split", split_page),
    ("<int:pk>/import/", "import_findings", import_findings_page),
    ("<int:pk>/share/", "share", share_page),
    ("<int:pk>/share/<int:link_pk>/revoke/", "revoke", revoke_page),
)


@admin.register(Edition)
class EditionAdmin(OffersBulkActions):
    form = EditionForm
    change_form_template = "admin/articles/edition/change_form.html"
    own_pages = EDITION_PAGES
    list_display = ("title", "topic", "number", "status", "author_name", "reviewed_on")
    list_filter = (StatusFilter, "state", "article__topic")
    list_select_related = ("article__topic",)
    search_fields = (
        "title",
        "summary",
        "introduction",
        "article__slug",
        "answers__wording",
        "answers__short_answer",
        "answers__body",
    )
    inlines = (AnswerRows,)
    readonly_fields = ("article", "status", "introduction_as_read")
    save_on_top = True
    bulk_actions = BULK_ACTIONS
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
        models.DateField: {
            "form_class": NearDateField,
            "widget": AdminDateWidget(format="%Y-%m-%d"),
            "error_messages": HOW_TO_WRITE,
        },
        models.DateTimeField: {
            "form_class": LabelledDateTimeField,
            "widget": LabelledDateTimeWidget,
        },
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        typed = TypedWords.objects.filter(edition=models.OuterRef("pk"))
        editions = Edition.objects.with_newest(timezone.now()).select_related("article__topic")
        return editions.annotate(has_typed_words=models.Exists(typed))

    @admin.display(description="topic", ordering="article__topic__position")
    def topic(self, edition: Edition) -> str:
        return edition.article.topic.title

    @admin.display(description="status")
    def status(self, edition: Edition) -> str:
        return edition.status(timezone.now()).label

    def get_fieldsets(self, request: HttpRequest, obj: Edition | None = None) -> Any:
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
        """The public address while readers see this edition, else None: a draft has no page."""
        if obj is None or obj.status(timezone.now()) != EditionStatus.LIVE:
            return None
        return super().get_view_on_site_url(obj)

    # --- Who may ----------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a first draft comes with its article, every other from an older edition

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return super().has_change_permission(request, obj) and is_editable(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """Only an open edition may be deleted, never one that was published."""
        return super().has_delete_permission(request, obj) and obj is not None and obj.is_open

    # --- The form, saved and shown ------------------------------------------------------------

    def changeform_view(
        self,
        request: AuthenticatedRequest,
        object_id: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        with transaction.atomic():
            if request.method == "POST" and object_id is not None:
                merge_concurrent_edits(self, request, unquote(object_id))
            return super().changeform_view(request, object_id, *args, **kwargs)

    def save_model(
        self, request: AuthenticatedRequest, obj: Edition, form: Any, change: bool
    ) -> None:
        DraftRevision.objects.record_base(obj)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: AuthenticatedRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        sent_as = last_name_in(request.POST, "attempts")
        stored = answers_to_show(form.instance)
        DraftRevision.objects.record(form.instance, request.user, "Saved", sent_as, stored)
        forget_saved(request, form.instance)

    def response_change(self, request: AuthenticatedRequest, obj: Edition) -> HttpResponse:
        return name_draft_backup(request, super().response_change(request, obj))

    def render_change_form(
        self, request: AuthenticatedRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        edition, form = context["original"], context["adminform"].form
        for inline in context["inline_admin_formsets"]:
            if self.has_change_permission(request, edition):
                context |= conflicts_context(edition, form, inline.formset)
            lend_answers(edition, inline.formset)
        if request.method == "GET" and request.user.has_perm("articles.review_edition"):
            record_opening(request, edition)
        for part in SIDEBAR_SUBJECTS:
            context |= part(request, edition)
        return super().render_change_form(request, context, *args, **kwargs)
