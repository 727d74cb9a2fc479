"""The site for a server that speaks RSGI, as granian does."""

from django.conf import settings
from django.urls import reverse

from backsite.server import BufferedApplication
from backsite.wsgi import application as wsgi_application
from journal.forms.import_forms import MAX_UPLOAD_BYTES

FORM_BYTES = 2**20  # of the form around a file

application = BufferedApplication(
    wsgi_application,
    settings.PRIVATE_PREFIXES,
    tuple(reverse(f"journal:{name}") for name in ("patterns", "report", "export")),
    long_bodies={reverse("journal:import"): MAX_UPLOAD_BYTES + FORM_BYTES},
    at_once=wsgi_application.at_once,
)
