"""A phone whose clock is days off: its walks stand at their right time, or ask when they were."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from journal.models import Walk
from tests.browser.test_waiting_walks import stored, until, waits

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

DAYS = timedelta(days=3)
ADD = """async (said) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(said)) form.set(name, value);
    return walkQueue.add(form);
}"""
WALK = {"minutes": "20", "pain_before": "1", "pain_after": "2"}
NEAR = timedelta(minutes=5)


@pytest.fixture
def phone(visit):
    """A phone without the worker: the page has the only clock, which the test sets."""
    found = visit()
    found.page.clock.install()
    return found


def set_clock(page: Page, moment: datetime) -> None:
    page.clock.set_system_time(moment)


def keep(page: Page, **said: str) -> None:
    """Save a walk on the device, as its page does without a line."""
    assert page.evaluate(ADD, WALK | said)


def open_journal(phone, clock: datetime) -> Page:
    set_clock(phone.page, clock)
    phone.open("/journal/")
    until(phone.page, "walkQueue.walker().then(Boolean)")
    return phone.page


def begin(phone, clock: datetime) -> Page:
    """Sign in and open the journal on a phone that shows this time."""
    set_clock(phone.page, clock)
    phone.log_in()
    return open_journal(phone, clock)


def asks(page: Page, number: int = 1) -> None:
    waits(page, number)
    expect(page.locator("[data-list] li").first).to_contain_text("Say when it was")
    assert not Walk.objects.filter(minutes=20, pain_before=1, pain_after=2).exists()


@pytest.fixture(autouse=True)
def _no_walk_of_the_demo(site):
    Walk.objects.filter(minutes=20).delete()


@pytest.mark.parametrize("off", [DAYS, -DAYS, timedelta(days=-2000)])
def test_a_clock_that_is_off_all_the_time_is_put_right(phone, off):
    now = datetime.now(UTC)
    page = begin(phone, now + off)
    keep(page)
    open_journal(phone, now + off)
    stored(page, 20)
    walk = Walk.objects.get(minutes=20)
    assert abs(walk.started_at + timedelta(minutes=20) - now) < NEAR
    assert abs(walk.logged_at - now) < NEAR


def test_a_clock_that_was_put_right_before_the_walk_is_sent(phone):
    now = datetime.now(UTC)
    page = begin(phone, now - DAYS)
    keep(page)
    asks(open_journal(phone, now))


@pytest.mark.parametrize(
    "wrong", [datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)]
)
def test_a_clock_that_was_wrong_only_when_the_walk_was_saved(phone, wrong):
    now = datetime.now(UTC)
    page = begin(phone, now)
    set_clock(page, wrong)
    keep(page)
    asks(open_journal(phone, now))


def test_a_day_that_was_taken_from_a_wrong_clock_is_asked_about_and_corrected(phone):
    now = datetime.now(UTC)
    page = begin(phone, now - DAYS)
    keep(page, when="yesterday", clock="09:30")
    page = open_journal(phone, now - DAYS)
    asks(page)
    page.locator("[data-list] li").get_by_role("link", name="Correct it").click()
    page.wait_for_url("**/walks/new/**")
    form = page.locator('form:has([name="pain_after"])')
    form.get_by_role("button", name="Save").first.click()  # nothing is said yet, so nothing is sent
    expect(form.locator('[name="started_at"]:invalid')).to_have_value("")
    expect(form).to_contain_text("it needs its day and time")
    expect(form).not_to_contain_text("Leave it empty")
    form.locator('[name="started_at"]').fill(f"{now - timedelta(days=1):%Y-%m-%dT08:00}")
    with page.expect_navigation():
        form.get_by_role("button", name="Save").first.click()
    stored(page, 20)


def test_a_walk_that_is_refused_for_another_reason_is_corrected_on_its_right_day(phone):
    now = datetime.now(UTC)
    page = begin(phone, now - DAYS)
    keep(page, minutes="9999")
    page = open_journal(phone, now - DAYS)
    page.locator("[data-list] li").get_by_role("link", name="Correct it").click()
    page.wait_for_url("**/walks/new/**")
    start = page.locator('[name="started_at"]').first
    expect(start).not_to_have_value("")
    page.locator('[name="minutes"]').first.fill("20")
    begun = datetime.fromisoformat(start.input_value()).replace(tzinfo=ZoneInfo("Europe/London"))
    assert abs(begun + timedelta(minutes=20) - now) < NEAR


def test_a_clock_that_is_minutes_off_is_left_alone(phone):
    now = datetime.now(UTC)
    page = begin(phone, now - timedelta(minutes=4))
    keep(page, started_at="2026-05-01T08:30:00Z")
    open_journal(phone, now + timedelta(minutes=2))
    stored(page, 20)
    assert Walk.objects.get(minutes=20).started_at == datetime(2026, 5, 1, 8, 30, tzinfo=UTC)
