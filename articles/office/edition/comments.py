"""Comments on passages of an edition, each of which is resolved on its own."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import AuthenticatedRequest
from articles.models import Edition, PassageComment, Question
from articles.office.edition.answer_rows import answers_of
from articles.office.edition.notes import MAY_SAY, notes_or_comments_page
from articles.office.frame import Frame, row_page
from articles.text.plain_text import plain_text
from articles.text.tokens import normalise


class QuestionOfEdition(forms.ModelChoiceField):
    """A choice of questions, each named by its wording in this edition."""

    def label_from_instance(self, question: Question) -> str:
        return str(getattr(question, "wording", question))


class CommentForm(forms.ModelForm):
    class Meta:
        model = PassageComment
        fields = ("question", "quote", "text")
        field_classes = {"question": QuestionOfEdition}
        labels = {"question": "Where", "quote": "Which words", "text": "New comment"}
        widgets = {
            "quote": forms.TextInput(attrs={"data-quote": ""}),
            "text": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, data: Any, edition: Edition) -> None:
        super().__init__(data, auto_id="id_comment_%s")
        where = cast(forms.ModelChoiceField, self.fields["question"])
        where.empty_label = "Title, summary or introduction"
        asked = Question.objects.filter(answers__edition=edition)
        where.queryset = asked.annotate(wording=F("answers__wording")).order_by("answers__position")


@dataclass(frozen=True)
class PlacedComment:
    """A comment with the place in this edition that it is about."""

    comment: PassageComment
    wording: str  # of its question in this edition
    block: str  # the id of the part of the form that it is about
    is_gone: bool  # whether the words that it quotes are no longer there


def comments_context(
    request: AuthenticatedRequest, edition: Edition, form: CommentForm | None = None
) -> dict[str, Any]:
    """Context for comments, beside the form or on their own page: open, resolved, and a form.

    `form` is a form with errors, shown in place of an empty one.
    """
    placed = list(_placed(edition))
    may_comment = request.user.has_perm(MAY_SAY)
    return {
        "open_comments": [each for each in placed if each.comment.resolved_at is None],
        "resolved_comments": [each for each in placed if each.comment.resolved_at],
        "may_comment": may_comment,
        "comment_form": (form or CommentForm(None, edition)) if may_comment else None,
    }


def _placed(edition: Edition) -> list[PlacedComment]:
    comments = list(edition.comments.all())
    if not comments:
        return []
    top = " ".join((edition.title, edition.summary, plain_text(edition.introduction)))
    texts: dict[int | None, tuple[str, str, str]] = {None: ("", "id_title", normalise(top))}
    for place, answer in enumerate(answers_of(edition)):
        words = normalise(answer.text_with_captions)
        texts[answer.question_id] = (answer.wording, f"answers-{place}", words)
    placed = []
    for comment in comments:
        wording, block, text = texts.get(comment.question_id, ("a question taken out", "", ""))
        is_gone = not block or normalise(comment.quote) not in text
        placed.append(PlacedComment(comment, wording, block, is_gone))
    return placed


@row_page()
def comments_page(request: AuthenticatedRequest, edition: Edition, frame: Frame) -> HttpResponse:
    """The page of an edition's comments, with a form. Scripts load the section from this page."""
    form = CommentForm(request.POST or None, edition)
    return notes_or_comments_page(
        frame, edition, "comments", form, comments_context(request, edition, form)
    )


@require_POST
@row_page()
def resolve_comment_page(
    request: AuthenticatedRequest, edition: Edition, frame: Frame, number: int
) -> HttpResponse:
    """Mark one comment as resolved, or open it again."""
    comment = get_object_or_404(edition.comments, pk=number)
    if not request.user.has_perm(MAY_SAY):
        raise PermissionDenied
    if comment.resolved_at is None:
        comment.resolve(request.user, timezone.now())
    else:
        comment.open_again()
    comment.save()
    return frame.to_page("comments")
