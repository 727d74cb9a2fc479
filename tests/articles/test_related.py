"""What to read next: chosen by an editor, or alike; never what the page shows already."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Edition
from articles.search.related import MIN_RELATED, by_similarity, related_editions
from tests.cast import NOW, make_article, make_draft, make_published, make_source, make_topic
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


def named(title: str, **fields) -> Edition:
    """A live edition on a topic of its own, so that nothing is its neighbour."""
    return make_published(make_article(topic=make_topic()), title=title, **fields)


def titles(editions: list[Edition]) -> list[str]:
    return [edition.title for edition in editions]


def test_the_editors_choice_comes_first_and_similarity_fills_up():
    edition = named("Stairs and backs")
    alike = [named("Going up stairs"), named("Going down stairs"), named("Stairs at work")]
    chosen = named("Something else")
    edition.article.related.add(chosen.article)
    found = related_editions(edition, NOW)
    assert found[0] == chosen
    assert len(found) == MIN_RELATED
    assert set(found[1:]) < set(alike)


def test_an_editor_who_chose_enough_is_not_helped():
    edition = named("Stairs")
    named("More stairs")
    chosen = [named(f"Choice {place}") for place in range(MIN_RELATED + 1)]
    for other in chosen:
        edition.article.related.add(other.article)
    assert related_editions(edition, NOW) == chosen


def test_nothing_is_offered_twice_nor_itself_nor_what_is_shown_beside_it():
    edition, beside, other = named("Stairs"), named("Stairs beside"), named("Stairs other")
    edition.article.related.add(other.article)
    assert related_editions(edition, NOW, besides=(beside, None)) == [other]


def test_what_is_not_public_is_not_offered():
    edition = named("Stairs")
    make_draft(make_article(topic=make_topic()), title="Stairs, in draft")
    gone = named("Stairs, withdrawn")
    gone.withdraw(NOW, "Wrong.")
    gone.save()
    assert related_editions(edition, NOW) == []


def test_a_rare_source_in_common_says_more_than_a_common_one():
    common, rare = make_source(), make_source()
    editions = [named(f"Stairs {name}") for name in ("one", "two", "three", "four")]
    for edition in editions:
        edition.answers.get().sources.set([common])
    for edition in (editions[0], editions[3]):
        edition.answers.get().sources.add(rare)
    assert related_editions(editions[0], NOW)[0] == editions[3]


@given(
    own=st.sets(st.integers(0, 6)),
    others=st.dictionaries(st.integers(), st.sets(st.integers(0, 6)), max_size=8),
)
def test_the_order_is_one_of_all_and_always_the_same(own, others):
    order = by_similarity(own, others)
    assert sorted(order) == sorted(others)
    assert by_similarity(own, others) == order
    if not own:
        assert order == list(others)  # nothing in common: as search found them


def test_the_page_shows_a_teaser_of_each():
    edition = named("Stairs")
    other = named("More stairs", summary="Up, down and back again.")
    page = Client().get(edition.get_absolute_url()).content.decode()
    related = page.partition('id="related"')[2]
    assert other.get_absolute_url() in related
    assert "Up, down and back again." in related


def test_the_cost_does_not_grow_with_the_number_of_articles():
    edition = named("Stairs")
    for place in range(4):
        named(f"Stairs {place}")
    before = count_queries(lambda: related_editions(edition, NOW))
    for place in range(10):
        named(f"More stairs {place}")
    assert count_queries(lambda: related_editions(edition, NOW)) == before


def test_the_address_above_the_topics_leads_to_their_list():
    response = Client().get("/topics/")
    assert response.status_code == 301
    assert response["Location"] == "/#topics"
    assert b'id="topics"' in Client().get("/").content
