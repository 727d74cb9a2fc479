"""The parts of a Markdown file that are not its text: front matter, addresses, tags of HTML."""

import re

from articles.importer.raw_document import Aside, TextLink

_FRONT = re.compile(r"\A\s*---[ \t]*\r?\n(?P<inside>(?:[^\n]*\n){1,40}?)---[ \t]*(?:\r?\n|\Z)")
_FIELD = re.compile(r"(?P<name>[\w-]{1,40}):\s*(?P<value>.*)")
_AUTHORS = frozenset({"author", "authors", "by", "reviewer", "reviewed_by"})
_DATES = frozenset({"date", "published", "updated", "lastmod", "last_reviewed", "reviewed"})
_SUMMARY = re.compile(r"<summary>(?P<words>[^<>\n]{1,300})</summary>", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"^[ \t]*</?(?:details|aside|center|div|br)(?:\s[^<>\n]{0,200})?/?>[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LINK = re.compile(
    r"(?P<is_picture>!?)\[(?P<words>[^\[\]\n]{1,300})\]\((?P<href>[^()\s]{1,2000})"
    r"(?:\s+[\"'][^\"'\n]{0,200}[\"'])?\)"
)


def without_front_matter(text: str) -> tuple[str, list[Aside]]:
    """`text` without its front matter: the title becomes a heading, the other fields asides."""
    found = _FRONT.match(text)
    rows = [row.strip() for row in found["inside"].splitlines() if row.strip()] if found else []
    if not found or not rows or not _FIELD.fullmatch(rows[0]):
        return text, []
    heading, asides = "", []
    for row in rows:
        field = _FIELD.fullmatch(row)
        name = field["name"].lower() if field else ""
        if field and name == "title" and not heading:
            value = field["value"].strip(" \"'")
            heading = f"# {value}\n\n"
        else:
            asides.append(_aside(name, row))
    return heading + text[found.end() :], asides


def _aside(name: str, row: str) -> Aside:
    if name in _AUTHORS:
        return Aside("author line", row)
    return Aside("date line" if name in _DATES else "page element", row)


def without_block_tags(text: str) -> str:
    """`text` without lines that only open or close an HTML block, as Notion and GitHub write them.

    The `<summary>` of such a block, which is often a question, becomes a heading.
    """
    text = _SUMMARY.sub(lambda found: f"\n###### {found['words'].strip()}\n", text)
    return _BLOCK_TAG.sub("", text)


def without_markdown_links(text: str) -> tuple[str, list[TextLink]]:
    """`text` with each link replaced by its words, and the links with web addresses in their order.

    Pictures are replaced by their words too, but are not among the links.
    """
    links: list[TextLink] = []

    def words_of(found: re.Match[str]) -> str:
        words = " ".join(found["words"].split())
        if not found["is_picture"] and re.match(r"https?://[^\s/]", found["href"], re.IGNORECASE):
            links.append(TextLink(words.strip("*_"), found["href"]))  # as the lines will have them
        return words

    return _LINK.sub(words_of, text), links
