"""The office's lists: Django's change list, with one search a page and direct addresses of rows."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.http import HttpRequest

from articles.models.office_addresses import change_address


class RowList(ChangeList):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django adds the list's filters to the address of each row, and for that resolves the
        # address against all of the site's. `url_for_result` adds them, so Django is left none.
        self._kept_filters = f"?{self.preserved_filters}" if self.preserved_filters else ""
        self.preserved_filters = ""

    def url_for_result(self, result: Model) -> str:
        return f"{change_address(result)}{self._kept_filters}"

    def get_results(self, request: HttpRequest) -> None:
        """Search once for the keys of all rows found, in order; by them, read the rows of the page.

        Django searches twice, to count and to read, and each search looks through all texts.
        """
        if not self.query:
            super().get_results(request)
            return
        found, keys = self.queryset, self.queryset.values_list("pk", flat=True)
        self.queryset = keys
        len(keys)  # reads all keys now, so that counting and paging need no further query
        super().get_results(request)
        is_cut = isinstance(self.result_list, list)
        self.queryset = found
        self.result_list = found.filter(pk__in=self.result_list if is_cut else list(keys))
