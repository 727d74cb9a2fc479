"""What editors say to each other about an edition. No reader ever sees it."""

from typing import Any

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from accounts.fields import PrintableCharField, PrintableTextField
from accounts.models import User
from articles.models.editions import Edition

MAX_LENGTH = 2000


class EditorsWords(models.Model):
    """Abstract: a text by an editor about an edition, never changed, deleted with the edition."""

    author: Any
    author_name = PrintableCharField(max_length=254, editable=False)
    text = PrintableTextField(max_length=MAX_LENGTH)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ("written_at", "pk")

    def __str__(self) -> str:
        return f"{self.author_name}: {self.text[:60]}"

    def sign(self, author: User) -> None:
        """Set the author and their name: the name stays when their account is deleted."""
        self.author, self.author_name = author, str(author)


class EditionNote(EditorsWords):
    """One note beside an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="edition_notes", editable=False
    )

    class Meta(EditorsWords.Meta):
        constraints = (
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), MAX_LENGTH),
                name="articles_edition_note_is_short",
            ),
        )
