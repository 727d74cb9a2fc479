"""The cast and the tools that every test may use."""

import os
import shutil

import pytest
import time_machine

from articles.page_cache.versions import clear_version_caches
from tests.cast import NOW, Cast


def pytest_collection_modifyitems(config, items):
    """Skip what this machine cannot run, and say why, unless the run insists on everything."""
    if os.environ.get("REQUIRE_SERVICES"):
        return
    if not find_chromium():
        skip = pytest.mark.skip(reason="no Chromium on this machine (Debian: chromium)")
        for item in items:
            if "browser" in item.keywords:
                item.add_marker(skip)


def find_chromium() -> str | None:
    return next(
        (
            path
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (path := shutil.which(name))
        ),
        None,
    )


@pytest.fixture
def cast(db) -> Cast:
    """Alice and Bob walk, Ed writes, Rhea reviews, Pia publishes, nobody is nobody."""
    return Cast()


@pytest.fixture(autouse=True)
def _no_caches_of_versions():
    """Tests whose changes are rolled back and that set the clock may have the same version."""
    clear_version_caches()


@pytest.fixture
def clock():
    """The clock stands at NOW; `clock.move_to(…)` sets it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
