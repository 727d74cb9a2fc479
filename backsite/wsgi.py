import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backsite.settings")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 (named above)

from backsite.built_pages import BuiltPages  # noqa: E402

application = BuiltPages(django_application, settings.BUILT_PAGES_BYTES)
