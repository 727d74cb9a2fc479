"""Going from one page to the next."""

from playwright.sync_api import Locator


def follow(target: Locator) -> None:
    """Click on something that leads to another page, and wait until that page is there.

    A click alone waits for nothing: what is counted after it may still be the page before.
    """
    with target.page.expect_navigation():
        target.click()
