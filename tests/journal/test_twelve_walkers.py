"""The patterns page of sixteen invented people, kept as text: a changed sentence is read again.

After a change that is meant, write the pages again and read every line that differs:

    REWRITE_PAGES=1 python -m pytest -n0 tests/journal/test_twelve_walkers.py
"""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from journal.models import Walk
from tests.cast import make_walk
from tests.journal.twelve_walkers import WALKERS, InventedWalker
from tests.page_text import text_of_page

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

FOLDER = Path(__file__).parents[1] / "data" / "patterns_pages"


@pytest.mark.parametrize("walker", WALKERS, ids=lambda walker: walker.name)
def test_the_page_of_an_invented_walker_says_what_was_read_and_found_true(
    walker: InventedWalker, cast, clock, starter_content
):
    for entry in walker.log():
        make_walk(cast.alice, **entry)
    page = cast.client(cast.alice).get(reverse("journal:patterns")).content.decode()
    text = f"{walker.name}: {walker.truth}.\n\n{text_of_page(page)}"
    path = FOLDER / f"{walker.name}.txt"
    if os.environ.get("REWRITE_PAGES"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    assert Walk.objects.count() == len(walker.log())


def test_every_kept_page_is_somebodys():
    assert {path.stem for path in FOLDER.glob("*.txt")} == {walker.name for walker in WALKERS}
