"""A list of the office: Django's, which searches once for a page and knows where its rows lead."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.http import HttpRequest

from articles.models.office_addresses import change_address


class RowList(ChangeList):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django puts the list's filters behind the address of each row, and for that looks the
        # address up among all of the site. They are put there here, and Django finds none.
        self._kept_filters = f"?{self.preserved_filters}" if self.preserved_filters else ""
        self.preserved_filters = ""

    def url_for_result(self, result: Model) -> str:
        return f"{change_address(result)}{self._kept_filters}"

    def get_results(self, request: HttpRequest) -> None:
        """Read the keys of all that a search finds, in their order, and by them a page's rows.

        Django searches to count and again to read, and each time all texts are looked through.
        """
        if not self.query:
            super().get_results(request)
            return
        found, keys = self.queryset, self.queryset.values_list("pk", flat=True)
        self.queryset = keys
        len(keys)  # reads them: they are counted and cut into pages where they are
        super().get_results(request)
        is_cut = isinstance(self.result_list, list)
        self.queryset = found
        self.result_list = found.filter(pk__in=self.result_list if is_cut else list(keys))
