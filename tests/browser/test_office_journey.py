"""From an empty site to a published article, by three people, with what the pages say and no more.

Once with the mouse, once with the keyboard alone: there, everything is reached with the Tab key, on
the way back with Shift.
Three questions, two figures, four sources (with SOAK=1 ten and twelve); shared with an expert,
reviewed, scheduled, read.
"""

import io
import os
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from articles.models import Edition, Source
from tests.browser.conftest import DESK
from tests.browser.test_autosave import READY
from tests.browser.test_edition_page import soon
from tests.cast import PASSWORD, make_staff

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
QUESTIONS, SOURCES = (10, 12) if os.environ.get("SOAK") else (3, 4)
# What leads from where the focus is to the target.
KEY = """(target) => {
    const at = document.activeElement;
    if (target === at) return "";
    const isBefore = target.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING;
    return isBefore ? "Shift+Tab" : "Tab";
}"""
FIGURES = ("Knee roll, start", "Knee roll, end")


@pytest.fixture
def site(live_server, settings) -> str:
    """Three people with their groups, and nothing else."""
    settings.SITE_URL, settings.IS_LOCAL = live_server.url, True
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    make_staff("author@demo.example", "Ada Author", "author")
    make_staff("reviewer@demo.example", "Rhea Viewer", "reviewer", credentials="Physio (test)")
    make_staff("publisher@demo.example", "Pia Blisher", "publisher")
    return live_server.url


@dataclass
class Mouse:
    page: Page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.click()
        target.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, target: Locator, label: str) -> None:
        target.select_option(label=label)


@dataclass
class Keyboard:
    page: Page

    def reach(self, target: Locator) -> None:
        """By Tab from where the focus is, forwards or back, as often as it takes."""
        target.wait_for()
        handle = target.element_handle()
        for _ in range(400):
            key = handle.evaluate(KEY)
            if not key:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"The Tab key does not lead to {target}.")

    def press(self, target: Locator) -> None:
        self.reach(target)
        is_box = target.evaluate("target => ['checkbox', 'radio'].includes(target.type)")
        self.page.keyboard.press("Space" if is_box else "Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, target: Locator, label: str) -> None:
        self.reach(target)
        self.page.keyboard.type(label)


Hands = Mouse | Keyboard


@dataclass
class Person:
    """Somebody at work: a browser, and the hands that use it."""

    page: Page
    hands: Hands
    complaints: list[str]

    def follow(self, name: str, *, exact: bool = True) -> None:
        self.hands.press(self.page.get_by_role("link", name=name, exact=exact).first)

    def push(self, name: str) -> None:
        self.hands.press(self.page.get_by_role("button", name=name, exact=True).first)

    def write(self, label: str, text: str) -> None:
        self.hands.write(self.page.get_by_label(label).first, text)

    def save(self) -> None:
        self.push("Save and continue editing")
        self.page.get_by_text("was changed successfully").wait_for()
        # Only then have the scripts opened what was open, and put the focus where it was.
        self.page.wait_for_load_state()
        assert soon(lambda: self.page.evaluate(READY))


@pytest.fixture(params=[Mouse, Keyboard], ids=["mouse", "keyboard"])
def at_work(request, visit):
    """Makes a person at work, logged in and on the first page of the office."""

    def make(name: str) -> Person:
        opened = visit(viewport=DESK)
        person = Person(opened.page, request.param(opened.page), opened.complaints)
        opened.open("/admin/")
        person.write("Email", f"{name}@demo.example")
        person.write("Password", PASSWORD)
        person.push("Sign in")
        person.page.get_by_role("heading", name="What would you like to work on?").wait_for()
        return person

    return make


def picture(shade: int) -> dict:
    file = io.BytesIO()
    Image.new("RGB", (900, 600), (shade, 120, 90)).save(file, "PNG")
    return {"name": f"{shade}.png", "mimeType": "image/png", "buffer": file.getvalue()}


def to_the_list_of(person: Person, name: str) -> None:
    person.page.goto(person.page.url.partition("/admin/")[0] + "/admin/")
    person.follow(name)


def make_topic(publisher: Person) -> None:
    to_the_list_of(publisher, "Topics")
    publisher.follow("Add topic")
    publisher.write("Title:", "When walking hurts")
    publisher.write("Summary:", "What walks do to backs.")
    publisher.push("Save")
    publisher.page.get_by_text("was added successfully").wait_for()


def make_sources(author: Person) -> None:
    to_the_list_of(author, "Sources")
    author.follow("Add source")
    for number in range(1, SOURCES + 1):
        author.write("Key:", f"paper-{number}")
        author.write("Title:", f"Paper number {number:02}")
        author.write("Publisher:", "A journal")
        author.hands.choose(author.page.get_by_label("Kind of evidence:"), "Randomised trial")
        author.push("Save and add another" if number < SOURCES else "Save")
        author.page.get_by_text("was added successfully").wait_for()


def make_figures(author: Person) -> None:
    to_the_list_of(author, "Figures")
    for shade, caption in enumerate(FIGURES, 100):
        author.follow("Add figure")
        author.page.get_by_label("Image:").set_input_files(picture(shade))  # the system’s own
        author.write("Alternative text:", f"{caption}: somebody lies on their back.")
        author.write("Caption:", caption)
        author.write("Credit:", "Ada Author, free to share")
        author.push("Save")
        author.page.get_by_text("was added successfully").wait_for()


def start_article(author: Person) -> None:
    to_the_list_of(author, "Start an article")
    author.write("Title:", "Walks that hurt")
    author.write("Summary:", "Ten things that people ask.")
    author.hands.choose(author.page.get_by_label("Topic:"), "When walking hurts")
    author.push("Save")
    author.page.get_by_text("Now write its questions").wait_for()


def write_question(author: Person, number: int) -> None:
    page, hands = author.page, author.hands
    author.push("Add a question")
    row = page.locator(f"#answers-{number - 1}")
    hands.write(row.get_by_label("Question:"), f"What about thing number {number}?")
    hands.write(row.get_by_label("Short answer:"), f"Thing {number} is mostly harmless.")
    hands.write(row.get_by_role("textbox", name="Body"), f"More is known of thing {number} now.")
    sources = [number, number + 2] if number < SOURCES - 1 else [number]
    for source in sources:
        box = row.get_by_role("combobox", name="Add a source")
        hands.write(box, f"number {source:02}")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        row.locator(".chips").get_by_text(f"number {source:02}").wait_for()


def add_figure(author: Person, number: int, caption: str) -> None:
    row = author.page.locator(f"#answers-{number - 1}")
    if not row.get_by_label("Question:").is_visible():
        author.hands.press(row.locator("> details > summary"))
    author.hands.press(row.locator("summary", has_text="Figures"))
    author.hands.write(row.get_by_role("combobox", name="Add a figure"), caption)
    author.page.keyboard.press("ArrowDown")
    author.page.keyboard.press("Enter")
    row.locator(".chips").get_by_text(caption).wait_for()


@pytest.mark.long
def test_three_people_bring_an_article_from_nothing_to_its_readers(at_work, visit, site):
    publisher, author = at_work("publisher"), at_work("author")
    make_topic(publisher)
    make_sources(author)
    make_figures(author)
    start_article(author)
    for number in range(1, QUESTIONS + 1):
        write_question(author, number)
    author.save()
    draft = Edition.objects.get(title="Walks that hurt")
    assert draft.answers.count() == QUESTIONS
    cited = Source.objects.filter(answers__edition=draft).distinct()
    assert cited.count() == SOURCES

    # The last question becomes the first, and two of them get a figure.
    last = author.page.locator(f"#answers-{QUESTIONS - 1}")
    author.hands.press(last.get_by_role("button", name="Move to the top"))
    author.save()
    assert draft.answers.first().wording == f"What about thing number {QUESTIONS}?"
    order = {answer.wording: place for place, answer in enumerate(draft.answers.all(), 1)}
    for number, caption in zip((1, 2), FIGURES, strict=True):
        place = order[f"What about thing number {number}?"]
        add_figure(author, place, caption)
    author.save()
    shown = [
        link.figure.caption for each in draft.answers.all() for link in each.figure_links.all()
    ]
    assert shown == list(FIGURES)

    # Somebody outside reads it.
    author.follow("Share this draft by a link")
    author.write("For whom:", "Dr Back")
    author.push("Make a link")
    address = author.page.get_by_label("Address to send").input_value()
    expert = visit()
    expert.page.goto(address)
    expect(expert.page.get_by_role("heading", level=1)).to_have_text("Walks that hurt")
    author.follow("Back to the edition")
    author.follow("Submit for review")
    author.push("Submit for review")

    # The reviewer finds it in the queue, sends it back once, and approves.
    reviewer = at_work("reviewer")
    reviewer.follow("What is waiting")
    reviewer.follow("Walks that hurt (edition 1)")
    reviewer.follow("Send back")
    reviewer.write("What should change?", "Say in the summary how many there are.")
    reviewer.push("Send back")
    reviewer.page.get_by_text("Sent back:").first.wait_for()

    to_the_list_of(author, "What is waiting")
    expect(author.page.get_by_text("Say in the summary how many there are.")).to_be_visible()
    author.follow("Walks that hurt (edition 1)")
    author.write("Summary:", "The things that people ask most.")
    author.save()
    author.follow("Submit for review")
    author.push("Submit for review")

    to_the_list_of(reviewer, "What is waiting")
    reviewer.follow("Walks that hurt (edition 1)")
    reviewer.follow("Approve")
    reviewer.push("Approve")
    reviewer.page.get_by_text("Approved. A publisher can publish it now.").wait_for()

    # The publisher schedules it for tomorrow, then takes it off the schedule to publish now.
    to_the_list_of(publisher, "What is waiting")
    publisher.follow("Walks that hurt (edition 1)")
    publisher.follow("Publish")
    tomorrow = timezone.localtime() + timedelta(days=1)
    publisher.write("Date", f"{tomorrow:%Y-%m-%d}")
    publisher.write("Time", "09:00")
    publisher.push("Publish")
    publisher.page.get_by_text("Scheduled. Readers see it from").wait_for()
    reader = visit()
    assert reader.page.goto(f"{site}/articles/walks-that-hurt/").status == 404
    publisher.follow("Take off the schedule")
    publisher.push("Take off the schedule")
    publisher.follow("Publish")
    publisher.push("Publish")
    publisher.page.get_by_text("Published. Readers see it now.").wait_for()

    page = reader.open("/articles/walks-that-hurt/")
    assert page.locator("main h2").filter(has_text="What about thing").count() == QUESTIONS
    assert page.locator("figure img").count() == len(FIGURES)
    assert page.get_by_text("Rhea Viewer").first.is_visible()
    assert page.get_by_text("No clinician has reviewed").count() == 0
    expert.page.goto(address)
    expect(expert.page.get_by_role("link", name="Walks that hurt").first).to_be_visible()
    own = [each for each in publisher.complaints + reviewer.complaints if "404" not in each]
    assert own + [each for each in author.complaints if "linkifyjs" not in each] == []
