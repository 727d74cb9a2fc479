"""The check list of a stored edition. The edition and its site context are read in a fixed number
of queries, however many answers, links and sources there are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Set
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.checklist.content import check_approval, check_content
from articles.checklist.findings import CheckList, EditionPage
from articles.checklist.imported_text import ImportedText
from articles.checklist.inputs import (
    AnswerText,
    EditionText,
    FigureText,
    QuestionElsewhere,
    SiteContext,
    SitePages,
    SourceText,
)
from articles.checklist.link_rules import (
    check_links,
    outside_address,
    own_hosts,
    placed_links,
    target_of,
)
from articles.checklist.readability import check_reading, measured
from articles.checklist.similar_questions import (
    check_similar_questions,
    rarest_first,
    similar_to,
    stems_of,
    tokens_of_alike,
)
from articles.models import (
    Answer,
    Caution,
    Edition,
    FormerSlug,
    LinkCheck,
    ShortAddress,
    Topic,
)
from articles.models.edition_answers import answers_to_show
from articles.models.short_addresses import as_kept
from articles.search.full_text import questions_with
from articles.search.queries import entries_with
from articles.text.sentences import content_words


def check_list(edition: Edition, at: datetime) -> CheckList:
    """All findings on `edition` as readers would see it from `at` on."""
    text = edition_text(edition, at)
    site = replace(
        _site(text, at),
        broken=_broken(text),
        asked_elsewhere=_asked_elsewhere(edition, text, at),
    )
    return CheckList.of(
        [
            *check_content(text, site),
            *check_links(text, site),
            *check_reading(text),
            *check_similar_questions(text, site),
            *check_approval(text),
        ],
        measured(text),
    )


def refusals_of(edition: Edition, at: datetime) -> list[str]:
    """The refusals of `check_list` alone, without the queries that only its advice needs."""
    text = edition_text(edition, at)
    site = _site(text, at)
    return CheckList.of(
        [*check_content(text, site), *check_links(text, site), *check_approval(text)]
    ).refusals


# --- The edition --------------------------------------------------------------------------------


def edition_text(edition: Edition, at: datetime) -> EditionText:
    """The edition as the checks read it; `replaces` has the questions readers see at `at`."""
    earlier = edition.article.editions.filter(publish_at__lte=at).exclude(pk=edition.pk)
    replaced = Answer.objects.filter(edition__in=earlier.public(at))
    return EditionText(
        slug=edition.article.slug,
        answers=tuple(map(_answer_text, answers_to_show(edition))),
        title=edition.title,
        summary=edition.summary,
        introduction=edition.introduction,
        author_name=edition.author_name,
        change_note=edition.change_note,
        is_approved=edition.state not in (Edition.State.DRAFT, Edition.State.IN_REVIEW),
        is_reviewed=edition.is_reviewed,
        review_due_on=edition.review_due_on,
        imported=ImportedText.of(edition.import_report, edition.article.topic.slug)
        if edition.import_report
        else None,
        open_comments=edition.comments.filter(resolved_at=None).count(),
        replaces=dict(replaced.values_list("question__anchor", "wording")),
    )


def _answer_text(answer: Answer) -> AnswerText:
    asked = answer.question
    others = asked.drafted_wordings if answer.edition.is_open else asked.also_asked_as
    return AnswerText(
        wording=answer.wording,
        short_answer=answer.short_answer,
        body=answer.body,
        anchor=asked.anchor,
        how_long=answer.how_long,
        is_movement=answer.kind == Answer.Kind.MOVEMENT,
        also_asked_as=tuple(filter(None, map(str.strip, others.splitlines()))),
        sources=tuple(
            SourceText(source.title, source.year, source.url, source.checked_on, source.publisher)
            for source in answer.cited
        ),
        figures=tuple(
            FigureText(
                figure.alternative_text, figure.is_decorative, figure.caption, bool(figure.credit)
            )
            for figure in answer.figures
        ),
    )


# --- Around it ----------------------------------------------------------------------------------


def _site(text: EditionText, at: datetime) -> SiteContext:
    """The part of the site context that decides whether the edition may be published."""
    return SiteContext(
        today=timezone.localdate(at),
        cautions=list(Caution.objects.all()),
        pages=_pages(text, at),
    )


def _pages(text: EditionText, at: datetime) -> SitePages:
    """The pages that the links of `text` lead to, as far as they exist."""
    hosts = own_hosts()
    targets = [target_of(link.href, text.slug, hosts) for link, _ in placed_links(text)]
    short = _short_addresses({each.path for each in targets if each and not each.view})
    targets += [target_of(leads_to, text.slug, hosts) for leads_to in short.values()]
    articles = {each.slug for each in targets if each and each.view == "articles:article"}
    named = {each.slug for each in targets if each and each.view == "articles:topic"}
    if not (articles or named):
        return SitePages(hosts=hosts, short=short)
    former = FormerSlug.objects.filter(slug__in=articles).select_related("article")
    moved = {each.slug: each.article.slug for each in former}
    public, approved = _anchors(articles | set(moved.values()), at)
    topics = Topic.objects.filter(slug__in=named, articles__editions__in=Edition.objects.public(at))
    return SitePages(
        hosts=hosts,
        anchors=public,
        approved=approved,
        moved=moved,
        short=short,
        topics=frozenset(topics.values_list("slug", flat=True)),
    )


def _short_addresses(paths: Set[str]) -> dict[str, str]:
    """Where those of these paths lead that a publisher has entered as short addresses."""
    if not paths:
        return {}
    rows = ShortAddress.objects.filter(address__in=map(as_kept, paths)).select_related("article")
    leads_to = {row.address: row.get_absolute_url() for row in rows}
    return {path: leads_to[as_kept(path)] for path in paths if as_kept(path) in leads_to}


def _anchors(slugs: Iterable[str], at: datetime) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The anchors of these articles, by slug: of those public at `at`, and of approved drafts."""
    rows = Answer.objects.filter(
        Q(edition__in=Edition.objects.public(at)) | Q(edition__state=Edition.State.READY),
        edition__article__slug__in=slugs,
    ).values_list("edition__article__slug", "edition__state", "question__anchor")
    public: dict[str, set[str]] = defaultdict(set)
    approved: dict[str, set[str]] = defaultdict(set)
    for slug, state, anchor in rows:
        (approved if state == Edition.State.READY else public)[slug].add(anchor)
    return public, approved


def _broken(text: EditionText) -> dict[str, date]:
    """The outside addresses of `text` whose last check failed, with the day since which they do."""
    hosts = own_hosts()
    links = {outside_address(link.href, hosts) for link, _ in placed_links(text)}
    cited = {
        outside_address(source.url, hosts) for answer in text.answers for source in answer.sources
    }
    rows = LinkCheck.objects.broken().filter(url__in=(links | cited) - {""})
    return {
        url: timezone.localdate(since) for url, since in rows.values_list("url", "broken_since")
    }


def _asked_elsewhere(edition: Edition, text: EditionText, at: datetime) -> list[QuestionElsewhere]:
    """The questions of other articles that are much like those of `text`."""
    wordings = [wording for answer in text.answers for wording in answer.wordings]
    return [
        QuestionElsewhere(
            wordings=answer.wordings,
            page=EditionPage(answer.edition.title, answer.get_absolute_url()),
        )
        for answer in answers_elsewhere(edition, wordings, at)
    ]


def answers_elsewhere(edition: Edition, wordings: Iterable[str], at: datetime) -> list[Answer]:
    """The public answers of other articles whose questions are worded much like these."""
    asked = {words for words in map(content_words, wordings) if words}
    if not asked:
        return []
    ours = _rarest_first(asked)
    is_alike = similar_to(ours)
    rows = questions_with(tokens_of_alike(ours))
    found = [pk for pk, wording, others in rows if is_alike(f"{wording}\n{others}")]
    public = Edition.objects.public(at).exclude(article=edition.article_id)
    answers = Answer.objects.filter(Exists(public.filter(pk=OuterRef("edition"))))
    return list(answers.select_related("question__article", "edition").in_bulk(found).values())


def _rarest_first(asked: Set[frozenset[str]]) -> list[list[str]]:
    """The content words of each question, those first that the fewest answers have."""
    stems = {one for words in asked for word in words for one in stems_of(word)}
    entries: Counter[str] = Counter()
    for one, answers in entries_with(stems):
        entries[one] += answers
    return [rarest_first(words, entries) for words in asked]
