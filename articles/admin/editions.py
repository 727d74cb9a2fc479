"""The page on which an edition is written, and the acts that take it to its readers."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from js_asset import Media

from accounts.models import PersonRequest
from articles.admin.answer_forms import AnswerForm, AnswerFormSet
from articles.admin.edition_acts import ACTS, Act, allowed_acts
from articles.admin.edition_form import EditionForm
from articles.admin.history import ReadOnlyHistoryAdmin
from articles.models import Answer, Edition
from articles.models.edition_queries import Standing
from articles.richtext import clean_rich_text
from articles.views import reading


class AnswerRows(admin.StackedInline):
    model = Answer
    form = AnswerForm
    formset = AnswerFormSet
    filter_horizontal = ("sources",)
    extra = 0
    view_on_site = False  # the edition’s own link leads there, once there is something to see
    verbose_name = "question with its answer"
    verbose_name_plural = "questions with their answers, in order"
    fieldsets = (
        (None, {"fields": ("wording", "short_answer", "body", "sources", "position")}),
        ("If it is a movement", {"fields": ("kind", "how_long"), "classes": ("collapse",)}),
        (
            "Other wordings, anchor",
            {"fields": ("also_asked_as", "anchor"), "classes": ("collapse",)},
        ),
    )

    def get_queryset(self, request: HttpRequest):
        return (
            super()
            .get_queryset(request)
            .select_related("question__article", "edition__article")
            .prefetch_related("sources")
        )

    def get_fieldsets(self, request: HttpRequest, obj=None):
        """Where nothing can be changed, the answer as readers see it."""
        if self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": ("as_read", "also", "cites")}),)

    def get_readonly_fields(self, request: HttpRequest, obj=None):
        return ("as_read", "also", "cites")

    @admin.display(description="answer")
    def as_read(self, answer: Answer) -> str:
        return format_html(
            '<div class="as-read"><p><strong>{}</strong></p>{}</div>',
            answer.short_answer,
            SafeString(clean_rich_text(answer.body)),
        )

    @admin.display(description="also asked as")
    def also(self, answer: Answer) -> str:
        return answer.question.also_asked_as or "–"

    @admin.display(description="sources")
    def cites(self, answer: Answer) -> str:
        return "; ".join(str(source) for source in answer.sources.all()) or "none"

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_add_permission(request, obj) and is_editable(obj)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_change_permission(request, obj) and is_editable(obj)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and is_editable(obj)


def is_editable(edition: Edition | None) -> bool:
    return edition is None or edition.state == Edition.State.DRAFT


class StandingFilter(admin.SimpleListFilter):
    title = "standing"
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
class EditionAdmin(ReadOnlyHistoryAdmin):
    form = EditionForm
    change_form_template = "admin/articles/edition/change_form.html"
    list_display = ("title", "topic", "number", "standing", "author_name", "reviewed_on")
    list_filter = (StandingFilter, "state", "article__topic")
    list_select_related = ("article__topic",)
    search_fields = ("title", "article__slug", "answers__wording")
    inlines = (AnswerRows,)
    readonly_fields = ("article", "standing", "introduction_as_read")
    save_on_top = True
    fieldsets = (
        (
            None,
            {"fields": ("article", "standing", "title", "summary", "introduction", "made_from")},
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
    formfield_overrides = {
        models.CharField: {"widget": forms.TextInput(attrs={"class": "vTextField"})}
    }

    def get_queryset(self, request: HttpRequest):
        return Edition.objects.with_newest(timezone.now())

    @admin.display(description="topic", ordering="article__topic__position")
    def topic(self, edition: Edition) -> str:
        return edition.article.topic.title

    @admin.display(description="standing")
    def standing(self, edition: Edition) -> str:
        return edition.standing(timezone.now()).label

    def render_change_form(self, request, context, *args, **kwargs):
        """The editor's import map is an inline script: it carries this answer's nonce."""
        if isinstance(context["media"], Media):
            context["media"] = context["media"].with_nonce(str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Edition | None = None):
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        first = {"fields": ("article", "standing", "title", "summary", "introduction_as_read")}
        return ((None, first), *fieldsets[1:])

    @admin.display(description="introduction")
    def introduction_as_read(self, edition: Edition) -> str:
        introduction = SafeString(clean_rich_text(edition.introduction))
        return format_html('<div class="as-read">{}</div>', introduction)

    def get_view_on_site_url(self, obj: Edition | None = None) -> str | None:
        """Only while readers see this edition: a draft has no page on the site."""
        if obj is None or obj.standing(timezone.now()) != Standing.LIVE:
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

    # --- Acts -------------------------------------------------------------------------------

    def get_urls(self):
        return [
            path(
                "<int:pk>/do/<str:name>/",
                self.admin_site.admin_view(self.act_view),
                name="articles_edition_act",
            ),
            path(
                "<int:pk>/preview/",
                self.admin_site.admin_view(self.preview_view),
                name="articles_edition_preview",
            ),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        edition = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if edition is not None:
            context |= {
                "acts": allowed_acts(edition, request.user),
                "missing": edition.missing(),
                "standing": edition.standing(timezone.now()).label,
            }
        return super().change_view(request, object_id, form_url, context)

    def act_view(self, request: PersonRequest, pk: int, name: str) -> HttpResponse:
        """Ask for what the act needs, then do it on the row as it is now."""
        act = ACTS.get(name)
        if act is None:
            raise Http404("There is no such act.")
        with transaction.atomic():
            edition = get_object_or_404(Edition.objects.select_for_update(), pk=pk)
            if not request.user.has_perm(act.permission):
                raise PermissionDenied
            if not act.is_allowed(edition, request.user):
                return self._not_now(request, edition, act)
            form = act(request.POST if request.method == "POST" else None, edition)
            if request.method == "POST" and form.is_valid():
                shown = self._do(request, form, edition)
                if shown is not None:
                    return redirect("admin:articles_edition_change", shown.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{act.label}: {edition.title}",
            "edition": edition,
            "act": act,
            "form": form,
            "media": self.media + form.media,
            "missing": edition.missing() if name in ("submit", "publish") else [],
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/edition/act.html", context)

    def _do(self, request: PersonRequest, form: Act, edition: Edition) -> Edition | None:
        try:
            with transaction.atomic():
                shown = form.act(edition, request.user, timezone.now())
        except ValidationError as error:
            for message in error.messages:
                form.add_error(None, message)
            return None
        self.message_user(request, form.done)
        return shown

    def _not_now(self, request: HttpRequest, edition: Edition, act: type[Act]) -> HttpResponse:
        self.message_user(
            request,
            f"“{act.label}” is not possible now: this edition is "
            f"{edition.standing(timezone.now()).label.lower()}.",
            level="warning",
        )
        return redirect("admin:articles_edition_change", edition.pk)

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The edition as readers would see it."""
        edition = get_object_or_404(Edition.objects.select_related("article__topic"), pk=pk)
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        now = timezone.now()
        context = reading(edition, now) | {"standing": edition.standing(now).label.lower()}
        return TemplateResponse(request, "admin/articles/edition/preview.html", context)
