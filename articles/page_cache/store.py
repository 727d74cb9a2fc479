"""Cached pages in each encoding that was asked for, as many as fit into a budget."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

from articles.page_cache.encodings import compress

Headers = list[tuple[str, str]]

# What a page holds beside its bytes: headers, dictionaries, its place in the order.
OVERHEAD_BYTES = 4000
# A stranger can ask for as many pages with a query as they like: those have a quarter.
SHARE_OF_QUERIES = 4
SHARE_OF_A_PAGE = 8  # a page larger than an eighth would push too many others out


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
    """What Django answered: `headers` without those that depend on the encoding."""

    status: str
    headers: Headers
    body: bytes
    etag: str  # of the body as it is
    last_modified: int | None  # None where another state of the page may carry the same second
    until: float  # seconds since 1970: from then on the clock has changed it
    variants: dict[str, Variant] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """With room for both compressions, which make less than half each of any text."""
        return OVERHEAD_BYTES + 2 * len(self.body)

    def variant(self, encoding: str) -> Variant:
        """The page in `encoding`; as it is where compression gains nothing."""
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
    """The pages of one version of the content, those least lately asked for dropped first."""

    def __init__(self, budget_bytes: int) -> None:
        self.budget_bytes = budget_bytes
        self.used_bytes = 0
        self.query_bytes = 0  # of them, by pages with a query
        self.version: object = None
        self.pages: OrderedDict[Key, CachedPage] = OrderedDict()
        self.lock = Lock()

    def discard_other_versions(self, version: object) -> bool:
        """Forget every page of another version; whether this one is new."""
        if version == self.version:
            return False
        with self.lock:
            self.pages.clear()
            self.used_bytes = self.query_bytes = 0
            self.version = version
        return True

    def has(self, key: Key) -> bool:
        """Whether `get` may find it."""
        return key in self.pages

    def get(self, key: Key, version: object, now: float) -> CachedPage | None:
        with self.lock:
            page = self.pages.get(key)
            if page is None or version != self.version:  # a slower thread may have turned back
                return None
            if now >= page.until:
                self._drop(key)
                return None
            self.pages.move_to_end(key)
            return page

    def last_known(self, key: Key) -> CachedPage | None:
        """The page of the last version that could be read, however long ago that was."""
        with self.lock:
            return self.pages.get(key)

    def put(self, key: Key, version: object, page: CachedPage) -> bool:
        """Keep `page`, unless it is large or the content has moved on since `version`."""
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
