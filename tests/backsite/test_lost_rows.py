"""What is stored while the row that it belongs to is deleted: told like any page that is gone."""

from unittest.mock import Mock

import pytest
from django.db import IntegrityError

from articles.models import Edition, EditionNote
from articles.office.edition.notes import NoteForm
from backsite.unavailable import is_lost_row, is_still_needed
from tests.cast import make_draft
from tests.office import url


@pytest.mark.django_db(transaction=True)
def test_a_note_on_a_draft_that_is_deleted_at_that_moment(cast, monkeypatch):
    draft = make_draft()
    ed = cast.client(cast.ed)
    store = NoteForm.save

    def save_too_late(form: NoteForm):
        Edition.objects.filter(pk=draft.pk).delete()
        return store(form)

    monkeypatch.setattr(NoteForm, "save", save_too_late)
    response = ed.post(url("articles_edition_notes", draft.pk), {"text": "Who reviews it?"})
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
    assert not EditionNote.objects.exists()
    again = ed.post(url("articles_edition_notes", draft.pk), {"text": "Who reviews it?"})
    assert again.content == response.content


class DatabaseSaysError(Exception):
    sqlstate = "23503"


@pytest.mark.django_db
def test_what_got_something_while_it_was_deleted_is_not_told_to_be_gone(cast, monkeypatch):
    """PostgreSQL has one code for both ends of a foreign key."""
    told = IntegrityError('Key (id)=(1) is still referenced from table "articles_article".')
    told.__cause__ = DatabaseSaysError()
    assert is_still_needed(told)
    monkeypatch.setattr(NoteForm, "save", Mock(side_effect=told))
    response = cast.client(cast.ed).post(
        url("articles_edition_notes", make_draft().pk), {"text": "Who reviews it?"}
    )
    assert response.status_code == 503
    assert "Who reviews it?" in response.content.decode()


@pytest.mark.django_db
def test_any_other_broken_rule_is_a_mistake_of_ours():
    draft = make_draft()
    with pytest.raises(IntegrityError) as told:
        Edition.objects.filter(pk=draft.pk).update(number=None)
    assert not is_lost_row(told.value)
    assert not is_lost_row(ValueError())
