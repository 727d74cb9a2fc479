"""Which compression a reader takes, and the bytes in it."""

import gzip
from functools import lru_cache

import brotli

IDENTITY = "identity"
# Best first, where a reader has no preference.
ENCODINGS = ("br", "gzip", IDENTITY)
MAX_HEADER_LENGTH = 200
# Measured on an article of 22 KB: quality 5 makes 5.7 KB in 0.4 ms, quality 11 makes 4.9 KB in
# 45 ms, which the first reader after each change would wait for.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6


def chosen(accept: str) -> str:
    """The encoding to answer `Accept-Encoding: <accept>` with."""
    return _chosen(accept) if accept and len(accept) <= MAX_HEADER_LENGTH else IDENTITY


@lru_cache(maxsize=256)
def _chosen(accept: str) -> str:
    weights = {}
    for item in accept.lower().split(","):
        name, _, parameter = item.partition(";")
        weights[name.strip()] = _weight(parameter)
    others = weights.get("*", 0.0)
    # Identity is taken by everybody who does not refuse it, but after whatever is asked for.
    least = others if "*" in weights else 0.0001
    offered = {name: weights.get(name, others) for name in ENCODINGS}
    offered[IDENTITY] = weights.get(IDENTITY, min(least, 0.0001))
    best = max(ENCODINGS, key=lambda name: offered[name])
    return best if offered[best] > 0 else IDENTITY


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def compress(body: bytes, encoding: str) -> bytes:
    """The same bytes in each process and at each time: strong ETags say so."""
    if encoding == "br":
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    if encoding == "gzip":
        return gzip.compress(body, GZIP_LEVEL, mtime=0)
    return body


def decompress(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return brotli.decompress(body)
    if encoding == "gzip":
        return gzip.decompress(body)
    return body
