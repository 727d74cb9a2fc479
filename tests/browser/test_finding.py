"""The search box of the office: by keyboard from inside a text, without scripts, on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.test_every_page import check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_keyboard_alone_leads_from_a_text_to_what_is_sought(visit):
    visitor = visit(viewport=DESK)
    visitor.log_in("admin@demo.example")
    page = visitor.open("/admin/articles/article/add/")
    page.get_by_label("Title").fill("Back")
    page.keyboard.press("Control+/")
    box = page.get_by_role("searchbox", name="Search the office")
    expect(box).to_be_focused()
    page.keyboard.type("spinal stenosis")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/find/**")
    expect(page.get_by_role("searchbox", name="Search the office")).to_have_value("spinal stenosis")
    expect(page.locator(".found mark").first).to_be_visible()
    page.get_by_role("region", name="Questions").get_by_role("link").first.click()
    page.wait_for_url("**/admin/articles/edition/*/change/#answers-*")
    assert check(page) + visitor.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_works_without_scripts_and_fits_a_phone(visit, scheme):
    visitor = visit(scheme=scheme, scripts=False)
    visitor.log_in("admin@demo.example")
    page = visitor.open("/admin/queue/")
    page.get_by_role("searchbox", name="Search the office").fill("walking stenosis")
    page.get_by_role("search").get_by_role("button").click()
    page.wait_for_url("**/admin/find/**")
    expect(page.locator(".found mark").first).to_be_visible()
    shown = page.locator("#header").bounding_box()
    assert shown["x"] + shown["width"] <= 360
    assert page.locator(".found").bounding_box()["width"] <= 360
