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


CONSTRAINT = "articles_edition_article_id_4a1c_fk_articles_article_id"
# What PostgreSQL says of both ends of a foreign key, in some of its languages.
STILL_NEEDED = [
    'update or delete on table "{one}" violates foreign key constraint "{key}" on table "{many}"',
    "Aktualisieren oder Löschen in Tabelle »{one}« verletzt Fremdschlüssel-Constraint »{key}« von "
    "Tabelle »{many}«",
    'テーブル"{one}"の更新または削除は、テーブル"{many}"の外部キー制約"{key}"に違反します',
]
LOST = [
    'insert or update on table "{many}" violates foreign key constraint "{key}"',
    "une instruction insert ou update sur la table « {many} » viole la contrainte de clé\n"
    "étrangère « {key} »",
    'テーブル"{many}"への挿入、更新は外部キー制約"{key}"に違反しています',
]


def told_by_postgresql(said: str, many: str = "articles_edition") -> IntegrityError:
    """The error that psycopg raises; `many`: the table whose rows belong to those of the other."""
    cause = Exception(said)
    cause.sqlstate = "23503"
    said = said.format(one="articles_article", many=many, key=CONSTRAINT)
    cause.diag = Mock(message_primary=said, constraint_name=CONSTRAINT, table_name=many)
    error = IntegrityError(said)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("many", ["articles_edition", "articles_article", "a_partition_of_7"])
def test_both_ends_of_a_foreign_key_are_told_apart_in_every_language(many):
    for said in STILL_NEEDED:
        told = told_by_postgresql(said, many)
        assert (is_still_needed(told), is_lost_row(told)) == (True, False)
    for said in LOST:
        told = told_by_postgresql(said, many)
        assert (is_still_needed(told), is_lost_row(told)) == (False, True)


@pytest.mark.django_db
def test_what_got_something_while_it_was_deleted_is_not_told_to_be_gone(cast, monkeypatch):
    monkeypatch.setattr(NoteForm, "save", Mock(side_effect=told_by_postgresql(STILL_NEEDED[1])))
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
