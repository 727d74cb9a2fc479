"""The bytes of figures: for every cache once readers may see them, for none before."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles.models import Figure, FigureFile

FOR_EVERYBODY = "public, max-age=31536000, immutable"
FOR_ONE_PERSON = "private, no-store"


@require_safe
def figure(request: HttpRequest, digest: str, width: str) -> HttpResponse:
    """One size of a figure; of a draft's figure only to who may see drafts."""
    shown = Figure.objects.public(timezone.now()).filter(digest=digest)
    if shown.exists():  # before anything looks at who asks
        return figure_response(request, digest, width, FOR_EVERYBODY)
    if not (request.user.is_staff and request.user.has_perm("articles.view_edition")):
        raise Http404("Readers see no such figure.")
    return figure_response(request, digest, width, FOR_ONE_PERSON)


def figure_response(request: HttpRequest, digest: str, width: str, cache: str) -> HttpResponse:
    """The image, to somebody who may see it; 304 to a browser that has it."""
    etag = f'"{digest}-{width}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        files = FigureFile.objects.filter(figure__digest=digest, width=int(width))
        data = files.values_list("data", flat=True).first()
        if data is None:
            raise Http404("This figure has no such size.")
        response = HttpResponse(bytes(data), content_type="image/webp")
    response["ETag"] = etag
    response["Cache-Control"] = cache
    return response
