"""The admin of articles: their address and place. Adding an article creates its first draft."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import AuthenticatedRequest
from articles.models import Article, Edition, FormerSlug, Question, ShortAddress
from articles.models.edition_queries import EditionStatus
from articles.models.office_addresses import change_address
from articles.office.article_pages import address_page, links_page
from articles.office.deletion import links_to_rows, rows_naming_questions
from articles.office.file_pages import (
    confirm_import_page,
    export_all_page,
    export_page,
    import_page,
    may_import,
)
from articles.office.frame import linked_list
from articles.office.history import ReadOnlyHistoryAdmin
from articles.office.link_choices import link_choices_page
from articles.office.question_choices import question_choices_page


class NewArticleForm(forms.ModelForm):
    title = forms.CharField(
        max_length=160,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="You can still change it while the first edition is a draft.",
    )
    summary = forms.CharField(
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Plain text. Shown in lists, in search and at the top.",
    )

    class Meta:
        model = Article
        fields = ("title", "summary", "topic", "slug", "position")


class RelatedField(forms.ModelMultipleChoiceField):
    """A choice of articles, each named by its title: its address may say something else."""

    def clean(self, value: Any) -> list[Article]:  # type: ignore[override]
        """The chosen articles, in the order in which they were chosen."""
        chosen = {str(article.pk): article for article in super().clean(value)}
        return [chosen[key] for key in dict.fromkeys(map(str, value or ()))]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(article.pk) for article in initial or ()] != list(map(str, data or ()))

    def label_from_instance(self, article: Article) -> str:
        title = getattr(article, "newest_title", None)  # set by the form's query
        return f"{title} ({article})" if title else str(article)


class ArticleForm(forms.ModelForm):
    class Meta:
        model = Article
        fields = ("slug", "topic", "position", "related")
        field_classes = {"related": RelatedField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if related := self.fields.get("related"):  # missing if the person may only view the article
            chosen = self.instance.related_in_order
            others = Article.objects.exclude(pk=self.instance.pk).with_newest_title()
            places = [When(pk=article.pk, then=place) for place, article in enumerate(chosen)]
            # With nothing chosen, only the number 0 would be left of the `Case`, and PostgreSQL
            # takes a number in ORDER BY for the position of a column.
            first = [Case(*places, default=len(chosen), output_field=IntegerField())]
            order = [*(first if chosen else ()), "topic__position", "position", "slug"]
            related.queryset = others.order_by(*order)  # type: ignore[attr-defined]
            self.initial["related"] = chosen

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        if "related" in self.cleaned_data:
            self.instance.set_related(self.cleaned_data["related"])


# The pages around articles: (address, end of the URL name, view function).
ARTICLE_PAGES = (
    ("links/", "link_choices", link_choices_page),
    ("questions/", "question_choices", question_choices_page),
    ("<int:pk>/links/", "links", links_page),
    ("<int:pk>/address/<slug:slug>/", "address", address_page),
    ("export/", "export_all", export_all_page),
    ("<int:pk>/export/", "export", export_page),
    ("import/", "import", import_page),
    ("import/<int:pk>/", "confirm_import", confirm_import_page),
)


# What is deleted along with an article that readers never saw: (model, permission needed).
GOES_ALONG = (
    (Edition, "articles.delete_edition"),
    (Question, "articles.delete_edition"),
    (FormerSlug, "articles.delete_article"),
    (ShortAddress, "articles.publish_edition"),
)


@admin.register(Article)
class ArticleAdmin(ReadOnlyHistoryAdmin):
    change_list_template = "admin/articles/article/change_list.html"
    own_pages = ARTICLE_PAGES
    list_display = ("title", "topic", "position", "live_title")
    list_filter = ("topic",)
    list_select_related = ("topic",)
    search_fields = (
        "slug",
        "editions__title",
        "editions__answers__wording",
        "editions__answers__short_answer",
        "editions__answers__body",
    )
    filter_horizontal = ("related",)
    readonly_fields = ("editions_in_order",)

    def changelist_view(
        self, request: AuthenticatedRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        context = (extra_context or {}) | {"may_import": may_import(request)}
        return super().changelist_view(request, context)

    def get_form(
        self,
        request: HttpRequest,
        obj: Article | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        kwargs["form"] = ArticleForm if obj else NewArticleForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        if obj is None:
            return ((None, {"fields": NewArticleForm.Meta.fields}),)
        return (
            ("Editions", {"fields": ("editions_in_order",)}),
            ("Its place", {"fields": ("slug", "topic", "position", "related")}),
        )

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Article | None = None
    ) -> dict[str, Any]:
        return {"slug": ("title",)} if obj is None else {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return Article.objects.with_live_title(timezone.now()).with_newest_title()

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Once readers may have seen an article, only a publisher changes its address and place."""
        return super().has_change_permission(request, obj) and (
            obj is None
            or not obj.was_ever_public
            or request.user.has_perm("articles.publish_edition")
        )

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """An article that readers may have seen is never deleted; its edition can be withdrawn."""
        return super().has_delete_permission(request, obj) and (
            obj is None or not obj.was_ever_public
        )

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """(names, counts of what goes along, missing permissions, records that prevent it).

        A record prevents the deletion if it names a question of one of the articles.
        """
        keys = [article.pk for article in objs]
        seen = Edition.objects.filter(article__in=keys, publish_at__isnull=False).exists()
        lacking = {"article"} if seen or not self.has_delete_permission(request) else set()
        counts = {"articles": len(keys)}
        for model, permission in GOES_ALONG:
            found = model.objects.filter(article__in=keys).count()
            if found and not request.user.has_perm(permission):
                lacking.add(str(model._meta.verbose_name))
            counts[str(model._meta.verbose_name_plural)] = found
        naming = [row for rows in rows_naming_questions(keys) for row in links_to_rows(rows)]
        return [str(article) for article in objs], counts, lacking, naming

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        obj.delete_unseen()

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        for article in queryset:
            article.delete_unseen()

    def instead_of_deleting(self, obj: Any) -> str:
        if obj.was_ever_public:
            return "Readers have seen it: a publisher withdraws its edition, with a reason."
        return (
            "Rules and promoted answers name its questions: take it out of them first. Or delete "
            "the draft alone: readers see nothing of an article without a published edition."
        )

    @admin.display(description="title", ordering="newest_title")
    def title(self, article: Article) -> str:
        return getattr(article, "newest_title", None) or article.slug  # set by `get_queryset`

    @admin.display(description="live now")
    def live_title(self, article: Article) -> str:
        """A link to the public page; its text is the live title if that differs from `title`."""
        live = getattr(article, "live_title", None)  # set by `get_queryset`
        if not live:
            return "–"
        shown = "open" if live == self.title(article) else live
        return format_html(
            '<a href="{}" aria-label="{}, live">{}</a>', article.get_absolute_url(), live, shown
        )

    @admin.display(description="newest first")
    def editions_in_order(self, article: Article) -> str:
        now = timezone.now()
        editions = article.editions.with_newest(now).select_related("article").order_by("-number")
        return linked_list(
            (
                change_address(edition),
                str(edition),
                format_html("{}{}", edition.status_in_words(now), _begin_links(edition, now)),
            )
            for edition in editions
        )

    @transaction.atomic
    def save_model(
        self, request: AuthenticatedRequest, article: Article, form: Any, change: bool
    ) -> None:
        super().save_model(request, article, form, change)
        if change and "slug" in form.changed_data:
            self.message_user(request, _where_it_leads_now(form.initial["slug"], article))
        if not change:
            Edition.objects.create(
                article=article,
                title=form.cleaned_data["title"],
                summary=form.cleaned_data["summary"],
                author=request.user,
                author_name=request.user.name,
            )

    def response_add(self, request: HttpRequest, article: Article, **kwargs: Any) -> HttpResponse:
        """Redirect to the new draft: writing it is what the editor came for."""
        if "_popup" in request.POST:
            return super().response_add(request, article, **kwargs)
        self.message_user(request, "The draft is made. Now write its questions with their answers.")
        return redirect("admin:articles_edition_change", article.editions.open().get().pk)


def _begin_links(edition: Edition, now: datetime) -> SafeString:
    """Links that begin a new edition from `edition`; empty unless it is live and no draft is open.

    Shown to everybody: the page behind them refuses people who lack the permission.
    """
    if edition.status(now) != EditionStatus.LIVE or edition.article.open_draft:
        return SafeString("")
    names = (("new_edition", "New edition"), ("correct", "Correct something small"))
    links = [(reverse("admin:articles_edition_act", args=[edition.pk, n]), s) for n, s in names]
    return format_html_join("", ' · <a href="{}">{}</a>', links)


def _where_it_leads_now(slug: str, article: Article) -> str:
    """A message that says where `slug`, the address of `article` until now, leads."""
    former = reverse("articles:article", args=[slug])
    if article.former_slugs.filter(slug=slug).exists():
        return f"The former address {former} now leads to {article.get_absolute_url()}."
    return f"Readers never saw the former address {former}, so nothing leads on from it."
