"""The pages around an article: what links to it, and what happens to its former addresses."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.links.incoming import mentions_of
from articles.models import Article, FormerSlug
from articles.office.frame import Frame, row_page


class FormerAddressForm(forms.Form):
    """The choice of what happens to a former address of an article."""

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
        """Do what was chosen; returns what was done, in words. Needs a transaction.

        Raises ValidationError if another article has the address now.
        """
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


@row_page()
def links_page(request: AuthenticatedRequest, article: Article, frame: Frame) -> HttpResponse:
    """The list of every place that links to this article."""
    return frame.render(
        "admin/articles/article/links.html",
        f"Who links to {article}",
        here="Who links here",
        mentions=mentions_of(article, timezone.now()),
    )


@row_page("change", locked=True)
def address_page(
    request: AuthenticatedRequest, article: Article, frame: Frame, slug: str
) -> HttpResponse:
    """Ask what should happen to `slug`, a former address of this article, then do it."""
    former = get_object_or_404(article.former_slugs, slug=slug)
    form = FormerAddressForm(request.POST or None)
    if form.is_valid() and _is_done(request, form, former):
        return frame.to_form()
    return frame.render(
        "admin/articles/article/address.html",
        f"An address that {article} had",
        here="Former address",
        former=former,
        form=form,
    )


def _is_done(request: AuthenticatedRequest, form: FormerAddressForm, former: FormerSlug) -> bool:
    try:
        with transaction.atomic():
            messages.info(request, form.save(former))
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    return True
