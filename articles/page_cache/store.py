"""Keeps cached pages, each in the encodings that were asked for, within a budget of bytes."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

from articles.page_cache.encodings import compress

Headers = list[tuple[str, str]]

# The memory of a page besides its body: headers, dictionaries, its place in the order.
OVERHEAD_BYTES = 4000
# Pages with a query get at most a quarter of the budget: anybody can ask for any number of them.
SHARE_OF_QUERIES = 4
SHARE_OF_A_PAGE = 8  # a page larger than an eighth is not kept: it would push out too many others


class Key(NamedTuple):
    is_secure: bool
    path: str
    query: str


class Variant(NamedTuple):
    """A page in one encoding, ready to send."""

    body: bytes
    etag: str
    headers: Headers


@dataclass(slots=True)
class CachedPage:
    """A response of Django; `headers` are without those that depend on the encoding."""

    status: str
    headers: Headers
    body: bytes
    etag: str  # of the uncompressed body
    last_modified: int | None  # seconds since 1970; None: see `CacheInfo`
    until: float  # seconds since 1970; from then on the clock may have changed the page
    variants: dict[str, Variant] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes in memory, both compressed forms included: each is less than half of any text."""
        return OVERHEAD_BYTES + 2 * len(self.body)

    def variant(self, encoding: str) -> Variant:
        """The page in `encoding`, made on first use; uncompressed if that is not larger."""
        if found := self.variants.get(encoding):
            return found
        body, etag, headers = compress(self.body, encoding), self.etag, list(self.headers)
        if len(body) < len(self.body):
            etag = f'{etag[:-1]}-{encoding}"'
            headers.append(("Content-Encoding", encoding))
        else:
            body = self.body
        headers.append(("Content-Length", str(len(body))))
        if etag:
            headers.append(("ETag", etag))
        self.variants[encoding] = made = Variant(body, etag, headers)
        return made


class PageStore:
    """The pages of one content version; the least recently used are dropped first.

    Safe between threads.
    """

    def __init__(self, budget_bytes: int) -> None:
        self.budget_bytes = budget_bytes
        self.used_bytes = 0
        self.query_bytes = 0  # the part of `used_bytes` for pages with a query
        self.version: object = None
        self.pages: OrderedDict[Key, CachedPage] = OrderedDict()
        self.lock = Lock()

    def discard_other_versions(self, version: object) -> bool:
        """Drop all pages if `version` is not that of the store; return whether it was new."""
        if version == self.version:
            return False
        with self.lock:
            self.pages.clear()
            self.used_bytes = self.query_bytes = 0
            self.version = version
        return True

    def has(self, key: Key) -> bool:
        """Whether there is a page for `key`, which may be outdated."""
        return key in self.pages

    def get(self, key: Key, version: object, now: float) -> CachedPage | None:
        with self.lock:
            page = self.pages.get(key)
            # A slower thread may have set the store back to an older version.
            if page is None or version != self.version:
                return None
            if now >= page.until:
                self._drop(key)
                return None
            self.pages.move_to_end(key)
            return page

    def last_known(self, key: Key) -> CachedPage | None:
        """The page for `key` of the last version that could be read, even if it is outdated."""
        with self.lock:
            return self.pages.get(key)

    def put(self, key: Key, version: object, page: CachedPage) -> bool:
        """Keep `page`, unless it is too large or the store has another version by now.

        Returns whether it was kept. Drops other pages as the budget requires.
        """
        with self.lock:
            if version != self.version or page.size > self.budget_bytes // SHARE_OF_A_PAGE:
                return False
            self._drop(key)
            self.pages[key] = page
            self._count(key, page.size)
            while self.query_bytes > self.budget_bytes // SHARE_OF_QUERIES:
                self._drop(next(each for each in self.pages if each.query))
            while self.used_bytes > self.budget_bytes:
                self._drop(next(iter(self.pages)))
            return True

    def _drop(self, key: Key) -> None:
        if page := self.pages.pop(key, None):
            self._count(key, -page.size)

    def _count(self, key: Key, size: int) -> None:
        self.used_bytes += size
        if key.query:
            self.query_bytes += size
