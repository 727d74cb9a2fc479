"""The parts of a web address that somebody typed, or that stands in a text. Pure."""

from urllib.parse import SplitResult, urlsplit


def split_address(address: str) -> SplitResult | None:
    """The parts of `address`; None where no browser could read it, such as with a single bracket.

    `urlsplit` alone raises ValueError for these, which no form or page expects.
    """
    try:
        return urlsplit(address)
    except ValueError:
        return None
