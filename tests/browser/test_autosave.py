"""Writing when something dies: the browser, the session, the server, the line.

What was typed more than five seconds before is never gone, on whatever machine one goes on.
"""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from articles.models import Edition, TypedWords
from backsite.management.commands.load_demo import PASSWORD
from tests.browser.conftest import DESK
from tests.browser.test_edition_page import page_of, save, soon

READY = "Boolean(document.getElementById('id_introduction').proseEditor)"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
PASTED = "Sore backs\n\nWhy is it sore?\nNobody can tell from here."
AT_MOST_LOST = 5  # seconds
PLENTY = 60  # for a machine that does much else


@pytest.fixture
def draft(site) -> Edition:
    return Edition.objects.get(article__slug="painkillers").new_edition(author=None)


def open_draft(visit, draft: Edition):
    person = visit(viewport=DESK)
    person.log_in("author@demo.example")
    person.open(page_of(draft))
    assert soon(lambda: person.page.evaluate(READY))
    return person


def on_server(page: Page) -> None:
    expect(page.locator(".typed-state")).to_contain_text("Kept on the server", timeout=PLENTY * 1e3)


def on_server_as(page: Page, summary: str) -> None:
    fields = ["summary", summary]
    assert soon(lambda: any(fields in row.fields for row in TypedWords.objects.all()))


def bring_back(page: Page) -> str:
    page.get_by_role("button", name="Bring it back").click()
    return page.get_by_label("Summary:").input_value()


# The line and the server as the page knows them: what it sends, and an answer or none.
LINE = """
    window.line = {isUp: true, sent: ""};
    const real = window.fetch;
    window.fetch = async (address, asked) => {
        if (!String(address).includes("/typed/")) return real(address, asked);
        if (!window.line.isUp) throw new TypeError("no line");
        window.line.sent = asked.body.get("summary");
        return Response.json({at: "12:00:00", others: []});
    };
"""
ON_DEVICE = """() => {
    const key = Object.keys(localStorage).find((each) => each.startsWith("edition-typed"));
    const {fields} = JSON.parse(localStorage.getItem(key));
    return Object.fromEntries(fields).summary;
}"""


def last_number(words: str) -> int:
    return int((words.split() or ["0"])[-1])


def test_whoever_never_pauses_lacks_at_most_the_last_seconds_on_the_server_and_the_device(
    visit, draft
):
    """By the page's own clock, which stands still while the machine is busy."""
    person = visit(viewport=DESK)
    page = person.page
    page.clock.install()
    page.add_init_script(LINE)
    person.log_in("author@demo.example")
    person.open(page_of(draft))
    assert soon(lambda: page.evaluate(READY))
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    field = page.get_by_label("Summary:")
    field.fill("")
    half_seconds = 0

    def type_for(seconds: int) -> None:
        nonlocal half_seconds
        for _ in range(2 * seconds):
            half_seconds += 1
            field.press_sequentially(f"{half_seconds} ")
            page.clock.run_for(500)
            if page.evaluate("window.line.isUp"):
                sent = last_number(page.evaluate("window.line.sent"))
                assert (half_seconds - sent) / 2 < AT_MOST_LOST
            kept = last_number(page.evaluate(ON_DEVICE))
            assert (half_seconds - kept) / 2 <= 1

    type_for(7)
    sent = page.evaluate("window.line.sent")
    page.evaluate("window.line.isUp = false")
    type_for(7)  # the server is dead, or the line is: the device has it
    assert page.evaluate("window.line.sent") == sent
    expect(page.locator(".typed-state")).to_contain_text("kept on this device alone")
    page.evaluate("window.line.isUp = true")
    page.clock.run_for(AT_MOST_LOST * 1000)  # without another key
    assert last_number(page.evaluate("window.line.sent")) == half_seconds


def test_without_a_storage_on_the_device_the_server_keeps_what_is_typed(visit, draft):
    person = visit(viewport=DESK)
    page = person.page
    person.log_in("author@demo.example")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('closed'); }})"
    )
    person.open(page_of(draft))
    assert soon(lambda: page.evaluate(READY))
    page.get_by_label("Summary:").fill("Typed where nothing is kept")
    on_server(page)
    other = open_draft(visit, draft)
    assert bring_back(other.page) == "Typed where nothing is kept"


def test_a_dead_browser_loses_nothing_on_another_machine(visit, draft):
    person = open_draft(visit, draft)
    person.page.get_by_label("Summary:").fill("Typed, and never saved")
    on_server(person.page)
    person.context.close()  # the device and its copy are gone
    other = open_draft(visit, draft)
    assert bring_back(other.page) == "Typed, and never saved"
    assert Edition.objects.get(pk=draft.pk).summary == draft.summary


def test_a_lost_line_is_said_and_the_words_go_when_it_is_back(visit, draft):
    person = open_draft(visit, draft)
    page = person.page
    page.get_by_label("Summary:").fill("Typed with the line")
    on_server(page)
    page.route("**/typed/", lambda route: route.abort())
    page.get_by_label("Summary:").fill("Typed without it")
    expect(page.locator(".typed-state")).to_contain_text("kept on this device alone")
    page.unroute("**/typed/")
    on_server(page)
    assert ["summary", "Typed without it"] in TypedWords.objects.get().fields


CLOSED = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("closed", "SecurityError") },
})"""


def test_a_note_is_sent_once_and_in_its_place_where_the_browser_keeps_nothing(visit, draft):
    page = open_draft(visit, draft).page
    page.add_init_script(CLOSED)
    page.reload()
    page.get_by_label("Summary:").fill("Not saved")
    page.get_by_label("New note").fill("Look at the doses.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".note-list")).to_contain_text("Look at the doses.")
    expect(page.get_by_label("Summary:")).to_have_value("Not saved")
    assert draft.notes.count() == 1


def test_a_note_half_written_is_there_after_a_reload_until_it_is_sent(visit, draft):
    person = open_draft(visit, draft)
    page = person.page
    note, comment = page.get_by_label("New note"), page.locator("[data-comments] [name=text]")
    for field, words in (note, "Look at"), (comment, "Is this right"):
        field.fill(words)
    page.reload()
    expect(note).to_have_value("Look at")
    expect(comment).to_have_value("Is this right")
    expect(page.locator("[data-notes]")).to_contain_text("have not sent it")
    note.fill("Look at the doses.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".note-list")).to_contain_text("Look at the doses.")
    page.reload()
    expect(comment).to_have_value("Is this right")
    expect(note).to_have_value("")


def test_two_windows_keep_a_note_each_and_none_is_taken_for_one_that_was_sent(visit, draft):
    person = open_draft(visit, draft)
    first = person.page
    first.get_by_label("New note").fill("Look at the doses of ibuprofen.")
    first.get_by_role("button", name="Add the note").click()
    expect(first.locator(".note-list")).to_contain_text("Look at the doses of ibuprofen.")
    first.get_by_label("New note").fill("the doses")  # which stand in the note that was sent
    second = person.context.new_page()
    second.goto(first.url)
    expect(second.get_by_label("New note")).to_have_value("the doses")  # it may have been closed
    second.get_by_label("New note").fill("Ask Rhea")
    for page, words in ((first, "the doses"), (second, "Ask Rhea"), (first, "the doses")):
        page.reload()
        expect(page.get_by_label("New note")).to_have_value(words)
    second.get_by_role("button", name="Add the note").click()
    expect(second.locator(".note-list")).to_contain_text("Ask Rhea")
    first.close()
    second.reload()
    expect(second.get_by_label("New note")).to_have_value("the doses")  # what the other one left
    second.get_by_role("button", name="Add the note").click()
    expect(second.locator(".note-list > li")).to_have_count(3)
    second.reload()
    expect(second.get_by_label("New note")).to_have_value("")


def test_what_is_typed_while_a_note_is_under_way_stays(visit, draft):
    page = open_draft(visit, draft).page
    on_its_way = []
    page.route("**/notes/**", lambda route: on_its_way.append(route))
    page.get_by_label("New note").fill("Check the doses")
    with page.expect_request("**/notes/**"):
        page.get_by_role("button", name="Add the note").click()
    page.get_by_label("New note").fill("Check the doses, and the units")
    on_its_way[0].continue_()
    expect(page.locator(".note-list > li")).to_have_count(1)
    expect(page.get_by_label("New note")).to_have_value("Check the doses, and the units")


def test_a_window_too_many_says_where_the_words_of_the_oldest_are(visit, draft):
    person = open_draft(visit, draft)
    page = person.page
    author = User.objects.get(email="author@demo.example")
    for number in range(5):
        typed = {"window": f"w{number}", "fields": [], "typed_at": timezone.now()}
        TypedWords.objects.create(edition=draft, person=author, **typed)
    page.get_by_label("Summary:").fill("Typed in the sixth window")
    on_server(page)
    expect(page.locator(".typed-state")).to_contain_text("those of the oldest are on its device")


def sent_without_a_session(visit):
    """A page to which somebody comes back by signing in, having pasted a text there before."""
    person = visit(viewport=DESK)
    person.log_in("author@demo.example")
    page = person.open("/admin/articles/article/import/")
    page.get_by_label("Or paste a text").fill(PASTED)
    Session.objects.all().delete()
    page.get_by_role("button", name="Show what would change").click()
    page.wait_for_url("**/accounts/login/**")
    return page


@pytest.mark.parametrize("who", ["author", "publisher"])
def test_what_was_sent_without_a_session_is_back_after_signing_in_for_who_sent_it(visit, site, who):
    User.objects.filter(email__endswith="@demo.example").update(name="Sam")  # two of one name
    page = sent_without_a_session(visit)
    page.get_by_label("Email").fill(f"{who}@demo.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url("**/article/import/")
    field = page.get_by_label("Or paste a text")
    expect(field).to_have_value(PASTED if who == "author" else "")
    expect(page.get_by_role("status").filter(has_text="signed out before")).to_have_count(
        1 if who == "author" else 0
    )
    page.reload()
    expect(field).to_have_value("")  # it comes back once


def test_a_dead_session_keeps_both_copies(visit, draft):
    person = open_draft(visit, draft)
    page = person.page
    page.get_by_label("Summary:").fill("Typed in the session")
    on_server(page)
    Session.objects.all().delete()
    page.get_by_label("Summary:").fill("Typed after it")
    expect(page.locator(".typed-state")).to_contain_text("kept on this device alone")
    other = open_draft(visit, draft)
    assert bring_back(other.page) == "Typed in the session"


def test_who_logs_in_in_another_window_goes_on_in_this_one(visit, draft):
    """The form's token is another one after a login; and another person's login is no help."""
    person = open_draft(visit, draft)
    page = person.page
    page.get_by_label("Summary:").fill("Typed in the session")
    on_server(page)
    Session.objects.all().delete()
    page.get_by_label("Summary:").fill("Typed after it")
    expect(page.locator(".typed-state")).to_contain_text("You are logged out")
    for who in ("publisher", "author"):
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Log in in another window").click()
        login = opened.value
        login.get_by_label("Email").fill(f"{who}@demo.example")
        login.get_by_label("Password").fill(PASSWORD)
        login.get_by_role("button", name="Sign In").click()
        login.wait_for_url("**/change/")
        if who == "publisher":
            page.get_by_label("Summary:").fill("Typed while somebody else is logged in")
            page.wait_for_timeout(3000)
            expect(page.locator(".typed-state")).to_contain_text("You are logged out")
            assert not TypedWords.objects.filter(person__email=f"{who}@demo.example").exists()
            login.context.clear_cookies()
        login.close()
    on_server(page)
    assert ["summary", "Typed while somebody else is logged in"] in TypedWords.objects.get().fields
    save(page)
    stored = Edition.objects.get(pk=draft.pk)
    assert stored.summary == "Typed while somebody else is logged in"


FULL = """
    () => {
        Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError"); };
    }
"""


def test_a_device_without_room_says_so_and_offers_what_the_server_has(visit, draft):
    person = open_draft(visit, draft)
    page = person.page
    page.get_by_label("Summary:").fill("While there was room")
    on_server(page)
    page.evaluate(FULL)
    page.get_by_label("Summary:").fill("Without room")
    on_server_as(page, "Without room")
    page.route("**/typed/", lambda route: route.abort())
    page.get_by_label("Summary:").fill("Without room and line")
    expect(page.locator(".typed-state")).to_contain_text("not kept anywhere")
    page.close()
    page = person.context.new_page()
    page.goto(person.url + page_of(draft))
    assert soon(lambda: page.evaluate(READY))
    assert bring_back(page) == "Without room"
    expect(page.get_by_text("You typed something")).to_be_hidden()


def test_a_clock_that_is_put_back_holds_nothing_up(visit, draft):
    person = visit(viewport=DESK)
    page = person.page
    page.add_init_script("const now = Date.now; Date.now = () => now() - (window.back ?? 0);")
    person.log_in("author@demo.example")
    person.open(page_of(draft))
    assert soon(lambda: page.evaluate(READY))
    page.get_by_label("Summary:").fill("Before")
    page.evaluate("window.back = 3_600_000")
    page.get_by_label("Summary:").fill("After")
    on_server_as(page, "After")
    page.evaluate("window.back = -86_400_000")  # a laptop that slept for a day
    page.get_by_label("Summary:").fill("The next morning")
    on_server_as(page, "The next morning")


def test_two_windows_keep_a_copy_each_on_the_server(visit, draft):
    person = open_draft(visit, draft)
    first = person.page
    first.get_by_label("Summary:").fill("In the first window")
    on_server(first)
    second = person.context.new_page()
    second.goto(person.url + page_of(draft))
    assert soon(lambda: second.evaluate(READY))
    second.get_by_label("Title:").fill("In the second window")
    on_server(second)
    save(second)
    person.context.close()
    other = open_draft(visit, draft)
    assert bring_back(other.page) == "In the first window"
    on_server(other.page)
    assert TypedWords.objects.count() == 1  # the newer one in place of the one brought back
    save(other.page)
    stored = Edition.objects.get(pk=draft.pk)
    assert (stored.title, stored.summary) == ("In the second window", "In the first window")
    assert not TypedWords.objects.exists()


def test_words_typed_while_a_save_is_under_way_are_offered_after_it(visit, draft):
    person = open_draft(visit, draft)
    page = person.page
    page.get_by_label("Summary:").fill("In the save")

    def slowly(route) -> None:
        if route.request.method == "POST":
            answer = route.fetch(max_redirects=0)
            page.keyboard.type(", and more")
            page.wait_for_timeout(700)  # as long as the copy on the device may take
            route.fulfill(response=answer)
        else:
            route.continue_()

    page.route(f"**{page_of(draft)}", slowly)
    page.keyboard.press("Control+s")
    page.get_by_text("was changed successfully").wait_for()
    page.unroute(f"**{page_of(draft)}")
    assert Edition.objects.get(pk=draft.pk).summary == "In the save"
    assert soon(lambda: page.evaluate(READY))
    assert bring_back(page) == "In the save, and more"
    save(page)
    assert Edition.objects.get(pk=draft.pk).summary == "In the save, and more"


def test_a_browser_that_dies_just_after_bringing_back_loses_nothing(visit, draft):
    person = open_draft(visit, draft)
    person.page.get_by_label("Summary:").fill("Typed, and never saved")
    on_server(person.page)
    person.context.close()
    other = open_draft(visit, draft)
    other.page.route("**/typed/", lambda route: route.abort())
    assert bring_back(other.page) == "Typed, and never saved"
    other.context.close()
    third = open_draft(visit, draft)
    assert bring_back(third.page) == "Typed, and never saved"
