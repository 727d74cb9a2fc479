"""A text typed into the office's search box: its words, and how they are marked in texts. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import smart_split

from articles.text.stems import stem
from articles.text.tokens import STOP_WORDS
from articles.text.web_address import split_address

MAX_LENGTH, MAX_WORDS = 200, 8
EXCERPT, BEFORE = 160, 50  # characters of an excerpt, and of them at most before what was found
SHORTEST_ROOT = 3
_WORD = re.compile(r"[^\W_]+")
_PAGE_OF_ARTICLE = re.compile(r"/articles/([^/]+)(?:/.*)?", re.IGNORECASE)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


def root_of(word: str) -> str:
    """The beginning of `word` that its other forms have too: *exercis* of *exercises*.

    The whole word, if that beginning has less than `SHORTEST_ROOT` letters.
    """
    both = zip(word, stem(word), strict=False)
    same = next((at for at, (one, other) in enumerate(both) if one != other), len(stem(word)))
    return word[: min(same, len(word))] if same >= SHORTEST_ROOT else word


def roots_in(text: str) -> str:
    """The roots of the words of `text`, for the admin's search, which matches parts of words.

    A phrase in quotation marks, and a word with such a mark in it, stay as they are.
    """
    parts = smart_split(text)
    return " ".join(each if '"' in each or "'" in each else root_of(each) for each in parts)


@dataclass(frozen=True)
class Typed:
    """A typed text. Results have all of its words, in any form; an exact match is shown first."""

    text: str

    @classmethod
    def read(cls, text: str) -> "Typed":
        """Read what was typed: of a DOI its number, of an article's URL “slug” or “slug#anchor”."""
        text = " ".join(text[:MAX_LENGTH].split())
        if doi := _DOI.fullmatch(text):
            return cls(doi[1])
        is_address = text.startswith(("/", "http://", "https://"))
        parts = split_address(text) if is_address else None
        if parts and (page := _PAGE_OF_ARTICLE.fullmatch(parts.path)):
            return cls("#".join(filter(None, (page[1].lower(), parts.fragment))))
        return cls(text)

    @cached_property
    def words(self) -> list[str]:
        """The words in lower case, each once, at most `MAX_WORDS`.

        Stop words and single letters only if there are no others.
        """
        found = list(dict.fromkeys(_WORD.findall(self.text.casefold())))
        telling = [word for word in found if word not in STOP_WORDS and len(word) > 1]
        return (telling or found)[:MAX_WORDS]

    @cached_property
    def roots(self) -> list[str]:
        return [root_of(word) for word in self.words]

    @cached_property
    def exact(self) -> str:
        """The text without outer slashes: what a key, an address or a title is compared with."""
        return self.text if len(self.text.strip("/")) == 0 else self.text.strip("/")

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        roots = "|".join(re.escape(root) for root in sorted(self.roots, key=len, reverse=True))
        return re.compile(rf"[^\W_]*?(?:{roots})[^\W_]*", re.IGNORECASE)

    def count_in(self, text: str) -> int:
        """How many of the words stand in `text`, in any form."""
        folded = text.casefold()
        return sum(root in folded for root in self.roots)

    def is_in(self, text: str) -> bool:
        return self.count_in(text) == len(self.roots)

    def marked(self, text: str) -> SafeString:
        """`text` with what was found in <mark>, everything else escaped."""
        end, pieces = 0, []
        for found in self._pattern.finditer(text):
            pieces.append(format_html("{}<mark>{}</mark>", text[end : found.start()], found[0]))
            end = found.end()
        return format_html_join("", "{}", ((piece,) for piece in (*pieces, text[end:])))

    def excerpt(self, text: str) -> SafeString:
        """The part of `text` around the first word found, with words marked; empty without any."""
        text = " ".join(text.split())
        first = self._pattern.search(text)
        if first is None:
            return SafeString("")
        start = max(first.start() - BEFORE, 0)
        if start:
            start = text.find(" ", start, first.start()) + 1 or first.start()
        end = min(start + max(EXCERPT, len(first[0])), len(text))
        if end < len(text):
            end = max(text.rfind(" ", first.end(), end), first.end())
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return format_html("{}{}{}", before, self.marked(text[start:end]), after)

    def line(self, name: str, texts: Iterable[tuple[str, str]]) -> tuple[str, SafeString | str]:
        """(name, excerpt) of the one of `texts`, (name, text), with the most of the words.

        Of several, the first. Two empty texts if `name`, the result's own name, has all words.
        """
        if self.is_in(name):
            return "", ""
        label, text = max(texts, key=lambda each: self.count_in(each[1]), default=("", ""))
        return label, self.excerpt(text)
