"""The site as an RSGI application, which is what granian serves."""

from django.conf import settings
from django.urls import reverse

from backsite.server import BufferedApplication
from backsite.wsgi import application as wsgi_application
from journal.forms.import_forms import MAX_UPLOAD_BYTES

FORM_BYTES = 2**20  # room for the rest of the form around a file

application = BufferedApplication(
    wsgi_application,
    settings.PRIVATE_PREFIXES,
    tuple(reverse(f"journal:{name}") for name in ("patterns", "report", "export")),
    long_bodies={reverse("journal:import"): MAX_UPLOAD_BYTES + FORM_BYTES},
    at_once=wsgi_application.at_once,
)
