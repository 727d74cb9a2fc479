"""What Django's own pages would say in words of programmers, the office says in plain ones."""

import pytest
from django.utils import timezone

from articles.models import FailedSearch, ProposedChange
from tests.cast import make_article, make_draft, make_nudge, make_staff
from tests.office import change_url, url

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def root():
    return make_staff("root@example.org", "Root", is_superuser=True)


def text_of(client, address: str) -> str:
    return client.get(address).content.decode()


def test_what_a_deletion_takes_along_is_named_without_rows_that_only_tie_others(cast, root):
    draft = make_draft(make_article(), title="Sore")
    page = text_of(cast.client(root), url("articles_edition_delete", draft.pk))
    assert f"Answer: {draft.answers.get().wording}" in page
    assert "Answers: 1" in page
    assert "relationship" not in page


def test_a_history_is_offered_where_there_may_be_one_and_says_when_there_is_none(cast, root):
    client = cast.client(root)
    failed = FailedSearch.objects.create(words="moon", day=timezone.localdate(), times=9)
    assert "historylink" not in text_of(client, change_url(failed))
    person = text_of(client, change_url(cast.ed))
    assert "historylink" in person
    assert "Nobody has changed this" in text_of(client, url("accounts_user_history", cast.ed.pk))


def test_an_old_version_of_a_proposed_change_says_what_it_was(cast):
    nudge = make_nudge()
    cast.client(cast.pia).post(url("journal_nudge_delete", nudge.pk), {"note": "Gone."})
    change = ProposedChange.objects.get()
    version = change.history.latest().pk
    address = url("articles_proposedchange_simple_history", change.pk, version)
    assert str(nudge) in text_of(cast.client(cast.pia), address).partition("</h1>")[2]


def test_an_address_is_asked_for_by_that_name(cast, root):
    assert "Address:" in text_of(cast.client(root), url("articles_topic_add"))
    assert "Short name:" in text_of(cast.client(root), url("journal_advicerule_add"))


def test_what_a_person_may_do_is_asked_in_plain_words(cast, root):
    for address in (change_url(cast.ed), url("accounts_user_add")):
        page = text_of(cast.client(root), address)
        assert "May enter the office" in page
        assert "Designates" not in page
        assert "user options" not in page
