"""What daily work costs an editor, counted in a real browser: clicks, and keys that save."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from articles.models import Edition, EditionOpening, Source
from tests.browser.conftest import DESK

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
MAX_FOR_A_TYPO, MAX_FOR_REVIEWS, MAX_FOR_SIX_QUESTIONS = 5, 10, 17


@dataclass
class Hand:
    """Somebody who clicks, and counts."""

    page: Page
    clicks: int = 0

    def press(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def leads_on(self, target: Locator) -> None:
        self.clicks += 1
        with self.page.expect_navigation():
            target.click()


def hand_of(visit, email: str, address: str) -> Hand:
    person = visit(viewport=DESK)
    person.log_in(email)
    person.open(address)
    return Hand(person.page)


def live() -> Edition:
    return Edition.objects.public(timezone.now()).get(article__slug="painkillers")


def test_a_typing_error_in_a_live_article_takes_one_person_and_few_clicks(visit, site):
    edition = live()
    Edition.objects.filter(pk=edition.pk).update(summary="Wihch of them helps, and what to ask.")
    hand = hand_of(visit, "publisher@demo.example", f"/admin/at/articles/{edition.article.slug}/")
    page = hand.page
    hand.leads_on(page.get_by_role("link", name="Correct something small"))
    hand.leads_on(page.get_by_role("button", name="Correct something small"))
    page.get_by_label("Summary:").fill("Which of them helps, and what to ask.")
    with page.expect_navigation():
        page.keyboard.press("Control+s")  # a key, no click
    hand.leads_on(page.get_by_role("link", name="Publish the correction"))
    hand.leads_on(page.get_by_role("button", name="Publish the correction"))
    expect(page.get_by_text("Published, with the review that the page had.")).to_be_visible()
    assert live().summary == "Which of them helps, and what to ask."
    assert hand.clicks + 1 <= MAX_FOR_A_TYPO  # with the key that saves


def test_forty_reviews_are_confirmed_with_few_clicks(visit, site):
    reviewer = User.objects.get(email="reviewer@demo.example")
    User.objects.filter(pk=reviewer.pk).update(credentials="GP (test)")
    now = timezone.now()
    editions = list(Edition.objects.public(now)[:40])
    for edition in editions:  # as if each had been opened since it last changed
        EditionOpening.objects.record(edition, reviewer, now + timedelta(minutes=1))
    hand = hand_of(visit, reviewer.email, "/admin/articles/edition/?standing=live")
    page = hand.page
    hand.press(page.locator("#action-toggle"))
    page.locator("select[name=action]").select_option(label="Reviewed again, nothing changed …")
    hand.clicks += 2  # the list of acts, and one of them
    hand.leads_on(page.get_by_role("button", name="Go"))
    hand.leads_on(page.locator("input[type=submit].default"))
    expect(page.locator(".messagelist")).to_contain_text("done for")
    confirmed = Edition.objects.filter(reviewer=reviewer).count()
    assert confirmed == len(editions) > 3
    assert hand.clicks <= MAX_FOR_REVIEWS  # however many there are on the page


def test_six_questions_with_text_and_source_cost_no_more_than_they_did(visit, site):
    draft = live().new_edition(author=None)
    draft.answers.all().delete()
    source = Source.objects.order_by("pk")[0]
    hand = hand_of(visit, "author@demo.example", f"/admin/articles/edition/{draft.pk}/change/")
    page = hand.page
    for number in range(6):
        hand.press(page.get_by_role("button", name="Add a question", exact=True))
        block = page.locator("[data-question]").nth(number)
        expect(block.get_by_label("Question:")).to_be_focused()
        page.keyboard.type(f"What helps on day {number + 1} of a long walk?")
        block.get_by_label("Short answer:").fill("A rest.")
        hand.press(block.get_by_role("textbox", name="Body"))
        page.keyboard.type("A rest helps.")
        box = block.get_by_role("combobox", name="Add a source")
        box.fill(source.title[:20])
        expect(
            block.get_by_role("listbox", name="Sources").get_by_role("option").first
        ).to_be_visible()
        box.press("ArrowDown")
        box.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    assert page.locator(".errornote, .errorlist").all_inner_texts() == []
    made = [(each.wording, each.sources.count()) for each in draft.answers.all()]
    assert [count for _, count in made] == [1] * 6, made
    assert hand.clicks <= MAX_FOR_SIX_QUESTIONS
