"""Pages of the office beside the edition's, used as an editor uses them."""

import pytest
from playwright.sync_api import expect

from articles.models import Edition, ProposedChange, Question
from journal.models import AdviceRule
from tests.browser.conftest import DESK
from tests.browser.test_every_page import check

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def office(visit):
    visitor = visit(viewport=DESK)
    visitor.log_in("admin@demo.example")
    return visitor


def test_a_rule_is_written_by_searching_for_its_questions(office):
    page = office.open("/admin/journal/advicerule/add/")
    page.get_by_label("Short name").fill("stairs")
    box = page.get_by_role("combobox", name="Question")
    for words in ("spinal stenosis", "over walking"):  # the second takes the place of the first
        box.fill(words)
        page.get_by_role("option").first.click()
        expect(page.locator(".field-question .chips li")).to_have_count(1)
    expect(page.locator(".field-question .chips")).to_contain_text("Can over walking")
    page.get_by_label("Because").fill("Longer walks hurt more.")
    page.get_by_label("Pattern").first.select_option("rise_with_minutes")
    beside = page.get_by_role("combobox", name="Always shown beside")
    beside.fill("spinal stenosis")
    beside.press("ArrowDown")
    beside.press("Enter")
    page.get_by_label("What tells the two apart").fill("Is standing still enough?")
    expect(page.locator("[data-example]")).to_contain_text("Is standing still enough?")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Kept as a draft").wait_for()
    said = ProposedChange.objects.get().values["fields"]
    assert said["question_id"] == Question.objects.get(anchor="over-walking").pk
    assert said["beside_id"] == Question.objects.get(anchor="spinal-stenosis").pk
    assert check(page) + office.complaints == []


def test_a_chosen_question_is_taken_out_again(office):
    rule = AdviceRule.objects.exclude(beside=None).first()
    page = office.open(f"/admin/journal/advicerule/{rule.pk}/change/")
    page.locator(".field-beside").get_by_role("button", name="Remove").click()
    page.get_by_label("What tells the two apart").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Kept as a draft").wait_for()
    assert ProposedChange.objects.get().values["fields"]["beside_id"] is None


def test_the_tools_of_a_page_stand_beside_nothing_that_they_would_squeeze(office):
    edition = Edition.objects.first()
    for address in (f"article/{edition.article_id}", f"edition/{edition.pk}"):
        page = office.open(f"/admin/articles/{address}/change/")
        tool = page.locator("#content-main > .object-tools a").last.bounding_box()
        form = page.locator("#content-main > form").bounding_box()
        assert tool["y"] + tool["height"] <= form["y"]
        first = page.locator("#content-main form fieldset").first.bounding_box()
        assert first["width"] >= form["width"] - 2


@pytest.mark.parametrize(
    "address", ["articles/article", "articles/source", "journal/advicerule", "accounts/user"]
)
def test_a_list_has_the_whole_width_below_its_tools(office, address):
    page = office.open(f"/admin/{address}/")
    tool = page.locator("#content-main > .object-tools a").last.bounding_box()
    listed = page.locator("#changelist").bounding_box()
    assert tool["y"] + tool["height"] <= listed["y"]
    assert listed["width"] >= page.locator("#content-main").bounding_box()["width"] - 2


def test_no_column_of_the_articles_is_cut_off_on_a_laptop(office):
    page = office.open("/admin/articles/article/")
    table = page.locator("#result_list").bounding_box()
    assert table["width"] <= page.locator(".changelist-form-container").bounding_box()["width"]


def test_the_editions_of_an_article_stand_where_its_other_values_do(office):
    edition = Edition.objects.first()
    page = office.open(f"/admin/articles/article/{edition.article_id}/change/")
    listed = page.locator(".field-editions_in_order li").first.bounding_box()
    assert listed["x"] - page.locator("#id_slug").bounding_box()["x"] < 30
