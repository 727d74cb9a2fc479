"""The picture that came first, of a figure that was cut or turned: so that it can be had back."""

from django.db import models, transaction
from django.db.models import F, Q

from articles.images.editing import PictureEdit, edited_image
from articles.images.reading import read_image
from articles.models.figures import Figure

MAX_CUT = 90  # percent cut off at two edges that face each other


class FigureOriginal(models.Model):
    """The bytes of the figure before it was changed, and how it was. Only the office sees it.

    Every change starts from here: nothing is lost by trying, and the picture is written again once
    and not once a try.
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
    """What was uploaded, as it was stored."""
    kept = FigureOriginal.objects.filter(figure=figure).first()
    return bytes(kept.data if kept else figure.files.get(width=figure.width).data)


@transaction.atomic
def edit_picture(figure: Figure, edit: PictureEdit) -> None:
    """Cut and turn the figure's picture, or, with an edit that changes nothing, put it back.

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
