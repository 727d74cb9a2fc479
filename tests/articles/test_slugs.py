"""Every address that readers may have leads to its article for good."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from articles.models import Article, FormerSlug
from tests.cast import NOW, make_article, make_draft, make_published, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def move(article: Article, slug: str) -> None:
    article.slug = slug
    article.full_clean()
    article.save()


def leads_to(slug: str) -> str | None:
    """Where a reader who asks for `slug` ends: the page's own slug, or None for nothing."""
    response = Client().get(f"/articles/{slug}/", follow=True)
    if response.status_code == 404:
        return None
    assert response.status_code == 200
    assert all(status == 301 for _, status in response.redirect_chain)
    assert len(response.redirect_chain) <= 1
    return response.request["PATH_INFO"].split("/")[2]


def test_a_changed_slug_leaves_a_redirect():
    article = make_published(make_article(slug="old")).article
    move(article, "new")
    assert leads_to("old") == "new"
    assert leads_to("new") == "new"


def test_a_slug_changed_twice_redirects_once_from_both():
    article = make_published(make_article(slug="a")).article
    move(article, "b")
    move(article, "c")
    assert [leads_to(slug) for slug in "abc"] == ["c", "c", "c"]


def test_an_article_can_take_its_own_address_back():
    article = make_published(make_article(slug="a")).article
    move(article, "b")
    move(article, "a")
    assert [leads_to(slug) for slug in "ab"] == ["a", "a"]
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["b"]


def test_a_new_article_can_take_an_address_that_another_left():
    moved = make_published(make_article(slug="a")).article
    move(moved, "b")
    other = make_published(make_article(slug="a")).article
    assert leads_to("a") == "a"
    move(other, "c")
    assert leads_to("a") == "c"
    assert leads_to("b") == "b"


def test_a_draft_takes_no_address_away_that_another_left():
    moved = make_published(make_article(slug="a")).article
    move(moved, "b")
    draft = make_draft(make_article(slug="a"))
    assert leads_to("a") == "b"
    publish(draft)
    assert leads_to("a") == "a"
    draft.withdraw(now=NOW, reason="Wrong.")
    draft.save()
    assert Client().get("/articles/a/").status_code == 410


def test_two_articles_can_change_places():
    one = make_published(make_article(slug="one")).article
    two = make_published(make_article(slug="two")).article
    move(one, "for-now")
    move(two, "one")
    move(one, "two")
    assert Article.objects.get(slug="one") == two
    assert [leads_to(slug) for slug in ("one", "two", "for-now")] == ["one", "two", "two"]


def test_the_address_of_a_draft_leaves_nothing_behind():
    article = make_draft(make_article(slug="a")).article
    move(article, "b")
    assert not FormerSlug.objects.exists()
    assert leads_to("a") is None


def test_a_scheduled_address_is_kept_too():
    article = publish(make_draft(make_article(slug="a")), at=NOW.replace(year=2027)).article
    move(article, "b")
    assert FormerSlug.objects.get().article == article


def test_saving_without_a_change_makes_no_redirect():
    article = make_published(make_article(slug="a")).article
    move(article, "a")
    assert not FormerSlug.objects.exists()


def test_two_articles_never_share_an_address():
    make_article(slug="a")
    with pytest.raises(ValidationError):
        Article(slug="a", topic=make_article().topic).full_clean()


def test_a_withdrawn_article_says_so_under_its_old_address_as_well():
    edition = make_published(make_article(slug="a"))
    move(edition.article, "b")
    edition.withdraw(now=NOW, reason="Out of date.")
    edition.save()
    assert Client().get("/articles/a/", follow=True).status_code == 410
