"""Upload of several pictures at once: each becomes a figure, and its words are written afterwards.

A draft with a figure that still lacks its words cannot be submitted. Each file is accepted or
refused on its own, so that one bad file of five does not stop the others.
"""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import AuthenticatedRequest
from articles.images.reading import MAX_BYTES, ImageRefused, ReadImage, read_image
from articles.models import Figure
from articles.models.figures import free_key
from articles.office.frame import Frame

MAX_PICTURES = 20
LIST, DESCRIBE = "admin:articles_figure_changelist", "admin:articles_figure_describe"


@dataclass(frozen=True)
class TakenFile:
    """The result for one uploaded file: the figure made from it, or why it was refused."""

    name: str
    figure: Figure | None = None
    why_not: str = ""


def take_picture(upload: UploadedFile, credit: str) -> TakenFile:
    """Store the file as a figure without words, under a key made from its name.

    A file that is refused raises nothing: the result says why.
    """
    name = str(upload.name)
    try:
        figure = _store(read_image(upload.read(MAX_BYTES + 1)), PurePath(name).stem, credit)
    except ImageRefused as refused:
        return TakenFile(name, why_not=str(refused))
    except ValidationError as error:
        return TakenFile(name, why_not=" ".join(error.messages))
    return TakenFile(name, figure)


def _store(image: ReadImage, stem: str, credit: str) -> Figure:
    """Store the image under a free key made from `stem`.

    If somebody else takes that key at the same moment, another one is tried. Raises
    ValidationError, as `Figure.store` does.
    """
    while True:
        figure = Figure(key=free_key(stem), credit=credit)
        try:
            return figure.store(image, is_unfinished=True)
        except IntegrityError:
            if not Figure.objects.filter(key=figure.key).exists():
                raise


@require_POST
def add_several_page(
    request: AuthenticatedRequest, *, office: "ModelAdmin[Figure]"
) -> HttpResponse:
    """Store the files that were sent. A script gets the results as JSON, a browser a redirect."""
    if not office.has_add_permission(request):
        raise PermissionDenied
    credit = request.POST.get("credit", "").strip()
    uploads = request.FILES.getlist("pictures")
    taken = [take_picture(upload, credit) for upload in uploads[:MAX_PICTURES]]
    taken += [
        TakenFile(str(upload.name), why_not=f"At most {MAX_PICTURES} at once: send it again.")
        for upload in uploads[MAX_PICTURES:]
    ]
    if not request.accepts("text/html"):
        return JsonResponse({"files": [_as_json(each) for each in taken]})
    return _redirect_with_messages(request, taken)


def _as_json(taken: TakenFile) -> dict[str, Any]:
    figure = taken.figure
    return {
        "name": taken.name,
        "id": figure and figure.pk,
        "text": str(figure or ""),
        "why": taken.why_not,
    }


def _redirect_with_messages(
    request: AuthenticatedRequest, taken: list[TakenFile]
) -> HttpResponseRedirect:
    """Say which files were refused and why; redirect to the page for the words of the others."""
    added = [each.name for each in taken if each.figure]
    if added:
        messages.info(request, f"In the library now: {', '.join(added)}. Write their words.")
    for each in taken:
        if each.why_not:
            messages.warning(request, f"{each.name} was not taken. {each.why_not}")
    if not taken:
        messages.warning(request, "No file was chosen.")
    return HttpResponseRedirect(reverse(DESCRIBE if added else LIST))


# --- Their words --------------------------------------------------------------------------------


class WordsForm(forms.ModelForm):
    class Meta:
        model = Figure
        fields = ("alternative_text", "is_decorative", "caption", "credit")
        widgets = {
            "alternative_text": forms.Textarea(attrs={"rows": 2}),
            "caption": forms.Textarea(attrs={"rows": 2}),
            "credit": forms.TextInput(attrs={"class": "vTextField"}),
        }


def describe_page(request: AuthenticatedRequest, *, office: "ModelAdmin[Figure]") -> HttpResponse:
    """A form for each figure that lacks words, at most `MAX_PICTURES`; a POST stores valid ones."""
    if not office.has_change_permission(request):
        raise PermissionDenied
    sent = request.POST
    waiting, stored = [], []
    for figure in Figure.objects.lacking_words().order_by("-uploaded_at", "-pk")[:MAX_PICTURES]:
        form = WordsForm(sent, instance=figure, prefix=str(figure.pk))
        # A figure is not checked if it was not on the page that was sent, or nothing was typed.
        if form["credit"].html_name not in sent or not form.has_changed():
            waiting.append(WordsForm(instance=figure, prefix=str(figure.pk)))
        elif form.is_valid():
            stored.append(form.save())
        else:
            waiting.append(form)
    if stored:
        messages.info(request, f"Stored: {', '.join(figure.key for figure in stored)}.")
    if sent and not any(form.errors for form in waiting if form.is_bound):
        return HttpResponseRedirect(reverse(DESCRIBE if waiting else LIST))
    return Frame(request, office).render(
        "admin/articles/figure/describe.html",
        "Pictures that still lack words",
        here="Their words",
        forms=waiting,
    )


SEVERAL_PAGES = (
    ("several/", "add_several", add_several_page),
    ("describe/", "describe", describe_page),
)
