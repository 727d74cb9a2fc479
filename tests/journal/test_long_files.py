"""A long file on the site: put aside, read by the runner of jobs, seen, cancelled, never kept."""

import os
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.jobs import run_due, run_next
from accounts.models import Consent
from journal.exchange import file_reading, file_store, timed_file
from journal.exchange.file_reading import MAX_TRIES, forget_old_files, read_received
from journal.exchange.file_store import ARRIVING_SECONDS, lost_files, path_of
from journal.forms.erase_form import erase_everything_of
from journal.models import ReceivedFile, UnfinishedWalk, WalkImport
from journal.views import import_pages
from tests.cast import NOW, make_received
from tests.journal.test_import_pages import PAGE, TABLE, TAKE, form_of, look
from tests.journal.test_walk_imports import apple, archive, workout

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]

State = ReceivedFile.State


@pytest.fixture(autouse=True)
def folder(tmp_path, settings, monkeypatch) -> Path:
    """Everything but a table counts as long, and what is done after a commit is done at once."""
    settings.RECEIVED_FILES = tmp_path / "received"
    monkeypatch.setattr(import_pages, "MAX_BYTES_AT_ONCE", 0)
    at_once = SimpleNamespace(atomic=transaction.atomic, on_commit=lambda act: act())
    monkeypatch.setattr(file_reading, "transaction", at_once)
    return settings.RECEIVED_FILES


def lying(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_long_file_is_read_by_the_runner_and_taken_as_ticked(cast, folder):
    alice = cast.client(cast.alice)
    page = look(alice, apple(workout()))
    (row,) = ReceivedFile.objects.for_user(cast.alice)
    assert page.url == reverse("journal:received_file", args=[row.key])
    (file,) = lying(folder)
    assert (file.stat().st_mode & 0o77, folder.stat().st_mode & 0o77) == (0, 0)
    shown = alice.get(page.url)
    assert b"It waits for its turn" in shown.content
    assert f'<a class="btn btn-primary" href="{page.url}">See how far' in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert b"See how far it is" in alice.get(PAGE).content
    run_due()
    assert lying(folder) == []
    shown = alice.get(page.url)
    assert b"26 minutes" in shown.content
    assert UnfinishedWalk.objects.count() == 0
    sent = form_of(shown) | {"received": str(row.key)}
    assert b"none was ticked" in alice.post(TAKE, sent | {"walk": []}, follow=True).content
    assert b"26 minutes" in alice.get(page.url).content  # nobody has to send the file again
    alice.post(TAKE, sent)
    assert UnfinishedWalk.objects.get().minutes == 26
    assert WalkImport.objects.get().file_name == "walks.bin"
    assert ReceivedFile.objects.count() == 0


def test_a_small_file_that_takes_long_is_left_to_the_runner(cast, monkeypatch):
    monkeypatch.setattr(import_pages, "MAX_BYTES_AT_ONCE", 2**20)
    monkeypatch.setattr(import_pages, "READING_SECONDS", -1)
    assert look(cast.client(cast.alice), apple(workout())).status_code == 302
    run_due()
    assert ReceivedFile.objects.get().state == State.READ


def test_a_table_is_read_at_once(cast):
    assert b"Row 3" in look(cast.client(cast.alice), TABLE).content


def test_how_far_it_is_is_seen_and_cancelling_ends_it(cast, folder, monkeypatch):
    alice = cast.client(cast.alice)
    page = look(alice, apple(*[workout()] * 2000)).url
    monkeypatch.setattr(timed_file, "PROGRESS_SECONDS", 0)
    seen = []

    def look_and_cancel(row, place):
        tell_progress(row, place)
        seen.append(alice.get(page).content.decode())
        if place > 200_000:
            alice.post(f"{page}cancel/")

    tell_progress = file_reading._tell_progress
    monkeypatch.setattr(file_reading, "_tell_progress", look_and_cancel)
    run_due()
    assert "0% is read" in seen[0]
    assert 20 < int(seen[-1].partition("% is read")[0].rpartition(">")[2]) < 90
    assert (ReceivedFile.objects.count(), lying(folder)) == (0, [])
    assert alice.get(page).status_code == 404


def test_what_is_no_file_of_walks_is_refused_on_its_page(cast, folder):
    alice = cast.client(cast.alice)
    page = look(alice, archive(a="b")).url
    run_due()
    shown = alice.get(page).content.decode()
    assert "could not be read" in shown
    assert "no file of walks" in shown
    assert lying(folder) == []
    assert alice.post(f"{page}cancel/").url == PAGE
    assert ReceivedFile.objects.count() == 0


def test_a_newer_file_takes_the_place_of_an_older(cast, folder):
    alice = cast.client(cast.alice)
    for _ in range(2):
        look(alice, apple(workout()))
    assert (ReceivedFile.objects.count(), len(lying(folder))) == (1, 1)
    run_due()  # the first job finds nothing to do
    assert ReceivedFile.objects.get().state == State.READ


def test_nobody_else_sees_or_cancels_it(cast, folder):
    page = look(cast.client(cast.alice), apple(workout())).url
    bob = cast.client(cast.bob)
    assert bob.get(page).status_code == 404
    assert bob.post(f"{page}cancel/").status_code == 404
    bob.post(TAKE, {"received": str(ReceivedFile.objects.get().key)})
    assert len(lying(folder)) == ReceivedFile.objects.count() == 1


def test_a_file_that_ends_the_runner_is_refused_at_last(cast, folder, monkeypatch):
    """As if the process was killed each time: the job is still there, its lease over."""
    look(cast.client(cast.alice), apple(workout()))
    given = {"walker": cast.alice.pk, "file": str(ReceivedFile.objects.get().key)}

    def killed(*_):
        raise SystemExit

    monkeypatch.setattr(file_reading, "read_walk_file", killed)
    for _ in range(MAX_TRIES):
        with pytest.raises(SystemExit):
            read_received(given)
        assert ReceivedFile.objects.get().is_underway
    read_received(given)
    assert ReceivedFile.objects.get().state == State.REFUSED
    assert lying(folder) == []


def test_a_file_that_is_gone_is_said(cast):
    look(cast.client(cast.alice), apple(workout()))
    path_of(ReceivedFile.objects.get().key).unlink()
    run_due()
    assert "not here any more" in ReceivedFile.objects.get().reason


def test_what_nobody_comes_back_for_is_thrown_away(cast, folder, clock):
    look(cast.client(cast.alice), apple(workout()))
    (file,) = lying(folder)
    stray = folder / "holiday.jpg"
    stray.touch()
    lost = path_of(make_received(cast.bob).key)
    ReceivedFile.objects.for_user(cast.bob).delete()
    for path in (lost, stray):
        path.touch()
        os.utime(path, (0, 0))
    forget_old_files(NOW)
    assert lying(folder) == sorted([file, stray])
    forget_old_files(NOW + timedelta(days=1, minutes=1))
    assert lying(folder) == [stray]
    assert ReceivedFile.objects.count() == 0
    assert lost_files(ARRIVING_SECONDS) == []


def test_erasing_the_journal_takes_the_file_along(cast, folder):
    look(cast.client(cast.alice), apple(workout()))
    erase_everything_of(cast.alice)
    assert (ReceivedFile.objects.count(), lying(folder)) == (0, [])


def test_of_a_closed_journal_no_file_is_read(cast):
    look(cast.client(cast.alice), apple(workout()))
    Consent.withdraw(cast.alice, NOW)
    assert run_next(NOW)
    assert ReceivedFile.objects.get().state == State.WAITING


def test_a_file_without_room_takes_no_earlier_one_away(cast, folder, monkeypatch):
    alice = cast.client(cast.alice)
    look(alice, apple(workout()))
    earlier, kept = ReceivedFile.objects.get(), lying(folder)
    monkeypatch.setattr(file_store, "MAX_STORED_BYTES", 10)
    look(alice, apple(workout()))
    assert (ReceivedFile.objects.get(), lying(folder)) == (earlier, kept)


def test_where_there_is_no_room_it_is_said(cast, folder, monkeypatch):
    monkeypatch.setattr(file_store, "MAX_STORED_BYTES", 10)
    page = look(cast.client(cast.alice), apple(workout()))
    assert b"Too many long files" in page.content
    assert (ReceivedFile.objects.count(), lying(folder)) == (0, [])
