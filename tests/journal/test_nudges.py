"""Nudges in a journal: kept with the walk, shown until they were read, and no one else's."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from articles.models import ProposedChange
from journal.advice.fitting import read_walks
from journal.models import Nudge, ShownNudge, Walk
from journal.nudges.events import Event
from journal.nudges.updating import MAX_WALKS, recent_log, update_nudges
from journal.starter import load_starter_nudges
from tests.cast import NOW, make_nudge, make_shown_nudge, make_walk
from tests.forms import admin_form
from tests.office import publish_change
from tests.patterns.nudge_noise import MAX_WALKS as SIMULATED_WALKS
from tests.patterns.nudge_noise import THRESHOLDS
from tests.queries import count_queries, read_only_database
from tests.starter_content import copy_rows

pytestmark = pytest.mark.django_db

HOME, PATTERNS = reverse("journal:home"), reverse("journal:patterns")
DAY = timedelta(days=1)


@pytest.fixture
def alice(cast, clock) -> Client:
    return cast.client(cast.alice)


@pytest.fixture
def starter_nudges(db, _starter_rows) -> dict[str, Nudge]:
    """The site's own, with the sources that they cite."""
    tables = ("journal_nudge", "journal_historicalnudge", "articles_source")
    copy_rows({name: rows for name, rows in _starter_rows.items() if name.startswith(tables)})
    return {nudge.event: nudge for nudge in Nudge.objects.all()}


def save(client: Client, before: int, after: int, *, follow: bool = True, **more):
    """Log a walk as the detailed form does; `ago` in days."""
    started = NOW - more.pop("ago", 0) * DAY - timedelta(hours=2)
    data = {
        "minutes": 20,
        "pain_before": before,
        "pain_after": after,
        "started_at": f"{started:%Y-%m-%dT%H:%M}",
        "entry": f"00000000-0000-4000-8000-{len(Walk.objects.all()):012}",
    }
    return client.post(reverse("journal:new_walk"), data | more, follow=follow)


def shown_on(page) -> list[str]:
    return re.findall(r'data-nudge="(\w+)"', page.content.decode())


def read(client: Client, nudge: ShownNudge, **data):
    return client.post(reverse("journal:nudge_read", args=[nudge.pk]), data)


def answer(client: Client, nudge: ShownNudge, said: str):
    return client.post(reverse("journal:nudge_answer", args=[nudge.pk]), {"answer": said})


# --- Shown after the save, and until read ---------------------------------------------------------


def test_two_walks_that_ended_high_are_answered_on_the_next_page(alice, starter_nudges):
    assert shown_on(save(alice, 4, 9, ago=1)) == []
    page = save(alice, 3, 9)
    assert shown_on(page) == ["ended_high"]
    text = page.content.decode()
    assert "ended at 8 or more" in text
    assert f'href="{reverse("articles:get_help")}"' in text
    assert text.index("data-nudge") < text.index("Save this walk")


def test_the_quick_form_is_answered_too(alice, cast, starter_nudges):
    make_walk(cast.alice, pain_before=4, pain_after=9)
    sent = {"minutes": 20, "pain_before": 4, "pain_after": 9, "entry": make_walk(cast.bob).entry}
    assert shown_on(alice.post(HOME, sent, follow=True)) == ["ended_high"]


def test_it_stands_on_the_journal_above_patterns_and_advice_until_it_was_read(
    alice, starter_nudges
):
    save(alice, 4, 9, ago=1)
    save(alice, 3, 9)
    for walk in ("/journal/walks/", Walk.objects.first().get_absolute_url()):
        assert shown_on(alice.get(walk)) == ["ended_high"]
    text = alice.get(PATTERNS).content.decode()
    assert text.index("data-nudge") < text.index('id="fits"') < text.index('id="patterns"')
    nudge = ShownNudge.objects.get()
    assert read(alice, nudge, back="patterns").headers["Location"] == PATTERNS
    assert read(alice, nudge).headers["Location"] == HOME
    for page in (HOME, PATTERNS):
        assert shown_on(alice.get(page)) == []


def test_reading_twice_keeps_the_time_of_the_first(alice, cast, clock):
    nudge = make_shown_nudge(make_walk(cast.alice))
    read(alice, nudge)
    clock.shift(DAY)
    read(alice, nudge)
    assert ShownNudge.objects.get().read_at == NOW


def test_another_device_shows_the_same(alice, cast, starter_nudges):
    save(alice, 4, 9, ago=1)
    save(alice, 3, 9)
    assert shown_on(cast.client(cast.alice).get(HOME)) == ["ended_high"]


def test_pages_only_read(alice, cast):
    make_shown_nudge(make_walk(cast.alice))
    with read_only_database():
        for page in (HOME, PATTERNS, reverse("journal:walks")):
            assert shown_on(alice.get(page)) == ["ended_high"]


def test_the_same_event_is_not_shown_again_within_a_fortnight(alice, starter_nudges):
    for ago in (12, 11):
        save(alice, 3, 9, ago=ago)
    read(alice, ShownNudge.objects.get())
    for ago in (10, 9, 8, 7, 6, 5):
        save(alice, 2, 3, ago=ago)
    for ago in (1, 0):
        save(alice, 3, 9, ago=ago)
    assert ShownNudge.objects.filter(event="ended_high").count() == 1


def test_an_old_walk_that_is_entered_late_raises_nothing(alice, starter_nudges):
    for ago in (41, 40):
        save(alice, 3, 9, ago=ago)
    assert not ShownNudge.objects.exists()


def test_a_form_sent_twice_is_heard_once(alice, starter_nudges):
    save(alice, 4, 9, ago=1)
    entry = "00000000-0000-4000-8000-00000000000f"
    for _ in range(2):
        save(alice, 3, 9, entry=entry)
    assert Walk.objects.count() == 2
    assert ShownNudge.objects.count() == 1


def test_one_walk_entered_on_two_devices_is_no_two_walks_running(alice, starter_nudges):
    save(alice, 4, 9)
    assert shown_on(save(alice, 4, 9)) == []


# --- Changed, deleted, brought back ---------------------------------------------------------------


def test_a_corrected_score_takes_it_back(alice, starter_nudges):
    save(alice, 4, 9, ago=1)
    save(alice, 3, 9)
    walk = Walk.objects.order_by("-started_at").first()
    edit = reverse("journal:edit_walk", args=[walk.entry])
    said = {"minutes": 20, "pain_before": 3, "started_at": f"{walk.clock_start:%Y-%m-%dT%H:%M}"}
    alice.post(edit, said | {"pain_after": 4})
    assert not ShownNudge.objects.exists()
    page = alice.post(edit, said | {"pain_after": 9}, follow=True)
    assert shown_on(page) == ["ended_high"]


def test_a_deleted_walk_takes_it_back_and_undo_brings_it_again(alice, starter_nudges):
    save(alice, 4, 9, ago=1)
    save(alice, 3, 9)
    walk = Walk.objects.order_by("-started_at").first()
    alice.post(reverse("journal:delete_walk", args=[walk.entry]))
    assert shown_on(alice.get(HOME)) == []
    back = alice.post(reverse("journal:undo_delete", args=[walk.entry]), follow=True)
    assert shown_on(back) == ["ended_high"]


def test_what_was_read_stays_in_the_journal_whatever_becomes_of_the_walk(alice, starter_nudges):
    save(alice, 4, 9, ago=1)
    save(alice, 3, 9)
    read(alice, ShownNudge.objects.get())
    walk = Walk.objects.order_by("-started_at").first()
    alice.post(reverse("journal:delete_walk", args=[walk.entry]))
    assert ShownNudge.objects.get().read_at


def test_an_editors_change_takes_nothing_from_who_was_shown_it(alice, cast, starter_nudges):
    save(alice, 5, 8, ago=1)
    save(alice, 5, 8)
    Nudge.objects.filter(event="ended_high").update(threshold=10, is_active=False)
    save(alice, 3, 4, started_at=f"{NOW - timedelta(hours=1):%Y-%m-%dT%H:%M}", minutes=10)
    assert shown_on(alice.get(HOME)) == ["ended_high"]


def test_a_walk_that_is_not_saved_leaves_no_nudge(cast, clock, starter_nudges):
    for ago in (1, 0):
        make_walk(cast.alice, pain_before=3, pain_after=9, started_at=NOW - ago * DAY - DAY / 8)
    with transaction.atomic():
        update_nudges(cast.alice, NOW)
        assert ShownNudge.objects.exists()
        transaction.set_rollback(True)
    assert not ShownNudge.objects.exists()


# --- Both legs ------------------------------------------------------------------------------------


def test_both_legs_are_asked_about_first_and_show_no_emergency_card(alice, starter_nudges):
    page = save(alice, 3, 4, leg_symptoms="both")
    text = page.content.decode()
    assert shown_on(page) == ["both_legs"]
    assert "care-emergency" not in text
    for sign in ("genitals", "peeing", "bowel", "Weakness"):
        assert sign in text
    assert read(alice, ShownNudge.objects.get()).status_code == 302
    assert shown_on(alice.get(HOME)) == ["both_legs"]  # a question is answered, not read away


def test_yes_shows_the_emergency_card_until_it_was_read(alice, starter_nudges):
    save(alice, 3, 4, leg_symptoms="both")
    nudge = ShownNudge.objects.get()
    answer(alice, nudge, "yes")
    for page in (HOME, PATTERNS):
        text = alice.get(page).content.decode()
        assert "care-emergency" in text
        assert 'href="tel:999"' in text
    save(alice, 3, 4, leg_symptoms="none", started_at=f"{NOW - DAY / 24:%Y-%m-%dT%H:%M}")
    assert shown_on(alice.get(HOME)) == ["both_legs"]
    read(alice, nudge)
    assert shown_on(alice.get(HOME)) == []


def test_no_is_asked_once_for_all_later_walks(alice, starter_nudges):
    save(alice, 3, 4, leg_symptoms="both", ago=13)
    said = alice.post(
        reverse("journal:nudge_answer", args=[ShownNudge.objects.get().pk]),
        {"answer": "no"},
        follow=True,
    )
    assert "whatever your log shows" in said.content.decode()
    for ago in range(12, -1, -1):
        assert shown_on(save(alice, 3, 4, leg_symptoms="both", ago=ago)) == []


def test_an_answer_is_given_once(alice, cast):
    make_nudge("both_legs")
    nudge = make_shown_nudge(make_walk(cast.alice), "both_legs")
    for said in ("maybe", "", "yes", "no"):
        answer(alice, nudge, said)
    nudge.refresh_from_db()
    assert (nudge.answer, nudge.read_at) == ("yes", None)


def test_new_in_both_legs_by_the_log_itself_shows_the_card_at_once(alice, starter_nudges):
    for ago in range(10, 2, -1):
        save(alice, 3, 4, leg_symptoms="none", ago=ago)
    page = save(alice, 3, 4, leg_symptoms="both")
    assert shown_on(page) == ["legs_spread"]
    assert "care-emergency" in page.content.decode()


# --- Whose ----------------------------------------------------------------------------------------


def test_a_nudge_is_its_walkers_alone(alice, cast):
    make_nudge("both_legs")
    walk = make_walk(cast.alice)
    nudges = [make_shown_nudge(walk), make_shown_nudge(walk, "both_legs")]
    for client in (cast.client(cast.bob), cast.client(cast.pia), cast.nobody):
        for nudge in nudges:
            answers = (read(client, nudge), answer(client, nudge, "no"))
            assert {each.status_code for each in answers} <= {302, 404}
    assert cast.client(cast.bob).get(HOME).context["nudges"] == []
    rows = ShownNudge.objects.values_list("answer", "read_at")
    assert set(rows) == {("", None)}


def test_reading_takes_a_post_and_a_token(alice, cast):
    nudge = make_shown_nudge(make_walk(cast.alice))
    assert alice.get(reverse("journal:nudge_read", args=[nudge.pk])).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.alice)
    assert read(strict, nudge).status_code == 403
    nudge.refresh_from_db()
    assert nudge.read_at is None


def test_erasing_the_journal_erases_nudges(cast, clock):
    make_shown_nudge(make_walk(cast.alice))
    kept = make_shown_nudge(make_walk(cast.bob))
    cast.confirmed(cast.alice).post(reverse("journal:erase"), {"confirm": "on"})
    assert list(ShownNudge.objects.all()) == [kept]


def test_the_same_event_of_one_walk_is_stored_once(cast):
    walk = make_walk(cast.alice)
    make_shown_nudge(walk)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_shown_nudge(walk)


# --- What it costs --------------------------------------------------------------------------------


def test_a_save_reads_a_bounded_number_of_walks_with_as_many_queries(cast, clock, starter_nudges):
    def more(count: int) -> None:
        start = NOW - (Walk.objects.count() + count) * DAY / 2
        for number in range(count):
            make_walk(cast.alice, started_at=start + number * DAY / 2, pain_after=3)

    more(5)
    few = count_queries(lambda: update_nudges(cast.alice, NOW))
    more(MAX_WALKS + 10)
    assert count_queries(lambda: update_nudges(cast.alice, NOW)) <= few
    log = recent_log(cast.alice)
    assert len(log.walks) == MAX_WALKS == SIMULATED_WALKS
    assert not log.is_whole
    assert [walk.day for walk in log.walks] == sorted(walk.day for walk in log.walks)


def test_walks_of_one_moment_stand_in_the_order_in_which_they_were_saved(cast):
    saved = [str(make_walk(cast.alice, started_at=NOW, minutes=n).entry) for n in (20, 30, 25)]
    later = str(make_walk(cast.alice, started_at=NOW + DAY).entry)
    assert [str(UUID(walk.key)) for walk in recent_log(cast.alice).walks] == [*saved, later]
    assert read_walks(cast.alice).walks.keys.tolist() == [later, *saved[::-1]]


# --- As editors keep them -------------------------------------------------------------------------


def test_every_event_comes_with_a_nudge_that_nobody_has_reviewed(starter_nudges):
    assert set(starter_nudges) == {event.value for event in Event}
    numbers = {Event(event): nudge.threshold or 0 for event, nudge in starter_nudges.items()}
    assert numbers == THRESHOLDS  # those that were measured
    for nudge in starter_nudges.values():
        assert (nudge.reviewed_on, nudge.reviewer, nudge.credentials) == (None, "", "")
        assert nudge.sources.exists()
        assert "{" not in nudge.words_as_shown()
        assert not re.search(r"\b(you (must|should|have to)|stop|take|rest)\b", nudge.words, re.I)


def test_loading_again_keeps_what_an_editor_changed(cast, starter_nudges):
    assert load_starter_nudges() == {"nudges unchanged": len(Event)}
    nudge = Nudge.objects.get(event="ended_high")
    nudge.words, nudge.origin_digest = "Otherwise.", "older"
    nudge._history_user = cast.pia
    nudge.save()
    assert load_starter_nudges() == {"nudges unchanged": len(Event) - 1, "nudges kept": 1}


def test_what_was_shown_can_be_traced_to_its_version(alice, cast, starter_nudges):
    save(alice, 4, 9, ago=1)
    save(alice, 3, 9)
    shown = ShownNudge.objects.get()
    nudge = starter_nudges["ended_high"]
    publisher = cast.client(cast.pia)
    page = reverse("admin:journal_nudge_change", args=[nudge.pk])
    sent = admin_form(publisher.get(page)) | {"words": "Other words, {threshold}.", "threshold": 9}
    assert publisher.post(page, sent).status_code == 302
    publish_change(cast, ProposedChange.objects.get())
    nudge.refresh_from_db()
    assert (nudge.version, nudge.words_as_shown()) == (shown.version + 1, "Other words, 9.")
    then = Nudge.history.filter(event=shown.event, version=shown.version).first()
    assert then.words.replace("{threshold}", f"{then.threshold:g}") == shown.words


@pytest.mark.parametrize(
    "fields",
    [
        {"event": "ended_high", "threshold": None},
        {"event": "ended_high", "threshold": 8, "signs": "Numbness"},
        {"event": "both_legs", "threshold": None, "signs": " "},
        {"event": "ended_high", "threshold": -1},
        {"event": "ended_high", "threshold": 8, "reviewer": "Somebody"},
        {"event": "moon", "threshold": 8},
    ],
)
def test_a_nudge_that_would_mislead_is_refused(fields):
    nudge = Nudge(**{"level": "soon", "words": "Words."} | fields)
    with pytest.raises(ValidationError):
        nudge.full_clean()
