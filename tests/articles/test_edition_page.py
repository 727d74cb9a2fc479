"""The page on which an edition is written: what it holds, what it costs, what it takes."""

import re

import pytest

from articles.models import Caution, Source
from tests.cast import make_answer, make_draft, make_published, make_source
from tests.forms import admin_form
from tests.office import change_url, errors_of, everything, save, url, with_answers
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


@pytest.mark.slow
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


@pytest.mark.slow
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


# --- Preview as one types -----------------------------------------------------------------------


def live_url(edition) -> str:
    return url("articles_edition_live_preview", edition.pk)


def test_the_preview_shows_what_is_typed_and_stores_nothing(ed):
    edition = make_draft(questions=2)
    first, second = edition.answers.all()
    added, gone = make_source(key="added"), first.sources.get()
    new = {"wording": "Why so?", "short_answer": "", "body": "<p>At length.</p>", "position": "0"}
    Caution.objects.create(slug="c", title="Ask first", names="ibuprofen", body="<p>B</p>")
    data = admin_form(ed.get(change_url(edition))) | {
        "title": "Typed title",
        "introduction": "<p onclick='x()'>Typed.</p><script>x()</script>",
        "answers-0-wording": "Is ibuprofen for me?",
        "answers-0-sources": [],
        "answers-0-sources_add": "added",
        "answers-1-DELETE": "on",
        "expires_at_0": "nonsense",
    }
    before = everything()
    response = ed.post(live_url(edition), with_answers(data, new))
    assert response.status_code == 200
    assert everything() == before
    page = response.content.decode()
    assert "<h1>Typed title</h1>" in page
    assert "<p>Typed.</p>" in page
    assert page.index("Why so?</h2>") < page.index("Is ibuprofen for me?</h2>")
    assert "<p>At length.</p>" in page
    assert "Ask first" in page
    assert (added.title in page, gone.title in page, second.wording in page) == (True, False, False)
    assert "Not yet published" in page


LONG = "9" * 5000  # digits, more than Python reads


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"answers-TOTAL_FORMS": "x"},
        {"answers-TOTAL_FORMS": "9"},
        {"answers-TOTAL_FORMS": LONG},
        {"answers-TOTAL_FORMS": "1", "answers-0-position": LONG},
        {"answers-TOTAL_FORMS": "1", "answers-0-figures": LONG},
        {"answers-TOTAL_FORMS": "1", "answers-0-figures": "9" * 30},  # more than SQLite takes
    ],
)
def test_the_preview_takes_any_form(ed, sent):
    assert ed.post(live_url(make_draft()), sent).status_code == 200


def test_the_preview_is_for_those_who_may_write_and_no_frame_of_others(cast, ed):
    draft, live_one = make_draft(), make_published()
    assert ed.get(live_url(draft)).status_code == 405
    assert ed.post(live_url(live_one), {}).status_code == 403
    assert ed.post(url("articles_edition_live_preview", 999_999), {}).status_code == 404
    assert cast.client(cast.pia).post(live_url(draft), {}).status_code == 200
    for person in (cast.rhea, cast.alice):
        assert cast.client(person).post(live_url(draft), {}).status_code in (302, 403)
    assert cast.nobody.post(live_url(draft), {}).status_code == 302
    response = ed.post(live_url(draft), {})
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.slow
def test_the_preview_costs_the_same_with_more_answers(ed):
    edition = make_draft(questions=2)

    def cost() -> int:
        data = admin_form(ed.get(change_url(edition)))
        return count_queries(lambda: ed.post(live_url(edition), data))

    cost()
    before = cost()
    for position in range(3, 8):
        make_answer(edition, position=position).sources.add(make_source())
    cost()  # the sources are new content, and what is kept is read once for each version of it
    assert cost() == before
