"""The check list, beside the form and before the acts that it matters to."""

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import PersonRequest
from articles.admin.edition_pages import EditionPages
from articles.models import Edition


class CheckPages(EditionPages):
    def beside(self, request: PersonRequest, edition: Edition) -> dict:
        beside = super().beside(request, edition)
        if not edition.is_open:
            return beside
        # Lazy: who saves is led on to another page, and that one asks for itself.
        found = SimpleLazyObject(lambda: edition.check_list(timezone.now()))
        return beside | {"check_list": found}
