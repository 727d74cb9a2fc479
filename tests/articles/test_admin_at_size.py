"""The office with ten rows and with twenty: no page asks the database more, and none asks much."""

import uuid
from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Edition, Question, SharedComment, SharedLink
from tests.cast import make_article, make_draft, make_figure, make_published, make_rule, make_staff
from tests.office import save
from tests.queries import count_queries

MAX_QUERIES = 20
LISTS = [model._meta for model in admin.site._registry]
PAGES_OF_AN_EDITION = ("change", "checks", "history", "preview", "compare", "share")


@pytest.fixture
def client(cast) -> Client:
    return cast.client(make_staff("root@example.org", "Root", is_superuser=True))


def grow(editions: int) -> None:
    """Articles with a live edition and a draft, each with three answers, and a rule on one."""
    for _ in range(editions):
        live = make_published(questions=3)
        live.new_edition(None)
        make_rule(live.answers.first().question)
        make_draft(questions=2)


def cost(client: Client, address: str) -> int:
    client.get(address)  # what is looked up once for all, such as content types
    answers = []
    queries = count_queries(lambda: answers.append(client.get(address)))
    assert answers[0].status_code == 200, address
    return queries


def compare_sizes(client: Client, address: str, more: Callable[[], None]) -> None:
    few = cost(client, address)
    more()
    many = cost(client, address)
    assert many <= few, address
    assert many <= MAX_QUERIES, address


@pytest.mark.parametrize("options", LISTS, ids=lambda options: options.label_lower)
@pytest.mark.parametrize("search", ["", "?q=title"])
def test_a_list_of_twenty_costs_no_more_queries_than_one_of_ten(client, options, search):
    address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    grow(5)
    compare_sizes(client, address + search, lambda: grow(5))


@pytest.mark.parametrize("page", PAGES_OF_AN_EDITION)
def test_an_edition_of_twelve_answers_costs_no_more_than_one_of_six(client, page):
    article = make_article()
    make_published(article, questions=6)
    draft = Edition.objects.get().new_edition(None)
    address = reverse(f"admin:articles_edition_{page}", args=[draft.pk])

    def twelve() -> None:
        other = make_draft(make_article(), questions=6)
        other.answers.update(edition=draft)
        Question.objects.filter(answers__edition=draft).update(article=article)

    compare_sizes(client, address, twelve)


def test_figures_and_what_outsiders_say_leave_the_page_of_a_draft_room(cast):
    draft = make_published(questions=2).new_edition(cast.ed)
    draft.answers.first().set_figures([make_figure(), make_figure()])
    now = timezone.now()
    link, _ = SharedLink.make(draft, "token", by=cast.ed, for_whom="Dr Back", days=7, now=now)
    said = {"kind": "comment", "name": "Dr Back", "text": "Well said.", "seen_digest": "other"}
    SharedComment.send(link, entry=uuid.uuid4(), now=now, seen_saved_at=draft.updated_at, **said)
    address = reverse("admin:articles_edition_change", args=[draft.pk])
    assert cost(cast.client(cast.ed), address) <= MAX_QUERIES - 4


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["change", "history"])
def test_the_page_of_an_article_costs_the_same_on_a_larger_site(client, page):
    grow(3)
    address = reverse(f"admin:articles_article_{page}", args=[Article.objects.first().pk])
    compare_sizes(client, address, lambda: grow(5))


def test_an_article_that_readers_saw_is_withdrawn_and_not_deleted(client):
    live, draft = make_published(), make_draft(questions=0)
    for edition, status in ((live, 403), (draft, 302)):
        address = reverse("admin:articles_article_delete", args=[edition.article.pk])
        assert client.post(address, {"post": "yes"}).status_code == status
    assert list(Article.objects.all()) == [live.article]
    chosen = {"action": "delete_selected", "post": "yes", "_selected_action": [live.article.pk]}
    client.post(reverse("admin:articles_article_changelist"), chosen)
    assert Article.objects.filter(pk=live.article.pk).exists()


def test_a_draft_of_a_hundred_questions_can_be_saved(client):
    """All of them are one form: an imported document may have as many."""
    draft = make_draft(questions=100)
    response = save(client, draft, title="Saved")
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Saved"
