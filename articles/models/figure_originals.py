"""The first picture of a figure that was cropped or rotated, kept so that it can be restored."""

from django.db import models, transaction
from django.db.models import F, Q

from articles.images.editing import PictureEdit, edited_image
from articles.images.reading import read_image
from articles.models.figures import Figure

MAX_CUT = 90  # percent cropped at two opposite edges together


class FigureOriginal(models.Model):
    """A figure's picture before any edit, and how it is edited now. Shown in the office only.

    Every edit starts from this picture: so several attempts lose nothing, and the picture that
    readers get was encoded again once and not once for each attempt.
    """

    figure = models.OneToOneField(Figure, on_delete=models.CASCADE, related_name="original")
    data = models.BinaryField()
    left = models.PositiveSmallIntegerField()
    right = models.PositiveSmallIntegerField()
    top = models.PositiveSmallIntegerField()
    bottom = models.PositiveSmallIntegerField()
    quarter_turns = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(left__lte=MAX_CUT - F("right"))
                & Q(top__lte=MAX_CUT - F("bottom"))
                & Q(quarter_turns__lte=3),
                name="articles_figure_original_leaves_something",
            ),
        )

    def __str__(self) -> str:
        return f"what {self.figure_id} was first"

    @property
    def edit(self) -> PictureEdit:
        return PictureEdit(self.left, self.right, self.top, self.bottom, self.quarter_turns)


def first_picture(figure: Figure) -> bytes:
    """The bytes of the figure's largest picture as stored after its upload, before any edit."""
    kept = FigureOriginal.objects.filter(figure=figure).first()
    return bytes(kept.data if kept else figure.files.get(width=figure.width).data)


@transaction.atomic
def edit_picture(figure: Figure, edit: PictureEdit) -> None:
    """Crop and rotate the figure's first picture; an edit that changes nothing restores it.

    Raises:
        ImageRefused: what is left is too small to be read.
        ValidationError: an edition that was submitted or published shows the figure.
    """
    first = first_picture(figure)
    figure.replace_image(read_image(first) if edit.changes_nothing else edited_image(first, edit))
    if edit.changes_nothing:
        FigureOriginal.objects.filter(figure=figure).delete()
        return
    values = {"data": first, **vars(edit)}
    FigureOriginal.objects.update_or_create(figure=figure, defaults=values)
