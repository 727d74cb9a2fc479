"""Questions of a draft that are asked twice: in the draft itself, or on another page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from articles.checklist.load import answers_elsewhere
from articles.importer.raw_document import Pair
from articles.importer.repeated_questions import alike, are_worded_alike
from articles.models import Answer, Edition
from articles.text.plain_text import plain_text
from articles.text.sentences import content_words


@dataclass(frozen=True)
class DuplicatePair:
    """Two answers whose questions may be one."""

    first: Answer
    second: Answer
    similarity: str  # in words: how the two are alike

    @property
    def both(self) -> tuple[Answer, Answer]:
        return self.first, self.second

    @property
    def merge_options(self) -> list[tuple[Answer, Answer]]:
        """(out, into): only a draft's own answers can go."""
        options = [(self.second, self.first)]
        if self.first.edition_id == self.second.edition_id:
            options.append((self.first, self.second))
        return options


def find_duplicates(edition: Edition, at: datetime) -> list[DuplicatePair]:
    """Within the draft first, then with what readers find elsewhere."""
    answers = list(edition.answers.select_related("question"))
    pairs = [
        Pair(number, answer.wording, (answer.short_answer, plain_text(answer.body)))
        for number, answer in enumerate(answers)
    ]
    within = [
        DuplicatePair(answers[earlier.number], answers[later.number], similarity)
        for earlier, later, similarity in alike(pairs)
    ]
    return within + list(_elsewhere(edition, answers, at))


def _elsewhere(edition: Edition, answers: list[Answer], at: datetime) -> Iterable[DuplicatePair]:
    wordings = [wording for answer in answers for wording in answer.wordings]
    for other in answers_elsewhere(edition, wordings, at):
        theirs = [content_words(each) for each in other.wordings]
        for answer in answers:
            ours = map(content_words, answer.wordings)
            if any(are_worded_alike(one, two) for one in ours for two in theirs):
                yield DuplicatePair(other, answer, "are worded much alike")
