"""The report on what is wrong with a raw document, for the editor who makes an article of it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from articles.importer.answer_checks import check_answers
from articles.importer.document_checks import CautionLike, check_document_links, check_whole
from articles.importer.left_out import check_left_out
from articles.importer.raw_document import Aside, DocumentFinding, RawDocument
from articles.importer.repeated_questions import MergedPair, merge_duplicates, perhaps_the_same
from articles.text.languages import foreign_language

VERSION = 1
REWRITE = DocumentFinding(
    "rewrite",
    "These are another publisher’s sentences. Carry over the questions and the facts, and rewrite "
    "every sentence before publishing.",
)
SHORT_ANSWERS = DocumentFinding(
    "short-answers",
    "The summary and the short answers were taken from the first sentences: rewrite them.",
)


@dataclass(frozen=True)
class ImportReport:
    """What was found in one document, what was merged, and what was left out of the draft."""

    pairs_found: int
    questions_kept: int
    findings: tuple[DocumentFinding, ...]
    merged: tuple[MergedPair, ...]
    dropped: tuple[Aside, ...]

    def as_dict(self) -> dict:
        """The report as `Edition.import_report` stores it: plain lists and dictionaries."""
        found = asdict(self)
        return {"version": VERSION} | {
            name: list(each) if isinstance(each, tuple) else each for name, each in found.items()
        }


def examine(
    document: RawDocument, cautions: Sequence[CautionLike] = ()
) -> tuple[RawDocument, ImportReport]:
    """`document` with its duplicates merged, and the report on it.

    `cautions`: those of the site; the report says which of them the site shows beside the text.
    """
    pairs, merges = merge_duplicates(document.pairs)
    language = foreign_language(document.body)
    findings = (
        REWRITE,
        *_on_language(language),
        *document.notes,
        *(merge.finding for merge in merges),
        *perhaps_the_same(pairs),
        *check_answers(document, merges),
        *check_document_links(document),
        *check_left_out(document),
        *check_whole(document, cautions, is_english=not language),
        SHORT_ANSWERS,
    )
    repeated = tuple(Aside("repeated answer", merge.left_out) for merge in merges if merge.left_out)
    report = ImportReport(
        pairs_found=len(document.pairs),
        questions_kept=len(pairs),
        findings=findings,
        merged=merges,
        dropped=document.asides + repeated,
    )
    return replace(document, pairs=pairs), report


def _on_language(language: str) -> Iterator[DocumentFinding]:
    """Findings, if the text is not English: its language, and what was therefore not checked."""
    if language:
        yield DocumentFinding(
            "language",
            f"This seems to be {language}, not English, the site’s language. Search, the check "
            "list and the cautions read English: translate it before anything else.",
        )
        yield DocumentFinding(
            "not-looked-for",
            "Not looked for, because the text is not English: warning signs, words of caution "
            "beside medicines, and – unless something is said of them – sources, author and date.",
        )
