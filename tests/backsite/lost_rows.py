"""Two connections, one deleting what the other adds to: tests/test_postgresql.py runs this.

Each test holds what one of them has done in a transaction until the other one waits for it.
"""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.deletion import delete_account
from accounts.models import User
from articles.models import Edition, EditionNote
from backsite.unavailable import is_lost_row, is_still_needed
from journal.models import Walk
from tests.articles.on_postgresql import SECONDS, on_own_connection, until_somebody_waits
from tests.articles.test_votes import send
from tests.cast import (
    Cast,
    make_answer,
    make_article,
    make_draft,
    make_published,
    make_staff,
    make_walk,
)
from tests.forms import admin_form
from tests.office import change_url, messages_of, url

pytestmark = pytest.mark.django_db(transaction=True)


def sent_during(task: Callable[[], object], send_form: Callable):
    """What is answered to a form that waits for the transaction in which `task` is done."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            task()
            waiting = pool.submit(on_own_connection, send_form)
            until_somebody_waits()
        return waiting.result(SECONDS)


@pytest.fixture
def ed(cast: Cast) -> Client:
    return cast.client(make_staff("ed2@example.org", "Ed Root", is_superuser=True))


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("notes", {"text": "Who reviews it?"}),
        ("comments", {"text": "True?", "passage": "x"}),
        ("typed", {"kept_as": "a window", "title": "Backs"}),
    ],
)
def test_what_is_said_of_a_draft_that_is_deleted(ed, page, sent):
    draft = make_draft()
    address = url(f"articles_edition_{page}", draft.pk)
    response = sent_during(draft.article.delete_unseen, lambda: ed.post(address, sent))
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_an_answer_saved_while_its_article_is_deleted(ed):
    draft = make_draft()
    data = admin_form(ed.get(change_url(draft)))
    data |= {"answers-0-short_answer": "Late."}
    response = sent_during(
        draft.article.delete_unseen, lambda: ed.post(change_url(draft), data, follow=True)
    )
    assert "Perhaps it was deleted?" in messages_of(response)[0]


def test_a_draft_deleted_while_an_answer_is_saved(ed):
    """Whoever deletes waits for who writes, and then deletes what was written, too."""
    draft = make_draft()

    def write() -> None:
        make_answer(Edition.objects.select_for_update().get(), anchor="late")
        EditionNote.objects.create(edition=draft, text="Late.", author_name="Ed")

    address = url("articles_edition_delete", draft.pk)
    response = sent_during(write, lambda: ed.post(address, {"post": "yes"}))
    assert response.status_code == 302
    assert not Edition.objects.exists()


def test_a_vote_on_an_answer_that_is_deleted():
    answer = make_published(make_article(slug="backs")).answers.get()

    def delete() -> None:
        edition = Edition.objects.filter(pk=answer.edition_id)
        answer._meta.model._default_manager.filter(pk=answer.pk).delete()
        edition.delete()

    response = sent_during(delete, lambda: send(Client(), answer))
    assert response.status_code == 404


def walk_form() -> dict[str, str]:
    typed = {"minutes": "20", "pain_before": "2", "pain_after": "4"}
    return typed | {"entry": str(uuid.uuid4()), "started_at": "2026-05-14T09:30"}


def test_a_walk_saved_while_its_account_is_deleted(cast, clock):
    alice, browser = cast.alice, cast.client(cast.alice)
    address = reverse("journal:new_walk")
    response = sent_during(
        lambda: delete_account(alice), lambda: browser.post(address, walk_form())
    )
    assert response.status_code == 404
    assert not Walk.objects.exists()


def test_an_account_deleted_while_a_walk_is_saved(cast):
    """By whoever holds the person's row, as what looks for nudges after a walk does."""
    alice, browser = cast.alice, cast.confirmed(cast.alice)

    def save() -> None:
        make_walk(User.objects.select_for_update().get(pk=alice.pk))

    address = reverse("delete_account")
    response = sent_during(save, lambda: browser.post(address, {"confirm": "on"}))
    assert response.status_code == 200
    assert not User.objects.filter(pk=alice.pk).exists()
    assert not Walk.objects.exists()


def test_what_is_still_needed_is_no_row_that_was_lost():
    topic = make_article().topic
    with pytest.raises(IntegrityError) as told, transaction.atomic():
        topic._meta.model._default_manager.filter(pk=topic.pk)._raw_delete("default")
    assert is_still_needed(told.value)
    assert not is_lost_row(told.value)
