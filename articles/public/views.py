"""The public pages. None may depend on who the reader is: no session, no message, no form token."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from articles.models import (
    Answer,
    Edition,
    FormerSlug,
    Source,
    Topic,
    WarningSign,
)
from articles.models.edition_answers import answers_to_show
from articles.page_cache.public_page import View, public_page
from articles.public import structured_data
from articles.public.article_queries import (
    dropped_answers,
    in_topic,
    live_edition,
    neighbours,
    public_topics,
    published_editions,
)
from articles.public.care_cards import care_cards, first_cards
from articles.public.cautions import all_cautions, whole_cautions
from articles.public.front_page import front_questions
from articles.public.key_facts import key_facts
from articles.search.related import related_editions

ON_A_PAGE = 50  # articles of one topic


def _teaser_texts(editions: Iterable[Edition]) -> str:
    return " ".join(f"{edition.title} {edition.summary}" for edition in editions)


# --- Home, topics -------------------------------------------------------------------------------


@public_page
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    cautions = all_cautions()
    topics = public_topics(now)
    context = {
        "questions": front_questions(now, cautions),
        "topics": topics,
        "cautions": cautions,
        "shown_text": " ".join(f"{topic.title} {topic.summary}" for topic in topics),
        "json_ld": structured_data.graph(structured_data.website()),
    }
    return render(request, "articles/home.html", context)


CHANGES_SHOWN = 5  # of an article's editions, the newest first


@public_page(parameters=("page",))
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    topic = get_object_or_404(Topic, slug=slug)
    # Questions are joined, not prefetched on their own: SQLite takes no list of a thousand.
    answers = Answer.objects.select_related("question__article")
    editions_in_order = in_topic(now, topic.pk).order_by("article__position", "article__slug")
    listing = editions_in_order.prefetch_related(Prefetch("answers", answers))
    page = Paginator(listing, ON_A_PAGE).get_page(request.GET.get("page"))
    editions = list(page)
    if not editions:
        raise Http404("Nothing on this topic is public.")
    crumbs = structured_data.breadcrumbs(
        (settings.SITE_NAME, reverse("articles:home")),
        (topic.title, topic.get_absolute_url()),
    )
    wordings = (answer.wording for edition in editions for answer in edition.answers.all())
    context = {
        "topic": topic,
        "page": page,
        "canonical_query": f"?page={page.number}" if page.number > 1 else "",
        "editions": editions,
        "cautions": all_cautions(),
        "shown_text": " ".join((topic.summary, _teaser_texts(editions), *wordings)),
        "json_ld": structured_data.graph(crumbs),
    }
    return render(request, "articles/topic.html", context)


# --- Articles -----------------------------------------------------------------------------------


@public_page
def article(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    edition = live_edition(slug, now)
    if edition is None:
        return _moved_or_gone(request, slug, now)
    context = article_context(edition, now)
    context["asks_for_votes"] = True
    context["json_ld"] = _machine_readable(edition, context)
    beside = context["previous"], context["next"] = neighbours(edition, now)
    context["related"] = related_editions(edition, now, besides=beside)
    context["teaser_text"] = _teaser_texts(
        edition for edition in (*context["related"], *beside) if edition
    )
    return render(request, "articles/article.html", context)


def article_context(edition: Edition, now: datetime) -> dict:
    """The context of `articles/article.html` for any edition, live or a draft in preview."""
    published = published_editions(edition, now)
    answers = answers_to_show(edition)
    return {
        "edition": edition,
        "answers": answers,
        "facts": key_facts(edition.introduction, answers),
        "whole_cautions": whole_cautions(edition, answers, all_cautions()),
        "dropped": dropped_answers(edition, now),
        "cards": first_cards(edition),
        "cautions": all_cautions(),
        "has_lapsed": edition.review_lapsed(timezone.localdate(now)),
        "first_published": published[0][1] if published else None,
        "changes": [(at, note) for _, at, note in reversed(published) if note][:CHANGES_SHOWN],
    }


def _machine_readable(edition: Edition, context: dict) -> dict:
    topic = edition.article.topic
    return structured_data.graph(
        structured_data.medical_web_page(edition, context["answers"], context["first_published"]),
        structured_data.faq_page(edition, context["answers"], context["cautions"]),
        structured_data.breadcrumbs(
            (settings.SITE_NAME, reverse("articles:home")),
            (topic.title, topic.get_absolute_url()),
            (edition.title, edition.get_absolute_url()),
        ),
    )


def _moved_or_gone(request: HttpRequest, slug: str, now: datetime) -> HttpResponse:
    """410 with the reason for an article that was public; a redirect from a former address.

    Drafts do not count: one with another article's former address does not stop that address from
    leading on. Raises Http404 if `slug` is neither.
    """
    edition = (
        Edition.objects.current_at(now)
        .select_related("article", "successor")
        .filter(article__slug=slug)
        .first()
    )
    if edition is None:
        if slug != slug.lower():  # somebody printed or typed it with capitals
            return redirect("articles:article", slug.lower(), permanent=True)
        moved = get_object_or_404(FormerSlug.objects.select_related("article"), slug=slug)
        return redirect(moved.article, permanent=True)
    successor = edition.successor.live_edition(now) if edition.successor else None
    context = {"edition": edition, "successor": successor}
    return render(request, "410.html", context, status=410)


# --- Get help, about ----------------------------------------------------------------------------


@public_page
def get_help(request: HttpRequest) -> HttpResponse:
    signs = list(WarningSign.objects.select_related("source"))
    reviews = [sign.reviewed_on for sign in signs if sign.reviewed_on]
    context = {
        "cards": care_cards(signs),
        "services": settings.HELP_SERVICES,
        "sources": sorted({sign.source for sign in signs}, key=lambda source: source.key),
        "is_partly_reviewed": bool(reviews),
        "reviewed_on": min(reviews) if reviews and len(reviews) == len(signs) else None,
        "edited_at": max((sign.updated_at for sign in signs), default=None),
    }
    return render(request, "articles/get_help.html", context)


@public_page
def sources(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    live = Source.objects.filter(answers__edition__in=Edition.objects.public(now))
    stated = Source.objects.filter(
        Q(pk__in=live.values("pk")) | ~Q(warning_signs=None) | ~Q(cautions=None)
    )
    kinds = list(Source.Kind.values)  # from a guideline down to an opinion
    found = sorted(stated.distinct(), key=lambda source: (kinds.index(source.kind), source.title))
    context = {"sources": found}
    return render(request, "articles/about/sources.html", context)


def _text_page(name: str) -> View:
    """The view of a page that is only its template, `articles/about/<name>.html`."""

    @public_page
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"articles/about/{name}.html")

    return view


about = _text_page("about")
editorial = _text_page("editorial")
privacy = _text_page("privacy")
accessibility = _text_page("accessibility")


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: keeps crawlers off private pages; search results say `noindex` themselves."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in sorted(settings.PRIVATE_PREFIXES)),
        "",
        f"Sitemap: {structured_data.absolute(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
