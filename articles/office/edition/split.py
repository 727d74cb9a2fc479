"""Splitting long texts of a draft into questions: somebody marks where each question begins."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse

from accounts.models import AuthenticatedRequest
from articles.models import Answer, DraftRevision, Edition, Question
from articles.office.frame import Frame, row_page
from articles.text.free_keys import free_anchor
from articles.text.plain_text import plain_text
from articles.text.sentences import opening
from articles.text.tree import Block, html_of, tree_of

MAX_WORDING, MAX_SHORT_ANSWER, ENOUGH = 200, 400, 100
INTRODUCTION = "introduction"


@dataclass(frozen=True)
class SplitPart:
    """One paragraph, heading, list or table, and whether a question may begin with it."""

    name: str  # of the fields that mark it
    block: Block
    may_begin: bool

    @property
    def html(self) -> str:
        return html_of((self.block,))

    @property
    def text(self) -> str:
        return plain_text(self.html).strip()

    @property
    def may_be_question(self) -> bool:
        return self.may_begin and len(self.text) <= MAX_WORDING


@dataclass(frozen=True)
class SplitText:
    """The introduction, or the text of an answer, part by part."""

    title: str
    answer: Answer | None  # None: the introduction
    parts: tuple[SplitPart, ...]


def passages_of(edition: Edition) -> list[SplitText]:
    """All texts of a draft, part by part. The first part of an answer always stays with it."""
    texts: list[tuple[str, Answer | None, str]] = [("Introduction", None, edition.introduction)]
    texts += [(answer.wording, answer, answer.body) for answer in edition.answers.all()]
    return [
        SplitText(
            title,
            answer,
            tuple(_parts(str(answer.pk) if answer else INTRODUCTION, html)),
        )
        for title, answer, html in texts
    ]


def _parts(name: str, html: str) -> Iterator[SplitPart]:
    for place, block in enumerate(tree_of(html)):
        yield SplitPart(f"{name}-{place}", block, name == INTRODUCTION or place > 0)


@row_page("change", locked=True)
def split_page(request: AuthenticatedRequest, edition: Edition, frame: Frame) -> HttpResponse:
    """Show every part with a field for a question that begins there; a POST splits the texts."""
    passages = passages_of(edition)
    if request.method == "POST":
        if request.POST.get("seen") != edition.updated_at.isoformat():
            messages.warning(request, "This draft has changed since you saw it. Look again.")
        elif made := _split(request, edition, passages):
            messages.info(request, f"Questions made: {made}. Write their short answers.")
            return frame.to_form()
        else:
            messages.warning(request, "Nothing was marked.")
        return frame.to_page("split")
    return frame.render(
        "admin/articles/edition/split.html",
        here="Split into questions",
        passages=[passage for passage in passages if passage.parts],
        may_split=any(part.may_begin for passage in passages for part in passage.parts),
        max_wording=MAX_WORDING,
        seen=edition.updated_at.isoformat(),
    )


def _split(request: AuthenticatedRequest, edition: Edition, passages: list[SplitText]) -> int:
    """Make the marked questions; returns how many. It is one save, which can be undone."""
    cut = [(passage, *_cut(request, passage)) for passage in passages]
    made = sum(len(questions) for _, _, questions in cut)
    if not made:
        return 0
    DraftRevision.objects.record_base(edition)
    taken = set(edition.article.questions.values_list("anchor", flat=True))
    position = 0
    for passage, kept, questions in cut:
        if passage.answer is None:
            edition.introduction = html_of(kept)  # type: ignore[assignment]
        else:
            passage.answer.body = html_of(kept)  # type: ignore[assignment]
            passage.answer.position = position
            passage.answer.save()
            position += 1
        for wording, blocks in questions:
            taken.add(_make(edition, wording, blocks, position, taken).anchor)
            position += 1
    edition.save()
    DraftRevision.objects.record(edition, request.user, "Split into questions")
    return made


def _cut(
    request: AuthenticatedRequest, passage: SplitText
) -> tuple[tuple[Block, ...], list[tuple[str, tuple[Block, ...]]]]:
    """(blocks that stay where they were, (wording, blocks) of each new question)."""
    kept: list[Block] = []
    questions: list[tuple[str, list[Block]]] = []
    for part in passage.parts:
        wording, is_line = _marked(request, part)
        if wording:
            questions.append((wording, []))
        if not is_line:
            (questions[-1][1] if questions else kept).append(part.block)
    return tuple(kept), [(wording, tuple(blocks)) for wording, blocks in questions]


def _marked(request: AuthenticatedRequest, part: SplitPart) -> tuple[str, bool]:
    """The question that begins with this part, if any, and whether the part is that question."""
    if not part.may_begin:
        return "", False
    wording = " ".join(request.POST.get(f"wording-{part.name}", "").split())[:MAX_WORDING]
    if f"line-{part.name}" in request.POST and part.may_be_question:
        return part.text, True
    return wording, False


def _make(
    edition: Edition, wording: str, blocks: tuple[Block, ...], position: int, taken: set[str]
) -> Question:
    question = Question(article=edition.article, anchor=free_anchor(wording, taken))
    body = html_of(blocks)
    text = plain_text(body).strip()
    Answer.objects.write(
        edition,
        question,
        position=position,
        wording=wording,
        short_answer=opening(text, MAX_SHORT_ANSWER, ENOUGH) if text else "Not written yet.",
        body=body,
    )
    return question
