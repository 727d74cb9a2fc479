"""A walk in four taps on a phone, yesterday's in six, the next morning in one."""

import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from backsite.management.commands.load_demo import WALKER
from journal.models import UnfinishedWalk, Walk
from tests.browser.navigation import follow
from tests.browser.test_waiting_walks import is_saving, server_that
from tests.cast import make_walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 780}


@pytest.fixture
def walker(visit):
    visit = visit(viewport=PHONE)
    visit.log_in()
    return visit


# Playwright itself would wait until the first answer is there.
PRESS_TWICE = """async () => {
  const button = document.querySelector(".quick .btn-big");
  button.click();
  await new Promise((done) => setTimeout(done, 500));
  const says = button.textContent;
  button.click();
  return says;
}"""


def zone_where_it_is_morning() -> str:
    """Where it is six or later, and not yet noon; the names count hours against the sign."""
    east = (9 - timezone.now().hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


def yesterdays_walk_where_it_is_morning() -> Walk:
    person = User.objects.get(email=WALKER)
    person.time_zone = zone_where_it_is_morning()
    person.save()
    yesterday = timezone.now() - timedelta(hours=24)
    return make_walk(person, started_at=yesterday, time_zone=person.time_zone)


def press(page, group: str, name: str) -> None:
    label = page.get_by_role("group", name=group).locator("label.choice")
    label.filter(has_text=name).first.click()


def newest() -> Walk:
    return Walk.objects.latest("pk")


def save_button_ends(page) -> dict[str, float]:
    """Where the button ends, in px from the top, in both schemes and two sizes of letters."""
    button, ends = page.get_by_role("button", name="Save this walk"), {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in ("100%", "120%"):
            page.evaluate("(size) => (document.documentElement.style.fontSize = size)", size)
            box = button.bounding_box()
            ends[f"{scheme}, {size}"] = box["y"] + box["height"]
    return ends


def test_saving_stands_on_the_first_screen_in_both_schemes_and_at_120_percent(visit):
    """With three usual lengths, and with the question of the morning before them; in a font that
    the test brings along, which leaves room for one that is wider."""
    walker = visit(viewport=PHONE, is_measured=True)
    walker.log_in()
    page = walker.open("/journal/")
    assert page.locator("[name=usual]").count() == 3
    assert max(save_button_ends(page).values()) <= PHONE["height"]
    yesterdays_walk_where_it_is_morning()
    page = walker.open("/journal/")
    expect(page.get_by_role("group", name="Pain this morning")).to_be_visible()
    assert max(save_button_ends(page).values()) <= PHONE["height"] - 24


def test_four_taps_and_back_shows_nothing(walker):
    page = walker.open("/journal/")
    button = page.get_by_role("button", name="Save this walk")
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


def test_a_server_that_takes_three_seconds(walker):
    """It says that it is at work, and pressing again out of doubt makes no second walk."""
    page = walker.open("/journal/")
    count = Walk.objects.count()

    def late(request, ask):
        time.sleep(3 if is_saving(request) else 0)
        return ask()

    with server_that(late):
        page.locator("label.choice:has([name=usual])").first.click()
        press(page, "Pain before", "3")
        press(page, "Pain after", "4")
        assert page.evaluate(PRESS_TWICE) == "Saving …"
        page.get_by_text("Saved:").wait_for()
    assert Walk.objects.count() == count + 1
    assert walker.complaints == []


def test_the_morning_is_one_tap_on_the_first_screen(walker):
    walk = yesterdays_walk_where_it_is_morning()
    page = walker.open("/journal/")
    asked = page.get_by_role("group", name="Pain this morning")
    score = asked.get_by_role("button", name="6", exact=True)
    box = score.bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"]
    score.click()
    expect(asked).to_have_count(0)
    walk.refresh_from_db()
    assert walk.pain_next_morning == 6


def test_the_timer_ticks_and_goes_on_while_the_phone_is_closed(walker):
    page = walker.open("/journal/")
    page.get_by_role("button", name="Leaving now").click()
    page.get_by_role("heading", name="Out since").wait_for()
    page.clock.install()
    page.reload()
    timer, minutes = page.get_by_role("timer"), page.locator(".going-on [name=minutes]")
    expect(timer).to_have_text(re.compile(r"^0:0\d$"))
    assert timer.get_attribute("aria-live") == "off"
    page.clock.fast_forward("24:30")  # one tick at the end, as after a closed phone
    expect(timer).to_have_text(re.compile(r"^24:3\d$"))
    expect(minutes).to_have_value(re.compile("2[45]"))
    page.emulate_media(reduced_motion="reduce")
    page.clock.run_for(1000)
    expect(timer).to_have_text("24 min")
    minutes.fill("20")  # what somebody says is not overwritten
    page.clock.fast_forward("10:00")
    expect(timer).to_have_text("34 min")
    expect(minutes).to_have_value("20")
    page.clock.fast_forward("04:00:00")
    expect(page.get_by_text("The timer was not stopped")).to_be_visible()
    expect(timer).to_be_hidden()
    assert walker.complaints == []


def test_somebody_in_another_zone_is_asked_once(visit):
    walker = visit(viewport=PHONE, zone="America/New_York")
    walker.log_in()
    page = walker.open("/journal/")
    asked = page.get_by_text("You seem to be in New York")
    expect(asked).to_be_visible()
    page.get_by_role("button", name="Leave it").click()
    expect(asked).to_be_hidden()
    page.reload()
    expect(asked).to_be_hidden()
    page.evaluate("localStorage.clear()")
    page.reload()
    follow(page.get_by_role("button", name="Use the clock of New York"))
    expect(page.get_by_role("heading", name="How was your walk?")).to_be_visible()
    assert User.objects.get(email=WALKER).time_zone == "America/New_York"
    expect(asked).to_be_hidden()
    assert walker.complaints == []


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
