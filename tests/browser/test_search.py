"""Searching with the keyboard: the list under the field, and the page without it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import DESK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(visit) -> Page:
    return visit(viewport=DESK).open("/search/")


def type_in(page: Page, text: str):
    field = page.get_by_label("What would you like to know?")
    field.press_sequentially(text)
    return field


def test_questions_are_offered_and_chosen_with_the_keyboard(page):
    field = type_in(page, "spinal sten")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    first = options.first
    assert first.get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowUp")
    assert options.last.get_attribute("aria-selected") == "true"
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/articles/*/#*")


def test_escape_closes_the_list_and_keeps_the_text(page):
    field = type_in(page, "stenosis")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert field.input_value() == "stenosis"
    assert field.get_attribute("aria-expanded") == "false"


def test_enter_searches_for_what_was_typed_when_nothing_is_chosen(page):
    field = type_in(page, "stenosis")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Enter")
    page.wait_for_url("**/search/?q=stenosis")
    expect(page.get_by_text("best first")).to_be_visible()


def test_a_question_is_chosen_by_touch(visit):
    page = visit().open("/search/")
    type_in(page, "stenosis")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/articles/*/#*")


def test_nothing_is_asked_for_one_letter_and_once_for_a_word_typed_at_once(page):
    asked = []
    page.on("request", lambda request: "/static/" in request.url or asked.append(request.url))
    field = type_in(page, "s")
    page.wait_for_timeout(400)
    assert asked == []
    page.clock.install(time=0)
    page.clock.pause_at(1)  # or a slow machine lets the pause pass between two keys
    for letter in "tenosis":
        field.press(letter)
        page.clock.run_for(50)
    page.clock.run_for(1000)
    expect(page.get_by_role("option").first).to_be_visible()
    assert [url.partition("?")[2] for url in asked] == ["q=stenosis"]


def test_the_open_list_has_no_accessibility_finding_and_nothing_is_complained_of(visit):
    one = visit()
    page = one.open("/search/")
    type_in(page, "stenosis").press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    assert findings(page) == []
    assert one.complaints == []


def test_without_scripts_the_form_searches_all_the_same(visit):
    page = visit(scripts=False).open("/search/")
    page.get_by_label("What would you like to know?").fill("lower bak pain")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Showing results for")).to_be_visible()
    page.get_by_role("link", name="Search instead for").click()
    expect(page.get_by_text("Showing results for")).to_have_count(0)


def test_a_warning_sign_is_offered_first_and_leads_to_help(page):
    field = type_in(page, "cant pee")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("New difficulty peeing")
    expect(first).to_contain_text("Now: call 999")
    expect(page.get_by_role("status").first).to_contain_text("New difficulty peeing")
    assert findings(page) == []
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/get-help/")
    expect(page.get_by_role("link", name="Call 999")).to_be_visible()
