"""The office with ten rows and with twenty: no page asks the database more, and none asks much."""

import uuid
from collections import defaultdict

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.db.models.options import Options
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from articles.models import (
    Article,
    Caution,
    Edition,
    Question,
    SharedComment,
    SharedLink,
    WarningSign,
)
from tests.cast import (
    make_article,
    make_draft,
    make_figure,
    make_published,
    make_rule,
    make_source,
    make_staff,
    make_topic,
)
from tests.office import save
from tests.office_pages import forms_of, furnish, office_pages
from tests.queries import count_of_rows, count_queries

MAX_QUERIES = 20
POST = {"post": "yes"}
# What takes more for a reason, each with how many: a rise fails, and so does a fall.
MAY_ASK_MORE = {
    # One query for each kind of record that hangs on it, which Django and the database need; what
    # others wrote meanwhile goes, too, so that the row is locked first. With an edition go the
    # other wordings that wait for it.
    "accounts/user/<path:object_id>/delete/": 62,
    "articles/edition/<path:object_id>/delete/": 44,
    "articles/article/<path:object_id>/delete/": 50,
    # What others saved meanwhile, the row locked, the form, and all words read back as a revision:
    # the first save here keeps those from before it, too. However many answers there are.
    "articles/edition/<path:object_id>/change/": 27,
    "articles/edition/<int:pk>/saves/": 25,  # the same, and answers that came since go
    "articles/edition/<int:pk>/saves/<int:number>/": 25,
    # All that may refuse it is read, and the search index is written with it.
    "articles/edition/<int:pk>/do/<str:name>/ publish": 26,
    "articles/article/import/<int:pk>/": 63,  # all of the import, rolled back, and then done
    # The record's own form does all of its work and is rolled back; then the change is stored.
    "articles/proposedchange/<int:pk>/edit/": 24,
    "journal/advicerule/<path:object_id>/change/": 21,
}
LISTS = [model._meta for model in admin.site._registry]
LISTS_OF_PIA = [options for options in LISTS if options.app_label in ("articles", "journal")]
FOUND = ("title", "question 1", "zzzz", "S")  # words for the box that searches every kind
IS_TRIED = "/admin/articles/article/import/"  # all of an import is done, and rolled back
COUNTS_THE_REST = "/admin/queue/"  # from twenty rows on: one query a heading


@pytest.fixture
def client(cast) -> Client:
    return cast.client(make_root())


def make_root() -> User:
    return make_staff("root@example.org", "Root", is_superuser=True)


def grow(editions: int) -> None:
    """Articles with a live edition and a draft, each with three answers, and a rule on one."""
    for number in range(editions):
        live = make_published(questions=3)
        live.new_edition(None)
        make_rule(live.answers.first().question)
        make_draft(questions=2)
        for _ in range(2):
            source = make_source()
            make_topic()
            make_figure()
            make_staff(f"{source.key}@example.org", f"Person {number}", "author")
            WarningSign.objects.create(level="soon", text=f"S {source.key}", source=source)
            Caution.objects.create(slug=source.key, title="C", names="x", body="<p>B</p>")


def cost(client: Client, address: str) -> int:
    answers = []
    queries = count_queries(lambda: answers.append(client.get(address)))
    assert answers[0].status_code == 200, address
    return queries


@pytest.mark.slow
def test_no_page_costs_more_queries_at_twenty_rows_than_at_ten(cast):
    """Every page of the office, as a superuser sees it; every list searched, too, and as a
    publisher sees it; a draft of six answers and of twelve. One site grows for all."""
    clients = {"root": cast.client(make_root()), "pia": cast.client(cast.pia)}
    office = furnish(make_published(questions=6), cast.ed)
    pages = [("root", address) for address in office_pages(office, clients["root"])]
    pages += [("root", f"{list_of(options)}?q=title") for options in LISTS]
    pages += [("pia", list_of(options)) for options in LISTS_OF_PIA]
    pages += [(who, f"{reverse('admin:find')}?q={words}") for who in clients for words in FOUND]

    def costs() -> dict[tuple[str, str], int]:
        clients["root"].get(reverse("admin:articles_edition_preview", args=[office.live.pk]))
        clients["root"].get(f"{reverse('admin:find')}?q=zzzz")
        # That read what is kept for a version of the content.
        return {(who, address): cost(clients[who], address) for who, address in pages}

    grow(5)
    costs()  # what is looked up once for all, such as content types
    at_ten = costs()
    grow(5)
    give_twelve_answers(office.draft)
    at_twenty = costs()
    grown = {page: (few, at_twenty[page]) for page, few in at_ten.items() if at_twenty[page] > few}
    grown.pop(("root", COUNTS_THE_REST), None)
    assert grown == {}
    many = {page: cost for page, cost in at_twenty.items() if cost > MAX_QUERIES}
    assert [address for _, address in many if not address.startswith(IS_TRIED)] == []
    sent = costs_of_forms(clients["root"], office_pages(office, clients["root"]))
    assert {page: many for page, many in sent.items() if many > MAX_QUERIES} == MAY_ASK_MORE


def costs_of_forms(client: Client, pages: dict[str, str]) -> dict[str, int]:
    """The queries of each form of these pages, sent as it stands, under what its page is called;
    of several the most. Each is taken back."""
    found: dict[str, int] = defaultdict(int)
    for address, pattern in pages.items():
        act = address.split("/")[-2] if "<str:name>" in pattern else ""
        for to, form in forms_of(client.get(address), address):
            with transaction.atomic(), CaptureQueriesContext(connection) as queries:
                answer = client.post(to, form)
                transaction.set_rollback(True)
            assert answer.status_code < 500, to
            name = f"{pattern.removeprefix('admin/')} {act}".strip()
            found[name] = max(found[name], count_of_rows(queries))
    return found


def list_of(options: Options) -> str:
    return reverse(f"admin:{options.app_label}_{options.model_name}_changelist")


def give_twelve_answers(draft: Edition) -> None:
    """Six more than it has."""
    other = make_draft(make_article(), questions=6)
    other.answers.update(edition=draft)
    Question.objects.filter(answers__edition=draft).update(article=draft.article)
    assert draft.answers.count() == 12


def test_figures_and_what_outsiders_say_leave_the_page_of_a_draft_room(cast):
    draft = make_published(questions=2).new_edition(cast.ed)
    draft.answers.first().set_figures([make_figure(), make_figure()])
    now = timezone.now()
    link, _ = SharedLink.make(draft, "token", by=cast.ed, for_whom="Dr Back", days=7, now=now)
    said = {"kind": "comment", "name": "Dr Back", "text": "Well said.", "seen_digest": "other"}
    SharedComment.send(link, entry=uuid.uuid4(), now=now, seen_saved_at=draft.updated_at, **said)
    address = reverse("admin:articles_edition_change", args=[draft.pk])
    assert cost(cast.client(cast.ed), address) < MAX_QUERIES


def test_an_article_that_readers_saw_is_withdrawn_and_not_deleted(client):
    live, draft = make_published(), make_draft(questions=0)
    for edition, status in ((live, 403), (draft, 302)):
        address = reverse("admin:articles_article_delete", args=[edition.article.pk])
        assert client.post(address, {"post": "yes"}).status_code == status
    assert list(Article.objects.all()) == [live.article]
    chosen = {"action": "delete_selected", "post": "yes", "_selected_action": [live.article.pk]}
    client.post(reverse("admin:articles_article_changelist"), chosen)
    assert Article.objects.filter(pk=live.article.pk).exists()


def test_the_page_that_asks_before_deleting_counts_what_hangs_on_it(cast, client):
    asked, empty = make_draft(), make_draft(make_article(), questions=0)
    make_rule(asked.answers.get().question)
    pages = {
        row: client.get(reverse(f"admin:articles_{row._meta.model_name}_delete", args=[row.pk]))
        for row in (asked.article, empty.article, asked.article.topic)
    }
    assert len(pages[asked.article].context["protected"]) == 1
    assert len(pages[asked.article.topic].context["protected"]) == 2
    counted = dict(pages[empty.article].context["model_count"])
    none = {"questions": 0, "former slugs": 0, "short addresses": 0}
    assert counted == {"articles": 1, "editions": 1} | none
    for row in pages:
        client.post(reverse(f"admin:articles_{row._meta.model_name}_delete", args=[row.pk]), POST)
    assert list(Article.objects.all()) == [asked.article]
    make_staff("lacks@example.org", "Lacks").user_permissions.set(
        Permission.objects.filter(codename__in=("delete_article", "view_article"))
    )
    lacking = cast.client(User.objects.get(email="lacks@example.org"))
    other = make_draft(make_article(), questions=0)
    lacking.post(reverse("admin:articles_article_delete", args=[other.article.pk]), POST)
    assert Article.objects.filter(pk=other.article.pk).exists()


@pytest.mark.slow
def test_a_draft_of_a_hundred_questions_can_be_saved(client):
    """All of them are one form: an imported document may have as many."""
    draft = make_draft(questions=100)
    response = save(client, draft, title="Saved")
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Saved"
