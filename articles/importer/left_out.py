"""Findings about what was left out of a draft: how much of each kind, and its words."""

from collections.abc import Iterator

from articles.importer.document_checks import ADVERTISES
from articles.importer.raw_document import DocumentFinding, RawDocument
from articles.text.sentences import count_with_noun, first_few

# The names of each kind: singular, plural.
KINDS = {
    "skip link": ("skip link", "skip links"),
    "cookie banner": ("line of a cookie banner", "lines of a cookie banner"),
    "menu": ("line of a menu", "lines of menus"),
    "share line": ("line of share buttons", "lines of share buttons"),
    "reading time": ("line on reading time", "lines on reading time"),
    "advertisement": ("advertisement", "advertisements"),
    "newsletter": ("line of a newsletter’s form", "lines of a newsletter’s form"),
    "vote": ("line of a vote", "lines of a vote"),
    "footer": ("line of the page’s footer", "lines of the page’s footer"),
    "search engine": ("line of a search engine", "lines of a search engine"),
    "page element": ("part around the text", "parts around the text"),
}
MAX_LINES_SHOWN = 6
MAX_SHOWN = 80


def check_left_out(document: RawDocument) -> Iterator[DocumentFinding]:
    """A finding for what a web page had around its text, and one each for text that was struck
    through, for lines by which a chat assistant shows itself, and for comments."""
    parts = []
    for kind, (one, many) in KINDS.items():
        lines = document.of_kind(kind)
        if lines:
            parts.append(
                f"{count_with_noun(len(lines), one, many)} ({_shown([a.text for a in lines])})"
            )
    if parts:
        yield DocumentFinding(
            "left-out",
            "Left out, because a web page has it around its text: "
            f"{'; '.join(parts)}. Every word is kept below: look whether one belongs to the text.",
            "document",
        )
    if struck := document.of_kind("struck out"):
        yield DocumentFinding(
            "struck-out",
            f"Left out, because it was struck through: {_shown([each.text for each in struck])}.",
            "document",
        )
    if said := document.of_kind("assistant line"):
        yield DocumentFinding(
            "assistant",
            f"A chat assistant seems to have written it ({_shown([each.text for each in said])}). "
            "Assistants invent facts and sources: look up every one.",
        )
    if comments := document.of_kind("comment"):
        adverts = [aside.text for aside in comments if ADVERTISES.search(aside.text)]
        advertises = f" One advertises something ({_shown(adverts[:1])})." if adverts else ""
        yield DocumentFinding(
            "comments",
            f"{count_with_noun(len(comments), 'line')} of comments left out: they are other "
            f"people’s words ({_shown([aside.text for aside in comments])}).{advertises}",
        )


def _shown(texts: list[str]) -> str:
    shown = [f"“{text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + '…'}”" for text in texts]
    return first_few(shown, MAX_LINES_SHOWN)
