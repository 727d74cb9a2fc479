"""The office's lists: Django's change list, with one search a page and direct addresses of rows."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest

from articles.models.office_addresses import change_address
from articles.office.search_box.typed import roots_in


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


class HasRowList:
    """Mixin for an admin with such a list, searched for the roots of words and for phrases."""

    model: type[Model]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RowList

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        """Find words in any of their forms; what stands in quotation marks, as it was typed.

        Rows that match through related rows are found by a subquery: a join would compute all
        columns of the list for each related row, and then need DISTINCT.
        """
        words = roots_in(search_term)
        search = super().get_search_results  # type: ignore[misc]  # of the admin
        found, has_duplicates = search(request, queryset, words)
        if has_duplicates:
            itself = self.model._default_manager.filter(pk=OuterRef("pk")).order_by()
            matching, _ = search(request, itself, words)
            found = queryset.filter(Exists(matching))
        return found, False
