"""Import of a file that an editor uploads: our own format or a raw document, by its content."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.utils.html import format_html

from accounts.models import User
from articles.files.bundle import BundleError, read_zip
from articles.files.importing import NEW, UNCHANGED, ArticleChange, ImportOutcome, import_files
from articles.importer.file_kinds import ZIP, is_article, other_kind
from articles.importer.outline import outline_of
from articles.importer.to_drafts import (
    UNKNOWN_AUTHOR,
    ImportFailed,
    read_bytes,
    store_drafts,
    without_controls,
)
from articles.importer.word_files import is_word_file
from articles.models import Topic
from articles.models.office_addresses import change_address


def import_upload(
    name: str,
    data: bytes,
    *,
    now: datetime,
    author: User,
    may: Callable[[str], bool],
    dry_run: bool,
    topic: Topic | None = None,
    author_name: str = "",
    title: str = "",
) -> ImportOutcome:
    """Import a zip or article in our format, or make a draft of any other text.

    `topic` and `author_name` apply to raw documents, which state neither; so does `title`, in place
    of the title that was read. `may` says whether `author` has a permission. With `dry_run` nothing
    is stored: the outcome says what would be.

    Raises:
        ImportFailed: with a line for everything that is wrong; nothing is stored then.
    """
    if is_raw(data):
        return _raw(name, data, topic, author_name, title, dry_run=dry_run)
    try:
        article = name if name.endswith(".md") else f"{name}.md"
        files = read_zip(data) if data.startswith(ZIP) else {article: data}
    except BundleError as error:
        raise ImportFailed([f"{without_controls(name)}: {error}"]) from error
    return import_files(files, now=now, author=author, may=may, dry_run=dry_run)


def is_raw(data: bytes) -> bool:
    """Whether `data` is neither a zip nor an article in our format; unreadable data is raw, too."""
    if data.startswith(ZIP):
        return is_word_file(data) or bool(other_kind(data))
    return not is_article(data)


def _raw(
    name: str, data: bytes, topic: Topic | None, author_name: str, title: str, *, dry_run: bool
) -> ImportOutcome:
    (made,) = store_drafts(
        [read_bytes(name, data, title)],
        topic=topic,
        author_name=author_name or UNKNOWN_AUTHOR,
        dry_run=dry_run,
    )
    if not made.is_new:
        address = change_address(made.edition)
        said = 'It was imported before, as <a href="{}">{}</a>.'
        notes = (format_html(said, address, made.edition),)
        return ImportOutcome((ArticleChange(name, made.edition.title, UNCHANGED, notes=notes),), ())
    report = made.incoming.report
    findings = tuple(finding.message for finding in report.findings)
    outline = outline_of(made.incoming.document, report.pairs_found)
    change = ArticleChange(
        name, made.edition.title, NEW, made.edition.pk, notes=findings, outline=outline
    )
    return ImportOutcome((change,), ())


def import_fingerprint(outcome: ImportOutcome) -> str:
    """A digest of what would change, so that nobody confirms other changes than those shown."""
    articles = [
        (each.name, each.what, each.diff and each.diff.summary, each.notes)
        for each in outcome.articles
    ]
    return sha256(repr((articles, outcome.records)).encode()).hexdigest()
