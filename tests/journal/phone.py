"""A walker's phone without a browser: presses what a page offers, and counts the taps.

What is not on the page, or is hidden there, cannot be pressed. Typing into a field is one tap and
what is typed; choosing one of several is one tap.
"""

import json
import re
from typing import IO

from django.test import Client
from django.urls import reverse
from lxml import html
from lxml.html import FormElement, HtmlElement

from tests.page_text import text_of_page

# What a page says back, in the order in which it stands there.
SAYS = """
  //main//div[contains(@class, 'alert')]/p
  | //main//*[@data-nudge]/h2
  | //main//section[contains(@class, 'after-save')]/div/p
  | //main//section[contains(@class, 'after-save')]/p
  | //main//section[contains(@class, 'after-save')]//legend
  | //main//section[contains(@class, 'going-on')]/h2
  | //main//section[contains(@class, 'going-on')]/p[not(@hidden)]
  | //main//form[contains(@class, 'morning')]//legend
  | //main//div[contains(@class, 'programme-today')]
"""


def words(element: HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


class Phone:
    """One person's phone, with the page that is open on it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.taps: list[str] = []
        self.files: dict[str, IO[bytes]] = {}
        self.saved = b""  # the file that came last
        self.page = html.fromstring("<main></main>")

    def open(self, address: str) -> None:
        self._take(self.client.get(address, follow=True))

    def press(self, name: str, group: str = "") -> None:
        """A button, a link, or one answer of a group, by the words that stand on it."""
        self.taps.append(f"{group}: {name}" if group else name)
        where = self._group(group) if group else self.page.xpath("//main")[0]
        options = where.xpath(".//label[input[@type='radio' or @type='checkbox']]")
        for label in options:
            option = label.xpath("./input")[0]
            is_named = re.match(rf"{re.escape(name)}\b", words(label))
            if group and (is_named or option.get("value") == name):
                self._choose(option)
                return
        shown = where.xpath("(.//button | .//a[@href])[not(ancestor-or-self::*[@hidden])]")
        for each in shown:
            hidden = "".join(map(words, each.xpath("./*[@class='visually-hidden']")))
            if name in {words(each), words(each).removesuffix(hidden).strip()}:
                self._follow(each)
                return
        raise AssertionError(f"No “{name}” to press on a page that says: {words(where)[:500]}")

    def type(self, label: str, text: str) -> None:
        """Put the finger on a field and type."""
        self.taps.append(f"type “{text}” into {label}")
        for each in self.page.xpath("//main//label[@for]"):
            if words(each).startswith(label):
                field = self.page.get_element_by_id(each.get("for"))
                if field.tag in {"input", "textarea"}:
                    field.value = text
                    return
        raise AssertionError(f"No field {label}")

    def tick(self, label: str) -> None:
        self.taps.append(f"tick “{label}”")
        found = [e for e in self.page.xpath("//main//label") if words(e).startswith(label)]
        self.page.get_element_by_id(found[0].get("for")).checked = True

    def attach(self, label: str, file: IO[bytes]) -> None:
        """Choose a file of the phone."""
        self.taps.append(f"choose a file for {label}")
        assert [e for e in self.page.xpath("//main//label") if words(e).startswith(label)]
        [field] = self.page.xpath("//main//input[@type='file']")
        self.files = {field.name: file}

    def send_what_waited(self, walks: list[dict[str, object]]) -> list[int]:
        """What the page's queue does by itself when there is a line again: the statuses it gets."""
        session = self.client.get("/journal/api/session/").json()
        headers = {"X-CSRFToken": session["form_token"], "X-Walker": session["walker"]}
        return [
            self.client.post(
                reverse("journal_api:walks"),
                json.dumps(walk),
                content_type="application/json",
                headers=headers,
            ).status_code
            for walk in walks
        ]

    def says(self) -> list[str]:
        """What came back, without what asks for the next walk."""
        return [words(each) for each in self.page.xpath(SAYS)]

    def text(self, lines: int) -> list[str]:
        """The beginning of a page that is read."""
        found = text_of_page(html.tostring(self.page, encoding="unicode")).splitlines()
        return [re.sub(r"^#+ (.*)", r"**\1**", line) for line in found][:lines]

    def _group(self, name: str) -> HtmlElement:
        for fieldset in self.page.xpath("//main//fieldset[legend]"):
            if words(fieldset.xpath("./legend")[0]).startswith(name):
                return fieldset
        raise AssertionError(f"Nothing asks “{name}”.")

    def _choose(self, option: HtmlElement) -> None:
        for each in option.xpath("ancestor::form[1]//input[@name = $name]", name=option.name):
            each.checked = each is option

    def _follow(self, pressed: HtmlElement) -> None:
        if pressed.tag == "a":
            self.open(pressed.get("href"))
            return
        form: FormElement = pressed.xpath("ancestor::form[1]")[0]
        sent = dict(form.form_values())
        if pressed.get("name"):
            sent[pressed.get("name")] = pressed.get("value", "")
        address = pressed.get("formaction") or form.get("action") or self.path
        if form.method == "GET":
            self._take(self.client.get(address, sent, follow=True))
        else:
            self._take(self.client.post(address, {**sent, **self.files}, follow=True))

    def _take(self, answer) -> None:
        assert answer.status_code == 200, answer
        self.files = {}
        if not answer.headers["Content-Type"].startswith("text/html"):
            self.saved = b"".join(answer)  # a browser stays where it was
            return
        chain = getattr(answer, "redirect_chain", [])
        self.path = chain[-1][0] if chain else answer.request["PATH_INFO"]
        self.page = html.fromstring(answer.content.decode())
