"""The page that replaces a source everywhere: choose another, look at each place, then confirm."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from accounts.models import AuthenticatedRequest
from articles.models import Source
from articles.office.frame import Frame, row_page
from articles.workflow.source_replacement import WAITS, citing_places, replace_source


class ReplaceForm(forms.Form):
    by = forms.ModelChoiceField(queryset=Source.objects.none(), label="Which source instead?")

    def __init__(self, data: object, source: Source) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        others = Source.objects.exclude(pk=source.pk).order_by("title")
        self.fields["by"].queryset = others  # type: ignore[attr-defined]


@row_page(locked=True)
def replace_source_page(
    request: AuthenticatedRequest, source: Source, frame: Frame
) -> HttpResponse:
    """Show the places that cite `source`, and replace it in them once that list is confirmed.

    If the list has changed since it was shown, it is shown again and nothing is replaced.
    """
    if not request.user.has_perms(("articles.change_edition", "articles.add_edition")):
        raise PermissionDenied
    places = citing_places(source, request.user)
    shown = [f"{place.row._meta.model_name}:{place.row.pk}:{place.becomes}" for place in places]
    data = request.POST if request.method == "POST" else request.GET or None
    form = ReplaceForm(data, source)
    is_chosen = form.is_valid()
    if request.method == "POST" and is_chosen:
        if request.POST.getlist("shown") == shown:
            new = form.cleaned_data["by"]
            done = replace_source(places, source, new, request.user)
            messages.info(
                request, f"“{new.title}” stands in place of it in {done} of {len(places)}."
            )
            return frame.to_form()
        messages.warning(request, "Something changed since you saw this list. Look again.")
    return frame.render(
        "admin/articles/source/replace.html",
        here="Replace everywhere",
        form=form,
        is_chosen=is_chosen,
        places=places,
        shown=shown,
        possible=sum(place.becomes != WAITS for place in places),
    )
