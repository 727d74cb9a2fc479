"""Every address that readers may have leads to its article for good."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from articles.models import Article, FormerSlug
from tests.cast import NOW, make_answer, make_article, make_draft, make_published, publish
from tests.forms import admin_form
from tests.office import change_url, messages_of

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


def test_a_slug_that_goes_back_and_forth_leads_in_one_step():
    article = make_published(make_article(slug="a")).article
    for slug in ("b", "a", "b", "c", "a"):
        move(article, slug)
    assert [leads_to(slug) for slug in "abc"] == ["a", "a", "a"]


# --- Saying so ----------------------------------------------------------------------------------


def said_on_moving(client: Client, article: Article, slug: str) -> list[str]:
    data = admin_form(client.get(change_url(article))) | {"slug": slug}
    response = client.post(change_url(article), data)
    assert response.status_code == 302
    return messages_of(response)


def test_whoever_changes_a_slug_is_told_where_the_former_address_leads(cast):
    article = make_published(make_article(slug="old")).article
    said = said_on_moving(cast.client(cast.pia), article, "new")
    assert "The former address /articles/old/ now leads to /articles/new/." in said


def test_of_an_address_that_no_reader_saw_nothing_is_promised(cast):
    article = make_draft(make_article(slug="old")).article
    said = said_on_moving(cast.client(cast.pia), article, "new")
    assert any("nothing leads on from it" in words for words in said)
    assert not any("now leads" in words for words in said)


def test_a_slug_that_stays_is_not_spoken_of(cast):
    article = make_published(make_article(slug="old")).article
    said = said_on_moving(cast.client(cast.pia), article, "old")
    assert not any("former" in words for words in said)


# --- Undoing ------------------------------------------------------------------------------------


@pytest.fixture
def moved() -> Article:
    article = make_published(make_article(slug="old")).article
    move(article, "new")
    return article


def undo_url(article: Article, slug: str = "old") -> str:
    return reverse("admin:articles_article_address", args=[article.pk, slug])


def test_the_article_s_page_shows_where_it_was_and_lets_a_publisher_undo(moved, cast):
    change = reverse("admin:articles_article_change", args=[moved.pk])
    page = cast.client(cast.pia).get(change).content.decode()
    assert "/articles/old/, until 14 May 2026" in page
    assert undo_url(moved) in page
    assert undo_url(moved) not in cast.client(cast.ed).get(change).content.decode()


def test_the_address_can_be_taken_back(moved, cast):
    response = cast.client(cast.pia).post(undo_url(moved), {"what": "take_back"})
    assert response.status_code == 302
    assert [leads_to(slug) for slug in ("old", "new")] == ["old", "old"]
    assert "/articles/old/ again" in moved.history.first().history_change_reason


def test_an_address_can_stop_leading_on(moved, cast):
    cast.client(cast.pia).post(undo_url(moved), {"what": "let_go"})
    assert [leads_to(slug) for slug in ("old", "new")] == [None, "new"]
    assert "old" in moved.history.first().history_change_reason


def test_an_address_that_another_article_has_is_not_taken_back(moved, cast):
    make_draft(make_article(slug="old"))
    response = cast.client(cast.pia).post(undo_url(moved), {"what": "take_back"})
    assert "Another article has this address now" in response.content.decode()
    assert leads_to("old") == "new"


@pytest.mark.parametrize("sent", [{}, {"what": ""}, {"what": "burn"}])
def test_nothing_happens_without_a_choice(moved, cast, sent):
    assert cast.client(cast.pia).get(undo_url(moved)).status_code == 200
    assert cast.client(cast.pia).post(undo_url(moved), sent).status_code == 200
    assert [leads_to(slug) for slug in ("old", "new")] == ["new", "new"]


def test_only_publishers_undo(moved, cast):
    tried = {
        cast.client(cast.ed): 403,
        cast.client(cast.rhea): 403,
        cast.client(cast.alice): 302,
        cast.nobody: 302,
    }
    for client, status in tried.items():
        for what in ("take_back", "let_go"):
            assert client.get(undo_url(moved)).status_code == status
            assert client.post(undo_url(moved), {"what": what}).status_code == status
    assert leads_to("old") == "new"


def test_an_address_that_the_article_never_had_cannot_be_undone(moved, cast):
    other = make_published(make_article(slug="x")).article
    for article, slug in ((moved, "never"), (other, "old")):
        response = cast.client(cast.pia).post(undo_url(article, slug), {"what": "let_go"})
        assert response.status_code == 404
    assert leads_to("old") == "new"


# --- Anchors ------------------------------------------------------------------------------------


def test_an_anchor_is_kept_through_three_editions_and_any_wording():
    edition = make_published(make_article(slug="a"))
    anchor = edition.answers.get().question.anchor
    for number in range(2, 4):
        edition = edition.new_edition(author=None)
        edition.answers.update(wording=f"Asked in other words, {number}?")
        publish(edition)
    page = Client().get("/articles/a/").content.decode()
    assert f'<h2 id="{anchor}">Asked in other words, 3?</h2>' in page


def test_who_comes_to_a_question_that_was_dropped_is_told():
    first = make_published(make_article(slug="a"), questions=2)
    kept, dropped = first.answers.all()
    page = Client().get("/articles/a/").content.decode()
    assert "no longer answers" not in page
    second = first.new_edition(author=None)
    second.answers.get(question=dropped.question).delete()
    publish(second)
    page = Client().get("/articles/a/").content.decode()
    assert page.count("no longer answers") == 1
    assert f'id="{dropped.question.anchor}"' in page
    assert f"This page no longer answers “{dropped.wording}”" in page
    assert page.count(f'id="{kept.question.anchor}"') == 1


def test_a_question_that_no_reader_saw_leaves_no_trace():
    live = make_published(make_article(slug="a"))
    make_answer(live.new_edition(author=None), wording="In a draft?")
    assert "In a draft?" not in Client().get("/articles/a/").content.decode()
