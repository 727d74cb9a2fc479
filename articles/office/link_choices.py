"""Suggestions for a link to one of our own pages: articles and questions, found by their words."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.models import Article, Edition
from articles.search import search

QUESTIONS, ARTICLES = 8, 6  # offered at most
Choice = dict[str, str]


def link_choices_page(
    request: AuthenticatedRequest, *, office: "ModelAdmin[Article]"
) -> HttpResponse:
    """JSON for the link dialog: address, title and note of each page with the words of `?q=`."""
    if not office.has_view_permission(request):
        raise PermissionDenied
    words, now = request.GET.get("q", "")[:200], timezone.now()
    pages = [*_articles(words, now), *_questions(words, now)] if words.strip() else []
    return JsonResponse({"pages": pages})


def _questions(words: str, now: datetime) -> Iterator[Choice]:
    for hit in search(words, now, limit=QUESTIONS):
        yield {"address": hit.address, "title": hit.wording, "note": f"question in “{hit.title}”"}


def _articles(words: str, now: datetime) -> Iterator[Choice]:
    """Articles with all `words` in their title; the note says which readers do not see yet."""
    in_title = Q()
    for word in words.split():
        in_title &= Q(title__icontains=word)
    seen = Edition.objects.public(now)
    public = seen.filter(in_title)
    coming = Edition.objects.open().filter(in_title).exclude(article__in=seen.values("article"))
    for editions, note in ((public, "article"), (coming, "article that readers do not see yet")):
        for edition in editions.select_related("article").order_by("title")[:ARTICLES]:
            yield {
                "address": edition.article.get_absolute_url(),
                "title": edition.title,
                "note": note,
            }
