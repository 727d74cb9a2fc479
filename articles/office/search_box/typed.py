"""What somebody typed into the office's search box, and its words marked where they stand. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.text.stems import stem
from articles.text.tokens import STOP_WORDS
from articles.text.web_address import split_address

MAX_LENGTH, MAX_WORDS = 200, 8
EXCERPT, BEFORE = 160, 50  # characters of a text, and of them those before what was found
SHORTEST_ROOT = 3
_WORD = re.compile(r"[^\W_]+")
_PAGE_OF_ARTICLE = re.compile(r"/articles/([^/]+)(?:/.*)?", re.IGNORECASE)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


def root_of(word: str) -> str:
    """The part of a word that its other forms have too: *exercis* of *exercises*."""
    both = zip(word, stem(word), strict=False)
    same = next((at for at, (one, other) in enumerate(both) if one != other), len(stem(word)))
    return word[: min(same, len(word))] if same >= SHORTEST_ROOT else word


def roots_in(text: str) -> str:
    """`text` for a search of the admin, which takes each word for a part of one."""
    return text if '"' in text or "'" in text else " ".join(map(root_of, text.split()))


@dataclass(frozen=True)
class Typed:
    """What is looked for: all of its words, in any form; and what is just that is shown first."""

    text: str

    @classmethod
    def read(cls, text: str) -> "Typed":
        """Of the address of an article's page, its last part and the anchor are what is meant."""
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
        """In lower case, each once; small words only where there are no others."""
        found = list(dict.fromkeys(_WORD.findall(self.text.casefold())))
        telling = [word for word in found if word not in STOP_WORDS and len(word) > 1]
        return (telling or found)[:MAX_WORDS]

    @cached_property
    def roots(self) -> list[str]:
        return [root_of(word) for word in self.words]

    @cached_property
    def exact(self) -> str:
        """What a key, an address or a title is compared with."""
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
        """The part of `text` around the first of the words, marked; empty where none is."""
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
        """(what it is called, its excerpt) of the text that has most of the words, the first.

        None where `name`, which stands above it, has all of them.
        """
        if self.is_in(name):
            return "", ""
        label, text = max(texts, key=lambda each: self.count_in(each[1]), default=("", ""))
        return label, self.excerpt(text)
