"""What requests are measured against: one view, no middleware, no database."""

from django.conf import settings

settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, SECRET_KEY="hello")

from django.core.wsgi import get_wsgi_application  # noqa: E402 (these need the settings)
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello, world")


urlpatterns = [path("", hello)]
application = get_wsgi_application()
