"""The lists of the office: what stands in a row, and what a page of rows costs."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from articles.models import Edition
from articles.office.history import ReadOnlyHistoryAdmin
from tests.cast import make_published
from tests.office import change_url
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
