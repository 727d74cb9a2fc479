"""The pages that a link may lead to, found by their words."""

import pytest

from tests.cast import make_draft, make_published
from tests.office import url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


def found(client, words: str) -> list[tuple[str, str, str]]:
    pages = client.get(url("articles_article_link_choices"), {"q": words}).json()["pages"]
    return [(page["address"], page["title"], page["note"]) for page in pages]


def test_articles_and_questions_are_found_by_their_words(cast):
    live = make_published(title="Walking downhill")
    question = live.answers.get().question
    coming = make_draft(title="Downhill with poles")
    ed = cast.client(cast.ed)
    articles = found(ed, "downhill")
    assert articles[:2] == [
        (live.article.get_absolute_url(), "Walking downhill", "article"),
        (
            coming.article.get_absolute_url(),
            "Downhill with poles",
            "article that readers do not see yet",
        ),
    ]
    asked = found(ed, live.answers.get().wording)
    assert any(address.endswith(f"#{question.anchor}") for address, _, _ in asked)
    assert found(ed, "") == found(ed, "  ") == []
    assert found(ed, "xyzzyx") == []


def test_nobody_without_the_office_is_told_of_drafts(cast):
    address = url("articles_article_link_choices")
    assert cast.client(cast.alice).get(address).status_code == 302
    assert cast.nobody.get(address).status_code == 302
