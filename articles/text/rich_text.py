"""The rich text field: one list of what it may contain, enforced on every path that stores it."""

import json
from functools import cache
from typing import Any

import nh3
from django import forms
from django.db import models
from django.templatetags.static import static
from django.urls import reverse
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField
from django_prose_editor.widgets import AdminProseEditorWidget

from accounts.fields import printable
from articles.text.plain_text import plain_text
from articles.text.tree import html_of, tree_of

# What an answer needs, and no more: no images, colours or classes to misuse. Headings start at
# level 3 because the question above is the page's level 2. Tables are plain rows and columns: no
# cell spans others.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HardBreak": True,
    "Blockquote": True,
    "Heading": {"levels": [3, 4]},
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
    "NoSpellCheck": False,  # the package's default would switch the browser's spell check off
}


@cache
def _cleaner() -> nh3.Cleaner:
    allowed = allowlist_from_extensions(expand_extensions(EXTENSIONS))
    # An editor's `rel` is not kept and none is added: links to sources are meant to be followed.
    allowed["attributes"]["a"] = {"href", "title"}
    # Lists counted by letters or Roman numerals would be lost in a file, and no answer needs them.
    allowed["attributes"]["ol"] = {"start"}
    allowed["tags"].add("caption")
    allowed["attributes"]["th"] = {"scope", "colspan", "rowspan"}
    return nh3.Cleaner(**allowed)


def clean_rich_text(html: str | None) -> str:
    """`html` with only what `EXTENSIONS` allows; an empty string if no text is left in it."""
    # `printable` before, because half a surrogate pair stops the cleaner; and after, because the
    # cleaner turns `&#11;` into U+000B.
    cleaned = printable(_cleaner().clean(printable(html or ""))).strip()
    if "<table" in cleaned:  # give it our one form: rectangular, headings marked, one line a cell
        cleaned = html_of(tree_of(cleaned))
    return cleaned if plain_text(cleaned) else ""


class RichTextWidget(AdminProseEditorWidget):
    """The package's editor with our own parts: tables with a caption, links to our pages."""

    def get_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().get_config()
        return config | {"js_modules": [static("backsite/rich-text/parts.js")]}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # Not the package's method: it works out its settings again for each field of a draft.
        context: dict[str, Any] = forms.Textarea.get_context(self, name, value, attrs)
        context["widget"]["attrs"] |= _editor_attributes()
        return context


@cache
def _editor_attributes() -> dict[str, str]:
    """The attributes of a rich text field's element that scripts read: settings, link choices."""
    config = RichTextWidget(config={"extensions": EXTENSIONS}).get_config()
    return {
        "data-django-prose-editor-configurable": json.dumps(config, separators=(",", ":")),
        "data-links": reverse("admin:articles_article_link_choices"),
    }


class RichTextField(ProseEditorField):
    """HTML that is cleaned when a form validates it and again whenever it is stored.

    `save()`, `bulk_create()`, `bulk_update()` and `update()` all call `get_db_prep_save`, so
    nothing is stored uncleaned.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        super().__init__(*args, extensions=EXTENSIONS, sanitize=clean_rich_text, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**(kwargs | {"widget": RichTextWidget}))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_rich_text(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str):
            value = clean_rich_text(value)
        return super().get_db_prep_save(value, connection)
