"""Every page in a real browser: a console with nothing in it, no finding by axe, one heading, no
scrolling sideways, nothing cut off."""

import re

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Edition
from journal.models import Nudge, Walk
from tests.browser.axe import judged, show
from tests.browser.conftest import DESK, PHONE
from tests.browser.navigation import follow
from tests.cast import make_programme, make_shown_nudge
from tests.office_pages import furnish, office_pages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PUBLIC = [
    "/",
    "/topics/walking/",
    "/articles/back-hurts-after-walking/",
    "/articles/painkillers/",
    "/articles/loosening-movements/",
    "/search/",
    "/search/?q=ibuprofen",
    "/search/?q=zzzz",
    "/get-help/",
    "/about/",
    "/about/method/",
    "/about/journal/",
    "/about/editorial/",
    "/about/privacy/",
    "/about/accessibility/",
    "/about/sources/",
    "/offline/",
    "/try/",
    "/offline/walks/",
    "/articles/painkillers/helpful/ibuprofen/",
    "/articles/painkillers/helpful/ibuprofen/thanks/",
    "/no-such-page/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/login/code/",
]
PRIVATE = [
    "/journal/",
    "/journal/walks/",
    "/journal/walks/?legs=three",
    "/journal/walks/notes/",
    "/journal/walks/period/",
    "/journal/week/",
    "/journal/month/",
    "/journal/walks/new/",
    "/journal/patterns/",
    "/journal/suggestions/",
    "/journal/programmes/",
    "/journal/reminders/",
    "/journal/report/",
    "/journal/export/",
    "/journal/erase/",
    "/accounts/consent/",
    "/accounts/consent/withdraw/",
    "/accounts/data/",
    "/accounts/data/delete/",
    "/accounts/settings/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/tokens/",
    "/accounts/again/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/logout/",
]
NUDGED = ["/journal/", "/journal/patterns/", "/journal/walks/"]
# Patterns of the office of which several pages are looked at.
SEVERAL = re.compile(r"/edition/<path:object_id>/change/|<str:name>|reports/<slug:slug>")
PARTS = 3  # of each list, so that one process does not end long after the others
LOOKS = [(viewport, scheme) for viewport in (PHONE, DESK) for scheme in ("light", "dark")]


def private_addresses() -> list[str]:
    """A walker's pages, with those of one walk and of exercises that began weeks ago."""
    walk = Walk.objects.first()
    programme = make_programme(walk.walker)
    return [
        *PRIVATE,
        *(f"{walk.get_absolute_url()}{end}" for end in ("", "edit/", "delete/")),
        *(f"{programme.get_absolute_url()}{end}" for end in ("", "edit/")),
    ]


def office_addresses() -> list[str]:
    """Each page of the office once; each act, each report, and an edition in each state."""
    live = Edition.objects.get(article__slug="painkillers")
    office = furnish(live, User.objects.get(email="author@demo.example"))
    client = Client()
    client.force_login(User.objects.get(email="admin@demo.example"))
    found: dict[str, str] = {}
    for address, pattern in office_pages(office, client).items():
        is_one_of_many = SEVERAL.search(pattern)
        found.setdefault(address if is_one_of_many else pattern, address)
    return list(found.values())


# Fields and buttons that something around them cuts off: no page scrolls sideways to show them.
CUT = """() => [...document.querySelectorAll("input, select, textarea, button, a")]
  .filter((each) => {
    const {right, width} = each.getBoundingClientRect();
    if (width < 2 || right < 0 || !each.checkVisibility({visibilityProperty: true})) return false;
    const row = each.closest(".form-row, .card, .care");
    return row && right > row.getBoundingClientRect().right + 1;
  }).map((each) => each.outerHTML.slice(0, 80))"""


def check(page, looks=LOOKS, painted: set[str] | None = None) -> list[str]:
    """What is wrong with the open page in any of the looks, texts like those in `painted` apart."""
    painted = set() if painted is None else painted
    found, shown = [], set()
    page.wait_for_load_state()  # a click that leads here does not wait for the whole page
    for viewport, scheme in looks:
        page.set_viewport_size(viewport)
        show(page, scheme)
        found += judged(page, painted, shown)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found.append(f"{page.url} scrolls sideways by {wide} px of {viewport['width']}")
        cut = page.evaluate(CUT)
        found += [f"{page.url} cuts {each} off at {viewport['width']} px" for each in cut]
    headings = page.locator("h1").count()
    if headings != 1:
        found.append(f"{page.url} has {headings} h1")
    return found


def check_all(visit, paths, looks=LOOKS) -> None:
    painted: set[str] = set()
    found = [finding for path in paths for finding in check(visit.open(path), looks, painted)]
    # The browser itself reports the 404 that was asked for.
    complaints = [each for each in visit.complaints if "no-such-page" not in each]
    assert found + complaints == []


@pytest.mark.parametrize("part", range(PARTS))
def test_public_pages(visit, part):
    check_all(visit(), PUBLIC[part::PARTS])


@pytest.mark.parametrize("part", range(PARTS))
def test_private_pages(visit, part):
    visit = visit()
    visit.log_in()
    check_all(visit, private_addresses()[part::PARTS])


@pytest.mark.long
def test_pages_with_every_nudge(visit):
    """Each nudge of the site at once, the one that asks before and after its answer."""
    walk = Walk.objects.latest("started_at")
    for nudge in Nudge.objects.in_use():
        make_shown_nudge(walk, nudge.event)
    visit = visit()
    visit.log_in()
    check_all(visit, NUDGED)
    page = visit.open("/journal/patterns/")
    follow(page.get_by_role("button", name="Yes, or I am not sure"))
    assert "/journal/patterns/" in page.url
    check_all(visit, NUDGED[:1])


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_admin_pages(visit, part):
    visit = visit(viewport=DESK)
    visit.log_in("admin@demo.example")
    check_all(visit, office_addresses()[part::PARTS])


def test_a_rejected_form_is_accessible_too(visit):
    visit = visit()
    visit.log_in()
    page = visit.open("/journal/")
    follow(page.get_by_role("button", name="Save this walk"))
    assert page.get_by_role("heading", name="There is a problem").is_visible()
    assert check(page) == []
    assert visit.complaints == []


ONE_LOOK = """<html lang="en"><head><title>A page</title><style>
    body { background: #fff; color: #000; }
    .wide { display: none; }
    @media (prefers-color-scheme: dark) { body { background: #000; color: #fff; } }
    @media (min-width: 1000px) { .wide { display: block; } }
    %s
</style></head><body><main><h1>A page</h1><p>Text.</p><p class="late">More.</p>%s
</main></body></html>
"""
FAULTS = {
    "none": ("", "", None),
    "faint in every look": (".late { color: #777; background: #888; }", "", "color-contrast"),
    "faint in the dark": (
        "@media (prefers-color-scheme: dark) { .late { color: #222; } }",
        "",
        "color-contrast",
    ),
    "faint on a desk": ("@media (min-width: 1000px) { .late { color: #ddf; } }", "", "color"),
    "faint in the dark on a desk": (
        "@media (min-width: 1000px) and (prefers-color-scheme: dark) { .late { color: #212; } }",
        "",
        "color-contrast",
    ),
    "without words on a desk": ("", '<a class="wide" href="/"></a>', "link-name"),
}


def test_a_fault_that_one_look_alone_shows_is_found_among_pages_that_look_alike(browser):
    page, painted = browser.new_page(), set()
    for name, (style, more, rule) in FAULTS.items():
        page.set_content(ONE_LOOK % (style, more))
        found = check(page, LOOKS, painted)
        assert bool(found) == bool(rule), name
        assert all(rule in each for each in found), name
    page.close()
