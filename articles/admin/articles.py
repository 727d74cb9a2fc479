"""Articles: their address and place. Making one starts its first draft."""

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from simple_history.admin import SimpleHistoryAdmin

from accounts.models import PersonRequest
from articles.models import Article, Edition, FormerSlug


class NewArticleForm(forms.ModelForm):
    title = forms.CharField(
        max_length=160, help_text="You can still change it while the first edition is a draft."
    )
    summary = forms.CharField(
        max_length=300, help_text="Plain text. Shown in lists, in search and at the top."
    )

    class Meta:
        model = Article
        fields = ("title", "slug", "topic", "position", "summary")


class EditionRows(admin.TabularInline):
    """The article's editions, for reading: each is edited on its own page."""

    model = Edition
    fk_name = "article"
    fields = ("open_edition", "standing", "author_name", "publish_at")
    readonly_fields = fields
    ordering = ("-number",)
    can_delete = False
    extra = 0
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest):
        return Edition.objects.with_newest(timezone.now())

    @admin.display(description="edition")
    def open_edition(self, edition: Edition) -> str:
        return f"{edition.number}: {edition.title}"

    @admin.display(description="standing")
    def standing(self, edition: Edition) -> str:
        return edition.standing(timezone.now()).label


class FormerSlugRows(admin.TabularInline):
    """Old addresses that lead here; deleting one undoes the redirect."""

    model = FormerSlug
    fields = ("slug", "left_at")
    readonly_fields = fields
    extra = 0
    verbose_name = "former address"
    verbose_name_plural = "former addresses"

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm("articles.publish_edition")


@admin.register(Article)
class ArticleAdmin(SimpleHistoryAdmin):
    list_display = ("slug", "topic", "position", "live_title")
    list_filter = ("topic",)
    list_select_related = ("topic",)
    search_fields = ("slug", "editions__title")
    autocomplete_fields = ("topic", "related")
    inlines = (EditionRows, FormerSlugRows)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = NewArticleForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        fields = (
            NewArticleForm.Meta.fields if obj is None else ("slug", "topic", "position", "related")
        )
        return ((None, {"fields": fields}),)

    def get_prepopulated_fields(self, request, obj=None):
        return {"slug": ("title",)} if obj is None else {}

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    def get_queryset(self, request: HttpRequest):
        return Article.objects.with_live_title(timezone.now())

    @admin.display(description="live now")
    def live_title(self, article: Article) -> str:
        title = getattr(article, "live_title", None)  # set by the query above
        return (
            format_html('<a href="{}">{}</a>', article.get_absolute_url(), title) if title else "–"
        )

    @transaction.atomic
    def save_model(self, request: PersonRequest, article: Article, form, change: bool) -> None:
        super().save_model(request, article, form, change)
        if not change:
            Edition.objects.create(
                article=article,
                title=form.cleaned_data["title"],
                summary=form.cleaned_data["summary"],
                author=request.user,
                author_name=str(request.user),
            )

    def response_add(self, request: HttpRequest, article: Article, **kwargs) -> HttpResponse:
        """Straight on to the draft: that is what the editor came for."""
        if "_popup" in request.POST:
            return super().response_add(request, article, **kwargs)
        self.message_user(request, "The article has its place. Now write its questions.")
        return redirect("admin:articles_edition_change", article.editions.open().get().pk)
