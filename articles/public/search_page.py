"""The search page: what was found, what editors put first, and what to do if nothing was found."""

from typing import NamedTuple, Self

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from articles.models import Caution, FailedSearch
from articles.page_cache.public_page import do_not_cache, public_page
from articles.public.article_queries import public_topics
from articles.public.care_cards import care_cards, has_emergency
from articles.public.cautions import all_cautions
from articles.search import SearchResults, find
from articles.search.suggestions import suggest
from articles.search.warning_signs import is_sign_word, touched_signs

SEARCH_LENGTH = 200
# Words of a search that say nothing of its subject: the page never says that they were not found.
TELLS_NOTHING = frozenset(
    """
    evening hello hi kill killing kills lately mate morning okay ok recently sir thank thanks today
    tomorrow tonight yesterday
    """.split()  # noqa: SIM905 (one word a line would fill a page)
)


class SearchField(forms.CharField):
    """Accepts any text: characters that a database or a page cannot take are removed."""

    def to_python(self, value: object) -> str:
        text = str(value or "")[: SEARCH_LENGTH * 50]
        if not text.isprintable():
            text = "".join(sign for sign in text if sign.isprintable() or sign.isspace())
        return " ".join(text.split())[:SEARCH_LENGTH].rstrip()


class PageField(forms.IntegerField):
    """A page's number; anything else is the first page."""

    def clean(self, value: object) -> int:
        try:
            return super().clean(value) or 1
        except forms.ValidationError:
            return 1


TEXT_FIELD = SearchField(required=False)
PAGE_FIELD = PageField(required=False, min_value=1, max_value=1000)


class SearchParameters(NamedTuple):
    """The parameters of a search, with valid values for any query string."""

    text: str
    page: int
    as_typed: bool  # whether the spelling is not to be corrected

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """Read `query` by the fields alone: a form takes longer than most of what is done here."""
        return cls(
            text=TEXT_FIELD.clean(query.get("q")),
            page=PAGE_FIELD.clean(query.get("page")),
            as_typed=query.get("as_typed", "").lower() not in ("", "false"),
        )


class Result(NamedTuple):
    """What the page shows of a hit.

    `cautions` are shown in full; `cautions_above`, which an earlier hit has shown, by name.
    """

    address: str
    wording: SafeString
    short_answer: SafeString
    passage: SafeString
    title: str
    is_promoted: bool
    cautions: list[Caution]
    cautions_above: list[Caution]


@public_page(parameters=("q", "page", "as_typed"))
def search_page(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    text, page, as_typed = asked = SearchParameters.of(request.GET)
    cards = care_cards(touched_signs(text))
    is_emergency = has_emergency(cards)
    found = find(text, now, page=page, as_typed=as_typed, is_emergency=is_emergency)
    is_in_passing = found.is_in_passing and not cards
    context = {
        "text": text,
        "cards": cards,
        "is_emergency": is_emergency,
        "found": found,
        "results": _results(found),
        "is_in_passing": is_in_passing,
        "unknown": [] if is_in_passing else _unknown(found, has_card=bool(cards)),
        "offered": _address(found.offered) if found.offered else "",
        "as_typed": _address(text, as_typed="1") if found.is_corrected else "",
        "more": _more(asked, found),
        "topics": public_topics(now) if found.is_nothing or is_in_passing else (),
    }
    response = render(request, "articles/search.html", context)
    if not found.is_nothing or not text or cards:
        return response
    if request.method == "GET":
        FailedSearch.objects.record(text, timezone.localdate(now))
    return do_not_cache(response)


@public_page(parameters=("q",))
def search_suggestions(request: HttpRequest) -> HttpResponse:
    """JSON for the list under the search field (backsite/search.js): suggested questions, and, to
    stand before them, the warning signs that the text touches."""
    text = TEXT_FIELD.clean(request.GET.get("q"))
    cards = care_cards(touched_signs(text))
    hits = suggest(text, timezone.now(), is_emergency=has_emergency(cards))
    found: dict[str, list] = {
        "questions": [{"question": hit.wording, "address": hit.address} for hit in hits]
    }
    if cards:
        found["warnings"] = [
            {
                "level": card.level,
                "heading": card.heading,
                "signs": [sign.text for sign in card.signs],
                "number": card.number,
                "address": reverse("articles:get_help"),
            }
            for card in cards
        ]
    return JsonResponse(found, headers={"X-Robots-Tag": "noindex"})


def _unknown(found: SearchResults, *, has_card: bool) -> list[str]:
    """The words about which the page says that it found nothing.

    `has_card`: a care card is shown. It is about the words of warning signs: they are left out.
    """
    telling = (word for word in found.unanswered if word not in TELLS_NOTHING)
    return [word for word in telling if not (has_card and is_sign_word(word))]


def _address(text: str, **others: str) -> str:
    return f"?{urlencode({'q': text, **others})}"


def _more(asked: SearchParameters, found: SearchResults) -> str:
    """The address of the next page, or nothing."""
    if found.next_page is None:
        return ""
    as_typed = {"as_typed": "1"} if asked.as_typed else {}
    return _address(asked.text, page=str(found.next_page), **as_typed)


def _results(found: SearchResults) -> list[Result]:
    cautions = all_cautions()
    shown: set[int] = set()
    results = []
    for hit in (*found.promoted, *found.hits):
        shown_text = hit.shown_text
        needed = [caution for caution in cautions if caution.is_needed_in(shown_text)]
        results.append(
            Result(
                address=hit.address,
                wording=hit.marked_wording,
                short_answer=hit.marked_short_answer,
                passage=hit.passage,
                title=hit.title,
                is_promoted=hit in found.promoted,
                cautions=[caution for caution in needed if caution.pk not in shown],
                cautions_above=[caution for caution in needed if caution.pk in shown],
            )
        )
        shown.update(caution.pk for caution in needed)
    return results
