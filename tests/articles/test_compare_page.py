"""The page of the office that sets two editions beside each other."""

import pytest
from django.urls import reverse

from articles.comparison.edition_content import content_of
from articles.models import Edition
from tests.cast import (
    make_answer,
    make_article,
    make_draft,
    make_figure,
    make_published,
    make_source,
    make_staff,
    publish,
)
from tests.queries import count_queries

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def url(edition: Edition, other: Edition | None = None) -> str:
    address = reverse("admin:articles_edition_compare", args=[edition.pk])
    return f"{address}?other={other.pk}" if other else address


def compared(client, edition: Edition, other: Edition | None = None):
    response = client.get(url(edition, other))
    assert response.status_code == 200
    return response


def numbers(response) -> list[int]:
    return [side["edition"].number for side in response.context["sides"]]


@pytest.fixture
def editions(cast) -> list[Edition]:
    """Three of one article: superseded, live, draft; the draft says one word more."""
    first = make_published(questions=2, title="First")
    second = publish(first.new_edition(author=cast.ed))
    draft = second.new_edition(author=cast.ed)
    draft.title = "First and last"
    draft.save()
    return [first, second, draft]


# --- Who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ed", "rhea", "pia"])
def test_the_office_compares(cast, editions, who):
    assert cast.client(getattr(cast, who)).get(url(editions[2])).status_code == 200


def test_nobody_else_does(cast, editions):
    assert cast.nobody.get(url(editions[2])).status_code == 302
    assert cast.client(cast.alice).get(url(editions[2])).status_code == 302
    newcomer = make_staff("new@example.org", "New Comer")
    assert cast.client(newcomer).get(url(editions[2])).status_code == 403


# --- Which two ----------------------------------------------------------------------------------


def test_a_draft_is_compared_with_what_readers_see(cast, editions):
    response = compared(cast.client(cast.rhea), editions[2])
    assert numbers(response) == [2, 3]
    assert "Title changed." in response.content.decode()
    assert "[added: </span> and last" in response.content.decode()


def test_an_old_edition_is_compared_with_the_one_before_and_the_first_with_the_next(cast, editions):
    client = cast.client(cast.rhea)
    assert numbers(compared(client, editions[1])) == [1, 2]
    assert numbers(compared(client, editions[0])) == [1, 2]


def test_any_two_are_compared_the_older_first(cast, editions):
    client = cast.client(cast.rhea)
    assert numbers(compared(client, editions[0], editions[2])) == [1, 3]
    assert numbers(compared(client, editions[2], editions[0])) == [1, 3]


def test_the_choice_names_each_other_edition_and_where_it_stands(cast, editions):
    page = compared(cast.client(cast.rhea), editions[2]).content.decode()
    assert "Edition 1, superseded: First</option>" in page
    assert "Edition 2, live: First</option>" in page
    assert "Edition 3, draft" not in page.partition("</select>")[0]


@pytest.mark.parametrize("asked", ["", "x", "0", "99999999", "strange"])
def test_an_edition_that_cannot_be_chosen_brings_the_usual_one(cast, editions, asked):
    stranger = make_published()
    asked = str(stranger.pk) if asked == "strange" else asked
    response = cast.client(cast.rhea).get(f"{url(editions[2])}?other={asked}")
    assert response.status_code == 200
    assert numbers(response) == [2, 3]
    assert stranger.title not in response.content.decode()
    assert ("Select a valid choice" in response.content.decode()) is bool(asked)


def test_an_only_edition_has_nothing_to_be_compared_with(cast):
    draft = make_draft()
    client = cast.client(cast.rhea)
    assert "no other edition" in compared(client, draft).content.decode()
    change = client.get(reverse("admin:articles_edition_change", args=[draft.pk]))
    assert url(draft) not in change.content.decode()


def test_there_is_no_page_for_an_edition_that_is_not_there(cast, editions):
    address = reverse("admin:articles_edition_compare", args=[99_999_999])
    assert cast.client(cast.rhea).get(address).status_code == 404


# --- What it says -------------------------------------------------------------------------------


def test_editions_that_say_the_same_are_called_the_same(cast, editions):
    page = compared(cast.client(cast.rhea), editions[1], editions[0])
    assert "Nothing: the two say the same" in page.content.decode()


def test_the_page_tells_a_question_by_its_identity(cast):
    live = make_draft(make_article())
    for number, anchor in enumerate(("rest", "walk", "sit"), start=1):
        make_answer(live, anchor=anchor, position=number, wording=f"Old {anchor}?")
    live.answers.exclude(question__anchor__in=("rest", "walk", "sit")).delete()
    publish(live)
    draft = live.new_edition(author=cast.ed)
    sit = draft.answers.get(question__anchor="sit")
    sit.position, sit.wording = 0, "New sit?"
    sit.save()
    sit.sources.add(make_source(title="A fresh trial"))
    draft.answers.get(question__anchor="walk").delete()
    page = compared(cast.client(cast.rhea), draft).content.decode()
    assert "1 question changed, 1 removed, 1 moved." in page
    assert "Moved from place 3 to 1" in page
    assert '<a href="#question-sit">New sit?</a>' in page
    assert 'id="question-sit"' in page
    assert "[added: </span>A fresh trial" in page
    assert "1 question unchanged" in page


def test_figures_are_compared_by_what_they_say_and_their_order(cast, editions):
    draft = editions[2]
    first, second = make_figure(alternative_text="A knee."), make_figure(alternative_text="A hip.")
    answer = draft.answers.first()
    answer.set_figures([first])
    page = compared(cast.client(cast.rhea), draft).content.decode()
    assert "<h4>Figures</h4>" in page
    assert "A knee." in page
    fingerprint = content_of(draft).fingerprint
    answer.set_figures([first, second])
    one_order = content_of(draft).fingerprint
    answer.set_figures([second, first])
    assert len({fingerprint, one_order, content_of(draft).fingerprint}) == 3


def test_what_an_editor_typed_is_shown_and_never_run(cast, editions):
    draft = editions[2]
    draft.title = "<script>alert(1)</script>"
    draft.save()
    page = compared(cast.client(cast.rhea), draft).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_only_who_may_begin_an_edition_and_only_now_is_offered_a_new_one(cast, editions):
    def offered(who) -> bool:
        page = compared(cast.client(who), editions[1]).content.decode()
        return "do/new_edition/" in page

    assert not offered(cast.pia)  # there is an open draft
    editions[2].delete()
    assert offered(cast.pia)
    assert offered(cast.ed)
    assert not offered(cast.rhea)


def test_reviewers_are_led_here_before_they_approve(cast, editions):
    draft = editions[2]
    client = cast.client(cast.rhea)
    change = client.get(reverse("admin:articles_edition_change", args=[draft.pk]))
    assert url(draft) in change.content.decode()
    draft.submit()
    draft.save()
    approve = reverse("admin:articles_edition_act", args=[draft.pk, "approve"])
    assert url(draft) in client.get(approve).content.decode()


def test_the_page_costs_the_same_with_more_answers_and_more_editions(cast):
    edition = make_published(questions=2)
    draft = edition.new_edition(author=cast.ed)
    client = cast.client(cast.rhea)

    def cost() -> int:
        return count_queries(lambda: compared(client, edition.article.editions.latest("number")))

    compared(client, draft)  # what is asked once for each process
    first = cost()
    publish(draft)
    more = draft.new_edition(author=cast.ed)
    for _ in range(10):
        make_answer(more)
    assert cost() == first
    assert first < 20
