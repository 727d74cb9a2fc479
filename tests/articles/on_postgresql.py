"""Two connections at one draft, one waiting for the other: tests/test_postgresql.py runs this.

Each test holds the edition's row in a transaction, as somebody's request does; what another sends
has to wait for it and then to see what was stored.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from articles.models import Answer, Edition
from tests.cast import Cast, make_draft, make_staff
from tests.forms import admin_form, sent_back
from tests.office import act_url, change_url, everything

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 180  # on a machine that is busy with other things


def on_own_connection(task: Callable):
    try:
        return task()
    except ValidationError as error:
        return error
    finally:
        connection.close()


def until_somebody_waits() -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    pytest.fail("nobody waited for the draft that somebody else is changing")


@contextmanager
def held(task: Callable) -> Iterator[tuple[Edition, list]]:
    """The draft, locked, while `task` waits for it; its answer is in the list after the block."""
    answers: list = []
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            edition = Edition.objects.select_for_update().get()
            waiting = pool.submit(on_own_connection, task)
            until_somebody_waits()
            yield edition, answers
        answers.append(waiting.result(SECONDS))


@pytest.fixture
def ed(cast: Cast):
    return cast.client(make_staff("ed2@example.org", "Ed Root", is_superuser=True))


def test_this_run_is_on_postgresql():
    assert connection.vendor == "postgresql"


def test_a_draft_submitted_and_approved_while_it_is_sent_is_not_changed(ed):
    draft = make_draft()
    data = admin_form(ed.get(change_url(draft))) | {"title": "Late"}
    with held(lambda: ed.post(change_url(draft), data)) as (edition, answers):
        edition.submit()
        edition.approve(by=None, today=edition.updated_at.date())
        edition.save()
    assert answers[0].status_code == 403
    stored = Edition.objects.get()
    assert (stored.title, stored.state) == (draft.title, Edition.State.READY)


def test_two_who_save_at_the_same_moment_are_brought_together(ed):
    draft = make_draft()
    opened = admin_form(ed.get(change_url(draft)))
    data = opened | {"title": "Mine", "summary": "Mine."}
    with held(lambda: ed.post(change_url(draft), data)) as (edition, answers):
        edition.title = "Theirs"
        edition.save()
    assert answers[0].status_code == 200
    assert [c.label for c in answers[0].context["conflicts"]] == ["Title"]
    assert Edition.objects.get().title == "Theirs"
    with held(lambda: ed.post(change_url(draft), opened | {"summary": "Mine."})) as (edition, more):
        edition.introduction = "<p>Theirs.</p>"
        edition.save()
    assert more[0].status_code == 302
    stored = Edition.objects.get()
    assert (stored.title, stored.summary) == ("Theirs", "Mine.")
    assert stored.introduction == "<p>Theirs.</p>"


def test_nobody_submits_what_is_being_changed_at_that_moment(ed):
    draft = make_draft()
    data = sent_back(ed.get(act_url(draft, "submit")).context["form"])
    with held(lambda: ed.post(act_url(draft, "submit"), data)) as (edition, answers):
        edition.title = "Theirs"
        edition.save()
    assert "has changed since you opened this page" in answers[0].content.decode()
    assert Edition.objects.get().state == Edition.State.DRAFT


@pytest.mark.parametrize("write", [Answer.save, Answer.delete])
def test_an_answer_waits_too_whoever_writes_it(write):
    make_draft()
    answer = Answer.objects.get()
    answer.short_answer = "Late."
    with held(lambda: write(answer)) as (edition, answers):
        edition.submit()
        edition.save()
        before = everything()
    assert isinstance(answers[0], ValidationError)
    assert everything() == before
