"""Rendering of pages that are made from all the walks of a log."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import Engine, RequestContext


def render_whole_log(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """As Django's `render`, but all data of the page can be freed as soon as it is rendered.

    Django's context refers to itself: the walks of ten years would stay in memory until the next
    garbage collection, and the next such page would take as much again.
    """
    around = RequestContext(request)
    with around.push(context):
        return HttpResponse(Engine.get_default().get_template(template).render(around))
