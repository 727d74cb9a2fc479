"""The page of results that the search box in the office's header leads to."""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.office.frame import site_page
from articles.office.search_box.records import find_records, kinds_of
from articles.office.search_box.results import FoundGroup
from articles.office.search_box.texts import find_articles, find_questions
from articles.office.search_box.typed import MAX_LENGTH, Typed
from articles.search.corrections import offers, with_corrections


def find_page(request: AuthenticatedRequest, site: AdminSite) -> HttpResponse:
    """Everything with the words of `?q=`, of all kinds that this person may see.

    Raises PermissionDenied if there is no such kind.
    """
    kinds = kinds_of(request, site)
    may_read = request.user.has_perm("articles.view_edition")
    if not kinds and not may_read:
        raise PermissionDenied
    text = request.GET.get("q", "").replace("\0", "")[:MAX_LENGTH].strip()
    typed, now = Typed.read(text), timezone.now()
    groups: list[FoundGroup] = []
    if typed.words:
        if may_read:
            groups += [find_articles(typed, now), find_questions(typed, now)]
        groups += find_records(kinds, typed)
    groups = sorted((group for group in groups if group.results), key=lambda group: group.rank)
    return site_page(
        request,
        site,
        "admin/find.html",
        f"Search: {text}" if text else "Search the office",
        sought=text,
        groups=groups,
        titles=[str(each.opts.verbose_name_plural) for each in kinds.values()],
        may_read=may_read,
        nothing=_instead_of(typed) if typed.words and not groups else None,
    )


def _instead_of(typed: Typed) -> dict[str, object]:
    """What to try where nothing was found: each word by itself, and another spelling."""
    meant = offers(typed.words)
    return {
        "words": typed.words if len(typed.words) > 1 else [],
        "offered": with_corrections(typed.text, meant) if meant else "",
    }
