"""A walk in four taps on a phone, yesterday's in six, the next morning in one."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from backsite.management.commands.load_demo import WALKER
from journal.models import UnfinishedWalk, Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 780}


@pytest.fixture
def walker(visit):
    visit = visit(viewport=PHONE)
    visit.log_in()
    return visit


def press(page, group: str, name: str) -> None:
    label = page.get_by_role("group", name=group).locator("label.choice")
    label.filter(has_text=name).first.click()


def newest() -> Walk:
    return Walk.objects.latest("pk")


def test_four_taps_on_one_screen_and_back_shows_nothing(walker):
    page = walker.open("/journal/")
    button = page.get_by_role("button", name="Save this walk")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        box = button.bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"]
    page.locator("label.choice:has([name=usual])").first.click()
    press(page, "Pain before", "3")
    press(page, "Pain after", "4")
    button.click()
    page.get_by_text("Saved:").wait_for()
    assert (newest().pain_before, newest().pain_after) == (3, 4)
    page.go_back()
    expect(page.locator("[data-quick] input[type=radio]:checked")).to_have_count(1)  # “just now”
    assert page.locator("[name=when]:checked").get_attribute("value") == "now"
    assert walker.complaints == []


def test_yesterday_takes_six_taps(walker):
    page = walker.open("/journal/")
    press(page, "When?", "Yesterday")
    press(page, "When did it begin, about?", "15:30")
    page.locator("label.choice:has([name=usual])").first.click()
    press(page, "Pain before", "1")
    press(page, "Pain after", "2")
    page.get_by_role("button", name="Save this walk").click()
    page.get_by_text("Saved:").wait_for()
    assert (newest().clock_start.hour, newest().clock_start.minute) == (15, 30)


def test_arrows_stop_at_the_ends_and_what_was_typed_arrives(walker):
    page = walker.open("/journal/")
    before = page.locator("[name=pain_before]")
    before.nth(10).check()
    before.nth(10).press("ArrowRight")
    assert before.nth(10).is_checked()
    after = page.locator("[name=pain_after]")
    after.nth(0).focus()
    page.keyboard.press("ArrowLeft")
    assert after.nth(0).is_checked()
    minutes = page.get_by_label("Minutes walked")
    minutes.press_sequentially("22,5")
    page.get_by_role("button", name="Save this walk").click()
    expect(page.get_by_text("22 or 23").first).to_be_visible()
    assert page.get_by_label("Minutes walked").input_value() == "22,5"


def test_leaving_and_coming_back_on_another_device(walker, visit):
    page = walker.open("/journal/")
    press(page, "Pain before", "3")
    page.get_by_role("button", name="Leaving now").click()
    page.get_by_role("heading", name="Out since").wait_for()
    assert UnfinishedWalk.objects.get().pain_before == 3
    other = visit(viewport=PHONE, scripts=False)
    other.log_in()
    page = other.open("/journal/")
    finish = page.locator(".going-on")
    finish.locator("[name=minutes]").fill("1")
    UnfinishedWalk.objects.update(started_at=timezone.now() - timedelta(minutes=5))
    finish.locator("label.choice", has_text="5").first.click()
    page.get_by_role("button", name="I am back").click()
    page.get_by_text("Saved:").wait_for()
    assert newest().walker == User.objects.get(email=WALKER)
    assert (newest().minutes, newest().pain_after) == (1, 5)
