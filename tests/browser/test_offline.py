"""Without a connection: what was read opens, the warning signs always do, private pages never."""

import pytest

from articles.models import Edition, WarningSign
from journal.models import Walk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

ARTICLE = "/articles/painkillers/"
READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
KEPT = """async () => {
    const found = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
            found.push(new URL(request.url).pathname);
    return found;
}"""


def start(visit):
    """A first page, and the worker at work."""
    visit = visit(keeps=True)
    page = visit.open("/about/")
    page.wait_for_function(READY)
    return visit, page


def is_kept(page, path: str) -> None:
    page.wait_for_function(f"caches.match('{path}').then(Boolean)")


def test_what_was_read_opens_without_a_line(visit):
    visit, page = start(visit)
    visit.open(ARTICLE)
    is_kept(page, ARTICLE)
    heading = page.locator("h1").inner_text()
    visit.context.set_offline(True)
    visit.open("/get-help/")  # never opened before
    assert page.get_by_role("heading", name="When to get help").is_visible()
    visit.open(ARTICLE)
    assert page.locator("h1").inner_text() == heading
    # with its look, not only its words
    assert page.locator(".short").first.evaluate("e => getComputedStyle(e).borderLeftStyle") == (
        "solid"
    )


def test_a_page_that_is_not_kept_says_so_and_leads_on(visit):
    visit, page = start(visit)
    visit.open(ARTICLE)
    is_kept(page, ARTICLE)
    visit.context.set_offline(True)
    visit.open("/articles/narrowed-canal/")
    assert page.get_by_role("heading", name="Without a connection").is_visible()
    page.locator("#kept").get_by_role("link").first.wait_for()
    kept = {link.get_attribute("href") for link in page.locator("#kept a").all()}
    assert f"{visit.url}{ARTICLE}" in kept
    assert f"{visit.url}/offline/" not in kept
    page.get_by_role("main").get_by_role("link", name="When to get help").click()
    assert page.get_by_role("heading", name="When to get help").is_visible()


def test_with_a_line_no_page_is_old(visit):
    visit, page = start(visit)
    visit.open(ARTICLE)
    is_kept(page, ARTICLE)
    Edition.objects.filter(article__slug="painkillers").update(title="Only just changed")
    visit.open(ARTICLE)
    assert page.locator("h1").inner_text() == "Only just changed"
    page.wait_for_function(
        "caches.match('/articles/painkillers/').then((kept) => kept.text())"
        ".then((text) => text.includes('Only just changed'))"
    )


def test_the_kept_warning_signs_follow_the_sites_though_nobody_opens_them(visit):
    visit, page = start(visit)
    sign = WarningSign.objects.filter(level="emergency").first()
    sign.text = "A sign that is new"
    sign.save()
    other = visit.context.new_page()  # the next visit, after the worker was put to sleep
    stop_worker(visit, page)
    other.goto(f"{visit.url}/about/editorial/")
    other.wait_for_function(
        "caches.match('/get-help/').then((kept) => kept.text())"
        ".then((text) => text.includes('A sign that is new'))"
    )


def stop_worker(visit, page):
    """As the browser does after a while: the next page starts it again."""
    session = visit.context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")


def test_a_page_that_was_withdrawn_goes_from_the_device_though_nobody_opens_it(visit):
    visit, page = start(visit)
    visit.open(ARTICLE)
    is_kept(page, ARTICLE)
    Edition.objects.filter(article__slug="painkillers").update(state=Edition.State.WITHDRAWN)
    other = visit.context.new_page()
    stop_worker(visit, page)
    other.goto(f"{visit.url}/about/editorial/")
    other.wait_for_function(f"caches.match('{ARTICLE}').then((kept) => !kept)")


def test_a_new_release_keeps_what_was_read(visit, monkeypatch):
    visit, page = start(visit)
    visit.open(ARTICLE)
    is_kept(page, ARTICLE)
    before = page.evaluate("caches.keys()")
    monkeypatch.setattr("backsite.device.FILES", ("site.css", "site.js", "mark.svg"))
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    page.wait_for_function(
        "before => caches.keys().then((now) => now.some((name) => !before.includes(name))"
        " && !now.some((name) => name.startsWith('always') && before.includes(name)))",
        arg=before,
    )
    assert page.evaluate("path => caches.match(path).then(Boolean)", ARTICLE)


def test_private_pages_are_never_kept(visit):
    visit, page = start(visit)
    visit.log_in_by_form()
    paths = ["/journal/", "/journal/walks/", "/accounts/settings/", "/search/?q=ibuprofen"]
    paths += [Walk.objects.first().get_absolute_url(), f"{ARTICLE}helpful/ibuprofen/"]
    for path in paths:
        visit.open(path)
    visit.open(ARTICLE)  # the last to be kept: so the others would be there by now
    is_kept(page, ARTICLE)
    kept = page.evaluate(KEPT)
    assert [path for path in kept if path.startswith(("/journal", "/accounts", "/search"))] == []
    assert [path for path in kept if "helpful" in path] == []
    visit.context.set_offline(True)
    visit.open("/journal/")
    assert page.get_by_role("heading", name="Without a connection").is_visible()


def test_what_is_kept_has_a_limit_and_can_be_deleted(visit, monkeypatch):
    monkeypatch.setattr("backsite.device.MAX_PAGES", 2)
    visit, page = start(visit)
    for path in (ARTICLE, "/topics/walking/", "/articles/narrowed-canal/"):
        visit.open(path)
        is_kept(page, path)
    visit.open("/get-help/")
    page.wait_for_function(
        "caches.keys().then((names) => caches.open(names.find((name) => name.startsWith('read'))))"
        ".then((cache) => cache.keys()).then((kept) => kept.length <= 2)"
    )
    assert ARTICLE not in page.evaluate(KEPT)
    visit.open("/offline/")
    page.get_by_role("button", name="Delete these pages").click()
    page.get_by_text("None yet.").wait_for()
    assert "/articles/narrowed-canal/" not in page.evaluate(KEPT)
    assert visit.complaints == []
