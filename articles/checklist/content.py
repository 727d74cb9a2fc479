"""What every edition needs: author, complete answers, sound markup, cautions, dates, sources."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.utils.text import capfirst

from articles.checklist.findings import INTRODUCTION, Finding, Level, Place
from articles.checklist.imported_text import check_import
from articles.checklist.inputs import AnswerText, EditionText, SiteContext, SourceText
from articles.text.medicines import medicines_in
from articles.text.sentences import count_with_noun

NOT_APPROVED = "not-approved"
OLD_SOURCE_YEARS = 5
OLD_CHECK_YEARS = 2
MAX_REVIEW_YEARS = 3
FILE_NAME = re.compile(
    r"\S+\.(?:jpe?g|png|webp|gif)|(?:img|image|dsc|picture|photo|figure)[ _-]*\d*", re.IGNORECASE
)
OF_A_PICTURE = re.compile(
    r"(?:an? )?(?:picture|image|photo|photograph|graphic) of\b", re.IGNORECASE
)


def check_content(edition: EditionText, site: SiteContext) -> Iterator[Finding]:
    yield from _people(edition)
    yield from check_import(edition.imported, edition.author_name, _imported_parts(edition))
    if edition.open_comments:
        yield Finding(
            "open-comments",
            f"{count_with_noun(edition.open_comments, 'comment is', 'comments are')} not resolved "
            "yet.",
            Level.ADVISORY,
            field="comment_text",
        )
    if not edition.answers:
        yield Finding("no-question", "There is no question yet.")
    yield from _introduction_headings(edition)
    yield from _tables(edition)
    yield from _quotations(edition)
    yield from _medicines(edition, site)
    for place, answer in edition.placed_answers:
        yield from _answer(answer, place)
        yield from _headings(answer, place)
        yield from _figures(answer, place)
    yield from _dates(edition, site.today)
    yield from _sources(edition.answers, site.today)


def _imported_parts(edition: EditionText) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """The place and the texts of each part that may still have imported sentences."""
    yield Place("The summary", field="summary"), (edition.summary,)
    yield INTRODUCTION, edition.markup.blocks
    for place, answer in edition.placed_answers:
        yield place, (answer.short_answer, *answer.markup.blocks)


def check_approval(edition: EditionText) -> Iterator[Finding]:
    """The finding that nobody approved it; apart from the rest, as it is nothing to fix."""
    if not edition.is_approved:
        yield Finding(
            NOT_APPROVED,
            "Nobody has approved it yet: once it is submitted, somebody other than its author "
            "reads it and approves it.",
        )


def _people(edition: EditionText) -> Iterator[Finding]:
    if not edition.author_name.strip():
        yield Finding("no-author", "Nobody is named as its author.", field="author_name")
    if edition.is_approved and not edition.is_reviewed:
        yield Finding(
            "unreviewed", "No clinician has reviewed it: the page will say so.", Level.ADVISORY
        )
    elif not edition.is_reviewed:
        yield Finding(
            "unreviewed",
            "No clinician has reviewed it. Unless a reviewer with credentials approves it, the "
            "page will say so.",
            Level.ADVISORY,
        )


def _answer(answer: AnswerText, place: Place) -> Iterator[Finding]:
    if not answer.short_answer.strip():
        yield place.finding("no-short-answer", f"{place.name} has no short answer.")
    if not answer.markup.blocks:
        yield place.finding("no-answer", f"{place.name} has no answer text.")
    if not answer.sources:
        yield place.finding("no-source", f"{place.name} names no source.")


# --- Headings -----------------------------------------------------------------------------------


def _headings(answer: AnswerText, place: Place) -> Iterator[Finding]:
    """No heading is empty or skips a level.

    A question is a heading of level 2; a movement card adds “How”, of level 3, above its text.
    """
    level = 3 if answer.is_movement else 2
    for heading in answer.markup.headings:
        if not heading.text:
            message = f"{place.name} has a heading without words. Delete it."
            yield place.finding("empty-heading", message)
            continue
        if heading.level > level + 1:
            yield place.finding(
                "heading-order",
                f"In {place.name} the heading “{heading.text}” skips a level. Make it a larger "
                "heading, or put one above it: people who listen to the page find their way by "
                "the levels.",
            )
        level = heading.level


def _introduction_headings(edition: EditionText) -> Iterator[Finding]:
    for heading in edition.markup.headings:
        yield INTRODUCTION.finding(
            "heading-order",
            f"The introduction has the heading “{heading.text}”. The first headings of a page are "
            "its questions: make it one of them, or plain text.",
        )


# --- Tables -------------------------------------------------------------------------------------


def _tables(edition: EditionText) -> Iterator[Finding]:
    """Every table has a caption, and a row or column of headings, for people who listen to it."""
    tables = ((place, table) for place, text in edition.placed_markup for table in text.tables)
    for place, table in tables:
        lacks = [] if table.caption else ["a caption"]
        if not table.has_head_row and not table.has_head_column:
            lacks.append("a row or a column of headings")
        if lacks:
            yield place.finding(
                "bare-table",
                f"{capfirst(place.name)} has a table without {' and without '.join(lacks)}. "
                "People who listen to the page cannot tell what its numbers mean.",
            )


# --- Quotations ---------------------------------------------------------------------------------


def _quotations(edition: EditionText) -> Iterator[Finding]:
    """Every quotation stands where a named source lets readers look it up."""
    if edition.markup.quotations:
        yield INTRODUCTION.finding(
            "bare-quotation",
            "The introduction has a quotation, and names no sources. Put it into an answer that "
            "cites where it was said.",
            Level.ADVISORY,
        )
    for place, answer in edition.placed_answers:
        if answer.markup.quotations and not _names_a_source(answer):
            yield place.finding(
                "bare-quotation",
                f"{place.name} has a quotation, and does not say whose words they are. Name the "
                "publisher or the title of one of its sources in the text, or link to it, and "
                "compare the quotation with it word for word.",
                Level.ADVISORY,
            )


def _names_a_source(answer: AnswerText) -> bool:
    said = " ".join(answer.markup.blocks).casefold()
    hrefs = {link.href for link in answer.markup.links}
    return any(
        (source.url and source.url in hrefs)
        or any(name and name.casefold() in said for name in (source.publisher, source.title))
        for source in answer.sources
    )


# --- Figures ------------------------------------------------------------------------------------


def _figures(answer: AnswerText, place: Place) -> Iterator[Finding]:
    """Every figure says who made it, and has a good alternative text unless it is decorative."""
    for figure in answer.figures:
        if not figure.has_credit:
            message = f"A figure in {place.name} does not say who made it and under which licence."
            yield place.finding("no-credit", message)
        if figure.is_decorative:
            continue
        words = " ".join(figure.alternative_text.split())
        if not words or FILE_NAME.fullmatch(words):
            what = f"only “{words}”" if words else "nothing"
            yield place.finding(
                "no-alternative",
                f"A figure in {place.name} has {what} for people who do not see it. Say what it "
                "tells, or mark it as decorative.",
            )
        elif OF_A_PICTURE.match(words) or words.casefold() == figure.caption.casefold():
            yield place.finding(
                "weak-alternative",
                f"The alternative text “{words}” in {place.name} only names the picture or repeats "
                "what stands under it. Say what one would see.",
                Level.ADVISORY,
            )


# --- Medicines ----------------------------------------------------------------------------------


def _medicines(edition: EditionText, site: SiteContext) -> Iterator[Finding]:
    """Every medicine that a text names is among the names of a caution."""
    top = Place("The title, summary or introduction", field="introduction")
    start = " ".join((edition.title, edition.summary, *edition.markup.blocks))
    answers = ((place, answer.text) for place, answer in edition.placed_answers)
    for place, text in ((top, start), *answers):
        bare = [
            name
            for name in medicines_in(text)
            if not any(caution.is_needed_in(name) for caution in site.cautions)
        ]
        if bare:
            yield place.finding(
                "no-caution",
                f"{place.name} names {' and '.join(bare)}, and no caution of the site is about "
                f"{'it' if len(bare) == 1 else 'them'}. Add the name to a caution that fits, or "
                "have one written.",
            )


# --- Dates and age ------------------------------------------------------------------------------


def _dates(edition: EditionText, today: date) -> Iterator[Finding]:
    if edition.replaces and not edition.change_note.strip():
        yield Finding(
            "no-change-note",
            "Say in the change note what is new: readers and the feed show it.",
            Level.ADVISORY,
            field="change_note",
        )
    due = edition.review_due_on
    if due is None:
        return
    if due < today:
        yield Finding(
            "review-past",
            "The next review is due on a day that has passed: the page would say that its review "
            "has run out.",
            Level.ADVISORY,
            field="review_due_on",
        )
    elif due.year - today.year > MAX_REVIEW_YEARS:
        yield Finding(
            "review-far",
            f"The next review is due only in {due.year}. A review holds for "
            f"{MAX_REVIEW_YEARS} years at most.",
            Level.ADVISORY,
            field="review_due_on",
        )


def _sources(answers: Sequence[AnswerText], today: date) -> Iterator[Finding]:
    """One finding of each kind for the whole page, at the first answer citing such a source."""
    cited: dict[SourceText, int] = {}  # with the place of the first answer that cites it
    for place, answer in enumerate(answers):
        for source in answer.sources:
            cited.setdefault(source, place)
    oldest, last_check = today.year - OLD_SOURCE_YEARS, today - timedelta(365 * OLD_CHECK_YEARS)
    kinds = (
        (
            "old-source",
            f"Sources over {OLD_SOURCE_YEARS} years old",
            "See whether something newer says the same, or no longer does.",
            [each for each in cited if each.year and each.year < oldest],
        ),
        (
            "unchecked-source",
            "Sources that nobody here has opened",
            "Open them, and note the day with each: until then the page says that nobody has.",
            [each for each in cited if each.checked_on is None],
        ),
        (
            "stale-source",
            f"Sources last opened over {OLD_CHECK_YEARS} years ago",
            "See whether they still say what we cite, and note the day.",
            [each for each in cited if each.checked_on and each.checked_on < last_check],
        ),
    )
    for code, what, to_do, found in kinds:
        if found:
            titles = "; ".join(_with_year(source) for source in found)
            place = min(cited[source] for source in found)
            yield Finding(code, f"{what}: {titles}. {to_do}", Level.ADVISORY, answer=place)


def _with_year(source: SourceText) -> str:
    return f"{source.title} ({source.year})" if source.year else source.title
