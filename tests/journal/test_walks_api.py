"""Walks as JSON: stored once however often they are sent, refused with everything that is wrong."""

import json
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Consent, PersonalToken, User
from accounts.tokens import REQUESTS_PER_MINUTE
from journal.api.api_views import MAX_SENT
from journal.api.json_body import MAX_BYTES
from journal.api.storing import MAX_UNFINISHED
from journal.api.walk_json import READERS
from journal.models import ShownNudge, UnfinishedWalk, Walk
from tests.cast import NOW, make_nudge, make_walk, make_walker
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

WALKS = "/journal/api/walks/"
SESSION = "/journal/api/session/"
DOCUMENT = "/journal/api/openapi.json"
ENTRY = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
GOOD = {
    "entry": ENTRY,
    "started_at": "2026-05-14T09:30:00+01:00",
    "minutes": 20,
    "pain_before": 2,
    "pain_after": 4,
}


class Tool:
    """What a person's own tool can do: send JSON with a token, and nothing else."""

    def __init__(self, walker: User) -> None:
        token = PersonalToken.objects.make(walker, "Tool", NOW)
        self.headers = {"Authorization": f"Bearer {token}"}
        self.client = Client(enforce_csrf_checks=True)

    def ask(self, method: str, address: str, said=None, **options):
        body = said if isinstance(said, (str, bytes)) else json.dumps(said)
        options = {"content_type": "application/json", "headers": self.headers} | options
        return self.client.generic(method, address, body if said is not None else "", **options)

    def send(self, said, **options):
        return self.ask("POST", WALKS, said, **options)


@pytest.fixture
def tool(cast, clock) -> Tool:
    return Tool(cast.alice)


def errors_of(answer) -> dict[str, list[str]]:
    assert answer.status_code == 422, answer.content
    return answer.json()["errors"]


# --- Storing ------------------------------------------------------------------------------------


def test_a_walk_is_stored_as_it_was_sent(tool, cast):
    everything = GOOD | {
        "time_zone": "Europe/Paris",
        "pain_next_morning": 0,
        "eased_by_sitting": True,
        "eased_by_leaning_forward": False,
        "eased_by_standing_still": None,
        "eased_by_lying": True,
        "leg_symptoms": "one",
        "stopped_early": False,
        "painkiller": True,
        "slope": "hilly",
        "surface": "soft",
        "load": "light",
        "note": "Two\nlines “and” 🙂",
    }
    answer = tool.send(everything)
    assert answer.status_code == 201
    assert answer["Location"] == f"{WALKS}{ENTRY}/"
    walk = Walk.objects.get()
    assert walk.walker == cast.alice
    assert walk.entry == UUID(ENTRY)
    assert walk.started_at == datetime.fromisoformat(GOOD["started_at"])
    assert walk.logged_at == walk.changed_at == NOW
    for name in everything.keys() - {"entry", "started_at"}:
        assert getattr(walk, name) == everything[name], name
    told = answer.json()
    assert (told["state"], told["is_new"], told["overlaps"]) == ("stored", True, [])
    assert told["started_at"] == "2026-05-14T10:30:00+02:00"
    assert {name: told[name] for name in everything.keys() - {"started_at"}} == {
        name: everything[name] for name in everything.keys() - {"started_at"}
    }


def test_sent_twice_it_is_stored_once_and_the_first_stands(tool):
    assert tool.send(GOOD).status_code == 201
    again = tool.send(GOOD | {"pain_after": 9})
    assert again.status_code == 200
    assert again.json()["pain_after"] == 4
    assert again.json()["is_new"] is False
    assert Walk.objects.get().pain_after == 4


def test_what_is_stored_is_let_go_of_even_where_what_is_sent_now_is_wrong(tool):
    tool.send(GOOD)
    assert tool.send({"entry": ENTRY, "minutes": "many"}).status_code == 200


def test_a_walk_with_another_id_that_begins_and_lasts_alike_is_the_same(tool):
    tool.send(GOOD)
    answer = tool.send(GOOD | {"entry": str(uuid4()), "started_at": "2026-05-14T08:30:00Z"})
    assert answer.status_code == 200
    assert answer.json()["entry"] == ENTRY
    assert Walk.objects.count() == 1


def test_a_walk_without_scores_and_id_that_is_sent_again_waits_once(tool):
    minutes = {"started_at": "2026-05-14T09:30:00+01:00", "minutes": 20}
    assert tool.send(minutes).status_code == 201
    again = tool.send(minutes | {"started_at": "2026-05-14T08:30:00Z"})
    assert (again.status_code, again.json()["is_new"]) == (200, False)
    assert tool.send(minutes | {"minutes": 21}).status_code == 201
    assert UnfinishedWalk.objects.count() == 2


def test_the_pain_before_a_walk_that_waits_is_added_when_it_is_sent_again(tool):
    minutes = {"started_at": "2026-05-14T09:30:00+01:00", "minutes": 20}
    tool.send(minutes)
    again = tool.send(minutes | {"pain_before": 3})
    assert (again.status_code, again.json()["is_new"]) == (200, False)
    assert [walk.pain_before for walk in UnfinishedWalk.objects.all()] == [3]
    tool.send(minutes)
    assert [walk.pain_before for walk in UnfinishedWalk.objects.all()] == [3]


def test_a_walk_without_scores_that_is_in_the_log_does_not_wait_for_them(tool):
    tool.send(GOOD)
    again = tool.send({"started_at": GOOD["started_at"], "minutes": GOOD["minutes"]})
    assert (again.status_code, again.json()["state"]) == (200, "stored")
    assert UnfinishedWalk.objects.count() == 0


def test_another_at_the_same_time_is_stored_and_said(tool):
    tool.send(GOOD)
    answer = tool.send(
        GOOD | {"entry": str(uuid4()), "started_at": "2026-05-14T09:49:00+01:00", "minutes": 5}
    )
    assert answer.status_code == 201
    assert answer.json()["overlaps"] == [ENTRY]
    after = GOOD | {"entry": str(uuid4()), "started_at": "2026-05-14T09:10:00+01:00"}
    assert tool.send(after).json()["overlaps"] == []  # ends when the other begins


def test_one_that_was_deleted_stays_deleted(tool, cast):
    tool.send(GOOD)
    Walk.objects.update(deleted_at=NOW)
    for answer in (tool.send(GOOD), tool.ask("PUT", f"{WALKS}{ENTRY}/", GOOD)):
        assert answer.status_code == 410
        assert answer.json()["code"] == "deleted"
    assert not Walk.objects.for_user(cast.alice).exists()


def test_the_same_id_of_another_person_is_another_walk(tool, cast):
    bobs = make_walk(cast.bob, entry=UUID(ENTRY))
    assert tool.ask("GET", f"{WALKS}{ENTRY}/").status_code == 404
    assert tool.send(GOOD).status_code == 201
    tool.ask("PUT", f"{WALKS}{ENTRY}/", GOOD | {"pain_after": 10})
    bobs.refresh_from_db()
    assert bobs.pain_after == 3
    assert Walk.objects.for_user(cast.bob).count() == 1


def test_a_list_keeps_its_order_and_one_refusal_keeps_no_other_out(tool):
    some = [
        GOOD | {"entry": str(uuid4()), "started_at": f"2026-05-1{day}T09:00Z"} for day in range(4)
    ]
    some[1] = some[1] | {"minutes": 0, "pain_after": 11}
    answer = tool.send(some)
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [each["status"] for each in results] == [201, 422, 201, 201]
    assert set(results[1]["errors"]) == {"minutes", "pain_after"}
    assert Walk.objects.count() == 3
    again = tool.send([some[0], some[2]])
    assert (again.status_code, [each["status"] for each in again.json()["results"]]) == (
        200,
        [200, 200],
    )
    assert tool.send([GOOD] * (MAX_SENT + 1)).status_code == 422
    assert tool.send([]).json() == {"results": []}


def test_without_a_start_it_has_just_ended(tool):
    walk = {name: value for name, value in GOOD.items() if name != "started_at"}
    tool.send(walk)
    assert Walk.objects.get().started_at == NOW - timedelta(minutes=20)


def test_a_walk_that_waited_on_a_device_was_logged_when_it_was_saved(tool):
    """Three days in a drawer make it neither late nor from memory."""
    walk = {name: value for name, value in GOOD.items() if name != "started_at"}
    tool.send(walk | {"saved_at": "2026-05-11T08:00:00.000Z"})
    walk = Walk.objects.get()
    assert walk.started_at == datetime.fromisoformat("2026-05-11T07:40:00Z")
    assert walk.logged_at == datetime.fromisoformat("2026-05-11T08:00:00Z")
    assert walk.changed_at == NOW
    assert not walk.is_late


def test_a_time_without_an_offset_is_one_on_the_walks_own_clock(tool, cast):
    tool.send(GOOD | {"started_at": "2026-05-14T05:30", "time_zone": "America/New_York"})
    assert Walk.objects.get().started_at == datetime.fromisoformat("2026-05-14T09:30:00Z")


def test_the_repeated_hour_can_be_said_both_times(tool, clock):
    clock.move_to(datetime.fromisoformat("2026-10-26T12:00:00Z"))
    for offset in ("+01:00", "+00:00"):
        walk = GOOD | {"entry": str(uuid4()), "started_at": f"2026-10-25T01:30:00{offset}"}
        told = tool.send(walk).json()
        assert told["started_at"] == f"2026-10-25T01:30:00{offset}"
    assert Walk.objects.count() == 2


def test_a_device_whose_clock_is_a_little_ahead_is_taken_at_its_word(tool):
    ahead = GOOD | {"started_at": (NOW - timedelta(minutes=19)).isoformat()}  # ends in a minute
    assert tool.send(ahead).status_code == 201
    assert Walk.objects.get().started_at == NOW - timedelta(minutes=20)
    hours = GOOD | {"entry": str(uuid4()), "started_at": (NOW - timedelta(minutes=10)).isoformat()}
    assert "end in the future" in errors_of(tool.send(hours))["started_at"][0]


def test_a_nudge_is_heard_as_from_the_form(tool, cast):
    make_nudge()
    for day in (12, 13):
        walk = GOOD | {"entry": str(uuid4()), "started_at": f"2026-05-{day}T09:00Z"}
        tool.send(walk | {"pain_after": 9})
    assert ShownNudge.objects.for_user(cast.alice).count() == 1


# --- Not finished -------------------------------------------------------------------------------


def test_without_scores_it_waits_and_takes_them_later_once(tool, cast):
    walk = {"entry": ENTRY, "started_at": "2026-05-14T08:30:00Z", "minutes": 20}
    answer = tool.send(walk)
    assert (answer.status_code, answer.json()["state"]) == (201, "waiting")
    waiting = UnfinishedWalk.objects.get()
    assert (waiting.walker, waiting.origin, waiting.minutes) == (cast.alice, "device", 20)
    assert tool.send(walk).status_code == 200
    assert UnfinishedWalk.objects.count() == 1
    assert tool.ask("GET", f"{WALKS}{ENTRY}/").json()["state"] == "waiting"
    done = tool.ask("PUT", f"{WALKS}{ENTRY}/", walk | {"pain_before": 1, "pain_after": 3})
    assert (done.status_code, done.json()["state"]) == (201, "stored")
    assert not UnfinishedWalk.objects.exists()
    assert Walk.objects.get().entry == UUID(ENTRY)


def test_a_field_that_does_not_exist_is_refused_of_a_walk_that_waits_too(tool, clock):
    tool.send({"entry": ENTRY, "minutes": 20})
    assert set(errors_of(tool.send({"entry": ENTRY, "mood": None}))) == {"mood"}


def test_who_finishes_a_walk_need_not_say_again_what_it_says(tool, clock):
    tool.send({"entry": ENTRY, "pain_before": 2})
    clock.shift(1800)
    assert "minutes" in errors_of(tool.send({"entry": ENTRY, "pain_after": 5}))
    assert tool.send({"entry": ENTRY, "pain_after": 5, "minutes": 25}).status_code == 201
    walk = Walk.objects.get()
    assert (walk.started_at, walk.minutes, walk.pain_before, walk.pain_after) == (NOW, 25, 2, 5)
    assert not UnfinishedWalk.objects.exists()


def test_a_timer_is_a_walk_without_minutes(tool):
    tool.send({"entry": ENTRY, "pain_before": 2})
    going = UnfinishedWalk.objects.going_on().get()
    assert (going.started_at, going.pain_before) == (NOW, 2)


def test_what_an_unfinished_walk_cannot_keep_is_refused_and_not_dropped(tool):
    wrong = errors_of(tool.send({"minutes": 20, "note": "Rain", "leg_symptoms": "one"}))
    assert set(wrong) == {"note", "leg_symptoms"}
    assert set(errors_of(tool.send({"pain_after": 3}))) == {"minutes", "pain_before"}


# --- Changing -----------------------------------------------------------------------------------


def test_a_change_names_what_it_was_made_from(tool, clock):
    address = f"{WALKS}{ENTRY}/"
    before = tool.send(GOOD).json()
    clock.shift(60)
    changed = GOOD | {"pain_after": 6, "changed_at": before["changed_at"]}
    answer = tool.ask("PUT", address, changed)
    assert (answer.status_code, answer.json()["pain_after"]) == (200, 6)
    assert tool.ask("PUT", address, changed).status_code == 200  # sent again: as it stands
    late = tool.ask("PUT", address, GOOD | {"minutes": 50, "changed_at": before["changed_at"]})
    assert late.status_code == 409
    assert late.json()["walk"]["pain_after"] == 6
    assert tool.ask("PUT", address, GOOD | {"minutes": 50}).status_code == 409
    assert Walk.objects.get().minutes == 20


def test_a_change_of_a_walk_that_waits_names_what_it_was_made_from(tool, clock):
    waits = {name: GOOD[name] for name in ("entry", "started_at", "minutes")}
    read = tool.send(waits).json()
    address = f"{WALKS}{ENTRY}/"
    clock.shift(timedelta(minutes=1))
    base = {"changed_at": read["changed_at"]}
    changed = waits | base | {"pain_before": 3}
    assert tool.ask("PUT", address, changed).status_code == 200
    clock.shift(timedelta(minutes=1))
    assert tool.ask("PUT", address, changed).status_code == 200  # its answer was lost
    late = tool.ask("PUT", address, waits | base | {"pain_before": 7})
    assert (late.status_code, late.json()["code"]) == (409, "changed-meanwhile")
    assert late.json()["walk"]["pain_before"] == 3
    assert UnfinishedWalk.objects.get().pain_before == 3
    finished = {"pain_after": 5, "changed_at": late.json()["walk"]["changed_at"]}
    assert tool.ask("PUT", address, waits | finished | {"pain_before": 7}).status_code == 201
    assert Walk.objects.get().pain_before == 7


def test_a_change_cannot_take_the_scores_away_or_move_to_another_walk(tool):
    tool.send(GOOD)
    address = f"{WALKS}{ENTRY}/"
    assert "pain_after" in errors_of(tool.ask("PUT", address, {"minutes": 20}))
    assert "entry" in errors_of(tool.ask("PUT", address, GOOD | {"entry": str(uuid4())}))
    assert tool.ask("PUT", address, GOOD | {"entry": ENTRY.upper()}).status_code == 200


# --- Reading ------------------------------------------------------------------------------------


def test_the_log_comes_in_parts_that_miss_and_repeat_nothing(tool, cast, monkeypatch):
    monkeypatch.setattr("journal.api.api_views.WALKS_PER_ANSWER", 4)
    for number in range(10):
        make_walk(cast.alice, started_at=NOW - timedelta(hours=number // 2 + 1), minutes=number + 1)
    make_walk(cast.bob)
    found, before = [], ""
    for _ in range(4):
        part = tool.ask("GET", f"{WALKS}?before={before}" if before else WALKS).json()
        found += [walk["entry"] for walk in part["walks"]]
        before = part["before"]
        if before is None:
            break
    log = Walk.objects.for_user(cast.alice)
    assert found == [str(walk.entry) for walk in log]


def test_all_that_a_tool_may_leave_waiting_is_listed(tool, cast):
    UnfinishedWalk.objects.bulk_create(
        UnfinishedWalk(walker=cast.alice, started_at=NOW - timedelta(hours=n), time_zone="UTC")
        for n in range(MAX_UNFINISHED)
    )
    assert tool.send({"minutes": 20}).json()["code"] == "too-many"
    assert len(tool.ask("GET", WALKS).json()["waiting"]) == MAX_UNFINISHED


def test_only_what_was_changed_since(tool, cast):
    make_walk(cast.alice, started_at=NOW - timedelta(days=9), changed_at=NOW - timedelta(days=3))
    new = make_walk(cast.alice, started_at=NOW - timedelta(hours=2), changed_at=NOW)
    for since in ("2026-05-13T00:00:00Z", "2026-05-13T00:00:00+00:00"):  # the plus sign as typed
        part = tool.ask("GET", f"{WALKS}?since={since}").json()
        assert [walk["entry"] for walk in part["walks"]] == [str(new.entry)]
    for query in (
        "since=yesterday",
        "since=2026-05-13T00:00",
        "before=x",
        "sice=x",
        f"before={uuid4()}",
    ):
        answer = tool.ask("GET", f"{WALKS}?{query}")
        assert "Nothing was read" in answer.json()["message"]
        assert answer.status_code == 422


def test_what_a_request_costs_does_not_grow_with_the_log(tool, cast):
    tool.ask("GET", WALKS)  # the first of a minute begins a count
    counts = []
    for day in (1, 2):
        for number in range(10):
            make_walk(cast.alice, started_at=NOW - timedelta(days=day, hours=number))
        walk = GOOD | {"entry": str(uuid4()), "started_at": f"2026-05-0{day}T09:00Z"}
        asked = (partial(tool.ask, "GET", WALKS), partial(tool.send, walk))
        counts.append([count_queries(each) for each in asked])
    assert counts[0] == counts[1]


# --- What is wrong ------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_said_at_once_field_by_field(tool):
    wrong = {
        "entry": "7",
        "started_at": "2023-02-29T09:00:00Z",
        "saved_at": 5,
        "time_zone": "Mars/Olympus",
        "minutes": "22,5",
        "pain_before": 11,
        "pain_after": True,
        "pain_next_morning": 2.5,
        "eased_by_sitting": "yes",
        "leg_symptoms": ["one"],
        "slope": "steep",
        "note": "x" * 1001,
        "mood": "good",
    }
    assert set(errors_of(tool.send(wrong))) == set(wrong)
    assert not Walk.objects.exists()


@pytest.mark.parametrize(
    "started_at",
    [
        "2026-W20-4T09:30",
        "2026-05-14T09",
        "20260514T0930",
        "2026-05-14",
        "2026-05-14T24:00Z",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-12:00",
        "1999-12-31T23:00Z",
        "2026-05-14T09:30[Europe/London]",
        "2026-05-14T09:30+01:90",
        "2026-05-14T09:30+15:00",
        "2026-05-14T09:30-9900",
        "٢٠٢٦-05-14T09:30Z",
        1779000000,
    ],
)
def test_times_in_other_forms_are_refused(tool, started_at):
    assert "started_at" in errors_of(tool.send(GOOD | {"started_at": started_at}))


@pytest.mark.parametrize(
    "body",
    [
        " ",
        "{",
        "[" * 100_000,
        '{"a":' * 10_000,
        '{"minutes": NaN}',
        '{"minutes": Infinity}',
        '{"minutes": 20, "minutes": 30}',
        '{"minutes": ' + "9" * 5000 + "}",
        b"\xff\xfe{\x00}\x00",
        b'{"note": "\xff"}',
        '[[[[["deep"]]]]]',
    ],
    ids=range(11),
)
def test_what_is_no_json_is_told_so(tool, body):
    answer = tool.send(body)
    assert (answer.status_code, answer.json()["code"]) == (400, "not-json")


@pytest.mark.parametrize("said", [None, 5, "walk", True, [5], [[]]])
def test_json_that_is_no_walk_is_refused(tool, said):
    answer = tool.send(json.dumps(said))
    assert answer.status_code in (207, 422)


def test_huge_numbers_and_odd_texts_are_refused_or_cleaned(tool):
    for number in (1e308, "1e400", 10**300, -1, 20.5):
        body = json.dumps(GOOD).replace("20", str(number), 1) if number == "1e400" else None
        assert tool.send(body or GOOD | {"minutes": number}).status_code in (400, 422)
    assert tool.send(json.dumps(GOOD | {"note": "a\0b\ud800c\x0bd", "minutes": 20.0})).json()[
        "note"
    ] == ("abc\nd")


def test_a_body_has_a_limit_and_a_type(tool):
    assert tool.send(GOOD | {"note": "x" * MAX_BYTES}).status_code == 413
    assert tool.send(GOOD, CONTENT_LENGTH="9" * 30).status_code == 413
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        assert tool.send(GOOD, content_type=kind).status_code == 415


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)
FIELDS = st.sampled_from(["entry", *READERS])


class AnyJson(TestCase):
    @given(st.dictionaries(FIELDS, VALUES, max_size=6) | VALUES)
    def test_is_answered_in_json_and_never_500(self, said):
        walker = User.objects.filter(email="any@example.org").first()
        tool = Tool(walker or make_walker("any@example.org"))
        answer = tool.send(json.dumps(GOOD | said if isinstance(said, dict) else said))
        assert answer.status_code in (200, 201, 207, 400, 422)
        assert answer.json()


# --- Who may ask --------------------------------------------------------------------------------


def sending(client: Client, said=GOOD, **headers):
    return client.post(WALKS, json.dumps(said), content_type="application/json", headers=headers)


def form_token(client: Client) -> str:
    return client.get(SESSION).json()["form_token"]


@pytest.fixture
def browser(cast, clock) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)
    return client


def test_a_session_needs_a_form_token_of_its_own_like_every_form(browser, cast):
    assert sending(browser).json()["code"] == "no-form-token"
    assert not Walk.objects.exists()
    told = browser.get(SESSION).json()
    assert told["walker"] == cast.alice.device_key
    assert datetime.fromisoformat(told["now"]) == NOW
    sent = sending(browser, **{"X-CSRFToken": told["form_token"], "X-Walker": told["walker"]})
    assert sent.status_code == 201


def test_what_waits_for_one_person_is_not_taken_for_another(browser, cast):
    token = form_token(browser)
    answer = sending(browser, **{"X-CSRFToken": token, "X-Walker": cast.bob.device_key})
    assert (answer.status_code, answer.json()["code"]) == (409, "another-person")
    assert not Walk.objects.exists()


def test_nobody_is_told_how_to_come_in(cast, clock):
    for answer in (
        cast.nobody.get(WALKS),
        sending(cast.nobody),
        cast.nobody.put(f"{WALKS}{ENTRY}/", GOOD, content_type="application/json"),
        cast.nobody.get(f"{WALKS}{ENTRY}/"),
        cast.nobody.get(SESSION),
        sending(cast.nobody, Authorization="Bearer bsw_guessed"),
        sending(cast.nobody, Authorization="Bearer"),
        sending(cast.nobody, Authorization="Bearer \xe9"),
        sending(cast.nobody, Authorization="Basic YTpi"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "unknown")
        assert answer["WWW-Authenticate"] == "Bearer"
        assert "no-store" in answer["Cache-Control"]
    assert not Walk.objects.exists()


def test_a_token_and_a_session_at_once_are_refused(tool, browser):
    for cookie in (browser.cookies[settings.SESSION_COOKIE_NAME].value, "anything"):
        tool.client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        assert tool.send(GOOD).json()["code"] == "two-callers"
        assert tool.ask("GET", WALKS).status_code == 400
    assert not Walk.objects.exists()


def test_a_token_makes_no_session_and_opens_nothing_else(tool, cast):
    for address in (WALKS, DOCUMENT, "/journal/", "/accounts/settings/", "/accounts/tokens/"):
        answer = tool.ask("GET", address)
        assert answer.cookies.get(settings.SESSION_COOKIE_NAME) is None
        assert answer.status_code == (302 if "api" not in address else 200)
    assert tool.ask("GET", SESSION).status_code == 401  # a form token is for sessions alone
    assert tool.ask("POST", "/journal/erase/", "confirm=on").status_code in (302, 403)


def test_a_token_has_a_rate(tool):
    answers = [tool.ask("GET", WALKS).status_code for _ in range(REQUESTS_PER_MINUTE + 1)]
    assert answers == [200] * REQUESTS_PER_MINUTE + [429]
    assert tool.ask("GET", WALKS)["Retry-After"] == "60"


def test_without_agreement_nothing_is_stored_or_read(tool, browser, cast):
    Consent.withdraw(cast.alice, NOW)
    for answer in (tool.send(GOOD), tool.ask("GET", WALKS), browser.get(SESSION)):
        assert (answer.status_code, answer.json()["code"]) == (403, "no-agreement")


def test_the_whole_cast_at_every_address_and_method(tool, cast, clock):
    """Everybody has a journal of their own, staff too, and nobody meets Alice's in it."""
    make_walk(cast.alice, entry=UUID(ENTRY), note="by the canal with Ann")
    before = Walk.objects.values().get()
    people = [cast.client(person) for person in (cast.bob, cast.ed, cast.rhea, cast.pia)]
    for client in (*people, cast.nobody):
        for address in (WALKS, f"{WALKS}{ENTRY}/", SESSION, DOCUMENT):
            for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"):
                answer = client.generic(
                    method, address, json.dumps(GOOD), content_type="application/json"
                )
                assert answer.status_code in (200, 201, 401, 403, 404, 405), (address, method)
                assert b"canal" not in answer.content
                assert "no-store" in answer["Cache-Control"]
    assert Walk.objects.for_user(cast.alice).values().get() == before


def test_the_addresses_are_those_that_the_pages_name():
    assert (reverse("journal_api:walks"), reverse("journal_api:session")) == (WALKS, SESSION)
    assert reverse("journal_api:openapi") == DOCUMENT
