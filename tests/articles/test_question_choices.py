"""Questions for a field that chooses one: which are offered for what is typed, and to whom."""

import pytest
from django.contrib.auth.models import Permission

from articles.models import Answer
from articles.office.question_choices import MAX_OFFERED
from tests.cast import make_answer, make_article, make_draft, publish
from tests.office import url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def offered(client, words: str) -> list[str]:
    page = client.get(url("articles_article_question_choices"), {"q": words})
    return [each["name"] for each in page.json()["questions"]]


@pytest.fixture
def draft():
    draft = make_draft(make_article(slug="painkillers"), questions=0)
    make_answer(draft, anchor="ibuprofen", wording="Does it help for 50% of backs?")
    make_answer(draft, anchor="heat", wording="Does a warm bath help?")
    return draft


@pytest.mark.parametrize(
    ("words", "anchors"),
    [
        ("help", ["heat", "ibuprofen"]),
        ("HELP bath", ["heat"]),
        ("painkillers bath", ["heat"]),
        ("painkillers#ibuprofen", ["ibuprofen"]),
        ("50%", ["ibuprofen"]),
        ("%", ["ibuprofen"]),
        ("help_", []),
        ("help knee", []),
        ("", ["heat", "ibuprofen"]),
        ("\0", ["heat", "ibuprofen"]),
    ],
)
def test_a_question_is_found_by_all_words_of_its_wording_and_address(cast, draft, words, anchors):
    names = offered(cast.client(cast.pia), words)
    assert [name.rpartition("#")[2].rstrip(")") for name in names] == anchors


def test_it_is_called_as_its_newest_edition_asks_it_and_found_by_an_older_wording(cast, draft):
    publish(draft)
    newer = draft.article.editions.first().new_edition(cast.ed)
    Answer.objects.filter(edition=newer, question__anchor="heat").update(wording="And a shower?")
    assert offered(cast.client(cast.pia), "shower") == ["And a shower? (painkillers#heat)"]
    assert offered(cast.client(cast.pia), "bath") == ["And a shower? (painkillers#heat)"]


def test_few_are_offered_however_many_there_are(cast):
    draft = make_draft(make_article(), questions=MAX_OFFERED + 3)
    assert len(offered(cast.client(cast.pia), str(draft.article))) == MAX_OFFERED


def test_they_are_for_those_who_may_see_the_list_of_questions(cast, draft):
    address = url("articles_article_question_choices")
    assert cast.client(cast.ed).get(address).status_code == 200
    for client in (cast.nobody, cast.client(cast.alice)):
        assert client.get(address).status_code in (302, 403)
    cast.ed.groups.clear()
    for name, status in (("view_article", 403), ("view_question", 200)):
        cast.ed.user_permissions.set(Permission.objects.filter(codename=name))
        assert cast.client(cast.ed).get(address).status_code == status
        listed = cast.client(cast.ed).get(url("articles_question_changelist"))
        assert listed.status_code == status
