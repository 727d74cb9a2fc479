"""Whether what the makers publish goes into the search index: only where a test looks at it.

Writing the index costs more than all else that a maker stores, and few tests search. A test that
does asks for the fixture `search_index`; without it, the search pages refuse to be asked.
"""

import pytest

from articles.public import search_page


class SearchIndex:
    """`is_kept` while a test runs that searches."""

    is_kept = False


def refuse(*args: object, **kwargs: object) -> None:
    pytest.fail("This test searches: let it ask for the fixture `search_index`.")


def keep_or_refuse(monkeypatch: pytest.MonkeyPatch, *, is_kept: bool) -> None:
    """For one test: write the index with everything that is published, or let nobody search."""
    monkeypatch.setattr(SearchIndex, "is_kept", is_kept)
    if not is_kept:
        monkeypatch.setattr(search_page, "find", refuse)
        monkeypatch.setattr(search_page, "suggest", refuse)
