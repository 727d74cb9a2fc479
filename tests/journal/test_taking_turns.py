"""Who changes walks locks their person first, so that two requests never wait for each other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal.api import storing
from journal.exchange import import_preview
from journal.views import walk_pages
from tests.cast import NOW, make_import, make_walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WRITING = tuple(f'UPDATE "journal_{table}"' for table in ("walk", "walkimport"))


def delete(client, walk) -> None:
    client.post(reverse("journal:delete_walk", args=[walk.entry]))


def bring_back(client, walk) -> None:
    type(walk).objects.filter(pk=walk.pk).update(deleted_at=NOW)
    client.post(reverse("journal:undo_delete", args=[walk.entry]))


def undo_import(client, walk) -> None:
    brought = make_import(walk.walker, entries=[str(walk.entry)])
    client.post(reverse("journal:undo_import", args=[brought.key]))


def put(client, walk) -> None:
    address = f"/journal/api/walks/{walk.entry}/"
    sent = {key: value for key, value in client.get(address).json().items() if key != "state"}
    sent["minutes"] = 33
    assert client.put(address, sent, content_type="application/json").status_code == 200


@pytest.mark.parametrize(
    ("module", "act"),
    [
        (walk_pages, delete),
        (walk_pages, bring_back),
        (import_preview, undo_import),
        (storing, put),
    ],
)
def test_the_person_is_locked_before_any_walk_is_written_or_locked(cast, monkeypatch, module, act):
    walk = make_walk(cast.alice)
    client = cast.client(cast.alice)
    since_lock: list[int] = []
    with CaptureQueriesContext(connection) as asked:
        monkeypatch.setattr(module, "lock", lambda walker: since_lock.append(len(asked)))
        act(client, walk)
    writes = [
        at for at, each in enumerate(asked.captured_queries) if each["sql"].startswith(WRITING)
    ]
    if act is bring_back:
        writes = writes[1:]  # the test's own
    assert writes
    assert since_lock[0] <= writes[0]
