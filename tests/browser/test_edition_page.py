"""The page that editors live in, by mouse, by keyboard, and when things go wrong."""

import time
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from articles.models import Edition, Source
from backsite.management.commands.load_demo import PASSWORD
from tests.browser.conftest import DESK, SECONDS
from tests.browser.navigation import follow
from tests.browser.test_every_page import check
from tests.cast import make_answer, make_figure

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def draft(site) -> Edition:
    """A draft with three questions, each with a source."""
    edition = Edition.objects.get(article__slug="painkillers").new_edition(author=None)
    assert edition.answers.count() == 3
    return edition


def page_of(edition: Edition) -> str:
    return f"/admin/articles/edition/{edition.pk}/change/"


def open_as(visit, edition: Edition, who: str = "author", **options):
    person = visit(viewport=DESK, **options)
    person.log_in(f"{who}@demo.example")
    person.open(page_of(edition))
    return person


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_text("was changed successfully").wait_for()


def block(page: Page, number: int):
    return page.locator(f"#answers-{number}")


def opened(page: Page, number: int):
    row = block(page, number)
    row.locator("> details > summary").click()
    return row


def wordings(page: Page) -> list[str]:
    return page.locator("h3[data-wording]").all_inner_texts()


def found_sources(row):
    return row.get_by_role("listbox", name="Sources").get_by_role("option")


def own(complaints: list[str]) -> list[str]:
    """Without what the rich text editor's library says when a further editor is made."""
    return [complaint for complaint in complaints if "linkifyjs: already init" not in complaint]


def soon(holds: Callable[[], bool]) -> bool:
    """Whether it holds in good time (the policy forbids Playwright’s own waiting)."""
    until = time.monotonic() + SECONDS
    while not (now := holds()) and time.monotonic() < until:
        time.sleep(0.05)
    return now


def stored_wordings(edition: Edition) -> list[str]:
    return list(edition.answers.values_list("wording", flat=True))


def test_questions_are_moved_by_keyboard_and_the_new_place_is_said(visit, draft):
    first, second, third = stored_wordings(draft)
    person = open_as(visit, draft)
    page = person.page
    opened(page, 2)
    expect(block(page, 2).get_by_label("Position")).to_be_hidden()  # the buttons set it
    block(page, 0).get_by_role("button", name="Move down").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".questions [data-says]")).to_have_text(
        f"“{first}” is now question 2 of 3."
    )
    assert wordings(page) == [second, first, third]
    expect(block(page, 0).get_by_role("button", name="Move down")).to_be_focused()
    page.keyboard.press("Enter")
    block(page, 2).get_by_role("button", name="Move to the top").press("Enter")
    assert wordings(page) == [third, second, first]
    about = {"name": f"Move up: {second}", "exact": True}  # heard without what stands around it
    page.get_by_role("button", **about).press("Space")
    assert page.get_by_role("checkbox", name=f"Take out {first}", exact=True).count() == 1
    save(page)
    assert stored_wordings(draft) == [second, third, first]
    assert own(person.complaints) == []


def test_a_question_is_dragged_by_its_handle(visit, draft):
    first, second, third = stored_wordings(draft)
    person = open_as(visit, draft)
    page = person.page
    # The fields are there, which take more room than what they replace.
    expect(page.locator(".prose-editor")).to_have_count(4)
    block(page, 2).scroll_into_view_if_needed()
    block(page, 0).locator("[data-handle]").hover()
    page.mouse.down()
    expect(block(page, 0)).to_contain_class("is-dragged")
    end = block(page, 2).bounding_box()
    page.mouse.move(end["x"], end["y"] + end["height"])  # past both at once
    page.mouse.up()
    assert wordings(page) == [second, third, first]
    expect(block(page, 0).locator("> details")).not_to_have_attribute("open", "")
    save(page)
    assert stored_wordings(draft) == [second, third, first]
    assert own(person.complaints) == []


def test_questions_are_added_anywhere_and_taken_out_until_saved(visit, draft):
    first, second, third = stored_wordings(draft)
    person = open_as(visit, draft)
    page = person.page
    block(page, 0).get_by_role("button", name="Add a question below").click()
    new = block(page, 3)
    expect(new.get_by_label("Question:")).to_be_focused()
    new.get_by_label("Question:").fill("Why so?")
    new.get_by_label("Short answer:").fill("For this reason.")
    assert wordings(page) == [first, "Why so?", second, third]
    expect(new.locator("[data-lacks]")).to_have_text("no answer text, no source")
    new.get_by_role("textbox", name="Body").click()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.type("At length.")
    expect(new.locator("[data-lacks]")).to_have_text("no source")
    page.get_by_role("button", name="Add a question at the top").click()
    block(page, 4).get_by_label("Take out").check()  # empty, and not missed
    block(page, 1).get_by_label("Take out").check()
    block(page, 2).get_by_label("Take out").check()
    block(page, 2).get_by_label("Take out").uncheck()
    save(page)
    assert stored_wordings(draft) == [first, "Why so?", third]
    assert draft.answers.get(wording="Why so?").body == "<p>At length.</p>"
    assert own(person.complaints) == []


def test_blocks_open_and_close_and_an_error_opens_its_own(visit, draft):
    person = open_as(visit, draft)
    page = person.page
    details = page.locator("[data-question] > details[open]")
    assert details.count() == 0
    page.get_by_role("button", name="Open all").click()
    assert details.count() == 3
    page.get_by_role("button", name="Close all").click()
    assert details.count() == 0
    opened(page, 1).get_by_label("Question:").fill("")
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_text("Please correct the error below").wait_for()
    expect(details).to_have_count(1)
    expect(block(page, 1).get_by_text("This field is required.")).to_be_visible()
    assert own(person.complaints) == []


def test_a_save_leaves_one_where_one_was(visit, draft):
    """A new block stays open, and the next letter stands after the last one."""
    person = open_as(visit, draft)
    page = person.page
    page.get_by_role("button", name="Add a question", exact=True).click()
    new = block(page, 3)
    new.get_by_label("Question:").fill("Why so?")
    new.get_by_label("Short answer:").fill("For this reason.")
    new.get_by_role("textbox", name="Body").click()
    page.keyboard.type("At lengt.")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(300)  # the editor hears of a moved caret a moment later
    page.keyboard.press("Control+s")
    page.get_by_text("was changed successfully").wait_for()
    expect(block(page, 3).locator("> details")).to_have_attribute("open", "")
    expect(block(page, 3).locator(".ProseMirror-focused")).to_have_count(1)
    assert page.evaluate("scrollY") > 0
    page.keyboard.type("h")
    page.keyboard.press("Control+s")
    assert soon(lambda: draft.answers.get(wording="Why so?").body == "<p>At length.</p>")


def test_sources_are_searched_chosen_and_removed_by_keyboard(visit, draft):
    person = open_as(visit, draft)
    page = person.page
    answer = draft.answers.first()
    before = list(answer.sources.order_by("title"))
    row = opened(page, 0)
    box = row.get_by_role("combobox", name="Add a source")
    box.fill("bed rest cochrane")
    assert found_sources(row).count() == 1
    box.press("ArrowDown")
    expect(found_sources(row)).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(box).to_have_value("")
    chips = row.locator(".chips li")
    assert chips.count() == len(before) + 1
    row.get_by_role("button", name=f"Remove {before[0]}").press("Enter")
    assert chips.count() == len(before)
    save(page)
    after = set(answer.sources.all())
    assert before[0] not in after
    assert len(after - set(before)) == 1
    assert own(person.complaints) == []


def test_figures_are_chosen_by_words_and_moved_up_by_keyboard(visit, draft):
    person = open_as(visit, draft)
    one, two = make_figure(caption="A lighthouse"), make_figure(caption="A snail")
    person.page.reload()
    row = opened(person.page, 0)
    row.locator("summary", has_text="Figures").click()
    box = row.get_by_role("combobox", name="Add a figure")
    for caption in ("lighthouse", "snail"):
        box.fill(caption)
        row.get_by_role("listbox", name="Figures").get_by_role("option").first.click()
    up = row.get_by_role("button", name=f"Move {two} up")
    up.focus()
    person.page.keyboard.press("Enter")
    chips = row.locator(".field-figures .chips li")
    expect(chips.first).to_contain_text(str(two))
    expect(chips.first.get_by_role("button", name=f"Remove {two}")).to_be_focused()
    expect(row.get_by_role("status").filter(has_text="is number 1 now")).to_be_attached()
    save(person.page)
    assert draft.answers.first().figures == [two, one]


def test_a_new_source_comes_from_its_popup_into_the_field(visit, draft):
    person = open_as(visit, draft)
    page = person.page
    row = opened(page, 0)
    with page.expect_popup() as popup:
        row.locator(".field-sources .add-related").click()
    window = popup.value
    window.get_by_label("Key").fill("brand-new")
    window.get_by_label("Title").fill("A brand new source")
    window.get_by_label("Publisher").fill("Somebody")
    window.get_by_label("Kind of evidence").select_option("trial")
    window.get_by_role("button", name="Save", exact=True).click()
    row.locator(".chips").get_by_text("A brand new source (Somebody)").wait_for()
    other = opened(page, 1)
    other.get_by_role("combobox", name="Add a source").fill("brand new")
    found_sources(other).click()
    save(page)
    new = Source.objects.get(key="brand-new")
    assert [new in answer.sources.all() for answer in draft.answers.all()] == [True, True, False]
    assert own(person.complaints) == []


def test_without_scripts_places_are_numbers_and_sources_short_names(visit, draft):
    first, second, third = stored_wordings(draft)
    person = open_as(visit, draft, scripts=False)
    page = person.page
    row = opened(page, 0)
    row.get_by_label("Position:").fill("9")
    row.get_by_label("Add a source").fill("nice-ng59")
    follow(page.get_by_role("button", name="Save and continue editing").first)
    assert stored_wordings(draft) == [second, third, first]
    assert draft.answers.last().sources.filter(key="nice-ng59").exists()
    follow(page.get_by_role("link", name="Add a question"))
    new = block(page, 3)
    new.get_by_label("Question:").fill("Why so?")
    new.get_by_label("Short answer:").fill("For this reason.")
    new.get_by_label("Position:").fill("10")
    follow(page.get_by_role("button", name="Save", exact=True).first)
    assert stored_wordings(draft) == [second, third, first, "Why so?"]
    assert own(person.complaints) == []


def test_the_signs_of_an_answers_text_editor_come_from_their_font(visit, draft):
    page = open_as(visit, draft).page
    signs = opened(page, 0).locator(".prose-menubar .material-icons")
    signs.first.wait_for()
    fonts = signs.evaluate_all("signs => signs.map((sign) => getComputedStyle(sign).fontFamily)")
    assert {font.strip('"') for font in fonts} == {"Material Icons"}


def test_the_preview_follows_what_is_typed_and_keeps_its_place(visit, draft):
    person = open_as(visit, draft)
    page = person.page
    page.get_by_role("button", name="Preview as you type").click()
    frame = page.frame_locator(".live-preview iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text(draft.title)
    width = "document.querySelector('.live-preview iframe').contentWindow.innerWidth"
    assert page.evaluate(width) == 390
    scroll = "({ contentWindow: it }) => { it.scrollTo(0, 500); return it.scrollY }"
    preview = page.locator(".live-preview iframe")
    assert soon(lambda: preview.evaluate(scroll) == 500)  # as long as it loads it may be shorter
    expect(page.get_by_role("heading", name="State")).to_be_visible()  # beside it, not instead
    expect(page.get_by_role("heading", name="Check list")).to_be_visible()
    page.get_by_label("Title:").fill("Typed just now")
    opened(page, 0).get_by_role("textbox", name="Body").click()
    page.keyboard.type("Very fresh. ")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Typed just now")
    expect(frame.get_by_text("Very fresh.")).to_have_count(1)
    scrolled = "document.querySelector('.live-preview iframe').contentWindow.scrollY"
    assert soon(lambda: page.evaluate(scrolled) == 500)
    page.get_by_role("button", name="Desktop").click()
    assert page.evaluate(width) == 1280
    frame.get_by_role("link").nth(3).click(force=True)  # leads nowhere, and above all not away
    expect(frame.get_by_role("heading", level=1)).to_have_text("Typed just now")
    assert Edition.objects.get(pk=draft.pk).title == draft.title
    page.route("**/preview/live/", lambda route: route.abort())
    page.get_by_label("Title:").fill("Typed without a connection")
    expect(page.get_by_text("The preview cannot be made just now.")).to_be_visible()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Typed just now")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("heading", name="State")).to_be_visible()
    complaints = [each for each in own(person.complaints) if "Blocked opening" not in each]
    assert [each for each in complaints if "ERR_FAILED" not in each] == []


def kept(page: Page) -> int:
    return page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('edition-typed:')).length"
    )


def type_much(page: Page) -> None:
    """A title, another order, a source, a rich text, and a new question."""
    page.get_by_label("Title:").fill("Typed title")
    row = opened(page, 0)
    row.get_by_role("textbox", name="Body").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Typed body. ")
    row.get_by_role("combobox", name="Add a source").fill("bed rest cochrane")
    found_sources(row).click()
    block(page, 2).get_by_role("button", name="Move to the top").click()
    page.get_by_role("button", name="Add a question", exact=True).click()
    new = block(page, 3)
    new.get_by_label("Question:").fill("Typed question?")
    new.get_by_label("Short answer:").fill("Typed answer.")
    new.get_by_role("textbox", name="Body").click()
    page.keyboard.type("Typed at length.")
    assert soon(lambda: kept(page) == 1)
    page.wait_for_timeout(700)  # the last words, too


def check_typed(draft: Edition, before: list[str]) -> None:
    first, second, third = before
    stored = Edition.objects.get(pk=draft.pk)
    assert stored.title == "Typed title"
    assert stored_wordings(stored) == [third, first, second, "Typed question?"]
    answer = stored.answers.get(wording=first)
    assert "Typed body. " in answer.body
    assert answer.sources.filter(title__startswith="Advice to rest in bed").exists()
    assert stored.answers.last().body == "<p>Typed at length.</p>"


def test_who_types_before_the_writing_fields_are_there_goes_on_in_them(visit, draft):
    person = visit(viewport=DESK)
    person.log_in("author@demo.example")
    page, held = person.page, []
    page.route("**/rich-text/parts*.js", lambda route: held.append(route))
    person.open(page_of(draft))
    first, second = opened(page, 0), opened(page, 1)
    first.locator("textarea[name$=-body]").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Typed early ")
    for route in held:
        route.continue_()
    expect(first.locator(".tiptap")).to_be_focused()  # and not the menu beside it
    page.keyboard.type("and late. ")
    save(page)
    first, second, _ = [answer.body for answer in Edition.objects.get(pk=draft.pk).answers.all()]
    assert "Typed early" in first
    assert "and late. " in first
    assert "Typed" not in second


def test_a_save_with_a_session_that_has_run_out_loses_nothing(visit, draft):
    before = stored_wordings(draft)
    person = open_as(visit, draft)
    page = person.page
    type_much(page)
    Session.objects.all().delete()
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.wait_for_url("**/accounts/login/**")
    assert Edition.objects.get(pk=draft.pk).title == draft.title
    page.get_by_label("Email").fill("author@demo.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url(f"**{page_of(draft)}")
    expect(page.get_by_label("Title:")).to_have_value(draft.title)  # offered, not put in
    expect(page.get_by_text("You typed something here that was never saved")).to_be_visible()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Title:")).to_have_value("Typed title")
    save(page)
    check_typed(draft, before)
    assert soon(lambda: kept(page) == 0)
    assert "#" not in page.url
    assert own(person.complaints) == []


@pytest.mark.long
def test_a_closed_window_loses_nothing_and_can_be_forgotten(visit, draft):
    person = open_as(visit, draft)
    type_much(person.page)
    person.page.close()  # without a word: a crash, or an empty battery
    page = person.context.new_page()
    page.goto(person.url + page_of(draft))
    assert check(page) == []
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_text("You typed something")).to_be_hidden()
    assert kept(page) == 0
    page.reload()
    expect(page.get_by_text("You typed something")).to_be_hidden()


def test_what_was_typed_meets_what_somebody_saved_since(visit, draft):
    """Brought back, it is a change of the old draft and not of theirs."""
    person = open_as(visit, draft)
    page = person.page
    page.get_by_label("Title:").fill("Mine")
    assert soon(lambda: kept(page) == 1)
    page.close()
    draft.title, draft.summary = "Theirs", "Their summary."
    draft.save()
    page = person.context.new_page()
    page.goto(person.url + page_of(draft))
    page.get_by_role("button", name="Bring it back").click()
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_role("heading", name="You and somebody else changed the same words").wait_for()
    page.get_by_role("group", name="Title").get_by_label("Keep mine").check()
    save(page)
    stored = Edition.objects.get(pk=draft.pk)
    assert (stored.title, stored.summary) == ("Mine", "Their summary.")
    assert soon(lambda: kept(page) == 0)


def test_a_copy_waits_until_the_edition_is_a_draft_again(visit, draft):
    person = open_as(visit, draft)
    page = person.page
    page.get_by_label("Title:").fill("Late")
    assert soon(lambda: kept(page) == 1)
    draft.submit()
    draft.save()
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.goto(person.url + page_of(draft))
    expect(page.get_by_text("once this edition is a draft again")).to_be_visible()
    expect(page.get_by_role("button", name="Bring it back")).to_be_hidden()


def test_leaving_with_unsaved_words_is_asked_about_and_saving_is_not(visit, draft):
    person = open_as(visit, draft)
    page = person.page
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Editions").click()
    page.wait_for_url("**/edition/")
    page.goto(person.url + page_of(draft))
    page.get_by_label("Title:").press_sequentially("x")
    page.get_by_role("link", name="Editions").click()
    page.wait_for_url("**/edition/")
    assert asked == ["beforeunload"]
    page.goto(person.url + page_of(draft))
    page.get_by_role("button", name="Bring it back").click()
    save(page)
    assert asked == ["beforeunload"]


def test_two_people_save_and_the_second_chooses(visit, draft):
    ed, pia = open_as(visit, draft), open_as(visit, draft, "publisher")
    pia.page.get_by_label("Title:").fill("Pia’s title")
    pia.page.get_by_label("Summary:").fill("Pia’s summary.")
    save(pia.page)
    page = ed.page
    page.get_by_label("Title:").fill("Ed’s title")
    opened(page, 1).get_by_label("Question:").fill("Ed’s question?")
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_role("heading", name="You and somebody else changed the same words").wait_for()
    assert check(page) == []
    choice = page.get_by_role("group", name="Title")
    expect(choice.get_by_text("Pia’s title")).to_be_visible()
    choice.get_by_label("Take theirs").check()
    save(page)
    stored = Edition.objects.get(pk=draft.pk)
    assert (stored.title, stored.summary) == ("Pia’s title", "Pia’s summary.")
    assert stored_wordings(draft)[1] == "Ed’s question?"
    assert soon(lambda: kept(page) == 0)
    assert own(ed.complaints + pia.complaints) == []


def test_a_note_is_left_without_leaving_what_is_typed(visit, draft):
    person = open_as(visit, draft)
    page = person.page
    page.get_by_label("Title:").fill("Typed title")
    page.get_by_label("New note").fill("Look at the doses.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".note-list")).to_contain_text("Look at the doses.")
    expect(page.get_by_label("New note")).to_be_focused()
    expect(page.get_by_label("Title:")).to_have_value("Typed title")
    assert draft.notes.get().text == "Look at the doses."
    assert own(person.complaints) == []


def test_a_comment_is_sent_without_leaving_what_is_typed(visit, draft):
    person = open_as(visit, draft)
    page = person.page
    page.get_by_label("Title:").fill("Not saved yet")
    comments = page.locator("[data-comments]")
    comments.locator("textarea").fill("Who says so?")
    comments.get_by_role("button", name="Comment", exact=True).click()
    expect(comments.locator("h2")).to_have_text("Comments: 1 open")
    expect(comments.locator("h2")).to_be_focused()
    expect(page.get_by_label("Title:")).to_have_value("Not saved yet")
    assert own(person.complaints) == []


def test_two_clicks_leave_one_note_and_do_not_open_a_resolved_comment_again(visit, draft):
    twice = "(button) => { button.click(); button.click(); }"
    person = open_as(visit, draft)
    page = person.page
    page.get_by_label("New note").fill("Look at the doses.")
    page.get_by_role("button", name="Add the note").evaluate(twice)
    expect(page.locator(".note-list")).to_contain_text("Look at the doses.")
    comments = page.locator("[data-comments]")
    comments.locator("textarea").fill("Who says so?")
    comments.get_by_role("button", name="Comment", exact=True).evaluate(twice)
    expect(comments.locator("h2")).to_have_text("Comments: 1 open")
    comments.get_by_role("button", name="Resolve").evaluate(twice)
    expect(comments.locator("h2")).to_have_text("Comments")
    page.wait_for_load_state("networkidle")
    assert draft.notes.count() == draft.comments.count() == 1
    assert draft.comments.get().resolved_at
    assert own(person.complaints) == []


@pytest.mark.long
def test_the_page_has_no_finding_open_or_closed(visit, draft):
    make_answer(draft, wording="A card?", kind="movement", how_long="A minute.", position=9)
    person = open_as(visit, draft)
    assert check(person.page) == []
    person.page.get_by_role("button", name="Open all").click()
    block(person.page, 0).get_by_role("combobox").fill("pain")
    person.page.get_by_role("button", name="Preview as you type").click()
    assert check(person.page) == []
    assert own(person.complaints) == []
