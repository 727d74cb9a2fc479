"""The lists of the office: what stands in a row, and what a page of rows costs."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from articles.models import Article, Edition, Question
from articles.office.history import ReadOnlyHistoryAdmin
from articles.office.reports import REPORTS
from tests.cast import NOW, make_article, make_draft, make_published, make_topic, store
from tests.office import change_url, url
from tests.steps import count_calls

BOX_OF_DJANGO = ModelAdmin.action_checkbox
OFFICES = [
    model
    for model, office in admin.site._registry.items()
    if isinstance(office, ReadOnlyHistoryAdmin) and office.own_pages
]


def test_the_box_before_a_row_is_that_of_django_without_a_widget():
    office = admin.site._registry[Edition]
    edition = Edition(pk=1234, title="Nails & “screws” <small>", number=2)
    assert office.action_checkbox(edition) == BOX_OF_DJANGO(office, edition)
    taken = count_calls(lambda: office.action_checkbox(edition))
    assert taken < count_calls(lambda: BOX_OF_DJANGO(office, edition)) / 2


@pytest.mark.usefixtures("clock")
def test_a_review_has_run_out_only_where_there_was_one(cast):
    past = NOW.date() - timedelta(days=1)
    reviewed, never = (make_published(make_article(), review_due_on=past) for _ in range(2))
    review = {"reviewer_name": "Rhea", "reviewer_credentials": "GP"}
    store(reviewed, reviewed_on=past - timedelta(days=400), **review)
    listed = cast.client(cast.pia).get(url("articles_edition_changelist"), {"standing": "due"})
    assert [row.pk for row in listed.context["cl"].result_list] == [reviewed.pk]
    assert [each.review_lapsed(NOW.date()) for each in (reviewed, never)] == [True, False]


def test_the_page_of_a_source_asks_once_who_cites_it_and_for_no_whole_answer(cast):
    source = make_published().answers.get().sources.get()
    client = cast.client(cast.pia)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(change_url(source))
    assert "(edition 1)" in page.content.decode()
    (citing,) = [each["sql"] for each in queries if "articles_answer_sources" in each["sql"]]
    assert "wording" in citing
    assert '"body"' not in citing


@pytest.mark.parametrize("model", OFFICES, ids=lambda model: model.__name__)
def test_the_address_of_a_row_is_found_early_and_every_page_of_our_own_is(model):
    """A list that is filtered looks up the address of each row, past all that stands before it."""
    office = admin.site._registry[model]
    names = [each.name for each in office.get_urls()]
    assert names.index(f"{model._meta.app_label}_{model._meta.model_name}_change") < 9
    assert names[-1] is None  # leads to the form of any row that has no page of that name
    for address, name, _ in office.own_pages:
        sample = re.sub(r"<int:\w+>", "7", address)
        sample = re.sub(r"<(str|slug):\w+>", "delete", sample)  # as a page of Django's
        found = resolve(f"/admin/{model._meta.app_label}/{model._meta.model_name}/{sample}")
        assert found.url_name == f"{model._meta.app_label}_{model._meta.model_name}_{name}"


def test_the_address_of_a_row_is_looked_up_past_few_others():
    """A page of the list has a hundred rows, and the site has more patterns than that."""
    row = "/admin/articles/edition/7/change/"
    resolve(row)
    assert count_calls(lambda: resolve(row)) < 360


def searched(client, model, **asked):
    """The page of a list, and what the database was asked for it that looks words up."""
    with CaptureQueriesContext(connection) as queries:
        page = client.get(url(f"articles_{model._meta.model_name}_changelist"), asked)
    return page, [each["sql"] for each in queries if "LIKE" in each["sql"]]


@pytest.mark.parametrize("model", [Article, Edition, Question])
def test_a_search_is_made_once_for_a_page_and_columns_are_read_of_its_rows_alone(
    cast, model, monkeypatch
):
    monkeypatch.setattr(admin.site._registry[model], "list_per_page", 2)
    topic = make_topic()
    for number in range(5):
        make_draft(make_article(topic=topic, slug=f"sore-{number}"), title=f"Sore {number}")
    client = cast.client(cast.ed)
    for asked, count in (({"q": "sore"}, 2), ({"q": "sore", "p": "3"}, 1), ({"q": "sore-3"}, 1)):
        page, (search, rows) = searched(client, model, **asked)
        shown = list(page.context["cl"].result_list)
        assert len(shown) == count
        assert f'"articles_{model._meta.model_name}"."id" IN (' in rows
        assert f" {shown[0].pk}" in rows.replace("(", "( ")
        assert "COUNT" not in search
    page, _ = searched(client, model, q="sore")
    assert page.context["cl"].result_count == 5


def test_pages_of_a_search_follow_the_order_of_the_list(cast, monkeypatch):
    monkeypatch.setattr(admin.site._registry[Article], "list_per_page", 2)
    topic = make_topic()
    for number in (3, 1, 4, 0, 2):
        make_draft(make_article(topic=topic, slug=f"sore-{number}"), title=f"Sore {number}")
    client = cast.client(cast.ed)

    def slugs(**asked):
        page, _ = searched(client, Article, q="sore", **asked)
        return [article.slug for article in page.context["cl"].result_list]

    assert [slugs(p=number) for number in (1, 2, 3)] == [
        ["sore-0", "sore-1"],
        ["sore-2", "sore-3"],
        ["sore-4"],
    ]
    assert slugs(p=2, o="-0") == ["sore-2", "sore-1"]
    assert slugs(all="") == [f"sore-{number}" for number in range(5)]
    beyond, _ = searched(client, Article, q="sore", p=9)
    assert beyond.status_code == 302


def test_the_address_of_a_row_in_a_filtered_list_is_not_looked_up_for_each(cast):
    """Nothing is added by Django, and the row's page knows the filters nevertheless."""
    drafts = [make_draft(make_article()) for _ in range(12)]
    client = cast.client(cast.ed)
    asked = {"state__exact": "draft"}
    address = url("articles_edition_changelist")
    page = client.get(address, asked).content.decode()
    for draft in drafts:
        assert f'href="{change_url(draft)}?_changelist_filters=state__exact%3Ddraft"' in page
    filtered = count_calls(lambda: client.get(address, asked))
    assert filtered < 1.05 * count_calls(lambda: client.get(address))


def test_a_row_of_a_report_costs_little(cast):
    """A site has a thousand articles, and a page shows a hundred."""
    report = REPORTS["unreviewed"]()
    counted = []
    for _ in range(2):
        for _ in range(5):
            make_published()
        report.rows(NOW)
        counted.append(count_calls(lambda: report.rows(NOW)))
    assert (counted[1] - counted[0]) / 5 < 25
