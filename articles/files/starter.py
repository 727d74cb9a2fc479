"""Loading the starter articles that come with the site, without changing the work of editors."""

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from articles.checklist.load import check_list
from articles.files.article_format import ArticleText, FormatError, parse_article
from articles.files.importing import store_answer
from articles.images.reading import read_image
from articles.importer.to_drafts import errors_in_words
from articles.models import (
    Article,
    Caution,
    Edition,
    Figure,
    FormerSlug,
    Source,
    Synonym,
    Topic,
    WarningSign,
)
from articles.text.markdown import to_html
from articles.workflow.publishing import publish_edition

FOLDER = Path(__file__).resolve().parent.parent / "starter"
ORIGIN = "starter/"
UPDATED = "Brought up to date with the texts and drawings that come with the site."


@transaction.atomic
def load_starter_articles(now: datetime, folder: Path = FOLDER) -> Counter[str]:
    """Load every record and article of `folder` that the site does not have; counts what happened.

    An article gets a further edition if its file changed and nobody but this command ever wrote in
    it; an article that an editor changed stays. Nothing is ever marked as reviewed. Returns how
    often each thing happened. Raises FormatError with the name of the file.
    """
    done: Counter[str] = Counter()
    _load_records(folder, done)
    _load_figures(folder, done)
    texts = {}
    for path in sorted(folder.glob("*.md")):
        with _speaking_of(path.name):
            content = path.read_text(encoding="utf-8")
            texts[path.name] = (
                parse_article(content),
                hashlib.sha256(content.encode()).hexdigest(),
            )
    approved: dict[str, Edition] = {}
    for name, (text, digest) in texts.items():
        with _speaking_of(name):
            outcome, edition = _load_article(name, text, digest, now)
        done[f"articles {outcome}"] += 1
        if edition is not None:
            approved[name] = edition
    for name, edition in approved.items():  # after all of them exist: they name one another
        if edition.number == 1:
            slugs = texts[name][0].meta.get("related", [])
            known = {article.slug: article for article in Article.objects.filter(slug__in=slugs)}
            edition.article.set_related([known[slug] for slug in slugs if slug in known])
        if _leads_nowhere(edition, now):
            done["articles waiting for an editor, with a link that leads nowhere"] += 1
            continue
        with _speaking_of(name):
            publish_edition(edition, now=now)
        edition.save()
    return done


@contextmanager
def _speaking_of(name: str) -> Iterator[None]:
    """Context manager: errors inside become a FormatError with the name of the file."""
    try:
        yield
    except KeyError as error:
        raise FormatError(f"{name}: {error.args[0]} is missing or unknown.") from error
    except ValidationError as error:
        raise FormatError(f"{name}: {errors_in_words(error)}") from error
    except (ValueError, TypeError) as error:  # no TOML, no UTF-8, unknown field, or wrong format
        raise FormatError(f"{name}: {error}") from error


def _records(path: Path, table: str) -> list[dict]:
    return tomllib.loads(path.read_text(encoding="utf-8"))[table]


def _store(record: Model) -> None:
    record.full_clean()
    record.save()


def _load_records(folder: Path, done: Counter[str]) -> None:
    for model, name in ((Topic, "slug"), (Source, "key")):
        table = str(model._meta.model_name)
        with _speaking_of(f"{table}s.toml"):
            for row in _records(folder / f"{table}s.toml", table):
                if not model._default_manager.filter(**{name: row[name]}).exists():
                    _store(model(**row))
                    done[f"{table}s new"] += 1
    sources = Source.objects.in_bulk(field_name="key")
    with _speaking_of("warning_signs.toml"):
        # Loaded into an empty table only: a sign that an editor removed must not come back.
        rows = _records(folder / "warning_signs.toml", "sign")
        for row in [] if WarningSign.objects.exists() else rows:
            _store(_warning_sign(row, sources))
            done["warning signs new"] += 1
        _give_search_words(rows, done)
        _mark_despair(rows, done)
    with _speaking_of("cautions.toml"):
        for row in _records(folder / "cautions.toml", "caution"):
            # Likewise: its history keeps the slug of one that an editor renamed or removed.
            is_here = Caution.objects.filter(slug=row["slug"]).exists()
            if not (is_here or Caution.history.filter(slug=row["slug"]).exists()):
                _load_caution(row, sources)
                done["cautions new"] += 1
    with _speaking_of("synonyms.toml"):
        # Likewise.
        rows = _records(folder / "synonyms.toml", "synonym")
        for row in [] if Synonym.objects.exists() else rows:
            _store(Synonym(**row))
            done["synonyms new"] += 1


def _load_figures(folder: Path, done: Counter[str]) -> None:
    """Store the figures whose key the site does not have; it keeps those that it has."""
    if not (folder / "figures.toml").exists():
        return
    with _speaking_of("figures.toml"):
        for row in _records(folder / "figures.toml", "figure"):
            if not Figure.objects.filter(key=row["key"]).exists():
                image = (folder / "figures" / f"{row['key']}.webp").read_bytes()
                Figure(**row).store(read_image(image))
                done["figures new"] += 1


def _warning_sign(row: dict, sources: Mapping[str, Source]) -> WarningSign:
    words = "\n".join(row.get("search_words", ()))
    return WarningSign(**{**row, "source": sources[row["source"]], "search_words": words})


def _give_search_words(rows: list[dict], done: Counter[str]) -> None:
    """Give each sign of the file its search words, unless a person wrote or removed some."""
    for row in rows:
        words = "\n".join(row.get("search_words", ()))
        signs = WarningSign.objects.filter(level=row["level"], text=row["text"])
        for sign in signs.exclude(search_words=words) if words else ():
            if _has_words_of_a_file(sign):
                sign.search_words = words
                _store(sign)
                done["warning signs with search words new"] += 1


def _mark_despair(rows: list[dict], done: Counter[str]) -> None:
    """Mark the signs that the file calls signs of despair, unless somebody took the mark off."""
    for row in rows:
        signs = WarningSign.objects.filter(level=row["level"], text=row["text"], is_despair=False)
        for sign in signs if row.get("is_despair") else ():
            if not sign.history.filter(is_despair=True).exists():
                sign.is_despair = True
                _store(sign)
                done["warning signs of despair new"] += 1


def _has_words_of_a_file(sign: WarningSign) -> bool:
    """Whether its search words came from a file (saved by no user), or it never had any."""
    if not sign.search_words:
        return not sign.history.exclude(search_words="").exists()
    return sign.history.filter(history_user=None, search_words=sign.search_words).exists()


def _load_caution(row: dict, sources: Mapping[str, Source]) -> None:
    caution = Caution(
        slug=row["slug"],
        title=row["title"],
        names="\n".join(row["names"]),
        body=to_html(row["body"]),
    )
    _store(caution)
    caution.sources.set(sources[key] for key in row["sources"])


def _load_article(
    name: str, text: ArticleText, digest: str, now: datetime
) -> tuple[str, Edition | None]:
    """What happened to the article of this file, and the edition to publish, or None."""
    meta = text.meta
    slug = str(meta["slug"])
    if FormerSlug.objects.filter(slug=slug).exists():
        return "kept", None  # an editor gave it another address
    article = Article.objects.filter(slug=slug).first()
    if article is None:
        article = Article(
            slug=slug,
            topic=Topic.objects.in_bulk(field_name="slug")[meta["topic"]],
            position=meta.get("position", 0),
        )
        _store(article)
        return "new", _approved(article, name, text, digest, now)
    if article.editions.filter(origin_digest=digest).exists():
        return "unchanged", None
    if article.editions.exclude(origin=ORIGIN + name).exists() or _edited(article):
        return "kept", None
    return "updated", _approved(article, name, text, digest, now)


def _edited(article: Article) -> bool:
    """Whether a person has acted on this article since it was loaded."""
    return (
        article.editions.exclude(state=Edition.State.PUBLISHED).exists()
        or article.history.filter(history_user__isnull=False).exists()
        or Edition.history.filter(article_id=article.pk, history_user__isnull=False).exists()
    )


def _approved(
    article: Article, name: str, text: ArticleText, digest: str, now: datetime
) -> Edition:
    meta = text.meta
    edition = Edition(
        article=article,
        title=meta["title"],
        summary=meta["summary"],
        introduction=to_html(text.introduction),
        author_name=meta["author_name"],
        interests=meta.get("interests", ""),
        change_note=UPDATED if article.editions.exists() else meta.get("change_note", ""),
        origin=ORIGIN + name,
        origin_digest=digest,
    )
    _store(edition)
    sources = Source.objects.in_bulk(field_name="key")
    figures = Figure.objects.in_bulk(field_name="key")
    for position, question in enumerate(text.questions, start=1):
        store_answer(edition, question, position, to_html(question.body), sources, figures)
    edition.submit()
    edition.approve(by=None, today=now.date())  # nobody reviewed it, and the page will say so
    edition.save()
    return edition


def _leads_nowhere(edition: Edition, now: datetime) -> bool:
    """Whether only dead links keep it from being published: editors removed pages since."""
    return {finding.code for finding in check_list(edition, now).required} == {"dead-link"}
