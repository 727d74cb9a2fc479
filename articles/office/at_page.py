"""From a public page to the page where it is written: put /admin/at before its address.

A bookmark can do that in one click, so public pages need no such link and stay the same for
everybody.
"""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.models import Article, FormerSlug, Topic
from articles.office.frame import site_page

# Public pages that show many rows, and the lists in which those rows are edited.
LISTS = {
    "articles:home": "admin:articles_article_changelist",
    "articles:get_help": "admin:articles_warningsign_changelist",
    "articles:sources": "admin:articles_source_changelist",
    "articles:search": "admin:articles_promotedanswer_changelist",
}


def at_page(request: AuthenticatedRequest, site: AdminSite, address: str = "") -> HttpResponse:
    """Redirect to the row that the public page at `address` shows, else explain how to use this.

    `address` is a path without its first slash. Raises Http404 for an unknown topic or article.
    """
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    try:
        match = resolve(f"/{address}" if address else "/")
    except Resolver404:
        match = None
    if match is not None and address:
        if match.view_name in LISTS:
            return redirect(LISTS[match.view_name])
        if match.view_name == "articles:topic":
            topic = get_object_or_404(Topic, slug=match.kwargs["slug"])
            return redirect("admin:articles_topic_change", topic.pk)
        if match.view_name in ("articles:article", "articles:vote", "articles:voted"):
            return _to_article(match.kwargs["slug"].lower())
    root = f"{request.scheme}://{request.get_host()}"
    return site_page(
        request, site, "admin/at.html", "From a page to its text", root=root, address=address
    )


def _to_article(slug: str) -> HttpResponse:
    """Redirect to the live edition of the article with this address, present or former.

    Everything else is one click away from there. Without a live edition: to the article.
    """
    article = Article.objects.filter(slug=slug).first()
    if article is None:
        article = get_object_or_404(FormerSlug.objects.select_related("article"), slug=slug).article
    live = article.live_edition(timezone.now())
    if live is None:
        return redirect("admin:articles_article_change", article.pk)
    return redirect("admin:articles_edition_change", live.pk)
