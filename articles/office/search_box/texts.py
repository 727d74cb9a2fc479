"""Search of articles and questions, whether they are live, scheduled or being written.

Answers that readers see, or will see at a time that is set, are found by the index of the public
search, in any form of a word; drafts are in no index, so their texts are scanned. Editions that
newer ones replaced are left out: the list of editions finds them.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, When
from django.urls import reverse

from articles.models import Answer, Edition, FormerSlug, Question, SearchWord
from articles.models.edition_queries import EditionStatus
from articles.models.office_addresses import address_of_key
from articles.office.search_box.results import SHOWN, FoundGroup, FoundRow
from articles.office.search_box.typed import Typed
from articles.search.full_text import matching
from articles.text.index_terms import question_token
from articles.text.plain_text import plain_text
from articles.text.stems import stem

CANDIDATES = 60  # rows considered for each way of finding them
MAX_FORMS = 40  # indexed words considered that begin with a typed word
OPEN = ("draft", "in_review", "ready")
LIVE_AND_OPEN = (*OPEN, "scheduled", "live", "expired", "withdrawn")  # a result leads to the first


def _has_all(typed: Typed, *fields: str) -> Q:
    """The condition that each of the words occurs in at least one of the `fields`."""
    found = Q()
    for root in typed.roots:
        anywhere = Q()
        for name in fields:
            anywhere |= Q(**{f"{name}__icontains": root})
        found &= anywhere
    return found


def _not_replaced(now: datetime) -> "QuerySet[Edition]":
    """The editions that are open, are scheduled, or are the newest published of their article."""
    editions = Edition.objects.with_newest(now)
    return editions.filter(
        Q(pk=F("newest_id")) | Q(state__in=OPEN) | Q(publish_at__gt=now)
    ).select_related("article")


# --- Articles -----------------------------------------------------------------------------------


def find_articles(typed: Typed, now: datetime) -> FoundGroup:
    """Articles found by title, summary, introduction, author, or address, present or former."""
    had = FormerSlug.objects.filter(slug__iexact=typed.exact).values("article")
    is_it = Q(title__iexact=typed.exact) | Q(article__slug__iexact=typed.exact) | Q(article__in=had)
    has = _has_all(typed, "title", "summary", "introduction", "article__slug", "author_name")
    rank = Case(
        When(is_it, then=0),
        When(_has_all(typed, "title"), then=1),
        default=2,
        output_field=IntegerField(),
    )
    editions = _not_replaced(now).filter(is_it | has).annotate(found_rank=rank)
    by_article: dict[int, list[Edition]] = {}
    for edition in editions.order_by("found_rank", "title", "pk")[:CANDIDATES]:
        by_article.setdefault(edition.article_id, []).append(edition)
    best = islice(by_article.values(), SHOWN + 1)
    address = reverse("admin:articles_article_changelist")
    return FoundGroup("Articles", [_article(rows, typed, now) for rows in best], address)


def _article(editions: list[Edition], typed: Typed, now: datetime) -> FoundRow:
    places = [(each, each.status(now)) for each in editions]
    places.sort(key=lambda place: LIVE_AND_OPEN.index(place[1]))
    (edition, status), *others = places
    texts = [
        ("summary", edition.summary),
        ("introduction", plain_text(edition.introduction)),
        ("address", edition.article.slug),
        ("author", edition.author_name),
    ]
    return FoundRow(
        rank=min(getattr(each, "found_rank", 2) for each in editions),
        name=typed.marked(edition.title),
        address=_edition_address(edition.pk),
        state=_in_words(status),
        line=typed.line(edition.title, texts),
        others=tuple((_in_words(state), _edition_address(each.pk)) for each, state in others),
    )


def _edition_address(pk: int, block: str = "") -> str:
    return address_of_key(Edition, pk) + block


def _in_words(status: EditionStatus) -> str:
    return str(status.label).lower()


# --- Questions ----------------------------------------------------------------------------------


def find_questions(typed: Typed, now: datetime) -> FoundGroup:
    """Questions found by the words of their answers, their other wordings, and their address."""
    ranked: dict[int, list[tuple[int, Answer]]] = {}
    for answer in _answers(typed, now):
        rank = _rank(answer, typed)
        if rank is not None:
            ranked.setdefault(answer.question_id, []).append((rank, answer))
    best = sorted(ranked.values(), key=lambda rows: min(rank for rank, _ in rows))[: SHOWN + 1]
    keys = {answer.edition_id for rows in best for _, answer in rows}
    editions, places = _not_replaced(now).in_bulk(keys), _places(keys)
    for rows in best:
        rows[:] = [row for row in rows if row[1].edition_id in editions]  # one may be gone now
        for _, answer in rows:
            answer.edition = editions[answer.edition_id]
    results = [_question(rows, places, typed, now) for rows in best if rows]
    address = reverse("admin:articles_article_changelist")
    return FoundGroup("Questions", results, address, "articles")


def _answers(typed: Typed, now: datetime) -> list[Answer]:
    """The answers that may have the words: found in drafts, by the index, or by their question."""
    texts = ("wording", "short_answer", "how_long", "body")
    answers = Answer.objects.select_related("question__article")
    in_drafts = answers.filter(_has_all(typed, *texts), edition__in=Edition.objects.open())
    indexed = _indexed(typed, now)
    slug, _, anchor = typed.exact.rpartition("#")
    is_it = Q(anchor__iexact=anchor, article__slug__iexact=slug) if slug else Q()
    is_it |= Q(anchor__iexact=typed.exact)
    own = ("also_asked_as", "next_also_asked_as", "anchor", "article__slug")
    asked = Question.objects.filter(is_it | _has_all(typed, *own))
    keys = list(asked.order_by().values_list("pk", flat=True)[:CANDIDATES])
    is_current = Exists(_not_replaced(now).filter(pk=OuterRef("edition")))
    of_both = answers.filter(is_current, Q(pk__in=indexed) | Q(question__in=keys))
    found = [*in_drafts.order_by("pk")[:CANDIDATES], *of_both]
    return list({answer.pk: answer for answer in found}.values())


def _indexed(typed: Typed, now: datetime) -> list[int]:
    """Keys of indexed answers with all of the words; those with them in the question come first."""
    forms = _forms(typed.words)
    groups = [tuple((one,) for one in sorted(stems)) for stems in forms]
    asked = [tuple((question_token(one),) for one in sorted(stems)) for stems in forms]
    found: dict[int, str] = {}
    for each in (asked, groups):
        if each and len(found) < SHOWN + 1:
            found.update(matching(each, now, CANDIDATES, also_scheduled=True))
    return list(found)


def _forms(words: Iterable[str]) -> list[set[str]]:
    """For each word, its stem and the stems of the indexed words that begin with it."""
    words = list(words)
    begins = Q()
    for word in words:
        begins |= Q(word__startswith=word)
    known = SearchWord.objects.filter(begins, entries__gt=0).order_by("-entries")
    pairs = list(known.values_list("word", "stem")[: MAX_FORMS * len(words)]) if words else []
    return [
        {stem(word), *[one for known, one in pairs if known.startswith(word)][:MAX_FORMS]}
        for word in words
    ]


def _rank(answer: Answer, typed: Typed) -> int | None:
    """How well an answer fits; None if it lacks one of the words.

    0: its question, anchor or address is exactly what was typed; 1: the question or the address has
    all of the words; 2: the question and the short answer; 3: the question and the whole answer.
    """
    question = answer.question
    wordings = " ".join((answer.wording, question.drafted_wordings))
    place = str(question)
    lines = (answer.wording, question.anchor, place, *question.drafted_wordings.splitlines())
    if typed.exact.casefold() in map(str.casefold, lines):
        return 0
    if typed.is_in(wordings) or typed.is_in(place):
        return 1
    if typed.is_in(f"{wordings} {answer.short_answer}"):
        return 2
    return 3 if typed.is_in(f"{wordings} {answer.text} {place} {question.also_asked_as}") else None


def _places(editions: set[int]) -> dict[int, str]:
    """By primary key of each answer of these editions, the fragment of its row on their page."""
    rows = Answer.objects.filter(edition__in=editions).order_by("edition", "position", "pk")
    places: dict[int, str] = {}
    seen: dict[int, int] = {}
    for pk, edition in rows.values_list("pk", "edition"):
        places[pk] = f"#answers-{seen.get(edition, 0)}"
        seen[edition] = seen.get(edition, 0) + 1
    return places


def _question(
    rows: list[tuple[int, Answer]], places: dict[int, str], typed: Typed, now: datetime
) -> FoundRow:
    found = [
        (answer.edition.status(now), _edition_address(answer.edition_id, places[answer.pk]), answer)
        for _, answer in rows
    ]
    found.sort(key=lambda each: LIVE_AND_OPEN.index(each[0]))
    (status, address, answer), *others = found
    texts = [
        ("short answer", answer.short_answer),
        ("answer", plain_text(answer.body)),
        ("how long", answer.how_long),
        ("also asked as", answer.question.drafted_wordings),
        ("address", str(answer.question)),
    ]
    return FoundRow(
        rank=min(rank for rank, _ in rows),
        name=typed.marked(answer.wording),
        article=answer.edition.title,
        address=address,
        state=_in_words(status),
        line=typed.line(answer.wording, texts),
        others=tuple((_in_words(state), there) for state, there, _ in others),
    )
