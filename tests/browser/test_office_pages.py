"""Pages of the office beside the edition's, used as an editor uses them."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from articles.models import Caution, Edition, Figure, ProposedChange, Question
from articles.office.several_figures import MAX_PICTURES
from articles.text.plain_text import plain_text
from journal.models import AdviceRule
from tests.browser.conftest import DESK
from tests.browser.test_autosave import READY
from tests.browser.test_edition_page import soon
from tests.browser.test_every_page import check
from tests.cast import make_draft, make_figure, png

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
    offered = page.locator("[role=listbox] > [role=option]:visible")
    for words in ("spinal stenosis", "over walking"):  # the second takes the place of the first
        box.fill(words)
        offered.first.click()
        expect(page.locator(".field-question .chips li")).to_have_count(1)
    expect(page.locator(".field-question .chips")).to_contain_text("Can over walking")
    page.get_by_label("Because").fill("Longer walks hurt more.")
    page.get_by_label("Pattern").first.select_option("rise_with_minutes")
    beside = page.get_by_role("combobox", name="Always shown beside")
    beside.fill("spinal stenosis")
    offered.first.wait_for()
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


def test_a_search_for_a_question_is_given_up_and_a_site_that_does_not_answer_is_told(office):
    page = office.open("/admin/journal/advicerule/add/")
    box = page.get_by_role("combobox", name="Question")
    listed = page.locator(".field-question [role=option]:visible")
    asked = []
    page.route("**/articles/article/questions/*", lambda route: asked.append(route))
    with page.expect_request("**/articles/article/questions/*"):
        box.fill("walking")
    box.press("Escape")
    with page.expect_response("**/articles/article/questions/*"):
        asked[0].continue_()
    page.wait_for_timeout(100)
    expect(listed).to_have_count(0)
    page.unroute("**/articles/article/questions/*")
    page.context.clear_cookies()
    box.fill("stairs")  # is answered by the page to sign in
    expect(page.locator(".field-question [role=status]")).to_have_text("The site does not answer.")
    assert [said for said in office.complaints if "403" not in said] == []


def test_a_chosen_question_is_taken_out_again(office):
    rule = AdviceRule.objects.exclude(beside=None).first()
    page = office.open(f"/admin/journal/advicerule/{rule.pk}/change/")
    page.locator(".field-beside").get_by_role("button", name="Remove").click()
    page.get_by_label("What tells the two apart").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Kept as a draft").wait_for()
    assert ProposedChange.objects.get().values["fields"]["beside_id"] is None


def test_the_text_of_a_caution_is_written_as_it_will_be_read(office):
    caution = Caution.objects.first()
    page = office.open(f"/admin/articles/caution/{caution.pk}/change/")
    field = page.get_by_role("textbox", name="Body")
    expect(field.locator("strong").first).to_be_visible()
    field.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Ask first.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Kept as a draft").wait_for()
    body = ProposedChange.objects.get().values["fields"]["body"]
    assert plain_text(body) == f"{plain_text(caution.body)} Ask first."
    version = caution.history.latest().pk
    page = office.open(f"/admin/articles/caution/{caution.pk}/history/{version}/")
    expect(page.get_by_role("textbox", name="Body")).to_be_visible()
    assert office.complaints == []


def test_what_stays_of_a_picture_is_framed_by_mouse_keys_or_numbers(office):
    figure = make_figure(image=png(800, 400))
    page = office.open(f"/admin/articles/figure/{figure.pk}/picture/")
    edges = {name: page.locator(f"#id_{name}") for name in ("left", "right", "top", "bottom")}
    box = page.locator("[data-crop]").bounding_box()

    def drag(name: str, to_x: float, to_y: float) -> None:
        page.get_by_role("button", name=name).hover()
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * to_x, box["y"] + box["height"] * to_y, steps=3)
        page.mouse.up()

    def cut() -> list[int]:
        return [int(field.input_value()) for field in edges.values()]

    drag("Bottom right corner", 0.6, 0.5)
    assert cut() == [0, 40, 0, 50]
    drag("The whole frame", 0.5, 0.5)  # by its middle, which was at 0.3 and 0.25
    assert cut() == [20, 20, 25, 25]
    drag("Left side", 2, 0.5)
    assert cut() == [70, 20, 25, 25]  # a tenth stays
    for key in ("Shift+ArrowLeft", "ArrowRight", "ArrowUp"):
        page.get_by_role("button", name="Left side").press(key)
    assert cut() == [61, 20, 25, 25]
    edges["left"].fill("20")
    framed = page.locator(".crop-frame").bounding_box()
    assert framed["width"] == pytest.approx(box["width"] * 0.6, abs=1)
    expect(page.get_by_role("status")).to_have_text(
        "60 percent of the width and 50 percent of the height stay."
    )
    assert check(page) == []
    page.get_by_role("button", name="Change the picture").click()
    page.get_by_text("This is the picture now").wait_for()
    figure.refresh_from_db()
    assert figure.sizes[0] == (480, 200)
    assert office.complaints == []


LISTS = ["articles/article", "articles/source", "journal/advicerule", "accounts/user"]


def test_forms_and_lists_have_the_whole_width_below_their_tools(office):
    """And no column of the articles is cut off on a laptop; the editions of an article stand where
    its other values do."""
    edition = Edition.objects.first()
    for address in (f"article/{edition.article_id}", f"edition/{edition.pk}"):
        page = office.open(f"/admin/articles/{address}/change/")
        form = page.locator("#content-main > form").bounding_box()
        assert end_of_tools(page) <= form["y"], address
        first = page.locator("#content-main form fieldset").first.bounding_box()
        assert first["width"] >= form["width"] - 2, address
        if address.startswith("article"):
            listed = page.locator(".field-editions_in_order li").first.bounding_box()
            assert listed["x"] - page.locator("#id_slug").bounding_box()["x"] < 30
    for address in LISTS:
        page = office.open(f"/admin/{address}/")
        listed = page.locator("#changelist").bounding_box()
        assert end_of_tools(page) <= listed["y"], address
        whole = page.locator("#content-main").bounding_box()["width"]
        assert listed["width"] >= whole - 2, address
        if address in ("articles/article", "articles/source"):
            table = page.locator("#result_list").bounding_box()
            room = page.locator(".changelist-form-container").bounding_box()["width"]
            assert table["width"] <= room


def end_of_tools(page: Page) -> float:
    """Where the last tool of the page ends, in px from the top."""
    tool = page.locator("#content-main > .object-tools a").last.bounding_box()
    return tool["y"] + tool["height"]


def files_of(tmp_path: Path) -> list[Path]:
    """Two pictures, and between them a file that is none."""
    for name, data in (
        ("one.png", png(colour="#123456")),
        ("bad.gif", b"GIF89a"),
        ("two.png", png()),
    ):
        (tmp_path / name).write_bytes(data)
    return [tmp_path / name for name in ("one.png", "bad.gif", "two.png")]


def drop(page: Page, target: str, files: list[Path], inside: str = "each => each") -> None:
    """As somebody drops files from their desktop on the element, or on a node inside it."""
    held = page.evaluate_handle("new DataTransfer()")
    for file in files:
        sent = [held, file.name, list(file.read_bytes())]
        page.evaluate(
            "([held, name, bytes]) => held.items.add(new File([new Uint8Array(bytes)], name))", sent
        )
    for event in ("dragover", "drop"):
        node = page.locator(target).first.evaluate_handle(inside)
        sent = [node, event, held]
        page.evaluate(
            "([node, event, dataTransfer]) => node.dispatchEvent(new DragEvent(event, "
            "{ dataTransfer, bubbles: true, cancelable: true, composed: true }))",
            sent,
        )


def test_several_pictures_dropped_on_an_answer_are_its_figures(office, tmp_path):
    draft = make_draft(questions=2)
    page = office.open(f"/admin/articles/edition/{draft.pk}/change/")
    drop(page, ".question-block .ProseMirror", files_of(tmp_path))
    first = page.locator("[data-question]").first
    expect(first.locator("[data-results] p")).to_have_text("3 of 3 sent.")
    expect(first.locator("[data-results] li").nth(1)).to_contain_text("bad.gif was not taken.")
    expect(first.locator(".field-figures .chips li")).to_have_count(2)
    assert check(page) == []
    drop(page, "#id_title", files_of(tmp_path))  # nowhere to stand: the page is not left for it
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_text("was changed successfully").wait_for()
    answers = list(draft.answers.order_by("position"))
    assert [each.key for each in answers[0].figures] == ["one", "two"]
    assert answers[1].figures == []
    for number in range(2):  # what became of the first stays
        drop(page, ".question-block .ProseMirror", files_of(tmp_path)[1:2])
        expect(first.locator("[data-results] li")).to_have_count(number + 1)
    drop(page, ".question-block label", files_of(tmp_path)[1:2], "each => each.firstChild")
    expect(first.locator("[data-results] li")).to_have_count(3)
    page.get_by_label("Add pictures from this device").nth(1).set_input_files(files_of(tmp_path)[0])
    expect(page.locator(".field-figures").nth(1).locator(".chips li")).to_have_count(1)
    assert office.complaints == []


def test_of_more_pictures_than_are_taken_at_once_the_others_are_named(office, tmp_path):
    files = [tmp_path / f"{number:02}.png" for number in range(MAX_PICTURES + 2)]
    for file in files:
        file.write_bytes(b"none")
    page = office.open(f"/admin/articles/edition/{make_draft().pk}/change/")
    drop(page, ".question-block .ProseMirror", files)
    results = page.locator("[data-question] [data-results]").first
    expect(results.locator("p").first).to_have_text(f"{MAX_PICTURES} of {MAX_PICTURES} sent.")
    expect(results.locator("p").nth(1)).to_have_text(
        f"At most {MAX_PICTURES} at once. Not taken: 20.png, 21.png. Add them after these."
    )
    assert results.locator("li").count() == MAX_PICTURES


def paste(page: Page, target: str, file: Path, **words: str) -> None:
    sent = [file.name, list(file.read_bytes()), words]
    page.locator(target).first.evaluate(
        """(node, [name, bytes, words]) => {
            node.focus();
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
            for (const [kind, value] of Object.entries(words)) clipboardData.setData(kind, value);
            const given = { clipboardData, bubbles: true, cancelable: true };
            node.dispatchEvent(new ClipboardEvent("paste", given));
        }""",
        sent,
    )


def test_a_picture_that_is_pasted_into_an_answer_is_its_figure(office, tmp_path):
    """But words stay words, though a spreadsheet puts a picture of them on the clipboard, too."""
    draft, picture = make_draft(), files_of(tmp_path)[0]
    page = office.open(f"/admin/articles/edition/{draft.pk}/change/")
    assert soon(lambda: page.evaluate(READY))
    field, first = ".question-block [contenteditable]", page.locator("[data-question]").first
    paste(page, field, picture, **{"text/html": "<p>Cells</p>", "text/plain": "Cells"})
    expect(page.locator(field).first).to_contain_text("Cells")
    paste(page, field, picture)
    expect(first.locator("[data-results] li")).to_have_count(1)
    expect(first.locator("[data-results] li")).to_contain_text("one.png is in the library now.")
    paste(page, field, picture, **{"text/html": "<img src='https://example.org/one.png'>"})
    expect(first.locator(".field-figures .chips li")).to_have_count(2)
    paste(page, ".field-introduction [contenteditable]", picture)  # nowhere to stand
    expect(page.locator("[data-left-out]")).to_contain_text("A picture cannot stand in this text.")
    assert set(Figure.objects.filter(alternative_text="").values_list("key", flat=True)) == {
        "one",
        "one-2",
    }
    assert check(page) + office.complaints == []


def test_several_pictures_are_added_to_the_library_and_described(office, tmp_path):
    page = office.open("/admin/articles/figure/")
    page.get_by_text("Add several pictures").click()
    page.get_by_label("Who made all of them").fill("Ed, CC BY 4.0")
    page.get_by_label("Choose files, or drop them here").set_input_files(files_of(tmp_path))
    page.get_by_role("button", name="Add them").click()
    expect(page.locator("[data-results] p")).to_have_text("3 of 3 sent.")
    expect(page.locator("[data-results]")).to_contain_text("bad.gif was not taken.")
    assert check(page) == []
    page.get_by_role("link", name="Write its words").first.click()
    assert check(page) == []
    words = page.get_by_label("Alternative text")
    expect(words).to_have_count(2)
    words.first.fill("A knee.")
    page.get_by_label("Caption").nth(1).fill("Only this.")
    page.get_by_role("button", name="Save what is complete").click()
    expect(page.get_by_label("Alternative text")).to_have_count(1)
    expect(page.get_by_text("one of the two")).to_be_visible()
    expect(page.get_by_label("Caption")).to_have_value("Only this.")
    assert check(page) + office.complaints == []
    assert Figure.objects.get(alternative_text="A knee.").credit == "Ed, CC BY 4.0"


def test_the_keys_of_a_page_are_listed_on_it(office):
    page = office.open(f"/admin/articles/edition/{Edition.objects.first().pk}/change/")
    keys = page.get_by_role("dialog", name="Keys on this page")
    page.get_by_role("link", name="Keys on this page").click()
    expect(keys.get_by_text("the search box in the header")).to_be_visible()
    expect(keys.get_by_text("saves, and stays on the page")).to_be_hidden()  # it is published
    assert check(page) == []
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(page.get_by_role("link", name="Keys on this page")).to_be_focused()
    page = office.open(f"/admin/articles/edition/{make_draft().pk}/change/")
    page.get_by_label("Title").press("Control+Shift+?")
    expect(keys.get_by_text("saves, and stays on the page")).to_be_visible()
    expect(keys.get_by_text("pastes the words alone")).to_be_visible()
    expect(keys.get_by_text("corner of a picture")).to_be_hidden()
    keys.get_by_role("button", name="Close").click()
    expect(page.get_by_label("Title")).to_be_focused()
    assert office.complaints == []


def test_no_sign_alone_opens_the_list_of_keys(office):
    page = office.open("/admin/")
    page.locator("body").press("?")
    page.locator("#office-search").press_sequentially("why?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#office-search")).to_have_value("why?")


CUT_OFF = """() => [...document.querySelectorAll("[data-question] .form-row")].flatMap((row) =>
  [...row.querySelectorAll("input, textarea, select, .ProseMirror, .help")]
    .filter((each) => each.checkVisibility())
    .filter((each) => each.getBoundingClientRect().right > row.getBoundingClientRect().right + 1)
    .map((each) => each.id || each.className))"""


def test_no_field_of_a_question_is_cut_off_on_a_phone(visit):
    visitor = visit()
    visitor.log_in("author@demo.example")
    page = visitor.open(f"/admin/articles/edition/{make_draft().pk}/change/")
    page.locator("[data-question] summary").first.click()
    for part in ("Figures", "If it is a movement", "Other wordings, anchor"):
        page.locator("[data-question] summary").filter(has_text=part).first.click()
    expect(page.get_by_label("Add pictures from this device").first).to_be_visible()
    assert page.evaluate(CUT_OFF) == []
