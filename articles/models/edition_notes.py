"""What editors say to each other about an edition. No reader ever sees it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from accounts.fields import PrintableCharField, PrintableTextField
from articles.models.editions import Edition

if TYPE_CHECKING:
    from accounts.models import User

NOTE_LENGTH = 2000


class EditionNote(models.Model):
    """One note: written once, never changed, gone with its edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="edition_notes",
        editable=False,
    )
    author_name = PrintableCharField(max_length=254, editable=False)
    text = PrintableTextField(max_length=NOTE_LENGTH)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("written_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), NOTE_LENGTH),
                name="articles_edition_note_is_short",
            ),
        )

    def __str__(self) -> str:
        return f"{self.author_name}: {self.text[:60]}"

    def sign(self, author: "User") -> None:
        """Keep the name, too: a note stays when its author's account goes."""
        self.author, self.author_name = author, str(author)
