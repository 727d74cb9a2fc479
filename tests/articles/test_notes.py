"""Notes beside an edition: who may leave one, who reads them, and that nobody changes them."""

import pytest
from django.db import IntegrityError, transaction

from articles.models import EditionNote
from tests.cast import make_draft, make_published, make_staff
from tests.office import change_url, everything, url
from tests.queries import count_queries

pytestmark = pytest.mark.django_db


def notes_url(edition) -> str:
    return url("articles_edition_notes", edition.pk)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["ed", "rhea", "pia"])
def test_whoever_works_in_the_office_leaves_a_note(cast, who):
    person = getattr(cast, who)
    client = cast.client(person)
    for edition in (make_draft(), make_published()):  # also when its words stand still
        response = client.post(notes_url(edition), {"text": "Ask Rhea <b>first</b>.\n\nThen me."})
        assert response["Location"] == notes_url(edition)
        note = edition.notes.get()
        assert (note.author, note.author_name) == (person, person.name)
        for address in (change_url(edition), notes_url(edition)):
            page = client.get(address).content.decode()
            assert "Ask Rhea &lt;b&gt;first&lt;/b&gt;." in page
            assert person.name in page
    assert "Ask Rhea" not in cast.nobody.get(edition.get_absolute_url()).content.decode()


def test_nobody_else_reads_or_writes_a_note(cast):
    edition = make_draft()
    EditionNote.objects.create(edition=edition, author_name="Ed", text="Secret.")
    new = make_staff("new@example.org", "New")
    clients = (cast.nobody, cast.client(cast.alice), cast.client(new))
    before = everything()
    for client in clients:
        for response in (
            client.get(notes_url(edition)),
            client.post(notes_url(edition), {"text": "Mine."}),
        ):
            assert response.status_code in (302, 403)
            assert "Secret." not in response.content.decode()
    assert everything() == before
    assert cast.client(cast.ed).get(url("articles_edition_notes", 999_999)).status_code == 404


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_a_note_that_says_nothing_or_too_much_is_refused_with_words(cast, text):
    edition = make_draft()
    response = cast.client(cast.ed).post(notes_url(edition), {"text": text})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert not EditionNote.objects.exists()


def test_the_database_holds_the_limit_too():
    with pytest.raises(IntegrityError), transaction.atomic():
        EditionNote.objects.create(edition=make_draft(), author_name="Ed", text="x" * 2001)


def test_a_note_outlives_its_authors_account_and_goes_with_its_edition(cast):
    edition = make_draft()
    cast.client(cast.ed).post(notes_url(edition), {"text": "Stays."})
    cast.ed.delete()
    note = EditionNote.objects.get()
    assert (note.author, note.author_name) == (None, "Ed Itor")
    edition.delete()
    assert not EditionNote.objects.exists()


@pytest.mark.slow
def test_many_notes_cost_as_few_queries_and_the_older_ones_fold_away(cast):
    edition = make_draft()
    client = cast.client(cast.ed)
    EditionNote.objects.create(edition=edition, author=cast.ed, author_name="Ed", text="First.")
    client.get(change_url(edition))
    before = count_queries(lambda: client.get(change_url(edition)))
    for number in range(30):
        EditionNote.objects.create(
            edition=edition, author=cast.pia, author_name="Pia", text=f"Note {number}."
        )
    assert count_queries(lambda: client.get(change_url(edition))) == before
    page = client.get(change_url(edition))
    assert len(page.context["notes"]) == 20
    assert page.context["notes"][-1].text == "Note 29."
    assert "11 older" in page.content.decode()
