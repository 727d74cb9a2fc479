"""The page on which an edition is written: what it holds, what it costs, what it takes."""

import re

import pytest

from articles.models import Source
from tests.cast import make_answer, make_draft, make_source
from tests.forms import admin_form
from tests.office import change_url, errors_of, save
from tests.queries import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def ed(cast):
    return cast.client(cast.ed)


def many_sources(number: int) -> None:
    Source.objects.bulk_create(
        Source(key=f"many-{n}", title=f"Many {n}", publisher="P", kind="trial")
        for n in range(number)
    )


def test_the_list_of_sources_stands_in_the_page_once(ed):
    many_sources(500)
    edition = make_draft(questions=12)
    page = ed.get(change_url(edition)).content.decode()
    assert page.count("Many 77 (P)") == 1
    assert len(re.findall("<option", page)) < 600
    assert len(page) < 250_000


def test_an_answer_shows_what_it_cites_and_takes_more_by_short_name(ed):
    edition = make_draft()
    answer = edition.answers.get()
    cited, other, third = answer.sources.get(), make_source(key="other"), make_source(key="third")
    page = ed.get(change_url(edition)).content.decode()
    assert f'<option value="{cited.pk}" selected>' in page
    assert f'<option value="{other.pk}"' not in page
    assert save(ed, edition, **{"answers-0-sources_add": "other, third"}).status_code == 302
    assert set(answer.sources.all()) == {cited, other, third}
    assert save(ed, edition, **{"answers-0-sources": [str(third.pk)]}).status_code == 302
    assert list(answer.sources.all()) == [third]
    assert save(ed, edition, **{"answers-0-sources": []}).status_code == 302
    assert not answer.sources.exists()


def test_a_short_name_that_is_not_known_stays_in_its_box(ed):
    edition = make_draft()
    response = save(ed, edition, **{"answers-0-sources_add": "no-such"})
    assert "There is no source “no-such”" in errors_of(response)
    assert 'name="answers-0-sources_add" value="no-such"' in response.content.decode()
    assert edition.answers.get().sources.count() == 1


def test_a_closed_question_tells_what_it_lacks(ed):
    edition = make_draft(questions=0)
    make_answer(edition, position=1)
    bare = make_answer(edition, position=2, body="", kind="movement", how_long="A minute.")
    bare.sources.clear()
    forms = ed.get(change_url(edition)).context["inline_admin_formsets"][0].formset.forms
    assert [form.lacks for form in forms] == [[], ["no answer text", "no source"]]
    assert [form.is_movement for form in forms] == [False, True]


def test_only_who_may_write_gets_the_tools_for_it(cast):
    edition = make_draft()
    for who, may in (("ed", True), ("pia", True), ("rhea", False)):
        page = cast.client(getattr(cast, who)).get(change_url(edition)).content.decode()
        for tool in ("data-move", "data-add", "all-sources", 'id="answers-empty"'):
            assert (tool in page) == may, (who, tool)


def test_a_page_that_is_asked_for_an_empty_row_has_one(ed):
    edition = make_draft()
    data = admin_form(ed.get(change_url(edition) + "?add=1"))
    assert data["answers-TOTAL_FORMS"] == "2"
    data |= {"answers-1-wording": "Why?", "answers-1-short_answer": "S.", "answers-1-figures": []}
    assert ed.post(change_url(edition) + "?add=1", data).status_code == 302
    assert edition.answers.last().wording == "Why?"


def test_the_page_costs_the_same_with_more_answers_and_sources(ed):
    edition = make_draft(questions=3)

    def cost() -> int:
        return count_queries(lambda: ed.get(change_url(edition)))

    cost()
    before = cost()
    many_sources(20)
    for answer in edition.answers.all():
        answer.sources.add(*Source.objects.filter(key__startswith="many")[:5])
    for position in range(4, 9):
        make_answer(edition, position=position)
    assert cost() == before
