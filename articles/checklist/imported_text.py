"""The check of imported drafts: sentences to reword, findings to settle, author and topic to set.

The sentences of the raw document are kept with the import report. One that still stands in the
draft word for word keeps it from being published: another publisher's questions and facts may be
taken over, its sentences may not. Findings of the report stay open until somebody has done or
dismissed each.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from articles.checklist.findings import Finding, Place
from articles.importer.document_parts import PERHAPS_MISSED
from articles.importer.list_items import ITEM
from articles.importer.plain_html import QUOTED
from articles.importer.report import REWRITE, SHORT_ANSWERS
from articles.importer.to_drafts import IMPORTED_TOPIC, UNKNOWN_AUTHOR
from articles.text.sentences import count_with_noun, last_words, sentences
from articles.text.tokens import normalise

# A shorter sentence may be the same by chance: “Yes, for most people.”
MIN_WORDS = 6
# Findings that nobody has to mark as done: the check list itself asks for every sentence, every
# answer's source and an author, and one is only a hint for whoever imports.
HELD_OTHERWISE = frozenset(
    {REWRITE.code, SHORT_ANSWERS.code, PERHAPS_MISSED, "no-sources", "no-author"}
)
OPEN, DONE, DISMISSED = "open", "done", "dismissed"


@dataclass(frozen=True)
class ImportedText:
    """What the checks need to know of the import that a draft came from."""

    sentences: frozenset[str] = frozenset()  # normalised
    open_findings: int = 0
    is_in_imported_topic: bool = False

    @classmethod
    def of(cls, report: Mapping[str, Any], topic: str) -> "ImportedText":
        """From the stored report, and `topic`, the slug of the article's topic."""
        kept = "" if REWRITE.code in report.get("released", {}) else "text"
        return cls(
            sentences=frozenset(_long(report.get(kept, []))),
            open_findings=len(open_findings(report)),
            is_in_imported_topic=topic == IMPORTED_TOPIC,
        )

    def standing(self, texts: Iterable[str]) -> tuple[list[str], int]:
        """The sentences of `texts` that are as imported, and how many were compared.

        Sentences of fewer than `MIN_WORDS` words are not compared.
        """
        found = [part for text in texts for part in sentences(text)]
        counted = [part for part in found if len(normalise(part).split()) >= MIN_WORDS]
        return [part for part in counted if normalise(part) in self.sentences], len(counted)


def open_findings(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings of a stored report that nobody has done or dismissed."""
    return [
        finding
        for finding in report.get("findings", [])
        if finding["code"] not in HELD_OTHERWISE and finding.get("state", OPEN) == OPEN
    ]


def check_import(
    imported: ImportedText | None,
    author_name: str,
    parts: Iterable[tuple[Place, tuple[str, ...]]],
) -> Iterator[Finding]:
    """What keeps an imported draft from being published. `parts`: each place with its texts.
    `imported`: None for a draft that was not imported."""
    if author_name.strip() == UNKNOWN_AUTHOR:
        yield Finding(
            "placeholder-author",
            f"“{UNKNOWN_AUTHOR}” is no author: say who answers for these words.",
            field="author_name",
        )
    if imported is None:
        return
    if imported.is_in_imported_topic:
        yield Finding(
            "imported-topic",
            "The article stands in the topic of imported drafts, which readers never see: a "
            "publisher moves it to its topic.",
        )
    for place, texts in parts:
        still, of = imported.standing(texts)
        if still:
            stand = count_with_noun(of, "sentence stands", "sentences stand")
            yield place.finding(
                "as-imported",
                f"{capfirst(place.name)}: {len(still)} of {stand} as imported, such as "
                f"“{last_words(still[0], 12)}”. They are another publisher’s: say it in words of "
                "your own.",
            )
    if imported.open_findings:
        count = count_with_noun(imported.open_findings, "finding")
        yield Finding(
            "import-findings",
            f"{count} of the import report {'is' if imported.open_findings == 1 else 'are'} open: "
            "do each, or dismiss it with a reason.",
            field="import_report",
        )


def _long(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        for sentence in sentences(paragraph):
            words = normalise(ITEM.sub("", QUOTED.sub("", sentence, count=1), count=1))
            if len(words.split()) >= MIN_WORDS:
                yield words
