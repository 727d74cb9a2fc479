"""A double click sends a form once, so that nobody is told that what they deleted is not there."""

import time

import pytest
from playwright.sync_api import expect

from accounts.models import User
from backsite.management.commands.load_demo import WALKER
from tests.browser.test_waiting_walks import is_saving, server_that
from tests.cast import make_programme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Slowly enough that the browser has sent the first request; Playwright would wait for its answer.
PRESS_TWICE = """async (button) => {
  button.click();
  await new Promise((done) => setTimeout(done, 200));
  button.click();
}"""


def test_two_clicks_send_a_form_once(visit):
    visit = visit()
    visit.log_in()
    programme = make_programme(User.objects.get(email=WALKER), name="Bridges")
    sent = []

    def late(request, ask):
        if is_saving(request):
            sent.append(request.path)
            time.sleep(0.5)
        return ask()

    with server_that(late):
        page = visit.open(programme.get_absolute_url())
        pause = page.get_by_role("button", name="Pause")
        pause.evaluate(PRESS_TWICE)
        expect(page.get_by_text("Paused. We do not ask")).to_be_visible()
        page.get_by_role("button", name="Go on with it").click()
        expect(pause).to_be_visible()
        page.get_by_text("Take it out").click()
        page.get_by_role("button", name="Take out").evaluate(PRESS_TWICE)
        expect(page.get_by_text("Taken out. Your walks are as they were.")).to_be_visible()
    assert [address.split("/")[-2] for address in sent] == ["pause", "resume", "delete"]
    assert visit.complaints == []


def test_what_is_no_second_click_is_sent_again(visit):
    """The page stays, as with an answer that is a file."""
    visit = visit()
    visit.log_in()
    page = visit.open("/journal/programmes/")
    page.evaluate("""() => {
      window.sent = 0;
      document.body.insertAdjacentHTML("beforeend", `<form method="post" id="tried">
        <input name="said"><button>One</button><button>Two</button></form>`);
      addEventListener("submit", (event) => {
        window.sent += !event.defaultPrevented;
        event.preventDefault();
      });
    }""")
    form = page.locator("#tried")
    one, two = form.get_by_role("button", name="One"), form.get_by_role("button", name="Two")
    for button, count in ((one, 1), (one, 1), (two, 2), (two, 2), (one, 3)):
        button.click()
        assert page.evaluate("window.sent") == count
    form.locator("input").fill("more")
    one.click()
    assert page.evaluate("window.sent") == 4
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    one.click()
    assert page.evaluate("window.sent") == 5
