"""Addresses entered by hand: where they lead, what is refused, and who may enter one."""

import pytest

from articles.models import ShortAddress
from tests.cast import make_article, make_draft, make_published
from tests.office import change_url, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ADD = "/admin/articles/shortaddress/add/"


def add(client, address: str, leads_to: str):
    return client.post(ADD, {"address": address, "leads_to": leads_to})


@pytest.fixture
def live():
    return make_published(make_article(slug="too-much"))


def test_a_short_address_leads_on_in_any_case_and_after_a_new_name(cast, live):
    pia = cast.client(cast.pia)
    assert add(pia, "/Back/", "articles/too-much/#rest").status_code == 302
    for address in ("/back", "/back/", "/BACK/", "/Back?utm=leaflet"):
        response = cast.nobody.get(address)
        assert (response.status_code, response["Location"]) == (301, "/articles/too-much/#rest")
        assert response["Cache-Control"] == "max-age=0"
    live.article.slug = "much-walking"
    live.article.save()
    assert cast.nobody.get("/back")["Location"] == "/articles/much-walking/#rest"
    assert "/articles/much-walking/#rest" in pia.get("/admin/articles/shortaddress/").text


def test_it_may_name_a_former_address_of_an_article_and_be_changed_after_a_new_name(cast, live):
    pia = cast.client(cast.pia)
    add(pia, "back", "/articles/too-much/")
    live.article.slug = "much-walking"
    live.article.save()
    make_draft(make_article(slug="too-much"))  # readers never saw it: they are led on
    assert add(pia, "leaflet", "/articles/too-much/#rest").status_code == 302
    assert cast.nobody.get("/leaflet")["Location"] == "/articles/much-walking/#rest"
    sent = {"address": "backs", "leads_to": "/articles/too-much/"}
    short = ShortAddress.objects.get(address="back")
    assert pia.post(change_url(short), sent).status_code == 302
    assert cast.nobody.get("/backs")["Location"] == "/articles/much-walking/"


def test_an_old_site_s_address_leads_to_any_page_and_stops_when_taken_out(cast):
    pia = cast.client(cast.pia)
    assert add(pia, "old/page.html", "/get-help").status_code == 302
    assert cast.nobody.get("/old/page.html")["Location"] == "/get-help/"
    short = ShortAddress.objects.get()
    pia.post(url("articles_shortaddress_delete", short.pk), {"post": "yes"})
    assert cast.nobody.get("/old/page.html").status_code == 404
    assert ShortAddress.history.count() == 2


@pytest.mark.parametrize(
    ("address", "leads_to", "says"),
    [
        ("", "/get-help/", "required"),
        ("articles/new", "/get-help/", "needs this address"),
        ("Search", "/get-help/", "needs this address"),
        ("robots.txt", "/get-help/", "needs this address"),
        ("favicon.ico", "/get-help/", "needs this address"),
        ("static/x", "/get-help/", "needs this address"),
        ("admin", "/get-help/", "needs this address"),
        ("sitemap-x.xml", "/get-help/", "needs this address"),
        ("a b", "/get-help/", "Write letters"),
        ("a//b", "/get-help/", "Write letters"),
        ("..", "/get-help/", "Write letters"),
        ("back", "/back/", "no page of this site"),
        ("back", "https://example.org/", "no page of this site"),
        ("back", "//example.org/", "no page of this site"),
        ("back", "//[x", "no page of this site"),
        ("back", "http://a]b/", "no page of this site"),
        ("back", "javascript:alert(1)", "no page of this site"),
        ("back", "/admin/", "no page of this site"),
        ("back", "/taken/", "no page of this site"),
        ("back", "/articles/nothing/", "never seen an article"),
        ("TAKEN/", "/get-help/", "already exists"),
    ],
)
def test_what_would_hide_a_page_leave_the_site_or_go_round_is_refused(
    cast, address, leads_to, says
):
    ShortAddress.objects.create(address="taken", leads_to="/get-help/")
    response = add(cast.client(cast.pia), address, leads_to)
    assert response.status_code == 200
    assert says in str(response.context["adminform"].form.errors)


def test_it_never_leads_to_a_draft_and_only_publishers_enter_one(cast):
    draft = make_draft()
    assert add(cast.client(cast.pia), "back", draft.get_absolute_url()).status_code == 200
    for person in (cast.ed, cast.rhea):
        assert add(cast.client(person), "back", "/get-help/").status_code == 403
    short = ShortAddress.objects.create(address="back", leads_to="/get-help/")
    assert cast.client(cast.ed).post(change_url(short), {"address": "x"}).status_code == 403
    assert cast.nobody.post("/back").status_code == 404
