"""Importing files in the site's own format as drafts, all of them or none. Never publishes.

Everything is stored inside a transaction, also for a preview: so a preview finds every mistake and
every change of the real import, and is then rolled back.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from articles.comparison.edition_content import content_of
from articles.comparison.edition_diff import EditionDiff, compare
from articles.files.article_file import PLACE, ArticleFile, read_article
from articles.files.article_format import ArticleText, FormatError, QuestionText
from articles.files.exporting import exported_editions, for_export, related_slugs, text_of
from articles.files.record_files import RecordChange, Records
from articles.importer.outline import Outline
from articles.importer.to_drafts import MAX_ORIGIN, ImportFailed
from articles.models import Answer, Article, Edition, Figure, FormerSlug, Question, Source
from articles.text.markdown import to_html, to_markdown
from articles.text.rich_text import clean_rich_text
from articles.text.tree import html_of, tree_of

NEW, DRAFT, UNCHANGED = "new article", "new draft", "unchanged"


@dataclass(frozen=True)
class ArticleChange:
    """What an import does with one article. `diff`: the differences from the edition on the site,
    if it has one; `outline`: what was read in a raw document."""

    name: str
    title: str
    what: str
    edition: int | None = None
    diff: EditionDiff | None = None
    notes: tuple[str, ...] = ()
    outline: Outline | None = None


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did, or would do, with each article and with the records they name."""

    articles: tuple[ArticleChange, ...]
    records: tuple[RecordChange, ...]

    @property
    def changes_nothing(self) -> bool:
        return not self.records and all(each.what == UNCHANGED for each in self.articles)


def import_files(
    files: Mapping[str, bytes],
    *,
    now: datetime,
    author: User | None = None,
    may: Callable[[str], bool] = lambda permission: True,
    dry_run: bool = False,
) -> ImportOutcome:
    """Store a draft of each article that differs from the site's, and the records it names.

    `files` by name. `may` tells whether the importing person has a permission. `dry_run` stores
    nothing.

    Raises:
        ImportFailed: with a line for everything that is wrong; nothing is stored then.
    """
    articles, errors = _read(files)
    with transaction.atomic():
        records = Records(files, may)
        with _collected(errors):
            records.store({text.meta["topic"] for _, text in articles}, _named(articles))
        changes = []
        if not errors:
            store = _Store(records, now, author)
            for file, text in articles:
                with _collected(errors), transaction.atomic():
                    changes.append(store.article(file, text))
            store.relate()
        if not articles and not errors:
            errors.append("There is no article (a file whose name ends in .md) in it.")
        if errors:
            raise ImportFailed(errors)
        if dry_run:
            transaction.set_rollback(True)
    return ImportOutcome(tuple(changes), tuple(records.changes))


@contextmanager
def _collected(errors: list[str]) -> Iterator[None]:
    """Context manager: adds what goes wrong inside to `errors`, to report everything at once."""
    try:
        yield
    except ImportFailed as error:
        errors.extend(error.errors)
    except IntegrityError as error:
        errors.append(f"The database refused it ({error}). Run the import again.")


def _read(files: Mapping[str, bytes]) -> tuple[list[tuple[ArticleFile, ArticleText]], list[str]]:
    articles, errors = [], []
    slugs: dict[str, str] = {}
    for name in sorted(name for name in files if name.endswith(".md")):
        file = ArticleFile(name, files[name])
        try:
            text = _settled(read_article(file))
        except FormatError as error:
            errors.append(file.says(error.line, str(error)))
            continue
        slug = text.meta["slug"]
        if slug in slugs:
            errors.append(file.says(1, f"“{slugs[slug]}” has the same slug “{slug}”."))
        slugs[slug] = name
        articles.append((file, text))
    return articles, errors


def _settled(article: ArticleText) -> ArticleText:
    """The article with its texts as an export would write them, so that the two can be compared."""
    return replace(
        article,
        introduction=to_markdown(_html(article.introduction)),
        questions=tuple(
            replace(question, body=to_markdown(_html(question.body)))
            for question in article.questions
        ),
    )


def _html(markdown: str) -> str:
    return html_of(tree_of(clean_rich_text(to_html(markdown))))


def _html_like(stored: str, markdown: str) -> str:
    """`markdown` as HTML, or `stored` if readers see no difference: then a diff shows none."""
    html = _html(markdown)
    return stored if tree_of(stored) == tree_of(html) else html


def _named(articles: Sequence[tuple[ArticleFile, ArticleText]]) -> list[tuple[str, str, str]]:
    """(kind, key, where) of every record that an article names."""
    return [
        (kind, key, file.at(question.line))
        for file, text in articles
        for question in text.questions
        for kind, keys in (("source", question.sources), ("figure", question.figures))
        for key in keys
    ]


class _Store:
    """Stores the articles of one import, once their records are there."""

    def __init__(self, records: Records, now: datetime, author: User | None) -> None:
        self.records, self.now, self.author = records, now, author
        self.made: list[tuple[Article, list[str]]] = []

    def article(self, file: ArticleFile, text: ArticleText) -> ArticleChange:
        slug = text.meta["slug"]
        title = text.meta["title"]
        article = Article.objects.filter(slug=slug).first()
        if article is None:  # an article's present address counts before former ones
            former = FormerSlug.objects.filter(slug=slug).select_related("article").first()
            if former is not None:
                raise file.failed(f"The address “{slug}” leads on to “{former.article.slug}” now.")
            edition = self._draft(file, text, self._new_article(file, text))
            return ArticleChange(file.name, title, NEW, edition.pk)
        current = exported_editions([article], self.now).first()
        if current is None:  # its only draft was deleted
            edition = self._draft(file, text, article)
            notes = self._kept(edition, text)
            return ArticleChange(file.name, title, DRAFT, edition.pk, notes=notes)
        if draft := article.open_draft:
            if self._says(draft, text):
                return ArticleChange(file.name, title, UNCHANGED)
            raise file.failed(
                f"“{slug}” has an open draft (edition {draft.number}). Publish it or have it "
                "deleted first, so that nobody’s work is lost."
            )
        if self._says(current, text):
            return ArticleChange(file.name, title, UNCHANGED)
        before = content_of(current)
        edition = self._draft(file, text, article, current)
        diff = compare(before, content_of(Edition.objects.get(pk=edition.pk)))
        return ArticleChange(file.name, title, DRAFT, edition.pk, diff, self._kept(current, text))

    def _says(self, edition: Edition, text: ArticleText) -> bool:
        """Whether an edition says the same as the file; the article's place does not count."""
        found = for_export(Edition.objects.filter(pk=edition.pk)).get()
        return _words(text_of(found, ()), self.records) == _words(text, self.records)

    def _kept(self, edition: Edition, text: ArticleText) -> tuple[str, ...]:
        """A sentence for each entry not taken over: an article's place is changed on its page."""
        stored = text_of(edition, related_slugs([edition])[edition.article_id]).meta
        return tuple(
            f"Its {name} stays as it is; the file says {text.meta[name]!r}."
            for name in PLACE
            if name in text.meta and text.meta[name] != stored.get(name)
        )

    def _new_article(self, file: ArticleFile, text: ArticleText) -> Article:
        topic = self.records.topics[text.meta["topic"]]
        article = Article(
            slug=text.meta["slug"], topic=topic, position=text.meta.get("position", 0)
        )
        with file.speaking_of(1):
            article.full_clean()
            article.save()
        self.made.append((article, text.meta.get("related", [])))
        return article

    def _draft(
        self, file: ArticleFile, text: ArticleText, article: Article, current: Edition | None = None
    ) -> Edition:
        words = {name: value for name, value in text.meta.items() if name not in (*PLACE, "slug")}
        bodies = dict(current.answers.values_list("question__anchor", "body")) if current else {}
        introduction = _html_like(current.introduction if current else "", text.introduction)
        edition = Edition(
            article=article,
            introduction=introduction,
            author=self.author,
            origin=f"import/{file.name}"[:MAX_ORIGIN],
            origin_digest=hashlib.sha256(file.data).hexdigest(),
            **words,
        )
        with file.speaking_of(1):
            edition.full_clean()
            edition.save()
        for position, question in enumerate(text.questions, start=1):
            with file.speaking_of(question.line):
                body = _html_like(bodies.get(question.anchor, ""), question.body)
                records = self.records
                store_answer(edition, question, position, body, records.sources, records.figures)
        return edition

    def relate(self) -> None:
        """Link related articles, once all of them exist; unknown slugs are left out."""
        slugs = {slug for _, related in self.made for slug in related}
        known = {article.slug: article for article in Article.objects.filter(slug__in=slugs)}
        for article, related in self.made:
            article.set_related([known[slug] for slug in related if slug in known])


def store_answer(
    edition: Edition,
    text: QuestionText,
    position: int,
    body: str,
    sources: Mapping[str, Source],
    figures: Mapping[str, Figure],
) -> None:
    """Store one question of a file with its answer; `sources` and `figures` by the file's keys.

    `body` is the answer's HTML, `position` its place, from 1. Raises ValidationError.
    """
    question = Question.objects.filter(article=edition.article, anchor=text.anchor).first()
    question = question or Question(article=edition.article, anchor=text.anchor)
    # Search may find the question by its other wordings already: so none of them is removed.
    wordings = (*question.drafted_wordings.splitlines(), *text.also_asked_as)
    question.draft_wordings("\n".join(dict.fromkeys(wordings)))
    answer = Answer.objects.write(
        edition,
        question,
        position=position,
        kind=text.kind,
        wording=text.wording,
        short_answer=text.short_answer,
        how_long=text.how_long,
        body=body,
    )
    answer.sources.set([sources[key] for key in text.sources])
    answer.set_figures([figures[key] for key in text.figures])


def _words(text: ArticleText, records: Records) -> tuple:
    """The words of an edition, without those that belong to the article or to the question."""
    meta = {name: value for name, value in text.meta.items() if name not in (*PLACE, "slug")}
    questions = tuple(
        replace(
            question,
            also_asked_as=(),
            sources=tuple(sorted(question.sources)),
            figures=records.stored_figures(question.figures),
        )
        for question in text.questions
    )
    return meta, text.introduction, questions
