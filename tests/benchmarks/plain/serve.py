"""Serves the plain pages as ours are served.

python -m tests.benchmarks.plain.serve --port 8000 --workers 2
"""

import os
from argparse import ArgumentParser

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.plain.settings"

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from backsite.server import BufferedApplication, serve

application = BufferedApplication(get_wsgi_application(), settings.PRIVATE_PREFIXES)

if __name__ == "__main__":
    parser = ArgumentParser(description="Serves the plain pages.")
    parser.add_argument("--port", type=int)
    parser.add_argument("--workers", type=int)
    options = parser.parse_args()
    serve(f"{__name__}:application", "127.0.0.1", options.port, options.workers)
