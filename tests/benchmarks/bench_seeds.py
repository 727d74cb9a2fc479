"""Raw documents brought to a publishable draft in a real browser, each click counted.

    python -m tests.benchmarks.bench_seeds FOLDER

FOLDER holds the two raw documents that the site began with; they are not in this repository. Each
is pasted into the import form of a demo that is thrown away, by an author; every finding is
handled, every sentence rewritten (`seed_words.toml` has the words), sources chosen; then it is
submitted, approved by a reviewer and published by a publisher. The hands are a script's, which
neither reads nor thinks: it counts clicks, keys, pastes and the server's time, not an editor's day.
"""

import argparse
import os
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Response, expect, sync_playwright

WORDS = Path(__file__).with_name("seed_words.toml")
DESK = {"width": 1280, "height": 900}
PAGE_TIMEOUT = 60_000  # milliseconds, on a machine that is busy with other things


@dataclass
class Counts:
    clicks: int = 0
    keys: int = 0
    pastes: int = 0
    pages: int = 0
    server_ms: float = 0
    seconds: float = 0


class Hand:
    """Somebody at a desk, who counts."""

    def __init__(self, page: Page, url: str, counts: Counts) -> None:
        self.page, self.url, self.counts = page, url, counts
        page.set_default_timeout(PAGE_TIMEOUT)
        page.on("response", self._time)

    def _time(self, response: Response) -> None:
        if response.request.is_navigation_request():
            timing = response.request.timing
            self.counts.pages += 1
            self.counts.server_ms += max(timing["responseStart"] - timing["requestStart"], 0)

    def click(self, target: Locator) -> None:
        self.counts.clicks += 1
        target.click()

    def follow(self, target: Locator) -> None:
        self.counts.clicks += 1
        with self.page.expect_navigation():
            target.click()

    def press(self, key: str) -> None:
        self.counts.keys += 1
        self.page.keyboard.press(key)

    def type(self, target: Locator, text: str) -> None:
        self.counts.keys += len(text)
        target.press_sequentially(text)

    def paste(self, target: Locator, text: str) -> None:
        """Into a field: click it, choose all that it holds, paste."""
        self.click(target)
        self.press("Control+a")
        self.counts.pastes += 1
        self.page.keyboard.insert_text(text)

    def choose(self, target: Locator, label: str) -> None:
        self.counts.clicks += 2  # the list, and one of it
        target.select_option(label=label)

    def save(self) -> None:
        self.counts.keys += 1
        with self.page.expect_navigation():
            self.page.keyboard.press("Control+s")
        expect(self.page.locator(".messagelist")).to_contain_text("was changed successfully")

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name).first

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True).first


def sign_in(browser: Browser, url: str, who: str) -> Page:
    from backsite.management.commands.load_demo import PASSWORD  # noqa: PLC0415 (needs the settings)

    page = browser.new_context(viewport=DESK).new_page()
    page.goto(f"{url}/accounts/login/")
    page.get_by_label("Email").fill(f"{who}@demo.example")
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign In").click()
    return page


def bring_in(hand: Hand, document: str, plan: dict[str, Any]) -> None:
    """Paste the document, see what would become of it, say where it belongs and whose it is."""
    hand.page.goto(f"{hand.url}/admin/articles/article/")
    hand.follow(hand.link("Import"))
    hand.paste(hand.page.get_by_label("Or paste a text"), document)
    hand.follow(hand.button("Show what would change"))
    hand.choose(hand.page.get_by_label("Topic"), plan["topic"])
    hand.paste(hand.page.get_by_label("Author"), "Demo Author")
    hand.follow(hand.button("Import"))


def arrange(hand: Hand, plan: dict[str, Any]) -> None:
    """Questions that are asked twice become one; a text without questions is split."""
    for pair in plan.get("merge", []):
        hand.follow(hand.link("Find and merge them"))
        hand.follow(hand.button(f"Merge “{pair['out']}” into “{pair['into']}”"))
        hand.follow(hand.link("Back to the edition"))
    if "split" in plan:
        hand.follow(hand.link("Split a text into questions"))
        fields = hand.page.get_by_label("A question begins here:")
        for place, wording in plan["split"]:
            hand.paste(fields.nth(place), wording)
        hand.follow(hand.button("Split"))


def write(hand: Hand, plan: dict[str, Any]) -> None:
    """Every text in words of one's own, each answer with its sources."""
    page = hand.page
    hand.paste(page.get_by_role("textbox", name="Summary:"), plan["summary"])
    if "introduction" in plan:
        hand.paste(page.get_by_role("textbox", name="Introduction"), plan["introduction"])
    for answer in plan["answer"]:
        block = page.locator("[data-question]").filter(
            has=page.get_by_role("heading", name=answer["question"], exact=True)
        )
        if not block.get_by_role("textbox", name="Short answer:").is_visible():
            hand.click(block.locator("> details > summary"))
        hand.paste(block.get_by_role("textbox", name="Short answer:"), answer["short"])
        hand.paste(block.get_by_role("textbox", name="Body"), answer["body"])
        for title in answer["sources"]:
            cite(hand, block, title)
        if "how_long" in answer:
            make_movement(hand, block, answer["how_long"])
    hand.save()


def cite(hand: Hand, block: Locator, title: str) -> None:
    box = block.get_by_role("combobox", name="Add a source")
    hand.click(box)
    hand.type(box, title)
    options = block.get_by_role("listbox", name="Sources").get_by_role("option")
    expect(options.first).to_be_visible(timeout=PAGE_TIMEOUT)
    hand.press("ArrowDown")
    hand.press("Enter")


def make_movement(hand: Hand, block: Locator, how_long: str) -> None:
    hand.click(block.locator("summary", has_text="If it is a movement"))
    hand.choose(block.get_by_label("Kind"), "Movement card")
    hand.paste(block.get_by_label("How long"), how_long)


def handle(hand: Hand, plan: dict[str, Any]) -> int:
    """Every finding of the report: done, or dismissed with a reason. How many there were."""
    hand.follow(hand.link("Go through them"))
    findings = hand.page.locator(".import-finding").filter(has=hand.page.get_by_label("Done"))
    for number in range(count := findings.count()):
        finding = findings.nth(number)
        if "speaks of “these" in finding.inner_text():
            hand.click(finding.get_by_label("Dismissed"))
            hand.paste(finding.get_by_label("Reason"), plan["dismissed"])
        else:
            hand.click(finding.get_by_label("Done"))
    hand.follow(hand.button("Keep what I said"))
    hand.follow(hand.link("Back to the draft"))
    return count


def act(hand: Hand, name: str) -> None:
    hand.follow(hand.link(name))
    hand.follow(hand.button(name))


def publish(browser: Browser, author: Hand, counts: Counts) -> str:
    """By three people; the address that readers have."""
    address = author.page.url
    required = author.page.locator(".check-required li")
    expect(required).to_have_count(1)  # nobody has approved it yet
    act(author, "Submit for review")
    for who, name in (("reviewer", "Approve"), ("publisher", "Publish")):
        page = sign_in(browser, author.url, who)
        page.goto(address)
        act(Hand(page, author.url, counts), name)
    expect(page.locator(".messagelist")).to_contain_text("Readers see it now")
    return address


@contextmanager
def timed(counts: Counts) -> Iterator[None]:
    started = time.monotonic()
    yield
    counts.seconds += time.monotonic() - started


def bring(browser: Browser, url: str, file: Path, plan: dict[str, Any]) -> None:
    draft, steps = Counts(), Counts()
    hand = Hand(sign_in(browser, url, "author"), url, draft)
    with timed(draft):
        bring_in(hand, file.read_text(), plan)
        arrange(hand, plan)
        write(hand, plan)
        findings = handle(hand, plan)
    hand.counts = steps
    with timed(steps):
        publish(browser, hand, steps)
    words = sum(
        len(str(text).split()) for each in plan["answer"] for text in (each["short"], each["body"])
    )
    print(
        f"{file.name}: {len(plan['answer'])} questions, {findings} findings, {words} words written"
    )
    for name, counts in (("to a publishable draft", draft), ("to the readers", steps)):
        print(
            f"  {name}: {counts.clicks} clicks, {counts.keys} keys, {counts.pastes} pastes, "
            f"{counts.pages} pages, {counts.server_ms / 1000:.1f} s of waiting for pages, "
            f"{counts.seconds:.0f} s by a script"
        )


def plan_of(document: str, plans: dict[str, Any]) -> dict[str, Any]:
    """The words for this document, which its title names."""
    title = document.strip().splitlines()[0].lower().rstrip("?")
    return plans[title.replace(" ", "-")]


def main() -> None:
    parser = argparse.ArgumentParser(description="Brings raw documents to a published page.")
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django  # noqa: PLC0415 (the settings are read here)

    django.setup()
    from tests.conftest import find_chromium  # noqa: PLC0415
    from tests.served import served  # noqa: PLC0415

    plans = tomllib.loads(WORDS.read_text())
    files = sorted(options.folder.glob("*.txt"))
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), 2) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        for file in files:
            bring(browser, site.url, file, plan_of(file.read_text(), plans))


if __name__ == "__main__":
    main()
