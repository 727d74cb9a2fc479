"""The page on which a figure's picture is cut and turned."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse

from accounts.models import AuthenticatedRequest
from articles.images.editing import PictureEdit
from articles.images.reading import ImageRefused
from articles.models import Figure
from articles.models.figure_originals import MAX_CUT, FigureOriginal, edit_picture, first_picture
from articles.office.frame import Frame, row_page

TURNS = ((0, "Not at all"), (1, "To the right"), (2, "Upside down"), (3, "To the left"))


def _edge(side: str) -> forms.IntegerField:
    return forms.IntegerField(label=f"Cut off {side}, in percent", min_value=0, max_value=MAX_CUT)


class PictureForm(forms.Form):
    left, right = _edge("at the left"), _edge("at the right")
    top, bottom = _edge("at the top"), _edge("at the bottom")
    quarter_turns = forms.TypedChoiceField(
        label="Then turn", choices=TURNS, coerce=int, widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for one, other in (("left", "right"), ("top", "bottom")):
            if cleaned.get(one, 0) + cleaned.get(other, 0) > MAX_CUT:
                self.add_error(other, f"Leave at least {100 - MAX_CUT} percent of the picture.")
        return cleaned


@row_page("change", locked=True)
def picture_page(request: AuthenticatedRequest, figure: Figure, frame: Frame) -> HttpResponse:
    """Cut and turn the picture, each time starting from the first one; or restore the first one."""
    if figure.is_locked:
        messages.warning(
            request, "This figure stands still, as an edition needs it. Make a copy to change."
        )
        return frame.to_form()
    kept = FigureOriginal.objects.filter(figure=figure).first()
    now = kept.edit if kept else PictureEdit()
    form = PictureForm(request.POST or None, initial=vars(now))
    if form.is_valid() and _change(form, figure):
        messages.info(request, "This is the picture now. What came first is kept.")
        return frame.to_page("picture")
    return frame.render(
        "admin/articles/figure/picture.html",
        here="Cut and turn",
        form=form,
        is_changed=kept is not None,
    )


def _change(form: PictureForm, figure: Figure) -> bool:
    """Edit the picture as the form says. False if that was refused, with a form error."""
    try:
        edit_picture(figure, PictureEdit(**form.cleaned_data))
    except ImageRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@row_page("view")
def original_file(request: AuthenticatedRequest, figure: Figure, frame: Frame) -> HttpResponse:
    """The picture as first stored, before any cut or turn, in WebP; `picture_page` shows it."""
    return HttpResponse(first_picture(figure), content_type="image/webp")


# The pages above: (address, end of the URL name, view function).
PICTURE_PAGES = (
    ("<int:pk>/picture/", "picture", picture_page),
    ("<int:pk>/original/", "original", original_file),
)
