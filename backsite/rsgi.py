"""The site for a server that speaks RSGI, as granian does."""

from django.conf import settings

from backsite.server import BufferedApplication
from backsite.wsgi import application as wsgi_application

application = BufferedApplication(wsgi_application, settings.PRIVATE_PREFIXES)
