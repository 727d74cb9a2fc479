"""What is stored while the row that it belongs to is deleted: told like any page that is gone."""

import pytest
from django.db import IntegrityError

from articles.models import Edition, EditionNote
from articles.office.edition.notes import NoteForm
from backsite.unavailable import is_lost_row
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


@pytest.mark.django_db
def test_any_other_broken_rule_is_a_mistake_of_ours():
    draft = make_draft()
    with pytest.raises(IntegrityError) as told:
        Edition.objects.filter(pk=draft.pk).update(number=None)
    assert not is_lost_row(told.value)
    assert not is_lost_row(ValueError())
