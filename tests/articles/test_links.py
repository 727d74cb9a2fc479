"""Who links to an article: shown on its page and before it is taken away."""

from datetime import timedelta

import pytest
from django.urls import reverse

from articles.links.incoming import Mention, mentions_of
from articles.models import Article, Caution, ShortAddress
from journal.models import AdviceRule
from tests.cast import (
    NOW,
    make_answer,
    make_article,
    make_draft,
    make_published,
    make_rule,
    make_staff,
    publish,
)
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def target() -> Article:
    draft = make_draft(make_article(slug="backs"), title="On backs", questions=0)
    make_answer(draft, anchor="pain")
    return publish(draft).article


def link(href: str) -> str:
    return f'<p>See <a href="{href}">the page on backs</a>.</p>'


def told(article: Article) -> list[tuple[str, str, str]]:
    return [(each.kind, each.where, each.anchor) for each in mentions_of(article, NOW)]


def page_with(href: str, **fields):
    draft = make_draft(title="Elsewhere", questions=0, **fields)
    make_answer(draft, wording="Why?", body=link(href))
    return draft


def test_a_link_in_a_live_edition_is_found_with_its_anchor(target):
    edition = publish(page_with("/articles/backs/#pain"))
    (mention,) = mentions_of(target, NOW)
    assert mention == Mention(
        "Link in a live edition",
        "Elsewhere: Why?",
        reverse("admin:articles_edition_change", args=[edition.pk]),
        "pain",
    )


def test_links_in_drafts_and_scheduled_editions_are_told_apart(target):
    page_with("/articles/backs/")
    assert told(target) == [("Link in a draft", "Elsewhere: Why?", "")]
    publish(page_with("/articles/backs/"), at=NOW + timedelta(days=1))
    assert {kind for kind, *_ in told(target)} == {"Link in a draft", "Link in a scheduled edition"}


def test_links_in_introductions_and_cautions_are_found(target):
    make_published(title="Elsewhere", introduction=link("/articles/backs/"))
    Caution.objects.create(slug="c", title="Care", names="x", body=link("/articles/backs/#a"))
    assert told(target) == [
        ("Link in a live edition", "Elsewhere", ""),
        ("Link in a caution", "Care", "a"),
    ]


@pytest.mark.parametrize(
    "href", ["../backs/#pain", "/articles/backs#pain", "http://127.0.0.1:8000/articles/backs/#pain"]
)
def test_the_same_page_is_known_however_its_address_is_written(target, settings, href):
    settings.SITE_URL = "http://127.0.0.1:8000"
    publish(page_with(href))
    assert told(target) == [("Link in a live edition", "Elsewhere: Why?", "pain")]


@pytest.mark.parametrize("slug", ["backs-of-runners", "runners-backs"])
def test_another_page_is_not_taken_for_it(target, slug):
    make_published(make_article(slug=slug))
    publish(page_with(f"/articles/{slug}/"))
    publish(page_with("https://other.example/articles/backs/"))
    assert told(target) == []


def test_links_to_a_former_address_count(target):
    publish(page_with("/articles/backs/"))
    target.slug = "spines"
    target.save()
    assert len(told(target)) == 1


def test_superseded_and_withdrawn_editions_do_not_count(target):
    old = publish(page_with("/articles/backs/"))
    draft = old.new_edition(author=None)
    draft.answers.all().delete()
    make_answer(draft)
    publish(draft)
    gone = publish(page_with("/articles/backs/"))
    gone.withdraw(now=NOW, reason="Wrong.")
    gone.save()
    assert told(target) == []


def test_related_articles_and_those_withdrawn_in_its_favour_are_found(target):
    make_article(slug="other").related.add(target)
    gone = make_published(title="Gone")
    gone.withdraw(now=NOW, reason="Merged.", successor=target)
    gone.save()
    assert told(target) == [
        ("Named as related", "other", ""),
        ("Withdrawn in favour of it", "Gone", ""),
    ]


def test_short_addresses_are_found_with_their_anchor(target):
    for address, leads_to in (("b", target.get_absolute_url()), ("a", "/articles/backs/#rest")):
        short = ShortAddress(address=address, leads_to=leads_to)
        short.clean()
        short.save()
    assert told(target) == [("Short address", "/a", "rest"), ("Short address", "/b", "")]


def test_advice_rules_are_found_through_the_journal(target):
    question = target.questions.get()
    other = make_published().answers.get().question
    make_rule(question)
    make_rule(other, beside=question, tell_apart="Which?")
    make_rule(other)
    AdviceRule.objects.filter(question=question).update(slug="a", is_active=False)
    AdviceRule.objects.exclude(beside=None).update(slug="b")
    assert told(target) == [
        ("Advice rule", "a (not in use)", question.anchor),
        ("Advice rule, shown beside", "b", question.anchor),
    ]


def test_the_number_of_queries_does_not_grow(target):
    def more() -> None:
        publish(page_with("/articles/backs/"))
        make_rule(target.questions.get())
        make_article().related.add(target)

    more()
    few = count_queries(lambda: mentions_of(Article.objects.get(pk=target.pk), NOW))
    for _ in range(5):
        more()
    assert count_queries(lambda: mentions_of(Article.objects.get(pk=target.pk), NOW)) == few <= 10


# --- In the office ------------------------------------------------------------------------------


def test_the_article_s_page_has_a_place_for_the_list(target, cast):
    links = reverse("admin:articles_article_links", args=[target.pk])
    change = reverse("admin:articles_article_change", args=[target.pk])
    assert f'data-later="{links}"' in cast.client(cast.pia).get(change).content.decode()
    publish(page_with("/articles/backs/#pain"))
    page = cast.client(cast.pia).get(links).content.decode()
    assert "Who links here: 1" in page
    assert "Elsewhere: Why?</a> (to #pain)" in page


def test_the_list_stands_before_withdrawing_and_before_no_other_act(target, cast):
    publish(page_with("/articles/backs/"))
    edition = target.editions.get()
    address = reverse("admin:articles_edition_act", args=[edition.pk, "withdraw"])
    assert "Elsewhere: Why?" in cast.client(cast.pia).get(address).content.decode()
    address = reverse("admin:articles_edition_act", args=[edition.pk, "new_edition"])
    assert "Who links here" not in cast.client(cast.pia).get(address).content.decode()


def test_an_article_that_nobody_leads_to_says_so(target, cast):
    address = reverse("admin:articles_article_links", args=[target.pk])
    assert "No text, record or advice rule" in cast.client(cast.ed).get(address).content.decode()


def test_who_may_look_at_articles_may_look_at_who_links_to_them(target, cast):
    address = reverse("admin:articles_article_links", args=[target.pk])
    for person in (cast.ed, cast.rhea, cast.pia):
        assert cast.client(person).get(address).status_code == 200
    assert cast.client(make_staff("s@example.org", "S")).get(address).status_code == 403
    for client in (cast.client(cast.alice), cast.nobody):
        assert client.get(address).status_code == 302
    missing = reverse("admin:articles_article_links", args=[999])
    assert cast.client(cast.ed).get(missing).status_code == 404
