"""The check list and the old links, as an editor and a reader meet them."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Edition
from articles.workflow.publishing import publish_edition
from tests.browser.conftest import DESK, PHONE
from tests.browser.navigation import follow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
# The browser's own measure: what moved, and how far. On a telephone the line of who is logged in
# may be painted before the search box above it, which is 0.0063.
MAX_SHIFT = 0.008
SHIFTS = """
    globalThis.shifts = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push(entry.value);
    }).observe({ type: "layout-shift", buffered: true });
"""
TOP = "it => it.getBoundingClientRect().top + scrollY"


def new_draft() -> Edition:
    return Edition.objects.get(article__slug="narrowed-canal").new_edition(author=None)


def test_the_list_comes_into_the_page_and_leads_to_each_place(visit):
    draft = new_draft()
    draft.answers.last().sources.clear()
    visit = visit(viewport=DESK)
    visit.log_in("publisher@demo.example")
    page = visit.open(f"/admin/articles/edition/{draft.pk}/change/")
    page.get_by_role("heading", name="Check list: 2 to fix").wait_for()
    line = page.get_by_role("listitem").filter(has_text="names no source")
    line.get_by_role("link", name="Show where").click()
    last = draft.answers.count() - 1
    page.wait_for_url(f"**/change/#answers-{last}")
    block = page.locator(f"#answers-{last}")
    assert block.evaluate("it => it.getBoundingClientRect().top") < 900
    expect(block.get_by_label("Short answer:")).to_be_visible()  # it was closed
    expect(block.locator("summary").first).to_be_focused()
    assert visit.complaints == []


def test_a_button_below_the_list_is_clicked_though_the_list_comes_while_it_is_pressed(visit):
    draft = new_draft()
    visit = visit(viewport=DESK)
    visit.log_in("reviewer@demo.example")  # who has no writing fields, which move things, too
    held = []
    visit.page.route("**/checks/", lambda route: held.append(route))
    page = visit.open(f"/admin/articles/edition/{draft.pk}/change/")
    link = page.get_by_role("link", name="Share this draft by a link")
    link.hover()
    before = link.bounding_box()
    page.mouse.down()
    held[0].continue_()
    page.wait_for_timeout(1000)  # the list would be there by now
    assert link.bounding_box() == before
    with page.expect_navigation(url="**/share/"):
        page.mouse.up()
    assert visit.complaints == []


# On a telephone the column is below the form, where the words of a field may take a line more.
@pytest.mark.parametrize(("viewport", "most"), [(PHONE, 24), (DESK, 1)], ids=["phone", "desk"])
def test_nothing_moves_when_the_list_and_the_writing_fields_come(visit, viewport, most):
    draft = new_draft()
    visit = visit(viewport=viewport)
    visit.log_in("publisher@demo.example")
    visit.page.add_init_script(SHIFTS)
    page = visit.open(f"/admin/articles/edition/{draft.pk}/change/")
    notes = page.get_by_role("heading", name="Notes")
    before = notes.evaluate(TOP)
    page.get_by_role("heading", name="Check list: 1 to fix").wait_for()
    page.locator(".field-introduction .prose-menubar").wait_for()
    page.wait_for_timeout(500)  # for what would move after that
    assert abs(notes.evaluate(TOP) - before) < most
    assert sum(page.evaluate("shifts")) < MAX_SHIFT
    assert page.locator(".check-list").get_attribute("tabindex") == "0"
    assert visit.complaints == []


def test_no_page_moves_when_the_script_of_the_menu_beside_it_comes(visit):
    visit = visit(viewport=DESK)
    visit.log_in("publisher@demo.example")
    visit.page.add_init_script(SHIFTS)
    held = []
    visit.page.route("**/nav_sidebar*.js", lambda route: held.append(route))
    page = visit.page
    page.goto(f"{visit.url}/admin/queue/", wait_until="commit")
    page.get_by_role("heading", name="What is waiting").wait_for()
    page.wait_for_timeout(300)  # for the page to be painted
    held[0].continue_()
    page.wait_for_load_state()
    page.wait_for_timeout(300)
    assert sum(page.evaluate("shifts")) < MAX_SHIFT


def test_without_scripts_a_link_leads_to_the_list(visit):
    draft = new_draft()
    visit = visit(scripts=False)
    visit.log_in("publisher@demo.example")
    page = visit.open(f"/admin/articles/edition/{draft.pk}/change/")
    follow(page.get_by_role("link", name="See what is to fix"))
    assert page.get_by_role("heading", name="Check list: 1 to fix").is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_only_who_comes_by_an_old_link_reads_that_the_question_is_gone(visit, scripts):
    draft = new_draft()
    dropped = draft.answers.last()
    anchor = dropped.question.anchor
    dropped.delete()
    now = timezone.now()
    draft.submit()
    draft.approve(by=None, today=timezone.localdate(now))
    publish_edition(draft, now=now)
    draft.save()
    visit = visit(scripts=scripts)
    page = visit.open("/articles/narrowed-canal/")
    note = page.get_by_text("This page no longer answers")
    assert not note.is_visible()
    page = visit.open(f"/articles/narrowed-canal/#{anchor}")
    assert note.is_visible()
    assert visit.complaints == []
