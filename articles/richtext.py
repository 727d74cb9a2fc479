"""Rich text: one list of what it may contain, enforced on every path that stores it."""

import re
from functools import cache

import nh3
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField

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
    cleaned = _cleaner().clean(html or "").strip()
    return cleaned if plain_text(cleaned) else ""


def plain_text(html: str) -> str:
    """The words of `html` on one line, for search and excerpts."""
    spaced = re.sub(r"</(p|li|h\d)>|<br ?/?>", " ", html)
    text = nh3.clean(spaced, tags=set())
    return " ".join(_unescape(text).split())


def _unescape(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


class RichTextField(ProseEditorField):
    """HTML that is cleaned when a form validates it and again whenever it is stored.

    `save()`, `bulk_create()`, `bulk_update()` and `update()` all pass `get_db_prep_save`, so no
    path into the column goes round the cleaner.
    """

    def __init__(self, *args, **kwargs) -> None:
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
