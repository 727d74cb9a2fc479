"""What requests are measured against: one view, no middleware, no database.

python -m tests.benchmarks.hello --port 8000 --workers 2
"""

from argparse import ArgumentParser

from django.conf import settings

settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, SECRET_KEY="hello")

from django.core.wsgi import get_wsgi_application  # noqa: E402 (these need the settings)
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from backsite.server import BufferedApplication, serve  # noqa: E402


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello, world")


urlpatterns = [path("", hello)]
application = BufferedApplication(get_wsgi_application(), ())

if __name__ == "__main__":
    parser = ArgumentParser(description="Serves one page that says hello.")
    parser.add_argument("--port", type=int)
    parser.add_argument("--workers", type=int)
    options = parser.parse_args()
    serve(f"{__name__}:application", "127.0.0.1", options.port, options.workers)
