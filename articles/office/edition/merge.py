"""Questions that a draft asks twice, or that another page answers already: found, and merged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.checklist.load import answers_elsewhere
from articles.importer.raw_document import Pair
from articles.importer.repeated_questions import are_worded_alike, similar_pairs
from articles.models import Answer, DraftRevision, Edition
from articles.office.edition.answer_rows import is_editable
from articles.office.frame import Frame, row_page
from articles.text.plain_text import plain_text
from articles.text.sentences import content_words


@dataclass(frozen=True)
class DuplicatePair:
    """Two answers whose questions may be the same."""

    first: Answer
    second: Answer
    similarity: str  # in words: how the two are alike

    @property
    def both(self) -> tuple[Answer, Answer]:
        return self.first, self.second

    @property
    def merge_options(self) -> list[tuple[Answer, Answer]]:
        """Each possible merge as (answer taken out, answer kept): only the draft's own can go."""
        options = [(self.second, self.first)]
        if self.first.edition_id == self.second.edition_id:
            options.append((self.first, self.second))
        return options


def find_duplicates(edition: Edition, at: datetime) -> list[DuplicatePair]:
    """Pairs whose questions may be the same: within the draft, then with other public answers."""
    answers = list(edition.answers.select_related("question"))
    pairs = [
        Pair(number, answer.wording, (answer.short_answer, plain_text(answer.body)))
        for number, answer in enumerate(answers)
    ]
    within = [
        DuplicatePair(answers[earlier.number], answers[later.number], similarity)
        for earlier, later, similarity in similar_pairs(pairs)
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


@row_page("change", locked=True)
def merge_page(request: AuthenticatedRequest, edition: Edition, frame: Frame) -> HttpResponse:
    """Show every pair that may be the same, with both texts; a POST merges one pair."""
    pairs = find_duplicates(edition, timezone.now())
    if request.method == "POST":
        _merge(request, edition, pairs)
        return frame.to_page("merge")
    return frame.render(
        "admin/articles/edition/merge.html",
        here="Questions asked twice",
        pairs=pairs,
        seen=edition.updated_at.isoformat(),
    )


def _merge(request: AuthenticatedRequest, edition: Edition, pairs: list[DuplicatePair]) -> None:
    """Merge the pair that was sent, if it was offered and the draft is still as it was shown."""
    offered = {
        (str(out.pk), str(into.pk)): (out, into)
        for pair in pairs
        for out, into in pair.merge_options
    }
    sent = offered.get((request.POST.get("out", ""), request.POST.get("into", "")))
    if sent is None or request.POST.get("seen") != edition.updated_at.isoformat():
        messages.warning(
            request, "This draft has changed since you saw it. Nothing was merged: look again."
        )
        return
    out, into = sent
    if not request.user.has_perm("articles.change_question"):
        raise PermissionDenied
    of_another = into.edition_id != edition.pk
    if of_another and not is_editable(into.question.article.open_draft):
        # The wording would go public with that edition, whose reviewer has not seen it.
        raise ValidationError(
            f"The next edition of the page that asks “{into.wording}” is being reviewed, so its "
            "other wordings stand still. Merge them once it is published."
        )
    DraftRevision.objects.record_base(edition)
    out.merge_into(into.question, into.wording)
    edition.save()  # counts as writing in it; people who have it open are told
    DraftRevision.objects.record(edition, request.user, f"Merged “{out.wording}”")
    said = f"“{out.wording}” is now another wording of “{into.wording}”."
    if into.question.next_also_asked_as is not None:
        said += (
            " Search finds it once the next edition of that page is published, or a change of the "
            "question on its own page."
        )
    messages.info(request, said)
