"""A draft on its way to an expert without an account and back, in a browser."""

import pytest

from articles.models import Edition, SharedComment
from tests.browser.conftest import DESK
from tests.browser.navigation import follow
from tests.browser.test_every_page import check

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def draft_of(slug: str) -> Edition:
    return Edition.objects.get(article__slug=slug).new_edition(author=None)


@pytest.mark.parametrize("scripts", [True, False])
def test_an_expert_reads_and_approves_by_a_link_until_it_is_revoked(visit, scripts):
    draft = draft_of("painkillers")
    author = visit(viewport=DESK)
    author.log_in("author@demo.example")
    page = author.open(f"/admin/articles/edition/{draft.pk}/change/")
    follow(page.get_by_role("link", name="Share this draft by a link"))
    page.get_by_label("For whom").fill("Dr Back")
    follow(page.get_by_role("button", name="Make a link"))
    address = page.get_by_label("Address to send").input_value()

    expert = visit(scripts=scripts)
    page = expert.page
    page.goto(address)
    assert page.get_by_text("Draft, shared with you by Demo Author").is_visible()
    follow(page.get_by_role("link", name="Leave a comment"))
    page.get_by_label("I have read this and would approve it").check()
    page.get_by_label("Your name").fill("Dr Back")
    page.get_by_label("Your credentials").fill("Physiotherapist")
    follow(page.get_by_role("button", name="Send to the editors"))
    assert page.get_by_text("Thank you.").is_visible()
    assert expert.context.cookies() == []
    assert SharedComment.objects.get().kind == "approval"

    reviewer = visit(viewport=DESK)
    reviewer.log_in("reviewer@demo.example")
    page = reviewer.open(f"/admin/articles/edition/{draft.pk}/change/")
    assert page.get_by_text("Dr Back, Physiotherapist").is_visible()
    assert page.get_by_text("It is not the review").is_visible()
    follow(page.get_by_role("button", name="Revoke the link for Dr Back"))
    assert page.get_by_text("revoked by").is_visible()

    expert.page.goto(address)
    assert expert.page.get_by_role("heading", name="This link no longer works").is_visible()
    own = [each for each in expert.complaints if "404" not in each]
    assert own + author.complaints + reviewer.complaints == []


@pytest.mark.long
def test_the_pages_are_clean_in_every_look(visit):
    draft = draft_of("loosening-movements")
    author = visit(viewport=DESK)
    author.log_in("author@demo.example")
    page = author.open(f"/admin/articles/edition/{draft.pk}/share/")
    found = check(page)
    page.get_by_label("For whom").fill("Dr Back")
    follow(page.get_by_role("button", name="Make a link"))
    address = page.get_by_label("Address to send").input_value()
    found += check(page)

    expert = visit()
    page = expert.page
    page.goto(address)
    found += check(page)
    follow(page.get_by_role("button", name="Send to the editors"))
    assert page.get_by_role("heading", name="There is a problem").is_visible()
    found += check(page)
    page.get_by_label("A comment").check()
    page.get_by_label("Your name").fill("Dr Back")
    page.get_by_label("Your comment").fill("A word is missing.")
    follow(page.get_by_role("button", name="Send to the editors"))
    found += check(page)

    page = author.open(f"/admin/articles/edition/{draft.pk}/share/")
    assert page.get_by_text("A word is missing.").is_visible()
    found += check(page)
    page = author.open(f"/admin/articles/edition/{draft.pk}/change/")
    found += check(page, [(DESK, "light"), (DESK, "dark")])
    assert found + author.complaints + expert.complaints == []


def test_a_closed_link_says_so_kindly(visit):
    visit = visit()
    assert check(visit.open("/shared/no-such-link/")) == []
