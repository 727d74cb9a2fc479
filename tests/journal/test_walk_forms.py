"""How a walk is typed in: what is refused and in which words, what is never lost or doubled."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from journal.forms.walk_forms import DetailedWalkForm, WalkForm
from journal.models import Walk
from tests.cast import NOW, make_walk, make_walker

pytestmark = pytest.mark.django_db

HOME, NEW = reverse("journal:home"), reverse("journal:new_walk")
OPTIONAL = (
    "stopped_early",
    "leg_symptoms",
    "eased_by_sitting",
    "eased_by_leaning_forward",
    "eased_by_standing_still",
    "eased_by_lying",
    "pain_next_morning",
    "painkiller",
)


def quick(**fields) -> dict:
    values = {"entry": str(uuid.uuid4()), "minutes": "20", "pain_before": "2", "pain_after": "4"}
    return values | fields


def detailed(**fields) -> dict:
    return quick(started_at="2026-05-14T09:30") | fields


@pytest.fixture
def alice(cast, clock) -> Client:
    return cast.client(cast.alice)


def only_walk() -> Walk:
    return Walk.objects.get()


def sent_by(page: str) -> dict:
    """What a browser would send of a page's form if nobody touched it."""
    typed = {}
    for tag in re.findall(r"<(?:input|textarea|select)\b[^>]*>", page):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        chosen = 'type="radio"' not in tag and 'type="checkbox"' not in tag
        if name and (chosen or "checked" in tag):
            typed[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        selected = re.search(r'<option value="([^"]*)" selected', options)
        typed[name] = selected[1] if selected else ""
    for name, text in re.findall(
        r'<textarea name="([^"]+)".*?>\s*(.*?)</textarea>', page, re.DOTALL
    ):
        typed[name] = text
    return typed


# --- The quick form ---------------------------------------------------------------------------


def test_three_answers_make_a_walk_that_began_its_length_ago(alice, cast):
    answer = alice.post(HOME, quick(minutes="45"), follow=True)
    assert answer.redirect_chain == [(HOME, 302)]
    assert "Saved:" in answer.content.decode()
    walk = only_walk()
    assert (walk.minutes, walk.pain_before, walk.pain_after) == (45, 2, 4)
    assert (walk.walker, walk.time_zone) == (cast.alice, "Europe/London")
    assert walk.started_at == NOW - timedelta(minutes=45)
    assert walk.logged_at == walk.changed_at == NOW
    assert not walk.is_late


def test_what_the_quick_form_does_not_ask_stays_unknown(alice):
    alice.post(HOME, quick())
    walk = only_walk()
    assert [getattr(walk, name) for name in OPTIONAL] == [None] * len(OPTIONAL)
    assert (walk.slope, walk.surface, walk.load, walk.note) == ("", "", "", "")


def test_the_field_of_the_note_says_that_no_warning_comes_from_it(alice):
    """Notes are never analysed, as was agreed: who writes of a danger there is told where."""
    page = alice.get(NEW).content.decode()
    assert "no warning can come from it" in page
    assert reverse("articles:get_help") in page


@pytest.mark.parametrize("address", [HOME, NEW])
def test_nothing_is_chosen_beforehand(alice, address):
    page = alice.get(address).content.decode()
    for name in ("pain_before", "pain_after"):
        buttons = re.findall(rf'<input type="radio" name="{name}"[^>]*>', page)
        assert len(buttons) == 11
        assert not [button for button in buttons if "checked" in button]
    assert not sent_by(page)["minutes"]


@pytest.mark.parametrize("address", [HOME, NEW])
def test_each_thing_that_is_missing_is_asked_for_in_words(alice, address):
    answer = alice.post(address, {"entry": str(uuid.uuid4())})
    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert errors["minutes"] == ["Say how many minutes you walked."]
    assert "0 to 10" in errors["pain_before"][0]
    assert "Pain before" in errors["pain_before"][0]
    assert "Pain after" in errors["pain_after"][0]
    assert 'href="#id_minutes"' in answer.content.decode()
    assert not Walk.objects.exists()


@pytest.mark.parametrize(
    "minutes",
    ["0", "1441", "-5", "20.5", "20,5", "1e2", "9" * 30, "9" * 5000, "twenty", "", "  ", "0x14",
     "NaN", "½", "²", "\x00", "<b>20</b>"],
)  # fmt: skip
def test_minutes_that_are_none_are_refused_and_shown_again(alice, minutes):
    answer = alice.post(HOME, quick(minutes=minutes))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["minutes"]
    assert not Walk.objects.exists()


@pytest.mark.parametrize(
    ("typed", "minutes"), [(" 20 ", 20), ("٢٠", 20), ("020", 20), ("20.0", 20)]
)
def test_minutes_that_can_be_meant_in_one_way_only_are_taken(alice, typed, minutes):
    """Figures of another script, a blank and a point with nothing behind it."""
    alice.post(HOME, quick(minutes=typed))
    assert only_walk().minutes == minutes


@pytest.mark.parametrize(
    ("typed", "minutes"), [("25 min", 25), ("25min.", 25), ("1 h 5", 65), ("1h", 60)]
)
def test_minutes_with_their_unit_are_taken(alice, typed, minutes):
    alice.post(HOME, quick(minutes=typed))
    assert only_walk().minutes == minutes


@pytest.mark.parametrize(
    ("typed", "said"), [("22,5", "22 or 23"), ("22.5", "22 or 23"), ("1:05", "65 for an hour")]
)
def test_what_could_mean_two_lengths_is_answered_with_both(alice, typed, said):
    answer = alice.post(HOME, quick(minutes=typed))
    assert said in answer.context["form"].errors["minutes"][0]
    assert sent_by(answer.content.decode())["minutes"] == typed
    assert not Walk.objects.exists()


# --- A usual length, and another moment ---------------------------------------------------------


def test_the_lengths_walked_most_are_buttons_and_none_is_pressed(alice, cast):
    for number, minutes in enumerate((45, 20, 20, 30, 30, 15)):
        make_walk(cast.alice, minutes=minutes, started_at=NOW - timedelta(days=number + 1))
    page = alice.get(HOME).content.decode()
    buttons = re.findall(r'<input type="radio" name="usual"[^>]*>', page)
    assert [re.search(r'value="(\d+)"', each)[1] for each in buttons] == ["20", "30", "45"]
    assert not [each for each in buttons if "checked" in each]
    alice.post(HOME, quick(minutes="", usual="30"))
    assert Walk.objects.for_user(cast.alice).first().minutes == 30


def test_a_button_and_another_number_are_asked_about(alice):
    answer = alice.post(HOME, quick(minutes="35", usual="30"))
    assert "pressed 30 and typed 35" in answer.context["form"].errors["minutes"][0]
    assert "usual" not in sent_by(answer.content.decode())
    assert not Walk.objects.exists()


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ({"when": "now"}, NOW - timedelta(minutes=20)),
        ({"when": "today", "about": "9:00"}, "2026-05-14T08:00"),
        ({"when": "today", "clock": "08:10"}, "2026-05-14T07:10"),
        ({"when": "yesterday", "about": "19:00"}, "2026-05-13T18:00"),
        ({"when": "yesterday", "about": "19:00", "clock": "18:15"}, "2026-05-13T17:15"),
        ({"when": "day", "day": "2026-01-02", "clock": "10:00"}, "2026-01-02T10:00"),
    ],
)
def test_the_quick_form_takes_another_moment_on_the_walkers_clock(alice, said, moment):
    alice.post(HOME, quick(**said))
    wanted = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment + "+00:00")
    assert only_walk().started_at == wanted


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"when": "yesterday"}, "clock"),
        ({"when": "day", "clock": "10:00"}, "day"),
        ({"when": "day", "day": "1999-12-31", "clock": "10:00"}, "day"),
        ({"when": "day", "day": "2026-02-30", "clock": "10:00"}, "day"),
        ({"when": "day", "day": "2026-06-01", "clock": "10:00"}, "clock"),
        ({"when": "today", "clock": "13:01"}, "clock"),
        ({"when": "today", "clock": "12:50"}, "clock"),
        ({"when": "today", "clock": "25:00"}, "clock"),
        ({"when": "tomorrow"}, "when"),
    ],
)
def test_another_moment_that_cannot_be_is_refused_at_its_field(alice, said, field):
    answer = alice.post(HOME, quick(**said))
    assert field in answer.context["form"].errors
    assert not Walk.objects.exists()


@pytest.mark.parametrize(
    ("now", "zone", "said", "moment"),
    [
        ("2028-02-29T00:05", "Europe/London", ("yesterday", "23:40"), "2028-02-28T23:40"),
        ("2028-03-01T09:00", "Europe/London", ("yesterday", "08:00"), "2028-02-29T08:00"),
        ("2027-01-01T00:10", "Europe/London", ("now", ""), "2026-12-31T23:50"),
        ("2027-01-01T00:10", "Europe/London", ("today", "00:09"), None),
        # 01:30 was left out that night: the clock went from 01:00 to 02:00.
        ("2026-03-29T08:00", "Europe/London", ("today", "01:30"), "2026-03-29T01:30"),
        # 01:30 came twice: the first is meant.
        ("2026-10-25T08:00", "Europe/London", ("today", "01:30"), "2026-10-25T00:30"),
        ("2026-10-25T00:55", "Europe/London", ("today", "01:30"), "2026-10-25T00:30"),
        ("2026-05-14T12:05", "Pacific/Auckland", ("yesterday", "23:30"), "2026-05-14T11:30"),
        ("2026-05-14T10:05", "Pacific/Pago_Pago", ("yesterday", "22:30"), "2026-05-13T09:30"),
    ],
)
def test_midnight_leap_days_and_changes_of_the_clock(cast, clock, now, zone, said, moment):
    """Twenty minutes; `now` and `moment` in UTC, what is said on the walker's own clock."""
    cast.alice.time_zone = zone
    cast.alice.save()
    clock.move_to(datetime.fromisoformat(now + "+00:00"))
    when, typed = said
    cast.client(cast.alice).post(HOME, quick(when=when, clock=typed))
    found = [walk.started_at for walk in Walk.objects.all()]
    assert found == ([datetime.fromisoformat(moment + "+00:00")] if moment else [])


# --- The same walk, and walks that overlap --------------------------------------------------------


def test_a_walk_typed_twice_is_one_walk_and_a_walk_within_another_is_said(alice):
    alice.post(NEW, detailed())
    again = alice.post(NEW, detailed(), follow=True).content.decode()
    assert "not stored twice" in again
    assert Walk.objects.count() == 1
    within = alice.post(NEW, detailed(started_at="2026-05-14T09:40"), follow=True).content.decode()
    assert "overlaps another walk" in within
    assert Walk.objects.count() == 2


def test_line_breaks_of_a_note_count_once(alice):
    alice.post(NEW, detailed(note="y" + "\r\n" * 20 + "x" * 980))
    assert not Walk.objects.exists()
    alice.post(NEW, detailed(note="y" + "\r\n" * 20 + "x" * 979))
    assert len(only_walk().note) == 1000


@pytest.mark.parametrize("score", ["11", "-1", "3.5", "", "ten", "٣", "3 ", "9" * 400])
@pytest.mark.parametrize("name", ["pain_before", "pain_after"])
def test_a_score_that_is_no_button_is_refused(alice, name, score):
    answer = alice.post(HOME, quick(**{name: score}))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [name]
    assert not Walk.objects.exists()


@pytest.mark.parametrize("score", [0, 10])
def test_the_ends_of_the_scale_are_scores(alice, score):
    alice.post(HOME, quick(pain_before=str(score), pain_after=str(10 - score)))
    assert (only_walk().pain_before, only_walk().pain_after) == (score, 10 - score)


def test_a_rejected_quick_form_keeps_what_was_typed(alice):
    typed = quick(minutes="", pain_before="3", pain_after="7")
    page = alice.post(HOME, typed).content.decode()
    again = sent_by(page)
    assert {name: again[name] for name in typed} == typed


def test_markup_in_a_field_is_shown_as_text(alice):
    page = alice.post(HOME, quick(minutes='"><script>x</script>')).content.decode()
    assert "<script>x" not in page


# --- Sent twice -------------------------------------------------------------------------------


def test_a_second_click_stores_once(alice):
    sent = quick()
    alice.post(HOME, sent)
    again = alice.post(HOME, sent, follow=True)
    assert again.redirect_chain == [(HOME, 302)]
    assert "not stored twice" in again.content.decode()
    assert Walk.objects.count() == 1


def test_a_second_click_that_overtakes_the_first_stores_once(cast, clock):
    """Both forms are read and found good before either is stored."""
    sent = quick()
    forms = [WalkForm(sent, walker=cast.alice, now=NOW) for _ in range(3)]
    assert all(form.is_valid() for form in forms)
    assert [form.store()[1] for form in forms] == [True, False, False]
    assert Walk.objects.count() == 1


def test_a_walk_sent_again_later_keeps_its_first_time(alice, clock):
    """As a phone does that was out of reach and could not know that the first sending arrived."""
    sent = quick()
    alice.post(HOME, sent)
    clock.shift(timedelta(hours=5))
    alice.post(HOME, sent)
    assert only_walk().started_at == NOW - timedelta(minutes=20)


def test_the_same_form_corrected_and_sent_again_is_not_dropped_in_silence(alice):
    sent = quick(minutes="2")
    alice.post(HOME, sent)
    answer = alice.post(HOME, sent | {"minutes": "20"}, follow=True)
    walk = only_walk()
    assert walk.minutes == 2
    assert answer.redirect_chain == [(walk.get_absolute_url(), 302)]
    assert "Choose “Change” to correct it" in answer.content.decode()


def test_a_walk_sent_again_after_it_was_deleted_stays_deleted_and_says_so(alice):
    sent = quick()
    alice.post(HOME, sent)
    alice.post(reverse("journal:delete_walk", args=[sent["entry"]]))
    answer = alice.post(HOME, sent, follow=True)
    assert "It stays deleted" in answer.content.decode()
    assert only_walk().deleted_at is not None


def test_another_walkers_entry_is_no_obstacle(alice, cast):
    entry = uuid.uuid4()
    theirs = make_walk(cast.bob, entry=entry, minutes=50)
    alice.post(HOME, quick(entry=str(entry), minutes="10"))
    assert Walk.objects.for_user(cast.alice).get().minutes == 10
    theirs.refresh_from_db()
    assert theirs.minutes == 50


@pytest.mark.parametrize("entry", ["", "x", "1234", "<b>"])
def test_a_form_without_its_number_is_refused_not_doubled(alice, entry):
    answer = alice.post(HOME, quick(entry=entry))
    assert answer.status_code == 200
    assert "entry" in answer.context["form"].errors
    assert not Walk.objects.exists()


def test_every_new_form_has_a_number_of_its_own(alice):
    numbers = {sent_by(alice.get(HOME).content.decode())["entry"] for _ in range(3)}
    assert len(numbers) == 3


def test_who_sends_it_owns_it_whatever_the_form_says(alice, cast):
    alice.post(
        HOME, quick(walker=str(cast.bob.pk), time_zone="Asia/Tokyo", deleted_at="2026-01-01")
    )
    walk = only_walk()
    assert (walk.walker, walk.time_zone, walk.deleted_at) == (cast.alice, "Europe/London", None)


# --- More detail ------------------------------------------------------------------------------


def test_all_that_can_be_said_of_a_walk_is_kept(alice):
    alice.post(
        NEW,
        detailed(
            stopped_early="yes",
            leg_symptoms="one",
            eased_by_sitting="yes",
            eased_by_leaning_forward="no",
            eased_by_standing_still="",
            eased_by_lying="no",
            pain_next_morning="0",
            painkiller="no",
            slope="hilly",
            surface="soft",
            load="light",
            note="  by the canal\nand back ",
        ),
    )
    walk = only_walk()
    assert walk.started_at == datetime(2026, 5, 14, 8, 30, tzinfo=UTC)
    assert [getattr(walk, name) for name in OPTIONAL] == [
        True, "one", True, False, None, False, 0, False,
    ]  # fmt: skip
    assert (walk.slope, walk.surface, walk.load) == ("hilly", "soft", "light")
    assert walk.note == "by the canal\nand back"


def test_unknown_stays_unknown_and_is_never_no(alice):
    alice.post(NEW, detailed(**dict.fromkeys((*OPTIONAL, "slope", "surface", "load"), "")))
    walk = only_walk()
    assert [getattr(walk, name) for name in OPTIONAL] == [None] * len(OPTIONAL)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("leg_symptoms", "left"),
        ("slope", "steep"),
        ("eased_by_sitting", "perhaps"),
        ("pain_next_morning", "11"),
        ("note", "x" * 1001),
        ("note", "a\x00b"),
        *[("started_at", text) for text in (
            "yesterday", "2026-02-29T09:00", "2026-05-14", "2026-05-14T09:30+01:00",
            "2026-05-14T09:30Z", "2026-13-01T09:00", "2026-05-14T25:00",
            "0206-05-14T09:00", "0001-01-01T00:00", "1999-12-31T23:59", "9999-12-31T23:59",
            "2026-05-14T13:01", "2026-05-15T09:00", "T", "9" * 400,
        )],
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field_and_all_else_stays_typed(alice, name, value):
    typed = detailed(note="by the canal") | {name: value}
    answer = alice.post(NEW, typed)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [name]
    assert not Walk.objects.exists()
    again = sent_by(answer.content.decode())
    for kept in {*typed} - {name}:
        assert again[kept] == typed[kept]


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati"])
@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_break_no_zone(cast, clock, zone, year):
    person = make_walker("far@example.org", time_zone=zone)
    answer = cast.client(person).post(NEW, detailed(started_at=f"{year}T00:00"))
    assert "started_at" in answer.context["form"].errors


def test_a_walk_ends_by_now_or_two_minutes_ahead_for_a_clock_that_is_fast(alice):
    alice.post(NEW, detailed(started_at="2026-05-14T12:42"))  # summer time: ends at NOW + 2
    assert only_walk().started_at == NOW - timedelta(minutes=20)
    for start in ("2026-05-14T12:43", "2026-05-14T13:00"):
        answer = alice.post(NEW, detailed(started_at=start))
        assert "in the future" in answer.context["form"].errors["started_at"][0]
    assert Walk.objects.count() == 1


def test_in_detail_too_a_walk_without_a_start_has_just_ended(alice):
    assert sent_by(alice.get(NEW).content.decode())["started_at"] == ""
    alice.post(NEW, detailed(started_at="", minutes="60"))
    assert only_walk().started_at == NOW - timedelta(minutes=60)


def test_a_leap_day_is_a_day(alice):
    alice.post(NEW, detailed(started_at="2024-02-29T09:00"))
    assert only_walk().started_at == datetime(2024, 2, 29, 9, 0, tzinfo=UTC)
    assert only_walk().is_late


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        # The clock goes from 1:00 to 2:00: half past one is the moment half an hour after one.
        ("2026-03-29T00:59", "2026-03-29T00:59"),
        ("2026-03-29T01:30", "2026-03-29T01:30"),
        ("2026-03-29T02:30", "2026-03-29T01:30"),
        # It goes from 2:00 back to 1:00: the first of the two hours is meant.
        ("2026-10-25T00:59", "2026-10-24T23:59"),
        ("2026-10-25T01:30", "2026-10-25T00:30"),
        ("2026-10-25T02:00", "2026-10-25T02:00"),
    ],
)
def test_walks_on_the_days_when_the_clock_changes(cast, clock, typed, moment):
    clock.move_to(datetime(2026, 11, 1, tzinfo=UTC))
    cast.client(cast.alice).post(NEW, detailed(started_at=typed))
    assert only_walk().started_at == datetime.fromisoformat(moment).replace(tzinfo=UTC)


# --- Changing a walk --------------------------------------------------------------------------


def edit(client: Client, walk: Walk, **changes):
    """Open the form, change some fields, and send all of it, as a browser does."""
    address = reverse("journal:edit_walk", args=[walk.entry])
    return client.post(address, sent_by(client.get(address).content.decode()) | changes)


def test_a_walk_opened_and_kept_untouched_is_the_same_walk(alice, cast):
    walk = make_walk(
        cast.alice,
        started_at=NOW - timedelta(hours=2, seconds=17, microseconds=5),
        pain_next_morning=0,
        eased_by_sitting=False,
        eased_by_lying=True,
        leg_symptoms="none",
        slope="flat",
        surface="uneven",
        load="none",
        note="by the <canal> & back",
    )
    before = Walk.objects.filter(pk=walk.pk).values().get()
    answer = edit(alice, walk, note=walk.note)
    assert answer.headers["Location"] == walk.get_absolute_url()
    after = Walk.objects.filter(pk=walk.pk).values().get()
    assert after.pop("changed_at") == NOW
    before.pop("changed_at")
    assert after == before


def test_the_second_of_two_hours_stays_the_second(cast, clock):
    clock.move_to(datetime(2026, 11, 1, tzinfo=UTC))
    second = datetime(2026, 10, 25, 1, 30, 12, tzinfo=UTC)
    walk = make_walk(cast.alice, started_at=second)
    edit(cast.client(cast.alice), walk, minutes="25")
    walk.refresh_from_db()
    assert (walk.started_at, walk.minutes) == (second, 25)


def test_a_changed_start_is_taken(alice, cast):
    walk = make_walk(cast.alice)
    edit(alice, walk, started_at="2026-05-13T18:00")
    walk.refresh_from_db()
    assert walk.started_at == datetime(2026, 5, 13, 17, 0, tzinfo=UTC)


def test_a_change_into_the_future_is_refused_and_changes_nothing(alice, cast):
    walk = make_walk(cast.alice)
    answer = edit(alice, walk, started_at="2026-05-15T18:00", minutes="99")
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["started_at"]
    walk.refresh_from_db()
    assert walk.minutes == 20


def test_an_answer_can_become_unknown_again(alice, cast):
    walk = make_walk(cast.alice, eased_by_sitting=True, leg_symptoms="one", pain_next_morning=3)
    edit(alice, walk, eased_by_sitting="", leg_symptoms="", pain_next_morning="")
    walk.refresh_from_db()
    assert (walk.eased_by_sitting, walk.leg_symptoms, walk.pain_next_morning) == (None, None, None)


def test_changing_a_walk_makes_it_neither_new_nor_late(alice, cast):
    walk = make_walk(cast.alice, started_at=NOW - timedelta(days=5))
    edit(alice, walk, minutes="25")
    walk.refresh_from_db()
    assert walk.logged_at == NOW - timedelta(days=5) + timedelta(hours=1)
    assert walk.changed_at == NOW
    assert not walk.is_late
    assert Walk.objects.count() == 1


def test_a_walk_keeps_the_zone_it_was_logged_in_when_the_person_moves(alice, cast):
    walk = make_walk(cast.alice, started_at=datetime(2026, 5, 13, 8, 0, tzinfo=UTC))
    cast.alice.time_zone = "Asia/Tokyo"
    cast.alice.save()
    form = DetailedWalkForm(instance=walk, walker=cast.alice, now=NOW)
    assert "Europe/London" in form.fields["started_at"].help_text
    pages = [
        alice.get(address).content.decode()
        for address in (HOME, reverse("journal:walks"), walk.get_absolute_url())
    ]
    assert all("09:00" in page and "17:00" not in page for page in pages)
    edit(alice, walk, started_at="2026-05-13T10:00")
    walk.refresh_from_db()
    assert walk.time_zone == "Europe/London"
    assert walk.started_at == datetime(2026, 5, 13, 9, 0, tzinfo=UTC)


def test_a_walk_logged_after_the_move_has_the_new_zone(alice, cast):
    cast.alice.time_zone = "Asia/Tokyo"
    cast.alice.save()
    alice.post(NEW, detailed(started_at="2026-05-14T09:30"))
    walk = only_walk()
    assert walk.time_zone == "Asia/Tokyo"
    assert walk.started_at == datetime(2026, 5, 14, 0, 30, tzinfo=UTC)


# --- Changed or deleted meanwhile ---------------------------------------------------------------


def test_two_devices_that_change_one_walk_are_told_and_neither_loses(alice, cast, clock):
    walk = make_walk(cast.alice, minutes=5)
    address = reverse("journal:edit_walk", args=[walk.entry])
    one, other = (sent_by(alice.get(address).content.decode()) for _ in range(2))
    alice.post(address, one | {"minutes": "33", "note": "from the phone"})
    clock.shift(timedelta(minutes=1))
    answer = alice.post(address, other | {"note": "from the desk"})
    page = answer.content.decode()
    assert "changed meanwhile" in page
    assert "from the phone" in page
    assert sent_by(page)["note"] == "from the desk"
    assert (only_walk().minutes, only_walk().note) == (33, "from the phone")
    chosen = alice.post(address, sent_by(page))
    assert chosen.headers["Location"] == walk.get_absolute_url()
    assert (only_walk().minutes, only_walk().note) == (5, "from the desk")


def test_two_devices_that_say_the_same_are_not_stopped(alice, cast, clock):
    walk = make_walk(cast.alice, minutes=5)
    address = reverse("journal:edit_walk", args=[walk.entry])
    sent = sent_by(alice.get(address).content.decode()) | {"minutes": "33"}
    for _ in range(2):
        assert alice.post(address, sent).status_code == 302
        clock.shift(timedelta(minutes=1))


def test_a_walk_deleted_meanwhile_is_offered_back_with_what_was_typed(alice, cast):
    walk = make_walk(cast.alice)
    address = reverse("journal:edit_walk", args=[walk.entry])
    sent = sent_by(alice.get(address).content.decode()) | {"note": "by the canal"}
    alice.post(reverse("journal:delete_walk", args=[walk.entry]))
    page = alice.post(address, sent).content.decode()
    assert "deleted meanwhile" in page
    assert sent_by(page)["note"] == "by the canal"
    assert only_walk().deleted_at is not None
    alice.post(address, sent_by(page) | {"bring_back": "1"})
    assert (only_walk().deleted_at, only_walk().note) == (None, "by the canal")
