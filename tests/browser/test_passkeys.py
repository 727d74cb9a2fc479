"""Passkeys, in a browser that has a device of its own to keep them."""

import pytest
from playwright.sync_api import Page, expect

from backsite.management.commands.load_demo import PASSWORD, WALKER
from tests.browser.navigation import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_device(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def confirm(page: Page) -> None:
    """Give the password once more, where the site asks whether it is still the same person."""
    if page.get_by_role("heading", name="Is it you?").count():
        page.get_by_label("Password").fill(PASSWORD)
        follow(page.get_by_role("main").locator("button[type=submit]").first)


def test_a_passkey_is_added_signs_in_alone_and_is_removed(visit, site):
    visitor = visit()
    page = visitor.page
    visitor.log_in(WALKER)
    give_device(page)
    page.goto(f"{site}/accounts/2fa/")
    follow(page.get_by_role("link", name="Add a passkey"))
    confirm(page)
    page.get_by_label("Name").fill("my phone")
    follow(page.get_by_role("button", name="Add it"))
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    assert visitor.complaints == []

    page.context.clear_cookies()
    page.goto(f"{site}/accounts/login/")
    follow(page.get_by_role("button", name="Use a passkey"))
    page.wait_for_url(f"{site}/journal/")

    page.goto(f"{site}/accounts/2fa/webauthn/")
    expect(page.get_by_role("heading", name="my phone")).to_be_visible()
    expect(page.get_by_text("Signs you in by itself.")).to_be_visible()
    follow(page.get_by_role("link", name="Remove my phone"))
    confirm(page)
    follow(page.get_by_role("button", name="Remove it"))
    expect(page.get_by_text("You have none yet.")).to_be_visible()


def test_without_scripts_the_button_says_that_it_did_not_work(visit, site):
    page = visit(scripts=False).page
    page.goto(f"{site}/accounts/login/")
    follow(page.get_by_role("button", name="Use a passkey"))
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("We got no passkey from your browser.")).to_be_visible()
