"""What is wrong with a raw document, in words for the editor who has to make an article of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from articles.documents.raw import Aside, Finding, RawDocument
from articles.documents.report_answers import check_answers
from articles.documents.report_duplicates import Merge, merge_duplicates, perhaps_the_same
from articles.documents.report_whole import CautionLike, check_links, check_whole

VERSION = 1
REWRITE = Finding(
    "rewrite",
    "These are another publisher’s sentences. Carry over the questions and the facts, and rewrite "
    "every sentence before publishing.",
)
SHORT_ANSWERS = Finding(
    "short-answers",
    "The summary and the short answers were taken from the first sentences: rewrite them.",
)


@dataclass(frozen=True)
class Report:
    """What was found in one document, what was merged and what was left out of the draft."""

    pairs_found: int
    questions_kept: int
    findings: tuple[Finding, ...]
    merged: tuple[Merge, ...]
    dropped: tuple[Aside, ...]

    def as_dict(self) -> dict:
        """As it is stored in `Edition.import_report`: plain lists and dictionaries."""
        return {
            "version": VERSION,
            "pairs_found": self.pairs_found,
            "questions_kept": self.questions_kept,
            "findings": [asdict(finding) for finding in self.findings],
            "merged": [asdict(merge) for merge in self.merged],
            "dropped": [asdict(aside) for aside in self.dropped],
        }


def examine(
    document: RawDocument, cautions: Sequence[CautionLike] = ()
) -> tuple[RawDocument, Report]:
    """Merge the duplicates of `document` and report on it, as it was and as it is now.

    `cautions` are the site's own, to say which of them stand beside the text.
    """
    pairs, merges = merge_duplicates(document.pairs)
    findings = (
        REWRITE,
        *document.notes,
        *(merge.finding for merge in merges),
        *perhaps_the_same(pairs),
        *check_answers(document, merges),
        *check_links(document),
        *check_whole(document, cautions),
        SHORT_ANSWERS,
    )
    repeated = tuple(Aside("repeated answer", merge.left_out) for merge in merges if merge.left_out)
    report = Report(
        pairs_found=len(document.pairs),
        questions_kept=len(pairs),
        findings=findings,
        merged=merges,
        dropped=document.asides + repeated,
    )
    return replace(document, pairs=pairs), report
