"""Editions as files in the site's own format, with the records that they name.

slug.md            one article
topics.toml        the topics, sources and figures that the articles name
sources.toml
figures.toml
figures/….webp     each figure's large image; an import makes the small one from it
reviews.toml       who reviewed what, for people to read: an import never takes over a review
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import F

from articles.files.article_format import ArticleText, QuestionText
from articles.files.article_writer import toml_tables, write_article
from articles.files.bundle import zip_of
from articles.models import Answer, Article, Edition, Figure, FigureFile, Source, Topic
from articles.models.edition_queries import EditionQuerySet
from articles.text.markdown import to_markdown

WORDS = ("title", "summary", "author_name", "interests", "change_note")  # of an edition
# The exported fields of the records that articles name; `file` is the name of a figure's image.
RECORD_FIELDS = {
    "topic": ("slug", "title", "summary", "position"),
    "source": ("key", "title", "publisher", "year", "url", "kind", "checked_on"),
    "figure": ("key", "alternative_text", "is_decorative", "caption", "credit", "file"),
}


def exported_editions(articles: Iterable[Article], now: datetime) -> EditionQuerySet:
    """Each article's live edition at `now`; if it has none, its newest edition."""
    pks = {article.pk for article in articles}
    live = dict(Edition.objects.public(now).filter(article__in=pks).values_list("article", "pk"))
    newest = dict(
        Edition.objects.filter(article__in=pks).order_by("number").values_list("article", "pk")
    )
    return for_export(Edition.objects.filter(pk__in={**newest, **live}.values()))


def for_export(editions: EditionQuerySet) -> EditionQuerySet:
    """`editions` ordered by address, with all that their files need prefetched."""
    return (
        editions.select_related("article__topic")
        .prefetch_related(
            "answers__question",
            "answers__sources",
            "answers__figure_links",
        )
        .order_by("article__slug", "number")
    )


def files_of(editions: Iterable[Edition]) -> dict[str, bytes]:
    """All files of an export, by name; `editions` has at most one of each article.

    Raises:
        FormatError: a file would not hold all that the edition says.
    """
    editions = list(editions)
    answers = [answer for edition in editions for answer in edition.answers.all()]
    topics = {edition.article.topic for edition in editions}
    sources = {source for answer in answers for source in answer.sources.all()}
    figures = {figure for answer in answers for figure in answer.figures}
    reviews = [edition for edition in editions if edition.is_reviewed]
    related = related_slugs(editions)
    files = {
        f"{edition.article.slug}.md": write_article(text_of(edition, related[edition.article_id]))
        for edition in editions
    }
    for name, table, rows in (
        ("topics.toml", "topic", map(record_row, sorted(topics, key=lambda row: row.slug))),
        ("sources.toml", "source", map(record_row, sorted(sources, key=lambda row: row.key))),
        ("figures.toml", "figure", map(record_row, sorted(figures, key=lambda row: row.key))),
        ("reviews.toml", "review", map(_review_row, reviews)),
    ):
        if text := toml_tables(table, rows):
            files[name] = text
    return {name: text.encode() for name, text in files.items()} | _images(figures)


def download_of(editions: Iterable[Edition]) -> tuple[str, bytes]:
    """(file name, bytes) of an export: a single article as Markdown, anything else as a zip."""
    files = files_of(editions)
    articles = [name for name in files if name.endswith(".md")]
    if len(articles) == 1 and set(files) <= {articles[0], "topics.toml"}:
        return articles[0], files[articles[0]]
    name = articles[0].removesuffix(".md") if len(articles) == 1 else "articles"
    return f"{name}.zip", zip_of(files)


def _images(figures: Iterable[Figure]) -> dict[str, bytes]:
    files = FigureFile.objects.filter(figure__in=figures, width=F("figure__width"))
    return {_image_name(file.figure): bytes(file.data) for file in files.select_related("figure")}


def _image_name(figure: Figure) -> str:
    return f"figures/{figure.digest}.webp"


# --- One article --------------------------------------------------------------------------------


def related_slugs(editions: Iterable[Edition]) -> dict[int, list[str]]:
    """The slugs of related articles by each article's primary key, in the order of choosing."""
    articles = {edition.article_id for edition in editions}
    chosen = Article.related.through.objects.filter(from_article__in=articles).order_by("pk")
    found: dict[int, list[str]] = defaultdict(list)
    for article, slug in chosen.values_list("from_article", "to_article__slug"):
        found[article].append(slug)
    return found


def text_of(edition: Edition, related: Sequence[str]) -> ArticleText:
    """The content of an article file; `edition` from `for_export`, `related` as slugs in order."""
    article = edition.article
    meta = {
        "slug": article.slug,
        "topic": article.topic.slug,
        "position": article.position,
        **{name: getattr(edition, name) for name in WORDS},
        "review_due_on": edition.review_due_on,
        "expires_at": edition.expires_at and edition.expires_at.astimezone(UTC),
        "related": list(related),
    }
    return ArticleText(
        _said(meta),
        to_markdown(edition.introduction),
        tuple(map(_question_text, edition.answers.all())),
    )


def _question_text(answer: Answer) -> QuestionText:
    return QuestionText(
        wording=answer.wording,
        anchor=answer.question.anchor,
        short_answer=answer.short_answer.replace("\r\n", "\n"),
        body=to_markdown(answer.body),
        kind=answer.kind,
        how_long=answer.how_long,
        also_asked_as=tuple(answer.question.other_wordings),
        sources=tuple(source.key for source in answer.sources.all()),
        figures=tuple(figure.key for figure in answer.figures),
    )


# --- Records ------------------------------------------------------------------------------------


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """`row` without its empty values."""
    return {
        name: value
        for name, value in row.items()
        if value is not None and value is not False and value not in ("", [])
    }


def record_row(record: Topic | Source | Figure) -> dict[str, Any]:
    """The fields of a record as an export has them, without empty ones."""
    names = RECORD_FIELDS[str(record._meta.model_name)]
    row = _said({name: getattr(record, name) for name in names if name != "file"})
    return row | {"file": _image_name(record)} if isinstance(record, Figure) else row


def _review_row(edition: Edition) -> dict[str, Any]:
    names = ("reviewer_name", "reviewer_credentials", "reviewed_on")
    review = {name: getattr(edition, name) for name in names}
    return _said({"article": edition.article.slug, "edition": edition.number} | review)
