"""The site as it runs at scale: on PostgreSQL."""

import os
import tempfile
from pathlib import Path

import pytest

from tests import services

pytestmark = pytest.mark.service
# What these look at is worked out in Python from rows that the other tests of the journal read with
# the same queries, or was read from a file before a database is asked. SOAK=1 leaves none out.
ALIKE = [
    *("advice", "made_up_kind", "match_advice", "match_cohort", "method", "newcomer_page"),
    *("page_steps", "report", "rule_admin", "ten_days", "try", "twelve_walkers", "walk_files"),
]
LEFT_OUT = [] if os.environ.get("SOAK") else ALIKE


@pytest.fixture
def folder():
    """Under the system's temporary folder, where the server's own user may enter."""
    with tempfile.TemporaryDirectory(prefix="backsite-", ignore_cleanup_errors=True) as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


@pytest.mark.long
@pytest.mark.postgres
def test_search_articles_and_kept_pages_work_on_postgresql(folder):
    """What a database decides: search and its order, prepared queries, triggers, locks."""
    with services.postgresql(folder) as address:
        services.run_tests(
            "-p",
            "tests.only_database",
            "tests/articles/test_search.py",
            "tests/articles/test_search_page.py",
            "tests/articles/test_search_wordings.py",
            "tests/articles/test_finding_everything.py",
            "tests/articles/test_warning_sign_search.py",
            "tests/articles/test_checks.py",
            "tests/articles/test_similar_questions.py",
            "tests/articles/test_editions.py",
            "tests/articles/test_deletion.py",
            "tests/articles/test_rich_text.py",
            "tests/articles/test_saving_together.py",
            "tests/articles/on_postgresql.py",
            "tests/articles/test_content_version.py",
            "tests/backsite/lost_rows.py",
            "tests/backsite/test_page_cache.py",
            "tests/backsite/test_health.py",
            "-m",
            "not service and not browser",
            DATABASE_URL=address,
        )


@pytest.mark.long
@pytest.mark.postgres
def test_the_journal_works_on_postgresql(folder):
    """What a database decides: constraints, the lengths of columns, bytes that text may not have,
    JSON, locks, time zones, what is stored of walks, files, programmes and reminders, and that it
    is erased. Of the rest see `ALIKE`."""
    journal = Path(__file__).parent / "journal"
    ignored = [journal / f"test_{name}.py" for name in LEFT_OUT]
    assert all(path.exists() for path in ignored)
    with services.postgresql(folder) as address:
        services.run_tests(
            "-p",
            "tests.only_database",
            "tests/journal",
            *(f"--ignore={path}" for path in ignored),
            "-m",
            "not service and not browser",
            DATABASE_URL=address,
        )


@pytest.mark.long
@pytest.mark.postgres
def test_the_journal_works_on_tables_that_are_cut_by_person(folder):
    with services.postgresql(folder) as address:
        services.run_tests(
            "-p",
            "tests.partitioned",
            "tests/journal/on_partitions.py",
            "tests/journal/test_journal_pages.py",
            "tests/journal/test_programmes.py",
            "tests/journal/test_tables_by_person.py",
            DATABASE_URL=address,
        )
