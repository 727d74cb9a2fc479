"""The public pages as anybody meets them: the same for all, honest about review, never without
the caution a medicine needs."""

import json
import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from articles.models import Answer, Caution, Question, WarningSign
from articles.public.sitemaps import SITEMAPS
from articles.public.structured_data import as_script
from tests.cast import (
    NOW,
    make_answer,
    make_article,
    make_draft,
    make_published,
    make_source,
    make_topic,
    publish,
    store,
)
from tests.properties import examples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

TEXT_PAGES = ("about", "editorial", "privacy", "accessibility", "sources")
BANNER = "No clinician has checked this article"
CAUTION = "Before anyone takes an anti-inflammatory"


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def caution() -> Caution:
    caution = Caution.objects.create(
        slug="anti-inflammatories",
        title=CAUTION,
        names="ibuprofen\nnaproxen",
        body="<p>Lowest dose, shortest time.</p>",
    )
    caution.sources.add(make_source(key="caution-source"))
    return caution


@pytest.fixture
def sign() -> WarningSign:
    return WarningSign.objects.create(level="emergency", text="Chest pain", source=make_source())


def every_address() -> list[str]:
    """One address of each public page; the article has a body, a neighbour and a relative."""
    topic = make_topic()
    edition = make_published(make_article(topic=topic), questions=2)
    other = make_published(make_article(topic=topic))
    edition.article.related.add(other.article)
    names = ("home", "search", "get_help", "feed", "robots", *TEXT_PAGES)
    return [
        *(reverse(f"articles:{name}") for name in names),
        *(
            reverse(name)
            for name in (
                "method",
                "journal_preview",
                "offline",
                "manifest",
                "service_worker",
                "sitemap",
            )
        ),
        *(reverse("sitemap_section", args=[section]) for section in SITEMAPS),
        topic.get_absolute_url(),
        edition.get_absolute_url(),
        reverse("articles:search") + "?q=short",
    ]


def is_html(response) -> bool:
    return response["Content-Type"].startswith("text/html")


# --- The same for everybody ---------------------------------------------------------------------


@pytest.mark.slow
def test_every_page_is_open_to_anybody_and_the_same_for_everybody(client, cast, caution, sign):
    for address in every_address():
        first, second = client.get(address), Client().get(address)
        known = cast.client(cast.alice).get(address)
        assert first.status_code == 200, address
        assert first.content == second.content == known.content, address
        assert not first.cookies, address
        assert not known.cookies, address
        assert "Cookie" not in first.get("Vary", ""), address
        assert first["ETag"], address


def test_pages_may_be_kept_by_any_cache_that_asks_each_time(client):
    for address in every_address():
        kept = client.get(address)["Cache-Control"]
        assert "public" in kept, address
        assert "max-age=0" in kept, address


def test_a_page_that_did_not_change_is_not_sent_again(client):
    address = make_published().get_absolute_url()
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert first["Last-Modified"]


def test_every_page_has_one_heading_of_the_first_level(client, caution, sign):
    for address in [*every_address(), "/no-such-page/", reverse("articles:search") + "?q=zzzz"]:
        response = client.get(address)
        if is_html(response):
            assert len(re.findall(rb"<h1\b", response.content)) == 1, address


def test_no_page_has_an_inline_style_or_script(client, caution, sign):
    for address in every_address():
        response = client.get(address)
        if not is_html(response):
            continue
        page = response.content.decode()
        assert not re.search(r"\sstyle=|<style\b|\son\w+=", page), address
        for kind in re.findall(r"<script([^>]*)>", page):
            assert "application/ld+json" in kind or "src=" in kind, address


def test_help_is_one_tap_away_on_every_page(client):
    for address in [*every_address(), "/no-such-page/"]:
        response = client.get(address)
        if is_html(response):
            assert b'<a class="get-help" href="/get-help/"' in response.content, address


def test_the_head_of_each_page_says_where_one_is_whichever_was_built_before(client):
    here = ' aria-current="page"'
    for _ in range(2):
        pages = {
            address: client.get(address).content.decode()
            for address in ("/", "/search/", "/get-help/", "/no-such-page/")
        }
        counts = {address: page.count(here) for address, page in pages.items()}
        assert counts == {"/": 0, "/search/": 1, "/get-help/": 1, "/no-such-page/": 0}
        assert f'href="/get-help/"{here}' in pages["/get-help/"]


def test_nothing_can_be_posted_to_a_public_page(client):
    for address in every_address():
        assert client.post(address).status_code == 405, address


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.slow
def test_a_page_costs_the_same_however_much_is_on_it(client, caution, sign):
    topic = make_topic()
    first = make_draft(make_article(topic=topic), questions=10)
    publish(first)
    for _ in range(9):
        relative = make_published(make_article(topic=topic))
        first.article.related.add(relative.article)
    addresses = [
        "/",
        topic.get_absolute_url(),
        first.get_absolute_url(),
        "/search/?q=short",
        "/get-help/",
        "/about/sources/",
        "/feed/",
        "/sitemap.xml",
    ]
    costs = {address: queries(client, address) for address in addresses}
    again = make_draft(first.article, questions=10)
    for position in range(10):
        source = make_source()
        make_answer(again, position=100 + position).sources.add(source)
        WarningSign.objects.create(level="soon", text=f"Sign {position}", source=source)
        relative = make_published(make_article(topic=topic))
        first.article.related.add(relative.article)
    publish(again, now=NOW + timedelta(hours=1))
    for address, before in costs.items():
        assert queries(client, address) == before, address


# --- Articles -----------------------------------------------------------------------------------


def test_an_article_that_no_clinician_reviewed_says_so_and_asks_not_to_be_indexed(client):
    page = client.get(make_published().get_absolute_url()).content.decode()
    assert BANNER in page
    assert '<meta name="robots" content="noindex">' in page
    assert "lastReviewed" not in page
    assert "reviewedBy" not in page


def test_a_reviewed_article_names_its_reviewer(client, cast):
    edition = publish(make_draft(), now=timezone.now(), by=cast.rhea)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert BANNER not in page
    assert "noindex" not in page
    assert "Rhea Viewer, Physiotherapist (test)" in page
    assert '"lastReviewed"' in page
    assert '"reviewedBy"' in page


def test_a_review_that_has_run_out_is_told(client, cast):
    edition = publish(make_draft(), by=cast.rhea)
    store(edition, review_due_on=timezone.localdate() - timedelta(days=1))
    assert "This review has run out" in client.get(edition.get_absolute_url()).content.decode()


def test_a_question_has_its_anchor_its_short_answer_and_its_sources(client):
    edition = make_draft(questions=0)
    answer = make_answer(
        edition, anchor="why", wording="Why does it hurt?", short_answer="In short."
    )
    answer.sources.set([make_source(title="The big study", url="https://example.org/s")])
    publish(edition)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert '<h2 id="why">Why does it hurt?</h2>' in page
    assert 'href="#why"' in page
    assert "In short." in page
    assert '<a href="https://example.org/s">The big study</a>' in page
    assert "Nobody has checked this source yet." in page


def test_a_source_says_when_it_was_checked(client):
    edition = make_draft(questions=0)
    make_answer(edition).sources.set([make_source(checked_on=date(2026, 5, 1))])
    publish(edition)
    assert "Checked on 1 May 2026." in client.get(edition.get_absolute_url()).content.decode()


def test_a_movement_card_says_how_long_and_when_to_stop(client):
    edition = make_draft(questions=0)
    make_answer(edition, kind="movement", how_long="Hold 5 seconds, 3 times.")
    publish(edition)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Hold 5 seconds, 3 times." in page
    assert "Stop if it makes the pain worse, and ask a physiotherapist or doctor." in page


def test_related_articles_are_shown_only_while_public(client):
    edition = make_published()
    shown = make_published(title="Read this too")
    hidden = make_draft(title="Not yet out")
    edition.article.related.add(shown.article, hidden.article)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Read this too" in page
    assert "Not yet out" not in page


def test_an_article_leads_to_its_neighbours_on_the_shelf(client):
    topic = make_topic()
    first, second, third = (
        make_published(make_article(topic=topic, position=place)) for place in (1, 2, 3)
    )
    page = client.get(second.get_absolute_url()).content.decode()
    assert f'rel="prev" href="{first.get_absolute_url()}"' in page
    assert f'rel="next" href="{third.get_absolute_url()}"' in page


def test_neighbours_in_the_same_place_stand_by_their_slugs(client):
    topic = make_topic()
    others = make_published(make_article(topic=make_topic(), position=1, slug="b-elsewhere"))
    first, second, third = (
        make_published(make_article(topic=topic, position=1, slug=slug)) for slug in "abc"
    )
    ends = client.get(first.get_absolute_url()), client.get(third.get_absolute_url())
    middle = client.get(second.get_absolute_url()).context
    assert (middle["previous"], middle["next"]) == (first, third)
    assert [page.context["previous"] for page in ends] == [None, second]
    assert [page.context["next"] for page in ends] == [second, None]
    assert others not in (middle["previous"], middle["next"])


def test_the_front_page_leads_to_every_topic_that_has_something_to_read(client):
    second, first = make_topic(title="Second", position=2), make_topic(title="First", position=1)
    make_topic(title="Empty", position=3)
    for topic in (second, first):
        make_published(make_article(topic=topic))
    assert client.get("/").context["topics"] == [first, second]


def test_the_front_page_asks_the_chosen_questions_in_their_order(client, caution, monkeypatch):
    edition = make_draft(questions=0)
    make_answer(edition, anchor="one", short_answer="It is. But not always.")
    make_answer(edition, anchor="two", short_answer="No. Never.")
    make_answer(edition, anchor="pill", short_answer="Some take ibuprofen.")
    publish(edition)
    slug = edition.article.slug
    chosen = [f"{slug}#two", f"{slug}#one", f"{slug}#pill", "gone#x", "nonsense"]
    monkeypatch.setattr("articles.public.front_page.FRONT_QUESTIONS", chosen)
    shown = client.get("/").context["questions"]
    assert [answer.question.anchor for answer, _ in shown] == ["two", "one"]
    assert [sentence for _, sentence in shown] == ["No.", "It is."]


def test_a_long_topic_is_read_page_by_page(client, monkeypatch):
    monkeypatch.setattr("articles.public.views.ON_A_PAGE", 2)
    topic = make_topic(title="Long")
    articles = [make_article(topic=topic, position=place) for place in range(5)]
    editions = [make_published(article) for article in articles]
    address = topic.get_absolute_url()
    pages = [client.get(address, {"page": number} if number else {}) for number in (None, 2, 3)]
    assert [page.context["editions"] for page in pages] == [
        editions[:2],
        editions[2:4],
        editions[4:],
    ]
    first, second, third = (page.content.decode() for page in pages)
    assert f'rel="next" href="{address}?page=2"' in first
    assert 'rel="prev"' not in first
    assert f'rel="prev" href="{address}"' in second
    assert f'rel="next" href="{address}?page=3"' in second
    assert f'rel="prev" href="{address}?page=2"' in third
    assert 'rel="next"' not in third
    assert f'{address}">' in first.partition('rel="canonical"')[2].partition("\n")[0]
    assert f'{address}?page=2">' in second.partition('rel="canonical"')[2].partition("\n")[0]
    assert "<title>Long, page 2 " in second


@pytest.mark.parametrize(("asked", "shown"), [("1", 1), ("nonsense", 1), ("99", 2), ("-1", 2)])
def test_a_page_of_a_topic_that_there_is_not_is_the_nearest(client, monkeypatch, asked, shown):
    monkeypatch.setattr("articles.public.views.ON_A_PAGE", 1)
    topic = make_topic()
    for place in range(2):
        make_published(make_article(topic=topic, position=place))
    response = client.get(topic.get_absolute_url(), {"page": asked})
    assert response.context["page"].number == shown


def test_a_short_topic_has_one_page(client):
    page = client.get(make_published().article.topic.get_absolute_url()).content.decode()
    assert 'class="pager"' not in page


def test_a_former_address_leads_to_the_present_one(client):
    edition = make_published(make_article(slug="old-name"))
    edition.article.slug = "new-name"
    edition.article.save()
    response = client.get("/articles/old-name/")
    assert response.status_code == 301
    assert response["Location"] == "/articles/new-name/"


def test_a_withdrawn_article_is_gone_and_says_why_and_where_to_go(client):
    edition, successor = make_published(title="The old one"), make_published(title="The new one")
    edition.withdraw(timezone.now(), "It was wrong about rest.", successor.article)
    edition.save()
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 410
    page = response.content.decode()
    assert "It was wrong about rest." in page
    assert successor.get_absolute_url() in page


def test_an_expired_article_is_gone(client):
    edition = make_published(expires_at=timezone.now() - timedelta(days=1))
    assert client.get(edition.get_absolute_url()).status_code == 410
    assert edition.title not in client.get("/").content.decode()


@pytest.mark.parametrize("state", ["draft", "scheduled", "none"])
def test_what_never_was_public_does_not_exist(client, state):
    draft = make_draft(title="Secret title")
    if state == "scheduled":
        publish(draft, now=timezone.now(), at=timezone.now() + timedelta(days=1))
    slug = "no-such-article" if state == "none" else draft.article.slug
    response = client.get(f"/articles/{slug}/")
    assert response.status_code == 404
    assert b"Secret title" not in response.content


def test_a_topic_may_have_more_questions_than_a_list_of_sqlite(client):
    edition = make_published()
    questions = Question.objects.bulk_create(
        Question(article=edition.article, anchor=f"many-{number}") for number in range(1100)
    )
    Answer.objects.bulk_create(
        Answer(edition=edition, question=question, wording="One of many?", body="<p>Yes.</p>")
        for question in questions
    )
    assert client.get(edition.article.topic.get_absolute_url()).status_code == 200


def test_a_topic_without_a_public_article_does_not_exist(client):
    draft = make_draft()
    assert client.get(draft.article.topic.get_absolute_url()).status_code == 404


# --- Cautions -----------------------------------------------------------------------------------


def test_the_caution_stands_under_every_answer_that_names_the_medicine(client, caution):
    edition = make_draft(questions=1)
    make_answer(edition, body="<p>Some take <b>Ibuprofen</b>.</p>")
    make_answer(edition, short_answer="Naproxen is another.")
    publish(edition)
    page = client.get(edition.get_absolute_url()).content.decode()
    plain, *naming = page.split('<section class="question"')[1:]
    assert CAUTION not in plain
    assert len(naming) == 2
    assert all("Lowest dose, shortest time." in section for section in naming)
    assert 'id="caution-' in naming[0]  # all of it there, its beginning and a link beside the other
    assert 'href="#caution-' in naming[1]
    assert page.count('id="caution-') == 1


def test_the_caution_stands_under_an_introduction_that_names_the_medicine(client, caution):
    edition = make_published(introduction="<p>About ibuprofen.</p>")
    page = client.get(edition.get_absolute_url()).content.decode()
    assert CAUTION in page.split('<section class="question"')[0]


@pytest.mark.parametrize("where", ["wording", "short_answer", "body"])
def test_search_shows_the_caution_where_it_shows_the_medicine(client, caution, where):
    edition = make_draft(questions=0)
    make_answer(edition, **{where: "Ibuprofen and walking"})
    publish(edition)
    page = client.get("/search/?q=ibuprofen+walking").content.decode()
    assert page.count("<h2><a href=") == 1
    assert "Lowest dose, shortest time." in page


def test_search_shows_a_caution_in_full_once_and_points_to_it_after(client, caution):
    edition = make_draft(questions=0)
    for _ in range(3):
        make_answer(edition, short_answer="Ibuprofen again.")
    publish(edition)
    page = client.get("/search/?q=ibuprofen").content.decode()
    assert page.count("Lowest dose, shortest time.") == 1
    assert page.count("in the box above") == 2


def test_lists_that_name_a_medicine_have_the_caution_too(client, caution):
    topic = make_topic()
    medicine = make_published(make_article(topic=topic), title="Ibuprofen and backs")
    other = make_published(make_article(topic=topic))
    other.article.related.add(medicine.article)
    for address in (topic.get_absolute_url(), other.get_absolute_url()):
        assert "Lowest dose, shortest time." in client.get(address).content.decode(), address


# --- Search -------------------------------------------------------------------------------------


def test_search_finds_a_question_and_leads_to_its_anchor(client):
    edition = make_draft(questions=0)
    make_answer(edition, anchor="stairs", wording="Why do stairs hurt?")
    publish(edition)
    page = client.get("/search/?q=stairs").content.decode()
    assert f'href="{edition.article.get_absolute_url()}#stairs"' in page
    assert edition.title in page
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20%20", "?q=zzzzz", "?other=1", "?q=a&q=zzzzz"])
def test_search_without_a_result_helps_on(client, query):
    make_published(make_article(topic=make_topic(title="When it hurts")))
    page = client.get(f"/search/{query}").content.decode()
    assert "When it hurts" in page
    assert "/get-help/" in page


@examples(150)
@given(text=st.text(max_size=400))
@example(text='"quoted" AND (NEAR* OR -x:y^2')
@example(text="\x00\x02\x03 ' ; -- %")
@example(text="<script>alert(1)</script>")
@example(text="\ud800")
def test_any_text_can_be_searched_for(client, text):
    encoded = text.encode("utf-8", "surrogatepass")
    response = client.get("/search/", QUERY_STRING="q=" + "".join(f"%{b:02x}" for b in encoded))
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


@given(data=st.binary(max_size=60))
@examples(60)
def test_any_bytes_can_be_searched_for(client, data):
    query = "q=" + "".join(f"%{byte:02x}" for byte in data)
    assert client.get("/search/", QUERY_STRING=query).status_code == 200


# --- Get help -----------------------------------------------------------------------------------


def test_get_help_shows_every_sign_under_its_level_with_its_source(client):
    source = make_source(title="Guidance on backs")
    for level in WarningSign.Level:
        WarningSign.objects.create(level=level, text=f"A {level} sign", source=source)
    page = client.get("/get-help/").content.decode()
    places = [page.index(f"A {level} sign") for level in ("emergency", "urgent", "soon", "tell")]
    assert places == sorted(places)
    assert "Emergency advice: " in page
    assert "Urgent advice: " in page
    assert "Non-urgent advice: " in page
    for service in settings.HELP_SERVICES.values():
        assert service.replace("&", "&amp;") in page
    assert f'href="tel:{settings.EMERGENCY_NUMBER}"' in page
    assert f'href="tel:{settings.URGENT_NUMBER}"' in page
    assert "cannot rule out a serious problem" in page
    assert page.count("Guidance on backs") == 1


def test_get_help_says_whether_a_clinician_reviewed_it(client, sign):
    assert (
        "No clinician has reviewed any of these signs" in client.get("/get-help/").content.decode()
    )
    reviewed = {"level": "soon", "text": "Reviewed", "reviewed_on": date(2026, 6, 1)}
    WarningSign.objects.create(**reviewed, source=sign.source)
    assert "Not every sign" in client.get("/get-help/").content.decode()
    WarningSign.objects.update(reviewed_on=date(2026, 5, 1))
    assert "The oldest review is from 1 May 2026" in client.get("/get-help/").content.decode()


def test_the_front_page_shows_the_emergency_signs_and_the_number_to_tap(client, sign):
    page = client.get("/").content.decode()
    assert "chest pain" in page
    assert f'href="tel:{settings.EMERGENCY_NUMBER}">Call' in page
    assert f"({settings.HELP_COUNTRY})" in page


def test_get_help_names_the_country_of_its_numbers(client, sign, settings):
    settings.HELP_COUNTRY = "Ireland"
    assert "(Ireland)</h2>" in client.get("/get-help/").content.decode()
    settings.HELP_COUNTRY = ""
    assert "(Ireland)" not in client.get("/get-help/").content.decode()


def test_get_help_where_a_country_has_no_number_for_urgent_advice(client, sign, settings):
    assert (
        'quickly, call <a href="tel:111">111</a>, or <a'
        in client.get("/get-help/").content.decode()
    )
    settings.URGENT_NUMBER = ""
    page = client.get("/get-help/").content.decode()
    assert f'quickly, ask {settings.HELP_SERVICES["urgent"]}, or call <a href="tel:999">' in page
    assert 'href="tel:"' not in page


# --- Machine-readable ---------------------------------------------------------------------------


def graph_of(client: Client, address: str) -> dict[str, dict]:
    page = client.get(address).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found
    return {part["@type"]: part for part in json.loads(found[1])["@graph"]}


def test_an_article_says_what_it_is_to_machines(client, caution):
    edition = make_draft(questions=1)
    make_answer(edition, wording="Take ibuprofen?", short_answer="Ask first.")
    publish(edition)
    graph = graph_of(client, edition.get_absolute_url())
    assert set(graph) == {"MedicalWebPage", "FAQPage", "BreadcrumbList"}
    assert graph["MedicalWebPage"]["citation"]
    assert len(graph["FAQPage"]["mainEntity"]) == 2
    answer = graph["FAQPage"]["mainEntity"][1]["acceptedAnswer"]["text"]
    assert answer == "Ask first. Lowest dose, shortest time."
    steps = graph["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert all(step["item"].startswith(settings.SITE_URL) for step in steps)


def test_the_front_page_says_what_the_site_is_and_how_to_search_it(client):
    edition = make_published(title="Stairs and backs")
    site = graph_of(client, "/")["WebSite"]
    assert site["publisher"]["logo"].startswith(settings.SITE_URL)
    template = site["potentialAction"]["target"]["urlTemplate"]
    address = template.removeprefix(settings.SITE_URL).replace("{search_term_string}", "stairs")
    assert edition.title in client.get(address).content.decode()
    of_article = graph_of(client, edition.get_absolute_url())["MedicalWebPage"]
    assert of_article["isPartOf"]["@id"] == site["@id"]


def test_a_page_that_may_be_shared_has_a_picture_of_ours(client):
    for address in ("/", make_published().get_absolute_url(), "/get-help/"):
        page = client.get(address).content.decode()
        picture = re.search(r'<meta property="og:image" content="([^"]+)">', page)
        assert picture, address
        assert picture[1].startswith(settings.SITE_URL + settings.STATIC_URL)
        assert finders.find(picture[1].partition(settings.STATIC_URL)[2])


@given(text=st.text())
@example(text="</script><!--&\u2028")
def test_no_text_can_end_the_script_that_holds_data(text):
    script = str(as_script({"name": text}))
    inner = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not re.search("[<>&\u2028\u2029]", inner)
    assert json.loads(inner) == {"name": text}


@pytest.mark.slow
def test_the_address_of_a_page_is_the_sites_own(client):
    edition = make_published()
    page = client.get(edition.get_absolute_url(), SERVER_NAME="127.0.0.1").content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}{edition.get_absolute_url()}">' in page


# --- Errors and forms ---------------------------------------------------------------------------


def test_an_unknown_address_leads_on(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert b'name="q"' in response.content
    assert not response.cookies


def test_a_form_without_its_token_is_refused_in_words_that_save_the_text(cast):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(reverse("account_login"), {"login": "a@example.org"})
    assert response.status_code == 403
    assert "Nothing was saved. Go back with your browser’s back button" in response.content.decode()


def test_the_last_error_page_needs_nothing(client):
    page = get_template("500.html").render()
    assert '<div class="text">' in page
    assert "/get-help/" in page
    assert page.count("<h1>") == 1


def test_what_is_wrong_with_a_form_is_told_first_with_links_to_its_fields(client, db):
    page = client.post(reverse("account_signup"), {"email": "nonsense"}).content.decode()
    assert page.index('class="error-summary"') < page.index("<form")
    for target in re.findall(r'class="error-summary".*?</div>', page, re.S):
        for anchor in re.findall(r'href="#([^"]+)"', target):
            assert f'id="{anchor}"' in page
    assert 'aria-invalid="true"' in page
    described = re.search(
        r'id="id_email"[^>]*aria-describedby="([^"]+)"|aria-describedby="([^"]+)"[^>]*id="id_email"',
        page,
    )
    assert described
    for name in (described[1] or described[2]).split():
        assert f'id="{name}"' in page


# Pieces of pages that show the summary themselves, and a form that no server answers.
HAVE_NO_SUMMARY = {
    "templates/journal/includes/finish_form.html",
    "templates/device/waiting_walks.html",
}


def test_every_template_that_renders_a_form_shows_the_error_summary():
    """crispy's own list of a form's errors is empty here: the summary has it, with links."""
    folder = settings.BASE_DIR / "templates"
    for path in folder.rglob("*.html"):
        if folder / "bootstrap5" in path.parents or folder / "allauth" in path.parents:
            continue
        text = path.read_text(encoding="utf-8")
        is_piece = path.relative_to(settings.BASE_DIR).as_posix() in HAVE_NO_SUMMARY
        if re.search(r"\|crispy\b|{% crispy ", text) and not is_piece:
            assert "includes/error_summary.html" in text, path.name


def test_an_article_says_what_changed_and_when_the_newest_first(client):
    article = make_article()
    publish(make_draft(article, change_note="First."), at=NOW - timedelta(days=1))
    draft = article.editions.get().new_edition(author=None)
    draft.change_note = "A better answer."
    draft.save()
    publish(draft)
    page = client.get(article.get_absolute_url()).content.decode()
    said = page[page.index("<dt>Changes</dt>") :].partition("</dd>")[0]
    assert said.index(": A better answer.") < said.index(": First.")
