"""The image files of figures: any cache may keep them once readers may see them, none before."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles.models import Figure, FigureFile

FOR_EVERYBODY = "public, max-age=31536000, immutable"
FOR_ONE_PERSON = "private, no-store"


@require_safe
def figure(request: HttpRequest, digest: str, width: str) -> HttpResponse:
    """One size of a figure; if readers may not see it yet, only for people who may see drafts.

    Raises Http404 for everybody else.
    """
    shown = Figure.objects.public(timezone.now()).filter(digest=digest)
    if shown.exists():  # asked first, so that the session is not read for it
        return figure_response(request, digest, width, FOR_EVERYBODY)
    if not (request.user.is_staff and request.user.has_perm("articles.view_edition")):
        raise Http404("Readers see no such figure.")
    return figure_response(request, digest, width, FOR_ONE_PERSON)


def figure_response(request: HttpRequest, digest: str, width: str, cache: str) -> HttpResponse:
    """The image, `width` pixels wide, or 304 to a browser that has it; `cache`: its Cache-Control.

    The caller has checked that the person may see it. Raises Http404 for an unknown size.
    """
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
