"""A page as text that can be read, kept and compared: one line a block, charts by their words.

Lists of walks and tables of numbers are left out: they are what was entered, and say nothing.
"""

import re
from html.parser import HTMLParser

BLOCKS = {
    *("p", "li", "h1", "h2", "h3", "h4", "tr", "caption", "dt", "dd", "summary", "section"),
    *("div", "ul", "details", "figure", "svg", "title", "desc", "article", "form", "table"),
}
MARKS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "li": "- "}
UNSEEN = {"script", "style", "text", "noscript", "button", "table"}  # `text` is in a drawing
VOID = {"input", "br", "hr", "img", "meta", "link", "path", "circle", "line", "rect"}


class _Lines(HTMLParser):
    """Collects the lines of what stands in `<main>`."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._open: list[str] = []
        self._hidden: list[bool] = []
        self._now = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._end_line()
            self._now = MARKS.get(tag, "")
        elif tag in ("td", "th"):
            self._now += " | " if self._now else ""
        if tag not in VOID:
            self._open.append(tag)
            self._hidden.append("walk-list" in (dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open:
            self._hidden.pop()
            if self._open.pop() == tag:
                break
        if tag in BLOCKS:
            self._end_line()

    def handle_data(self, data: str) -> None:
        if "main" in self._open and not UNSEEN & set(self._open) and not any(self._hidden):
            self._now += data

    def _end_line(self) -> None:
        line = re.sub(r"\s+", " ", self._now).strip()
        if line.strip("#- |"):
            self.lines.append(line)
        self._now = ""


def text_of_page(html: str) -> str:
    """The text of `<main>`, with a mark before headings and items."""
    reader = _Lines()
    reader.feed(html)
    return "\n".join(reader.lines) + "\n"
