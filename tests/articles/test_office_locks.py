"""What is sent to a page of the office is done on a locked row; to open it locks nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import make_article, make_draft
from tests.office import act_url, post_act, url
from tests.queries import count_of_rows

pytestmark = pytest.mark.usefixtures("clock")

PAGES = ("merge", "split")


def test_to_open_a_page_keeps_nobody_from_saving(cast):
    draft = make_draft(make_article(), author=cast.ed)
    client = cast.client(cast.ed)
    pages = (act_url(draft, "submit"), *(url(f"articles_edition_{n}", draft.pk) for n in PAGES))
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200, page
        assert count_of_rows(queries) == len(queries), page  # none begins a transaction


def test_what_is_sent_is_done_in_one_transaction(cast):
    draft = make_draft(make_article(), author=cast.ed)
    client = cast.client(cast.ed)
    with CaptureQueriesContext(connection) as queries:
        post_act(client, draft, "submit")
    statements = [each["sql"] for each in queries]
    begun = next(at for at, sql in enumerate(statements) if sql.startswith("SAVEPOINT"))
    row = next(at for at, sql in enumerate(statements) if sql.startswith("UPDATE"))
    read = [at for at, sql in enumerate(statements) if 'FROM "articles_edition"' in sql]
    assert any(begun < at < row for at in read)
    draft.refresh_from_db()
    assert draft.state == draft.State.IN_REVIEW
