"""Open comments marked in the text that they are about: only on pages of the office, never in what
is stored, published or exported.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Answer, Edition, PassageComment
from articles.models.edition_answers import answers_to_show
from articles.office.edition.as_read import answer_as_read
from articles.text.passages import PassageMark, mark_passages
from articles.text.rich_text import clean_rich_text

TOP = ""  # in place of an anchor: title, summary and introduction
MORE, MORE_OPEN = '<details class="more">', '<details class="more" open>'
_PAGE = re.compile(r"(?=<article\b)|(?=<section class=\"question\")|(?=<aside class=\"panel)")
_ANCHOR = re.compile(r'<section class="question" aria-labelledby="([^"]+)">')


def open_passages(edition: Edition) -> dict[str, list[PassageMark]]:
    """The open comments that quote words, by the anchor of their question, or `TOP`."""
    comments = edition.comments.filter(resolved_at=None).exclude(quote="")
    found: dict[str, list[PassageMark]] = defaultdict(list)
    address = reverse("admin:articles_edition_comments", args=[edition.pk])
    for number, comment in enumerate(comments.select_related("question"), start=1):
        anchor = comment.question.anchor if comment.question else TOP
        found[anchor].append(
            PassageMark(mark_id(comment), comment.quote, _link(number, comment, address))
        )
    return found


def mark_id(comment: PassageComment) -> str:
    return f"passage-{comment.pk}"


def _link(number: int, comment: PassageComment, address: str) -> str:
    said = f"Comment {number}, {comment.author_name}: {comment.text[:120]}"
    return format_html(
        '<a class="passage-link" href="{}#comment-{}" aria-label="{}" title="{}">{}</a>',
        address,
        comment.pk,
        said,
        said,
        number,
    )


def draw_in_page(response: HttpResponse, edition: Edition) -> None:
    """Mark the passages in a rendered page of the article, and open the folded parts with them."""
    passages = open_passages(edition)
    if passages:
        parts = _PAGE.split(response.content.decode())
        drawn = [_draw_part(part, passages) for part in parts]
        response.content = "".join(drawn).encode()


def _draw_part(part: str, passages: dict[str, list[PassageMark]]) -> str:
    """Mark the passages in a part of the page: a question with its answer, or what stands above."""
    if part.startswith("<article"):
        mine: Sequence[PassageMark] = passages.get(TOP, ())
    else:
        asked = _ANCHOR.match(part)
        mine = passages.get(asked[1], ()) if asked else ()
    marked = mark_passages(part, mine)
    return marked if marked is part else marked.replace(MORE, MORE_OPEN)


# --- What a reviewer signs ----------------------------------------------------------------------


@dataclass(frozen=True)
class SignedWords:
    """Every word that an approval is about, with the passages of open comments marked."""

    top: SafeString  # summary and introduction
    answers: list[tuple[Answer, SafeString]]  # each with its question and all that readers get
    drawn: int  # comments that are marked
    gone: int  # comments whose words are not there any more

    @property
    def comments(self) -> int:
        return self.drawn + self.gone


def signed_words(edition: Edition) -> SignedWords:
    """What an approval shows: title, summary, introduction, and every answer as readers get it."""
    passages = open_passages(edition)
    introduction = SafeString(clean_rich_text(edition.introduction))
    top = format_html(
        '<h3>{}</h3><div class="as-read"><p>{}</p>{}</div>',
        edition.title,
        edition.summary,
        introduction,
    )
    marked_top = mark_passages(top, passages.get(TOP, ()))
    answers = [
        (answer, _draw_answer(answer, passages.get(answer.question.anchor, ())))
        for answer in answers_to_show(edition)
    ]
    texts = (marked_top, *(html for _, html in answers))
    drawn = sum(html.count('<mark class="passage" id') for html in texts)
    gone = sum(map(len, passages.values())) - drawn
    return SignedWords(SafeString(marked_top), answers, drawn, gone)


def _draw_answer(answer: Answer, passages: Sequence[PassageMark]) -> SafeString:
    whole = format_html("<h3>{}</h3>{}", answer.wording, answer_as_read(answer))
    return SafeString(mark_passages(whole, passages))
