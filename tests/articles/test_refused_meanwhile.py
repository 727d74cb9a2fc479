"""A page of the office has looked, and somebody else is quicker: it says so and stores nothing."""

import pytest

from articles.images.editing import PictureEdit
from articles.models import Edition, Figure, ProposedChange, Source, WarningSign
from articles.office import figure_picture, replace_source_page
from articles.office.records import reviewed_record
from articles.workflow.proposals import propose_removal
from tests.cast import (
    make_article,
    make_draft,
    make_figure,
    make_published,
    make_rule,
    make_source,
    make_staff,
    png,
    publish,
)
from tests.forms import admin_form
from tests.office import change_url, messages_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def root(cast):
    return cast.client(make_staff("root@example.org", "Root", is_superuser=True))


def just_before(monkeypatch, where, name, do):
    """Let `do` happen after the page has looked, and before it calls `name`."""
    original = getattr(where, name)

    def called(*args, **kwargs):
        do()
        monkeypatch.setattr(where, name, original)
        return original(*args, **kwargs)

    monkeypatch.setattr(where, name, called)


def submitted(draft):
    return lambda: Edition.objects.filter(pk=draft.pk).update(state="in_review")


@pytest.fixture
def drawn():
    """A draft and the figure that it shows."""
    draft, figure = make_draft(make_article()), make_figure(image=png(800, 400))
    draft.answers.get().set_figures([figure])
    return draft, figure


def test_a_picture_is_not_cut_that_was_submitted_after_the_look_at_it(root, drawn, monkeypatch):
    draft, figure = drawn
    just_before(monkeypatch, figure_picture, "edit_picture", submitted(draft))
    sent = dict.fromkeys(vars(PictureEdit()), 0) | {"quarter_turns": 1}
    response = root.post(url("articles_figure_picture", figure.pk), sent)
    assert response["Location"] == change_url(figure)
    assert "Nothing was done. An edition that was submitted" in messages_of(response)[-1]
    assert Figure.objects.get().digest == figure.digest


def test_a_figure_keeps_its_words_that_was_submitted_after_the_look_at_it(root, drawn, monkeypatch):
    draft, figure = drawn
    sent = admin_form(root.get(change_url(figure)))
    just_before(monkeypatch, Figure, "save", submitted(draft))
    response = root.post(change_url(figure), sent | {"alternative_text": "Other words."})
    assert response["Location"] == change_url(figure)
    assert "Nothing was done. An edition that was submitted" in messages_of(response)[-1]
    assert Figure.objects.get().alternative_text == figure.alternative_text


def test_a_source_is_not_replaced_in_a_draft_submitted_after_the_look_at_it(root, monkeypatch):
    draft, new = make_draft(make_article()), make_source()
    old = draft.answers.get().sources.get()
    just_before(monkeypatch, replace_source_page, "replace_source", submitted(draft))
    sent = {"by": new.pk, "shown": [f"edition:{draft.pk}:draft"]}
    response = root.post(url("articles_source_replace", old.pk), sent)
    assert response["Location"] == change_url(old)
    assert "Nothing was done. This edition is being reviewed." in messages_of(response)[-1]
    assert draft.answers.get().sources.get() == old


def test_a_source_is_replaced_in_a_draft_as_somebody_has_just_saved_it(root, monkeypatch):
    draft, new = make_draft(make_article()), make_source()
    old = draft.answers.get().sources.get()

    def save_it():
        stored = Edition.objects.get(pk=draft.pk)
        stored.title = "Saved meanwhile"
        stored.save()

    just_before(monkeypatch, replace_source_page, "replace_source", save_it)
    sent = {"by": new.pk, "shown": [f"edition:{draft.pk}:draft"]}
    root.post(url("articles_source_replace", old.pk), sent)
    assert draft.answers.get().sources.get() == new
    assert Edition.objects.get().title == "Saved meanwhile"


def test_a_source_is_not_replaced_in_a_draft_that_was_deleted_meanwhile(root, monkeypatch):
    draft, new = make_draft(make_article()), make_source()
    old = draft.answers.get().sources.get()
    just_before(monkeypatch, replace_source_page, "replace_source", draft.delete)
    sent = {"by": new.pk, "shown": [f"edition:{draft.pk}:draft"]}
    response = root.post(url("articles_source_replace", old.pk), sent)
    assert "One of the drafts was deleted meanwhile" in messages_of(response)[-1]


@pytest.mark.parametrize("several", [False, True])
def test_a_source_stays_that_was_cited_after_the_look_at_it(root, monkeypatch, several):
    answer, source = make_draft(make_article()).answers.get(), make_source()
    just_before(monkeypatch, Source, "delete", lambda: answer.sources.add(source))
    sent = {"post": "yes", "action": "delete_selected", "_selected_action": [source.pk]}
    page = (
        url("articles_source_changelist") if several else url("articles_source_delete", source.pk)
    )
    response = root.post(page, sent)
    assert messages_of(response) == ["Nothing was done. This source is cited and has to stay."]
    assert Source.objects.filter(pk=source.pk).exists()


def test_an_edition_stays_that_was_published_after_the_look_at_it(root, monkeypatch):
    draft = make_draft(make_article())
    just_before(monkeypatch, Edition, "delete", lambda: publish(Edition.objects.get()))
    response = root.post(url("articles_edition_delete", draft.pk), {"post": "yes"})
    said = "Nothing was done. Readers have seen it: it is withdrawn, and not deleted."
    assert messages_of(response) == [said]
    assert Edition.objects.filter(pk=draft.pk).exists()


@pytest.fixture
def sign():
    return WarningSign.objects.create(level="soon", text="Fever", source=make_source())


@pytest.mark.parametrize("page", ["change", "delete"])
def test_a_second_change_of_a_record_is_not_begun_beside_one_that_was_just_begun(
    root, cast, sign, monkeypatch, page
):
    name = {"change": "propose", "delete": "propose_removal"}[page]
    sent = admin_form(root.get(change_url(sign))) | {"text": "Other words", "post": "yes"}
    just_before(monkeypatch, reviewed_record, name, lambda: propose_removal(sign, cast.pia))
    response = root.post(url(f"articles_warningsign_{page}", sign.pk), sent)
    assert response["Location"] == change_url(sign)
    said = "Nothing was done. This record has an open change already."
    assert messages_of(response) == [said]
    assert not ProposedChange.objects.exclude(author=cast.pia).exists()


def test_of_several_records_the_one_just_taken_is_left_to_its_change(root, cast, monkeypatch):
    taken, other = (make_rule(make_published().answers.get().question) for _ in range(2))
    just_before(
        monkeypatch, reviewed_record, "propose_as_if", lambda: propose_removal(taken, cast.pia)
    )
    sent = {"action": "propose_out_of_use", "_selected_action": [taken.pk, other.pk]}
    response = root.post(url("journal_advicerule_changelist"), sent)
    assert messages_of(response) == ["Proposed for 1. Each waits for a second person."]
    theirs = ProposedChange.objects.exclude(author=cast.pia).get()
    assert theirs.object_id == other.pk
