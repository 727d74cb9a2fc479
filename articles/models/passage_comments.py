"""Comments of editors on one passage of an edition, open until somebody resolves them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from accounts.fields import PrintableCharField
from accounts.models import User
from articles.models.answers import Question
from articles.models.edition_notes import MAX_LENGTH, EditorsWords
from articles.models.editions import Edition

QUOTE_LENGTH = 300


class PassageComment(EditorsWords):
    """One comment on a passage. It can be resolved, and opened again.

    It is about a question, which stays the same however it is reworded; with no question, about the
    page's title, summary or introduction. `quote` holds the words of it that are meant.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="comments")
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    quote = PrintableCharField(max_length=QUOTE_LENGTH, blank=True)
    author = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    resolved_at = models.DateTimeField(null=True, editable=False)
    resolved_by = PrintableCharField(max_length=254, blank=True, editable=False)

    class Meta(EditorsWords.Meta):
        default_permissions = ()  # whoever may leave a note may comment
        constraints = (
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), MAX_LENGTH),
                name="articles_passage_comment_is_short",
            ),
        )

    def resolve(self, by: User, now: datetime) -> None:
        """Mark it as resolved. The caller saves."""
        self.resolved_at, self.resolved_by = now, str(by)

    def open_again(self) -> None:
        """Mark it as not resolved. The caller saves."""
        self.resolved_at, self.resolved_by = None, ""

    if TYPE_CHECKING:
        question_id: Any
