"""A list that was filtered comes back filtered from every page about one of its rows."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from articles.models import Edition
from articles.workflow.proposals import propose_removal
from tests.cast import (
    make_article,
    make_draft,
    make_figure,
    make_nudge,
    make_published,
    make_source,
)
from tests.forms import admin_form
from tests.office import change_url, url

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FILTERS = "q=title&standing=open"
# Asked for by scripts alone, and what a row was once.
NO_PAGE = re.compile(r"/(typed|live|original|history/\d+)/$")


def links_of(response, to: str = "") -> list[str]:
    """Where its links and forms lead, of those whose path begins with `to`."""
    page = response.content.decode()
    found = re.findall(r'(?:href|action|data-later)="(/admin/[^"#]*)', page)
    addresses = dict.fromkeys(map(unescape, found))
    return [each for each in addresses if each.startswith(to) and not is_left_out(each)]


def is_left_out(address: str) -> bool:
    return NO_PAGE.search(urlsplit(address).path) is not None


def kept_in(address: str) -> str:
    (kept,) = parse_qs(urlsplit(address).query).get("_changelist_filters", [""])
    return kept


def row_link(client, listed: str, row) -> str:
    (found,) = {
        each for each in links_of(client.get(listed)) if urlsplit(each).path == change_url(row)
    }
    return found


def test_from_the_list_through_an_act_and_back_to_the_same_rows(cast):
    draft = make_draft(make_article())
    client = cast.client(cast.ed)
    listed = f"{url('articles_edition_changelist')}?{FILTERS}"
    row = row_link(client, listed, draft)
    assert kept_in(row) == FILTERS
    (submit,) = [each for each in links_of(client.get(row)) if "/do/submit/" in each]
    assert listed in links_of(client.get(submit))
    done = client.post(submit, {"seen": draft.updated_at.isoformat()})
    assert done.status_code == 302
    assert kept_in(done["Location"]) == FILTERS
    assert listed in links_of(client.get(done["Location"]))
    assert Edition.objects.get(pk=draft.pk).state == Edition.State.IN_REVIEW


def test_every_page_about_an_edition_leads_back_to_the_filtered_list(cast):
    draft = make_draft(make_article(), questions=2)
    client = cast.client(cast.pia)
    list_path = url("articles_edition_changelist")
    listed = f"{list_path}?{FILTERS}"
    pages, done = [row_link(client, listed, draft)], set()
    while pages:
        page = pages.pop()
        if urlsplit(page).path in done:
            continue
        done.add(urlsplit(page).path)
        response = client.get(page)
        if response.status_code == 405:  # only ever sent to
            continue
        assert response.status_code == 200, page
        links = [each for each in links_of(response, list_path) if each != list_path]
        if "/delete/" in page:  # names what goes along, with a link to each
            links = [each for each in links if kept_in(each) or each == listed]
        about_rows = [each for each in links if urlsplit(each).path != list_path]
        assert {kept_in(each) for each in about_rows} == {FILTERS}, page
        assert listed in links or page.partition("?")[0].endswith("/preview/"), page
        pages += about_rows
    assert len(done) > 12


def test_a_save_and_its_refusal_keep_them_too(cast):
    draft = make_draft(make_article())
    client = cast.client(cast.ed)
    listed = f"{url('articles_edition_changelist')}?{FILTERS}"
    row = row_link(client, listed, draft)
    data = admin_form(client.get(row))
    refused = client.post(row, data | {"title": ""})
    assert listed in links_of(refused)
    assert client.post(row, data)["Location"].partition("#")[0] == listed
    kept = client.post(row, data | {"_continue": "yes"})
    assert kept_in(kept["Location"].partition("#")[0]) == FILTERS


def test_other_kinds_keep_theirs_and_no_kind_takes_those_of_another(cast):
    live = make_published(make_article())
    source, figure = make_source(), make_figure()
    change = propose_removal(make_nudge(), cast.ed)
    client = cast.client(cast.pia)
    for name, row, query in (
        ("article", live.article, f"topic__id__exact={live.article.topic_id}"),
        ("source", source, "kind__exact=guideline"),
        ("figure", figure, "use=none"),
        ("proposedchange", change, "state__exact=draft"),
    ):
        list_path = url(f"articles_{name}_changelist")
        page = row_link(client, f"{list_path}?{query}", row)
        assert kept_in(page) == query, name
        links = links_of(client.get(page))
        assert f"{list_path}?{query}" in links, name
        others = [each for each in links if not each.startswith(list_path)]
        assert not any(map(kept_in, others)), name


def test_a_list_opened_from_the_menu_is_not_filtered(cast):
    draft = make_draft(make_article())
    client = cast.client(cast.ed)
    list_path = url("articles_edition_changelist")
    client.get(row_link(client, f"{list_path}?{FILTERS}", draft))
    assert list_path in links_of(client.get(url("index")))
    assert client.get(list_path).context["cl"].params == {}
