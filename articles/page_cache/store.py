"""One built page in each encoding that was asked for, and the pages that fit into a budget."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from articles.page_cache.encodings import IDENTITY, compress, decompress

Headers = list[tuple[str, str]]
Key = tuple[bool, str, str]  # whether over TLS, path, query

# What a page holds beside its bytes: headers, dictionaries, its place in the order.
OVERHEAD_BYTES = 4000


@dataclass(frozen=True, slots=True)
class Variant:
    """A page in one encoding, ready to send."""

    body: bytes
    etag: str
    headers: Headers
    headers_unchanged: Headers  # those of a 304: without what describes the body


@dataclass(slots=True)
class CachedPage:
    """What Django answered: `headers` without those that depend on the encoding."""

    status: str
    headers: Headers
    etag: str  # of the bytes as they are
    last_modified: str
    has_exact_last_modified: bool
    until: float  # seconds since 1970: from then on the clock has changed it
    variants: dict[str, Variant] = field(default_factory=dict)

    @property
    def is_success(self) -> bool:
        return self.status.startswith("2")

    @property
    def size(self) -> int:
        return OVERHEAD_BYTES + sum(len(variant.body) for variant in self.variants.values())

    def add(self, encoding: str, body: bytes) -> Variant:
        """The page's `body` (as it is) in an encoding; as it is where compression gains nothing."""
        encoded = compress(body, encoding)
        if encoding != IDENTITY and len(encoded) >= len(body):
            variant = self.variants.get(IDENTITY) or self.add(IDENTITY, body)
        else:
            variant = self._variant(encoding, encoded)
        self.variants[encoding] = variant
        return variant

    def _variant(self, encoding: str, body: bytes) -> Variant:
        is_whole = encoding == IDENTITY
        etag = self.etag if is_whole else f'{self.etag[:-1]}-{encoding}"'
        always = [*self.headers, ("ETag", etag)] if etag else self.headers
        described = [("Content-Length", str(len(body)))]
        if not is_whole:
            described.append(("Content-Encoding", encoding))
        return Variant(
            body=body,
            etag=etag,
            headers=always + described,
            headers_unchanged=[pair for pair in always if pair[0] != "Content-Type"],
        )

    def variant(self, encoding: str) -> Variant:
        """The page in `encoding`, made of one that is there if it was not asked for before."""
        if found := self.variants.get(encoding):
            return found
        there, variant = next(iter(self.variants.items()))
        is_plain = variant.etag == self.etag  # also where compression gained nothing
        return self.add(encoding, decompress(variant.body, IDENTITY if is_plain else there))


class PageStore:
    """The pages of one version of the content, those least lately asked for dropped first."""

    def __init__(self, budget_bytes: int) -> None:
        self.budget_bytes = budget_bytes
        self.used_bytes = 0
        self.version: object = None
        self.pages: OrderedDict[Key, CachedPage] = OrderedDict()
        self.lock = Lock()

    def discard_other_versions(self, version: object) -> None:
        """Forget every page of another version."""
        if version == self.version:
            return
        with self.lock:
            self.pages.clear()
            self.used_bytes = 0
            self.version = version

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

    def put(self, key: Key, version: object, page: CachedPage) -> bool:
        """Keep `page`, unless it is large or the content has moved on since `version`."""
        with self.lock:
            if version != self.version or page.size > self.budget_bytes // 8:
                return False
            self._drop(key)
            self.pages[key] = page
            self.used_bytes += page.size
            self._shrink()
            return True

    def variant(self, key: Key, page: CachedPage, encoding: str) -> Variant:
        """`page.variant(encoding)`, counted where the page is kept."""
        if found := page.variants.get(encoding):
            return found
        with self.lock:
            before = page.size
            made = page.variant(encoding)
            if self.pages.get(key) is page:
                self.used_bytes += page.size - before
                self._shrink()
            return made

    def _drop(self, key: Key) -> None:
        if page := self.pages.pop(key, None):
            self.used_bytes -= page.size

    def _shrink(self) -> None:
        while self.used_bytes > self.budget_bytes:
            self._drop(next(iter(self.pages)))
