"""A file on the site: looked at, taken as ticked, never twice, undone as a whole."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from journal.exchange import import_preview
from journal.models import UnfinishedWalk, Walk, WalkImport
from journal.saving import change_walk
from tests.cast import NOW, make_import, make_walk
from tests.journal.test_walk_imports import EXPORTS, HEADING, apple, tcx, workout

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE, TAKE = reverse("journal:import"), reverse("journal:take_import")
TABLE = f"{HEADING},note\n2026-05-12T09:30,20,2,3,by the canal\n2026-05-13T09:30,x,2,3,\n"


def look(client, content: str | bytes, **more):
    content = content.encode() if isinstance(content, str) else content
    return client.post(PAGE, {"file": SimpleUploadedFile("walks.bin", content), **more})


def form_of(page) -> dict:
    """What the page would send as it stands."""
    text = page.content.decode()
    ticked = re.findall(r'name="walk" value="(\d+)" checked', text)
    return {"sealed": re.search(r'name="sealed" value="([^"]+)"', text)[1], "walk": ticked}


def test_a_table_is_looked_at_first_and_taken_without_its_bad_row(cast):
    alice = cast.client(cast.alice)
    page = look(alice, TABLE)
    assert b"Row 3" in page.content
    assert Walk.objects.count() == 0
    assert alice.post(TAKE, form_of(page)).url == PAGE
    walk = Walk.objects.get()
    assert (walk.walker, walk.minutes, walk.note) == (cast.alice, 20, "by the canal")
    assert WalkImport.objects.get().entries == [str(walk.entry)]
    alice.post(TAKE, form_of(page))  # sent again
    assert b"already in your journal" in look(alice, TABLE).content
    assert (Walk.objects.count(), WalkImport.objects.count()) == (1, 1)


def test_minutes_of_a_phone_wait_and_what_is_not_certain_is_not_ticked(cast):
    alice = cast.client(cast.alice)
    assert form_of(look(alice, tcx(1200)))["walk"] == []
    alice.post(TAKE, form_of(look(alice, apple(workout()))))
    assert UnfinishedWalk.objects.get().minutes == 26


def test_what_cannot_be_taken_is_not_taken_whatever_is_sent(cast):
    alice = cast.client(cast.alice)
    sealed = form_of(look(alice, TABLE))["sealed"]
    make_walk(cast.alice, started_at=NOW - timedelta(days=2, hours=3, minutes=30))
    alice.post(TAKE, {"sealed": sealed, "walk": ["0", "7", "-1", "x", "9" * 5000]})
    assert Walk.objects.count() == 1  # the same walk was logged meanwhile


def test_a_form_of_somebody_else_or_of_yesterday_takes_nothing(cast, clock):
    alice, bob = cast.client(cast.alice), cast.client(cast.bob)
    sent = form_of(look(alice, TABLE))
    bob.post(TAKE, sent)
    bob.post(TAKE, {})
    clock.move_to(NOW + import_preview.MAX_AGE + timedelta(minutes=1))
    cast.client(cast.alice).post(TAKE, sent)
    assert Walk.objects.count() == 0


def test_an_import_is_undone_as_a_whole_by_its_own_person(cast):
    alice = cast.client(cast.alice)
    other = make_walk(cast.alice)
    alice.post(TAKE, form_of(look(alice, TABLE)))
    alice.post(TAKE, form_of(look(alice, apple(workout()))))
    for brought in WalkImport.objects.for_user(cast.alice):
        undo = reverse("journal:undo_import", args=[brought.key])
        assert cast.client(cast.bob).post(undo).status_code == 404
        assert alice.post(undo).url == PAGE
        alice.post(undo)
    assert list(Walk.objects.for_user(cast.alice)) == [other]
    assert UnfinishedWalk.objects.count() == 0
    assert b"undone" in alice.get(PAGE).content


@pytest.mark.parametrize(("choice", "left"), [("keep", 1), ("remove", 0)])
def test_walks_that_were_changed_since_are_shown_and_kept_if_wanted(cast, clock, choice, left):
    alice = cast.client(cast.alice)
    rows = [f"2026-05-{day}T09:30,20,2,3" for day in (11, 12)]
    alice.post(TAKE, form_of(look(alice, "\n".join([HEADING, *rows]))))
    clock.shift(60)
    walk = Walk.objects.earliest("started_at")
    walk.minutes = 25
    change_walk(walk, timezone.now())
    undo = reverse("journal:undo_import", args=[WalkImport.objects.get().key])
    asked = alice.post(undo)
    assert b"1 of its 2 walks you changed since" in asked.content
    assert b"Mon 11 May 2026, 09:30" in asked.content
    assert b"Tue 12 May" not in asked.content
    assert Walk.objects.for_user(cast.alice).count() == 2
    assert alice.post(undo, {"changed": choice}).url == PAGE
    assert Walk.objects.for_user(cast.alice).count() == left
    alice.post(undo, {"changed": "remove"})  # sent again
    assert Walk.objects.for_user(cast.alice).count() == left


def test_of_the_hour_that_comes_twice_it_is_said_which_it_is(cast, clock):
    alice = cast.client(cast.alice)
    table = f"{HEADING}\n2025-10-26T01:30+01:00,20,2,3\n2025-10-26T01:30+00:00,20,2,3\n"
    page = look(alice, table)
    alice.post(TAKE, form_of(page))
    shown = [page, alice.get(reverse("journal:walks")), alice.get(reverse("journal:home"))]
    for text in (each.content.decode() for each in shown):
        assert "01:30 (UTC+01:00)" in text
        assert "01:30 (UTC+00:00)" in text
    assert "(UTC+" not in look(alice, TABLE).content.decode()


def test_columns_and_days_of_another_program_can_be_chosen(cast):
    alice = cast.client(cast.alice)
    table = "When;Moving\n13/05/2026 09:30;0:25\n"
    page = look(alice, table)
    assert b"names no column" in page.content
    assert b'<option value="moving">' in page.content
    chosen = {"column_started_at": "when", "column_minutes": "moving"}
    page = look(alice, table, dates="day_first", has_lengths="on", **chosen)
    assert b"Wed 13 May 2026, 09:30, 25 minutes" in page.content
    alice.post(TAKE, form_of(page))
    assert UnfinishedWalk.objects.get().minutes == 25


def test_of_a_walk_that_is_there_and_says_something_else_that_is_told(cast):
    alice = cast.client(cast.alice)
    row = "2026-05-12T09:30,20,2,3"
    alice.post(TAKE, form_of(look(alice, f"{HEADING}\n{row}\n")))
    assert b"where it says something else" not in look(alice, f"{HEADING}\n{row}\n").content
    page = look(alice, f"{HEADING}\n{row[:-1]}9\n").content
    assert b"already in your journal, where it says something else" in page
    entry = Walk.objects.get().entry
    for before in ("2026-05-12T10:30", "2025-05-12T09:30"):  # by which day it was corrected
        page = look(alice, f"{HEADING},entry\n{before},20,2,3,{entry}\n").content
        assert b"already in your journal, where it says something else" in page


def test_of_a_table_with_too_many_walks_no_columns_are_asked_for(cast, monkeypatch):
    monkeypatch.setattr(import_preview, "MAX_PREVIEWED", 1)
    rows = "2026-05-12T09:30,20,2,3\n2026-05-13T09:30,20,2,3\n"
    page = look(cast.client(cast.alice), f"{HEADING}\n{rows}").content.decode()
    assert "make several tables of it" in page
    assert "Say below which column is which" not in page


def test_no_columns_are_offered_where_no_choice_of_them_helps(cast):
    samsung = "com.samsung.shealth.sleep,6312001,14\nstart_time,duration\n"
    page = look(cast.client(cast.alice), samsung).content.decode()
    assert "in this export of Samsung Health" in page
    assert "Say below which column is which" not in page


def test_a_table_that_is_asked_about_can_be_read_otherwise_without_choosing_it_again(cast):
    alice = cast.client(cast.alice)
    table = f"{HEADING}\n2026-05-12T09:30,3:10,2,3\n"
    page = look(alice, table, has_lengths="on")
    assert "may be 3 h 10 min or 3 min 10 s" in page.content.decode()
    assert "You can choose how it is read" in page.content.decode()
    assert "Read it in another way" in page.content.decode()
    assert form_of(page)["walk"] == []
    kept = {"kept": kept_in(page), "has_lengths": "on", "colon": "minutes"}
    again = alice.post(PAGE, kept)
    assert form_of(again)["walk"] == ["0"]
    assert "3 minutes, pain 2 to 3" in again.content.decode()


def kept_in(page) -> str:
    return re.search(r'name="kept" value="([^"]+)"', page.content.decode())[1]


def test_a_table_is_chosen_once_however_often_it_is_read(cast):
    alice = cast.client(cast.alice)
    page = look(alice, "When;Hour;Moving\n13/05/2026;9:30;0:25\n2026-05-13;9:30;0:26\n")
    assert b"You do not have to choose the file again" in page.content
    columns = {"column_started_at": "when", "column_time_of_started_at": "hour"}
    columns |= {"column_minutes": "moving", "has_lengths": "on"}
    page = alice.post(PAGE, {"kept": kept_in(page), "dates": "iso", **columns})
    assert b"Row 2: started_at" in page.content
    assert b"Read it in another way" in page.content
    sent = {"kept": kept_in(page), "dates": "day_first", **columns}
    page = alice.post(PAGE, sent)
    assert b"Wed 13 May 2026, 09:30, 25 minutes" in page.content
    errors = alice.post(PAGE, sent | {"errors": "1"})
    assert errors["Content-Disposition"] == 'attachment; filename="errors.csv"'
    alice.post(TAKE, form_of(page))
    assert UnfinishedWalk.objects.get().minutes == 25


def test_a_kept_table_is_read_for_its_own_person_alone_and_for_half_a_day(cast, clock):
    kept = kept_in(look(cast.client(cast.alice), "When;Moving\n13/05/2026 09:30;0:25\n"))
    for client, sent in [(cast.bob, kept), (cast.alice, "x"), (cast.alice, kept[:-1])]:
        assert b"This page is too old" in cast.client(client).post(PAGE, {"kept": sent}).content
    assert b"Choose the file first" in cast.client(cast.alice).post(PAGE, {"kept": ""}).content
    clock.shift(13 * 60 * 60)
    assert b"This page is too old" in cast.client(cast.alice).post(PAGE, {"kept": kept}).content


def test_a_table_too_long_for_a_form_is_chosen_again(cast):
    page = look(cast.client(cast.alice), "When;Moving\n" + "13/05/2026 09:30;0:25\n" * 200_000)
    assert b"names no column" in page.content
    assert b"do not have to choose the file again" not in page.content


def test_all_errors_can_be_saved_as_a_table(cast):
    answer = look(cast.client(cast.alice), TABLE, errors="1")
    assert answer["Content-Disposition"] == 'attachment; filename="errors.csv"'
    assert '3,"minutes must be a whole number' in answer.content.decode()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xff\xfe\x00", b"mood,day\nfine,1\n"])
def test_what_is_no_file_of_walks_is_said_on_the_page(cast, content):
    page = look(cast.client(cast.alice), content)
    assert (page.status_code, b"error" in page.content) == (200, True)


def test_a_page_names_a_file_as_text_and_keeps_it_private(cast):
    alice = cast.client(cast.alice)
    make_import(cast.alice, file_name="<b>walks</b>.gpx")
    page = alice.get(PAGE)
    assert b"&lt;b&gt;walks" in page.content
    assert "no-store" in page["Cache-Control"]
    assert b"walks</b>" not in cast.client(cast.bob).get(PAGE).content


def test_a_file_that_is_no_walk_says_what_it_is(cast):
    run = (EXPORTS / "garmin-no-clock-run.fit").read_bytes()
    assert b"another kind (running)" in look(cast.client(cast.alice), run).content
