"""Makes draft editions from raw documents: from all files that are given, or from none."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from articles.importer.decoding import read_file
from articles.importer.document_parts import read_document
from articles.importer.link_places import links_of_parts
from articles.importer.plain_html import as_html
from articles.importer.raw_document import DocumentError, Pair, RawDocument, TextLink
from articles.importer.report import ImportReport, examine
from articles.importer.table_rows import is_row, texts_of
from articles.models import Answer, Article, Caution, Edition, Question, Topic
from articles.models.topics import free_slug
from articles.text.free_keys import free_anchor
from articles.text.sentences import has_words, opening

IMPORTED_TOPIC = "imported"
UNKNOWN_AUTHOR = "Imported document, author unknown"
NO_ANSWER = "The imported document has no answer to this question."

MAX_SUMMARY = 300
MAX_SHORT_ANSWER = 400
ENOUGH = 100  # characters; a first sentence that is shorter is followed by the next one
MAX_SLUG = 80
MAX_ORIGIN = 200


class ImportFailed(Exception):
    """Raised if some files cannot be imported, so that none was. `errors`: one line for each."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)


@dataclass(frozen=True)
class Incoming:
    """One file, read and examined, not yet stored."""

    name: str
    digest: str
    document: RawDocument
    report: ImportReport

    def stored_report(self) -> dict:
        """The value of `Edition.import_report`: the file's name, the report, the imported text."""
        lines = [*self.document.introduction]
        for pair in self.document.pairs:
            lines += pair.paragraphs
        text = [words for line in lines for words in texts_of(line)]
        return {"file": self.name, **self.report.as_dict(), "text": text}


@dataclass(frozen=True)
class DraftOutcome:
    """The result for one file: a new draft, or the edition that an earlier import made of it."""

    incoming: Incoming
    edition: Edition
    is_new: bool


def read_files(paths: Iterable[Path]) -> list[Incoming]:
    """Read and examine the files at `paths`; nothing is stored.

    Raises:
        ImportFailed: with a line for every file that cannot become a draft.
    """
    incoming, errors = [], []
    for path in paths:
        try:
            incoming.append(_examined(path.name, read_file(path)))
        except DocumentError as error:
            errors.append(f"{without_controls(str(path))}: {error}")
    if errors:
        raise ImportFailed(errors)
    return incoming


def read_bytes(name: str, data: bytes, title: str = "") -> Incoming:
    """Read and examine one document; `title` replaces its own unless it is empty.

    Raises:
        ImportFailed: if the document cannot become a draft.
    """
    try:
        incoming = _examined(name, data)
    except DocumentError as error:
        raise ImportFailed([f"{without_controls(name)}: {error}"]) from error
    named = replace(incoming.document, title=title or incoming.document.title)
    return replace(incoming, document=named)


def _examined(name: str, data: bytes) -> Incoming:
    document, report = examine(read_document(data), list(Caution.objects.all()))
    return Incoming(without_controls(name), hashlib.sha256(data).hexdigest(), document, report)


@transaction.atomic
def store_drafts(
    files: Iterable[Incoming],
    *,
    topic: Topic | None = None,
    author_name: str = UNKNOWN_AUTHOR,
    again: bool = False,
    dry_run: bool = False,
) -> list[DraftOutcome]:
    """Make a draft of each file, in one transaction.

    A file that was imported before gives its earlier edition, unless `again`. Without `topic` the
    drafts go to the topic "Imported drafts". With `dry_run` everything is done, so that errors
    show, and then rolled back.

    Raises:
        ImportFailed: with a line for every file that models or database refuse; nothing is stored.
    """
    topic = topic or _imported_topic()
    outcomes, errors = [], []
    for file in files:
        earlier = Edition.objects.filter(origin_digest=file.digest).order_by("pk").first()
        if earlier and not again:
            outcomes.append(DraftOutcome(file, earlier, is_new=False))
            continue
        try:
            with transaction.atomic():
                edition = _make_draft(file, topic, author_name)
        except ValidationError as error:
            errors.append(f"{file.name}: {errors_in_words(error)}")
        except IntegrityError as error:
            errors.append(f"{file.name}: the database refused it ({error}). Run the import again.")
        else:
            outcomes.append(DraftOutcome(file, edition, is_new=True))
    if errors:
        raise ImportFailed(errors)
    if dry_run:
        transaction.set_rollback(True)
    return outcomes


def without_controls(name: str) -> str:
    """A file name that can be printed and stored: undecodable and unprintable characters as "?"."""
    name = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(character if character.isprintable() else "?" for character in name)


def _imported_topic() -> Topic:
    topic, _ = Topic.objects.get_or_create(
        slug=IMPORTED_TOPIC,
        defaults={
            "title": "Imported drafts",
            "summary": "Drafts made from raw documents, until an editor moves each to its topic.",
            "position": 9999,
        },
    )
    return topic


def _make_draft(file: Incoming, topic: Topic, author_name: str) -> Edition:
    document = file.document
    article = Article(topic=topic, slug=free_slug(document.title, MAX_SLUG, "imported-document"))
    article.full_clean()
    article.save()
    parts = [document.introduction, *(pair.paragraphs for pair in document.pairs)]
    of_introduction, *of_answers = links_of_parts(parts, document.links)
    edition = Edition(
        article=article,
        title=document.title,
        summary=opening(_start_of(document), MAX_SUMMARY, ENOUGH),
        introduction=as_html(document.introduction, of_introduction),
        author_name=author_name,
        origin=file.name[-MAX_ORIGIN:],
        origin_digest=file.digest,
        import_report=file.stored_report(),
    )
    edition.full_clean()
    edition.save()
    anchors: set[str] = set()
    for position, (pair, links) in enumerate(zip(document.pairs, of_answers, strict=True)):
        _make_answer(edition, pair, position, anchors, links)
    return edition


def _make_answer(
    edition: Edition,
    pair: Pair,
    position: int,
    anchors: set[str],
    links: Sequence[TextLink],
) -> None:
    question = Question(
        article=edition.article,
        anchor=free_anchor(pair.question, anchors),
        also_asked_as="\n".join(pair.also_asked_as),
    )
    anchors.add(question.anchor)
    is_answered = has_words(pair.answer)
    Answer.objects.write(
        edition,
        question,
        position=position,
        wording=pair.question,
        short_answer=opening(_prose(pair.paragraphs), MAX_SHORT_ANSWER, ENOUGH)
        if is_answered
        else NO_ANSWER,
        body=as_html(pair.paragraphs, links),
    )


def _start_of(document: RawDocument) -> str:
    """The text from which the summary is taken: the introduction, else the first answer."""
    texts = (_prose(document.introduction), *(_prose(pair.paragraphs) for pair in document.pairs))
    return next((text for text in texts if has_words(text)), document.title)


def _prose(paragraphs: Sequence[str]) -> str:
    """The words of the paragraphs on one line; those of tables only if there are no others."""
    prose = " ".join(paragraph for paragraph in paragraphs if not is_row(paragraph))
    return prose or " ".join(words for line in paragraphs for words in texts_of(line))


def errors_in_words(error: ValidationError) -> str:
    """The messages of `error` on one line, each after the name of its field."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        message if field == NON_FIELD_ERRORS else f"{field}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    )
