"""Every page in a real browser: nothing in the console, no finding by axe, one heading, no scroll.

axe is given to the page through the debugging protocol, so the page's own policy stays in force.
"""

import json
from pathlib import Path

import axe_playwright_python
import pytest

from articles.models import Edition
from articles.office.reports import REPORTS
from journal.models import AdviceRule, Nudge, Walk
from tests.browser.conftest import DESK, PHONE
from tests.browser.navigation import follow
from tests.cast import make_programme, make_shown_nudge

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
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
ADMIN = [
    "/admin/",
    "/admin/articles/edition/",
    "/admin/articles/article/",
    "/admin/articles/article/add/",
    "/admin/articles/source/add/",
    "/admin/articles/warningsign/",
    "/admin/journal/advicerule/",
    "/admin/journal/advicerule/add/",
    "/admin/journal/nudge/",
    "/admin/journal/nudge/add/",
    "/admin/articles/promotedanswer/add/",
    "/admin/accounts/user/",
    "/admin/queue/",
    "/admin/history/",
    "/admin/at/",
    "/admin/articles/proposedchange/",
    "/admin/reports/",
    "/admin/articles/caution/",
    "/admin/articles/figure/",
    "/admin/articles/question/",
    "/admin/articles/remark/",
    "/admin/articles/vote/",
]
PARTS = 3  # of each list, so that one process does not end long after the others
BY_COLOUR = ["color-contrast", "link-in-text-block"]  # the rules that another scheme may change
BY_LAYOUT = [*BY_COLOUR, "target-size", "scrollable-region-focusable"]
# Of each element whether it is there to be seen or heard. All rules but those by layout judge the
# code of what is. The site's own navigation leaves a link out on a phone, on every page alike.
SHOWN = """() => [...document.querySelectorAll("*")].map((each) => {
  const { width, height, right } = each.getBoundingClientRect();
  const isThere = each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  return each.closest(".site-nav") ? "" : isThere ? 1 + (width * height > 1) + 2 * (right < 0) : 0;
}).join("")"""
# Django's admin fades from one scheme to the other, each element after the one that it is in.
END_OF_FADING = """() => {
  for (let round = 0; round < 50; round++) {
    const fading = document.getAnimations().filter((each) => each instanceof CSSTransition);
    if (fading.length === 0) return;
    for (const each of fading) each.finish();
  }
}"""
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


def admin_addresses() -> list[str]:
    """The office's pages, with those of one edition, its draft, its article and a rule."""
    edition = Edition.objects.get(article__slug="painkillers")
    draft = edition.new_edition(author=None)
    of_edition = ("change/", "preview/", "compare/", "history/", "do/withdraw/")
    of_draft = ("change/", "preview/", "compare/", "checks/", "share/", "notes/", "do/submit/")
    return [
        *ADMIN,
        *(f"/admin/reports/{slug}/" for slug in REPORTS),
        *(f"/admin/articles/edition/{edition.pk}/{end}" for end in of_edition),
        *(f"/admin/articles/edition/{draft.pk}/{end}" for end in of_draft),
        *(f"/admin/articles/article/{edition.article_id}/{end}" for end in ("change/", "links/")),
        f"/admin/articles/topic/{edition.article.topic_id}/change/",
        f"/admin/journal/advicerule/{AdviceRule.objects.first().pk}/change/",
        f"/admin/journal/nudge/{Nudge.objects.first().pk}/change/",
    ]


def findings(page, rules=RULES) -> list[str]:
    """What axe finds on the open page, each with where it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    # Without preloading: it would insert style elements, which the policy reports. And without
    # describing each element where nothing is found: that takes half of the time.
    options = json.dumps({"runOnly": rules, "preload": False, "resultTypes": ["violations"]})
    violations = page.evaluate(f"axe.run(document, {options}).then((found) => found.violations)")
    return [
        f"{page.url} {found['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
        for found in violations
        for node in found["nodes"]
    ]


def show(page, scheme: str) -> None:
    """The open page in another scheme, with every colour at its end."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(END_OF_FADING)


def check(page, looks=LOOKS) -> list[str]:
    """What is wrong with the open page in any of the looks: by every rule where it shows what no
    look showed, else by those about layout where its width is first seen, and by those about
    colours in another scheme of the same width."""
    found, seen, shown = [], [], []
    for viewport, scheme in looks:
        page.set_viewport_size(viewport)
        show(page, scheme)
        found += findings(page, BY_COLOUR if viewport in seen else rules_for(page, shown))
        seen.append(viewport)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found.append(f"{page.url} scrolls sideways by {wide} px of {viewport['width']}")
    headings = page.locator("h1").count()
    if headings != 1:
        found.append(f"{page.url} has {headings} h1")
    return found


def rules_for(page, shown: list[str]) -> list[str]:
    """The rules by which the open page is judged, where `shown` is what was shown before."""
    now = page.evaluate(SHOWN)
    rules = BY_LAYOUT if now in shown else RULES
    shown.append(now)
    return rules


def check_all(visit, paths, looks=LOOKS) -> None:
    found = [finding for path in paths for finding in check(visit.open(path), looks)]
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
    check_all(visit, admin_addresses()[part::PARTS], [(DESK, "light"), (DESK, "dark")])


def test_a_rejected_form_is_accessible_too(visit):
    visit = visit()
    visit.log_in()
    page = visit.open("/journal/")
    follow(page.get_by_role("button", name="Save this walk"))
    assert page.get_by_role("heading", name="There is a problem").is_visible()
    assert check(page) == []
    assert visit.complaints == []
