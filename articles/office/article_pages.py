"""The pages around an article: who leads to it, and the addresses that it had."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from articles.links.incoming import mentions_of
from articles.models import Article, FormerSlug
from articles.office.history import ReadOnlyHistoryAdmin


class FormerAddressForm(forms.Form):
    """What becomes of an address that an article had."""

    TAKE_BACK, LET_GO = "take_back", "let_go"
    what = forms.ChoiceField(
        label="What should happen?",
        widget=forms.RadioSelect,
        choices=(
            (TAKE_BACK, "Give the article this address again. Its present one leads to it then."),
            (LET_GO, "Stop leading on from it. Who comes there is told that there is no page."),
        ),
    )

    def save(self, former: FormerSlug) -> str:
        """Do it; what was done, in words."""
        article = former.article
        if self.cleaned_data["what"] == self.TAKE_BACK:
            if Article.objects.filter(slug=former.slug).exists():
                raise ValidationError("Another article has this address now. Move that one first.")
            article.slug = former.slug
            article.full_clean()
            done = f"The address is {article.get_absolute_url()} again."
        else:
            former.delete()
            done = f"The old address {former.slug} leads nowhere any more."
        article._change_reason = done  # type: ignore[attr-defined]
        article.save()
        return done


class ArticlePages(ReadOnlyHistoryAdmin):
    def get_urls(self):
        site = self.admin_site
        return [
            path(
                "<int:pk>/links/",
                site.admin_view(self.links_view),
                name="articles_article_links",
            ),
            path(
                "<int:pk>/address/<slug:slug>/",
                site.admin_view(self.address_view),
                name="articles_article_address",
            ),
            *super().get_urls(),
        ]

    def links_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every place that leads to this article."""
        article = get_object_or_404(Article, pk=pk)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"Who links to {article}",
            "article": article,
            "mentions": mentions_of(article, timezone.now()),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/links.html", context)

    def address_view(self, request: HttpRequest, pk: int, slug: str) -> HttpResponse:
        """Ask what should become of an address that this article had, then do it."""
        with transaction.atomic():
            article = get_object_or_404(Article.objects.select_for_update(), pk=pk)
            former = get_object_or_404(article.former_slugs, slug=slug)
            if not self.has_change_permission(request, article):
                raise PermissionDenied
            form = FormerAddressForm(request.POST or None)
            if form.is_valid() and self._done(request, form, former):
                return redirect("admin:articles_article_change", article.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"An address that {article} had",
            "article": article,
            "former": former,
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/address.html", context)

    def _done(self, request: HttpRequest, form: FormerAddressForm, former: FormerSlug) -> bool:
        try:
            with transaction.atomic():
                self.message_user(request, form.save(former))
        except ValidationError as error:
            for message in error.messages:
                form.add_error(None, message)
            return False
        return True
