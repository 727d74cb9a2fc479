"""A short overview of what was read in a raw document: its questions, with the words of each."""

from dataclasses import dataclass

from articles.importer.raw_document import RawDocument
from articles.importer.table_rows import texts_of
from articles.text.sentences import count_with_noun


@dataclass(frozen=True)
class OutlinedQuestion:
    wording: str
    words: int  # number of words of its answer


@dataclass(frozen=True)
class Outline:
    """The questions that remain of a document; `found`: how many it had before any were merged."""

    found: int
    introduction: int  # number of its words
    questions: tuple[OutlinedQuestion, ...]

    @property
    def summary(self) -> str:
        """In words: “5 questions with answers were read, after an introduction of 40 words.”"""
        kept = len(self.questions)
        said = count_with_noun(kept, "question with its answer was", "questions with answers were")
        said = f"{said} read"
        if merged := self.found - kept:
            said += f"; {count_with_noun(merged, 'more', 'more')} asked the same and went into them"
        if self.introduction:
            return f"{said}, after an introduction of {count_with_noun(self.introduction, 'word')}."
        return f"{said}."


def outline_of(document: RawDocument, found: int) -> Outline:
    """The outline of `document`, in which duplicates are merged; `found`: as in `Outline`."""
    return Outline(
        found,
        _words(document.introduction),
        tuple(OutlinedQuestion(each.question, _words(each.paragraphs)) for each in document.pairs),
    )


def _words(paragraphs: tuple[str, ...]) -> int:
    texts = (words for line in paragraphs for words in texts_of(line))
    return sum(any(map(str.isalnum, word)) for text in texts for word in text.split())
