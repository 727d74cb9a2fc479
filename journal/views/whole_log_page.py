"""Pages that are made of all the walks of a log."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import Engine, RequestContext


def render_whole_log(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """As Django's `render`, after which nothing holds what the page was made of.

    Django's context holds itself: the walks of ten years would wait for a search for garbage, and
    the next such page would take as much memory beside them.
    """
    around = RequestContext(request)
    with around.push(context):
        return HttpResponse(Engine.get_default().get_template(template).render(around))
