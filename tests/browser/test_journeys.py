"""What people come for, done in a browser as they would do it."""

import pytest
from playwright.sync_api import expect

from articles.models import Edition, Remark, Vote
from journal.models import Walk
from tests.browser.conftest import DESK
from tests.browser.navigation import follow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reader_finds_an_answer(visit, scripts):
    visit = visit(scripts=scripts)
    page = visit.open("/")
    page.locator("main input[name=q]").first.fill("Can over walking cause lower back pain?")
    follow(page.get_by_role("button", name="Search"))
    follow(page.locator("main ol a, main .results a").first)
    assert page.url.endswith("/articles/too-much-walking/#over-walking")
    assert page.get_by_role("link", name="Get help").first.is_visible()
    assert visit.complaints == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_walker_logs_a_walk_and_takes_it_back(visit, scripts):
    visit = visit(scripts=scripts)
    visit.log_in_by_form()
    before = Walk.objects.filter(deleted_at=None).count()
    page = visit.open("/journal/")
    assert page.locator("input[type=radio]:checked:not([name=when])").count() == 0
    page.get_by_label("Minutes walked").fill("25")
    page.get_by_role("group", name="Pain before").get_by_label("2", exact=True).check()
    page.get_by_role("group", name="Pain after").get_by_label("4", exact=True).check()
    page.get_by_role("button", name="Save this walk").click()
    page.get_by_text("Saved:").wait_for()
    assert Walk.objects.filter(deleted_at=None).count() == before + 1
    follow(page.get_by_role("link", name="25 minutes").first)
    follow(page.get_by_role("link", name="Delete"))
    follow(page.get_by_role("button", name="Delete it"))
    page.get_by_role("button", name="Bring it back").click()
    page.get_by_text("The walk is back.").wait_for()
    assert Walk.objects.filter(deleted_at=None).count() == before + 1
    assert visit.complaints == []


def test_a_password_is_shown_by_a_button_that_says_so(visit):
    page = visit().open("/accounts/signup/")
    button = page.get_by_role("button", name="Show password", exact=True)
    page.locator("[name=password1]").fill("walk and see")
    button.click()
    assert page.locator("[name=password1]").get_attribute("type") == "text"
    assert page.get_by_role("button", name="Hide password", exact=True).is_visible()


def test_two_clicks_store_one_walk(visit):
    visit = visit()
    visit.log_in()
    before = Walk.objects.count()
    page = visit.open("/journal/")
    page.get_by_label("Minutes walked").fill("12")
    page.get_by_role("group", name="Pain before").get_by_label("1", exact=True).check()
    page.get_by_role("group", name="Pain after").get_by_label("1", exact=True).check()
    page.get_by_role("button", name="Save this walk").dblclick()
    page.get_by_text("saved").first.wait_for()
    assert Walk.objects.count() == before + 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_walker_sees_what_fits_and_why(visit, scripts):
    visit = visit(viewport=DESK, scripts=scripts)
    visit.log_in()
    page = visit.open("/journal/patterns/")
    assert page.locator("article.match").count() >= 2
    fatigue = page.locator("article.match").filter(has_text="Can over walking cause")
    assert fatigue.get_by_text("What tells them apart").is_visible()
    assert page.locator("svg[role=img]").count() >= 4
    assert visit.complaints == []


def test_an_editor_writes_and_the_reader_reads(visit):
    author = visit(viewport=DESK)
    author.log_in("author@demo.example")
    page = author.open("/admin/articles/article/add/")
    page.get_by_label("Title").fill("Walking in the rain")
    page.get_by_label("Summary").fill("What changes when the ground is wet.")
    page.get_by_label("Topic").select_option(label="When walking hurts")
    follow(page.get_by_role("button", name="Save", exact=True))
    page.get_by_role("button", name="Add a question", exact=True).click()
    form = page.locator("#answers-0")
    form.get_by_label("Question:").fill("Does rain matter?")
    form.get_by_label("Short answer:").fill("Not by itself.")
    editor = form.get_by_role("textbox", name="Body")
    editor.click()
    editor.press_sequentially("Wet ground is slippery.")
    form.get_by_role("combobox", name="Add a source").fill("NG59")
    form.get_by_role("option").first.click()
    follow(page.get_by_role("button", name="Save and continue editing").first)
    follow(page.get_by_role("link", name="Submit for review"))
    follow(page.get_by_role("button", name="Submit for review"))
    draft = Edition.objects.get(title="Walking in the rain")
    assert draft.state == Edition.State.IN_REVIEW
    assert author.complaints == []

    reviewer = visit(viewport=DESK)
    reviewer.log_in("reviewer@demo.example")
    page = reviewer.open(f"/admin/articles/edition/{draft.pk}/change/")
    follow(page.get_by_role("link", name="Approve"))
    follow(page.get_by_role("button", name="Approve"))

    publisher = visit(viewport=DESK)
    publisher.log_in("publisher@demo.example")
    page = publisher.open(f"/admin/articles/edition/{draft.pk}/change/")
    follow(page.get_by_role("link", name="Publish", exact=True))
    follow(page.get_by_role("button", name="Publish"))
    assert publisher.complaints == []

    reader = visit()
    page = reader.open("/articles/walking-in-the-rain/")
    assert page.get_by_role("heading", level=1).inner_text() == "Walking in the rain"
    page.locator("details.more > summary").first.click()
    expect(page.get_by_text("Wet ground is slippery.")).to_be_visible()
    page = reader.open("/search/?q=slippery")
    assert page.get_by_role("link", name="Does rain matter?").first.is_visible()
    assert reader.complaints == []


def test_a_reader_says_in_place_whether_an_answer_helped(visit):
    visit = visit()
    page = visit.open("/articles/painkillers/")
    page.get_by_role("link", name="was not helpful").first.click()
    expect(page.get_by_role("radio", name="No")).to_be_checked()
    page.get_by_label("What was good, or what was missing?").fill("How much is too much?")
    page.get_by_role("button", name="Send").dblclick()
    expect(page.get_by_text("Thank you. Your vote has been counted.")).to_be_focused()
    assert page.url == f"{visit.url}/articles/painkillers/"
    assert (Vote.objects.get().helpful, Vote.objects.get().unhelpful) == (0, 1)
    assert Remark.objects.get().text == "How much is too much?"
    assert visit.context.cookies() == []
    assert visit.complaints == []


def test_a_reader_says_whether_an_answer_helped_without_scripts(visit):
    visit = visit(scripts=False)
    page = visit.open("/articles/painkillers/")
    follow(page.get_by_role("link", name="was not helpful").first)
    assert page.get_by_role("radio", name="No").is_checked()
    page.get_by_label("What was good, or what was missing?").fill("How much is too much?")
    page.get_by_role("button", name="Send").dblclick()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert Vote.objects.get().unhelpful == 1
    assert Remark.objects.get().text == "How much is too much?"
    assert visit.context.cookies() == []
    follow(page.get_by_role("link", name="Back to"))
    assert "/articles/painkillers/#" in page.url
    assert visit.complaints == []


def test_the_link_to_an_answer_is_copied(visit):
    visit = visit()
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.open("/articles/painkillers/")
    link = page.get_by_role("link", name="Copy link").first
    address = link.evaluate("link => link.href")
    link.click()
    page.get_by_role("status").get_by_text("Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert page.url == f"{visit.url}/articles/painkillers/"
    assert visit.complaints == []


def test_the_link_to_an_answer_is_a_link_without_scripts(visit):
    visit = visit(scripts=False)
    page = visit.open("/articles/painkillers/")
    assert not page.get_by_role("button", name="Print").is_visible()
    link = page.get_by_role("link", name="Link to this answer").first
    follow(link)
    assert page.url.endswith(link.get_attribute("href"))


FOCUSED = "document.activeElement.innerText"


def test_what_a_page_has_to_say_first_has_the_focus(visit):
    """Or somebody who hears a page has to find out by themselves that it has changed at all."""
    walker = visit()
    page = walker.open("/accounts/signup/")
    follow(page.get_by_role("button", name="Create my account"))
    assert page.evaluate(FOCUSED).startswith("There is a problem")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Email")).to_be_focused()
    walker.log_in()
    page = walker.open("/accounts/settings/")
    follow(page.get_by_role("button", name="Save"))
    assert "saved" in page.evaluate(FOCUSED).lower()
    page = walker.open("/journal/walks/")
    follow(page.locator(".walk-list a").first)
    follow(page.get_by_role("link", name="Delete"))
    follow(page.get_by_role("button", name="Delete it"))
    assert page.evaluate(FOCUSED).startswith("Deleted")
    assert walker.complaints == []
