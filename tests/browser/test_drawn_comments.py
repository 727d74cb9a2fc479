"""Passages that comments are about: marked in the preview, on the page that is signed, while one
writes; from the mark to the comment and back."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Edition, PassageComment
from articles.text.plain_text import plain_text
from tests.browser.conftest import DESK
from tests.browser.test_every_page import check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HIGHLIGHTED = "[...(CSS.highlights.get('passage') ?? [])].map((each) => each.toString())"


def wait_for_highlights(page: Page, *quotes: str) -> None:
    """Asked again and again: what waits inside a page evaluates text, which ours do not allow."""
    for _ in range(200):
        if page.evaluate(HIGHLIGHTED) == [*quotes]:
            return
        page.wait_for_timeout(100)
    assert page.evaluate(HIGHLIGHTED) == [*quotes]


@pytest.fixture
def commented(site) -> PassageComment:
    """On a draft's first answer, at the first words of its text."""
    live = Edition.objects.filter(article=Article.objects.first()).get()
    answer = live.new_edition(None).answers.first()
    quote = " ".join(plain_text(answer.body).split()[:4])
    return PassageComment.objects.create(
        edition=answer.edition,
        question=answer.question,
        quote=quote,
        text="Is that so?",
        author_name="Ed Itor",
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_the_mark_in_the_preview_to_the_comment_and_back(visit, commented, scheme):
    visitor = visit(viewport=DESK, scheme=scheme)
    visitor.log_in("admin@demo.example")
    page = visitor.open(f"/admin/articles/edition/{commented.edition_id}/change/")
    wait_for_highlights(page, commented.quote)
    page.get_by_role("button", name="Preview as you type").click()
    frame = page.frame_locator(".live-preview iframe")
    expect(frame.locator("mark.passage").first).to_be_visible()
    frame.get_by_role("link", name="Comment 1, Ed Itor: Is that so?").click()
    comment = page.locator(f"#comment-{commented.pk}")
    expect(comment.get_by_role("link", name="Show where: Is that so?")).to_be_focused()
    comment.get_by_role("link", name="Marked in the page: Is that so?").click()
    page.wait_for_url(f"**/preview/#passage-{commented.pk}")
    expect(page.locator("mark.passage").first).to_be_in_viewport()
    assert check(page) + visitor.complaints == []


def test_words_that_are_typed_over_are_marked_no_longer(visit, commented):
    visitor = visit(viewport=DESK)
    visitor.log_in("admin@demo.example")
    page = visitor.open(f"/admin/articles/edition/{commented.edition_id}/change/")
    wait_for_highlights(page, commented.quote)
    page.locator("#answers-0 summary").first.click()
    body = page.locator("#answers-0 .field-body .ProseMirror[contenteditable]")
    before = body.inner_html()
    body.click()
    page.keyboard.type("Now ")
    assert body.inner_html().replace("Now ", "", 1) == before  # wherever the click put the caret
    page.keyboard.press("Control+A")
    page.keyboard.type("Something else.")
    wait_for_highlights(page)
    assert visitor.complaints == []
