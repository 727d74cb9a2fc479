"""What somebody takes along, in a browser: walks that were tried, a file, a report for a clinic."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.jobs import run_due
from backsite.management.commands.load_demo import PASSWORD
from journal.models import Walk
from journal.views import import_pages
from tests.browser.navigation import follow
from tests.browser.test_every_page import check
from tests.journal.test_walk_imports import apple, workout

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

WALKS = "\n".join(f"2026-03-{day:02} 09:30, {10 + day}, 2, {2 + day % 4}" for day in range(1, 12))


def test_walks_that_were_tried_are_taken_into_a_journal(visit):
    before = Walk.objects.count()
    visitor = visit()
    page = visitor.open("/try/")
    page.get_by_label("Your walks, one on each line").fill(WALKS)
    follow(page.get_by_role("button", name="Show what they say"))
    assert check(page, [(visitor.page.viewport_size, "light")]) == []
    assert visitor.context.cookies() == []
    follow(page.get_by_role("link", name="take these along"))
    assert Walk.objects.count() == before
    visitor.log_in()
    page = visitor.open("/journal/")
    follow(page.get_by_role("button", name="Take them in"))
    expect(page.get_by_text("11 walks taken into your journal")).to_be_visible()
    page = visitor.open("/journal/")
    expect(page.locator("#take-tried")).to_be_hidden()
    assert visitor.complaints == []


def test_a_long_file_is_read_while_its_page_says_how_far(visit, tmp_path, monkeypatch):
    monkeypatch.setattr(import_pages, "MAX_BYTES_AT_ONCE", 0)
    file = tmp_path / "export.xml"
    file.write_text(apple(workout()))
    walker = visit()
    walker.log_in()
    page = walker.open("/journal/import/")
    page.get_by_label("The file").set_input_files(file)
    follow(page.get_by_role("button", name="Look into the file"))
    expect(page.get_by_text("It waits for its turn.")).to_be_visible()
    assert check(page, [(walker.page.viewport_size, "light")]) == []
    run_due()
    expect(page.get_by_role("heading", name="What is in the file")).to_be_visible()
    follow(page.get_by_role("button", name="Take the ticked walks"))
    expect(page.get_by_text("1 walk taken.")).to_be_visible()
    assert walker.complaints == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_and_a_report_are_taken_along(visit, scripts, tmp_path):
    walker = visit(scripts=scripts)
    walker.log_in()
    page = walker.open("/journal/export/")
    follow(page.get_by_role("link", name="Confirm that it is you"))
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Confirm"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the table").click()
    download.value.save_as(tmp_path / "walks.csv")
    text = Path(tmp_path / "walks.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) > 10

    page = walker.open("/journal/report/")
    page.locator("summary", has_text="by a link").click()
    page.get_by_label("For whom").fill("The physiotherapist")
    follow(page.get_by_role("button", name="Make a link"))
    address = page.get_by_label("Address of the report").input_value()
    reader = visit(scripts=scripts)
    reader.page.goto(address)
    expect(reader.page.get_by_text("Somebody who logs their walks here")).to_be_visible()
    assert reader.context.cookies() == []
    assert walker.complaints == reader.complaints == []
