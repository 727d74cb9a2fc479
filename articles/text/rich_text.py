"""Rich text: one list of what it may contain, enforced on every path that stores it."""

import re
from functools import cache
from typing import Any

import nh3
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField

from accounts.fields import printable

# What an answer needs, and no more: no images, tables, colours or classes to misuse. Headings
# start at 3 because the question above is the page's level 2.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HardBreak": True,
    "Heading": {"levels": [3, 4]},
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "History": True,
}


@cache
def _cleaner() -> nh3.Cleaner:
    allowed = allowlist_from_extensions(expand_extensions(EXTENSIONS))
    # An editor's `rel` is not kept and none is added: links to sources are meant to be followed.
    allowed["attributes"]["a"] = {"href", "title"}
    # Letters and Roman figures would be lost in a file, and no answer needs them.
    allowed["attributes"]["ol"] = {"start"}
    return nh3.Cleaner(**allowed)


def clean_rich_text(html: str | None) -> str:
    """The allowed part of `html`; an empty string where no text is left in it."""
    # Before, for half a character stops the cleaner; and after, for it reads `&#11;` as U+000B.
    cleaned = printable(_cleaner().clean(printable(html or ""))).strip()
    return cleaned if plain_text(cleaned) else ""


def plain_text(html: str) -> str:
    """The words of `html` on one line, for search and excerpts."""
    spaced = re.sub(r"</(p|li|h\d)>|<br ?/?>|(?=<[uo]l)", " ", html)
    text = nh3.clean(spaced, tags=set())
    return " ".join(_unescape(text).split())


# What ends a block, with all that ends at the same place.
_ENDS = re.compile(r"(?:</(?:p|li|h\d|ul|ol)>\s*)+|<br ?/?>|(?=<[uo]l)")


def in_sentences(html: str) -> str:
    """`plain_text` for reading: no item of a list and no paragraph runs on into the next.

    A block that ends without a sign gets one, as whoever reads it aloud would pause there.
    """
    read, begins = "", 0
    for end in _ENDS.finditer(html):
        words = plain_text(html[begins : end.start()])
        begins = end.end()
        if not words:
            continue
        is_open = words.rstrip("\"'”’)»")[-1:] not in set(".!?…:;,") and html[begins:].strip()
        read += words + (_sign(end[0], html[begins:]) if is_open else "") + " "
    return (read + plain_text(html[begins:])).strip()


def _sign(end: str, rest: str) -> str:
    if rest.startswith(("<ul", "<ol")):
        return ":"
    is_last = re.search("</[uo]l>", end)
    return ";" if "</li>" in end and not is_last else "."


def _unescape(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


class RichTextField(ProseEditorField):
    """HTML that is cleaned when a form validates it and again whenever it is stored.

    `save()`, `bulk_create()`, `bulk_update()` and `update()` all pass `get_db_prep_save`, so no
    path into the column goes round the cleaner.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        super().__init__(*args, extensions=EXTENSIONS, sanitize=clean_rich_text, **kwargs)

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_rich_text(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value, connection):
        if isinstance(value, str):
            value = clean_rich_text(value)
        return super().get_db_prep_save(value, connection)
