"""No text is stored with characters that no page shows and no XML can carry, on any path."""

import xml.etree.ElementTree as ET

import pytest
from django.apps import apps
from django.db import connection, models
from django.forms import modelform_factory
from django.test import Client
from django_fsm import FSMField
from simple_history.models import HistoricalChanges

from accounts.fields import (
    LINE_BREAKS,
    UNPRINTABLE,
    PrintableCharField,
    PrintableTextField,
    PrintableURLField,
    printable,
)
from articles.models import Edition, Topic
from articles.text.rich_text import RichTextField, clean_rich_text
from tests.cast import make_published

OURS = ("accounts", "articles", "journal")
PRINTABLE = (PrintableCharField, PrintableTextField, PrintableURLField, RichTextField)
CHECKED_WHOLE = (models.SlugField, models.EmailField)  # a pattern says what may stand there
WRITTEN_BY_LIBRARIES = {"password", "history_type", "history_change_reason"}
TEXT_FIELDS = [
    field
    for model in apps.get_models()
    if model._meta.app_label in OURS
    for field in model._meta.concrete_fields
    if isinstance(field, models.CharField | models.TextField)
    and field.name not in WRITTEN_BY_LIBRARIES
    and not isinstance(field, FSMField)
]
FORM_FIELDS = [
    field
    for field in TEXT_FIELDS
    if field.editable and not issubclass(field.model, HistoricalChanges)
]
BAD = [chr(code) for code in (*range(1, 9), 0x0E, 0x1F, 0x7F, 0x80, 0x9F, 0xFDD0, 0xFFFE, 0x1FFFF)]
BREAKS = ["\x0b", "\x0c", "\x1c", "\x1e", "\x85"]


def is_printable(text: str) -> bool:
    return not UNPRINTABLE.search(text) and not LINE_BREAKS.search(text)


@pytest.mark.parametrize("character", ["\0", *BAD, "\ud800"])
def test_what_cannot_be_shown_goes(character):
    assert printable(f"ba{character}ck") == "back"
    assert printable(f"{character} back {character}") == "back"


@pytest.mark.parametrize("character", BREAKS)
def test_what_ends_a_line_elsewhere_parts_words(character):
    assert printable(f"Back{character}pain") == "Back pain"
    assert printable(f"Back{character}pain", "\n") == "Back\npain"


@pytest.mark.parametrize("text", ["", " a\tb\r\nc ", "ظهر", "腰が痛い", "é\u200d\u2028\U0001f600"])
def test_all_else_stays(text):
    assert printable(text) == text


def test_every_text_field_takes_them_out_or_refuses_them():
    assert len(TEXT_FIELDS) > 100
    lax = [field for field in TEXT_FIELDS if not isinstance(field, (*PRINTABLE, *CHECKED_WHOLE))]
    assert lax == []


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:The default scheme")
@pytest.mark.parametrize("field", FORM_FIELDS, ids=str)
def test_no_form_lets_them_through(field):
    form_class = modelform_factory(field.model, fields=[field.name])
    before = "https://example.org/a" if isinstance(field, models.URLField) else "a"
    for bad in ("\x01", "\x0b", "\uffff"):
        form = form_class({field.name: f"{before}{bad}b"})
        if not form.is_valid() and field.name in form.errors:
            continue
        value = getattr(form.instance, field.name)
        assert value, ascii(bad)
        assert is_printable(value), ascii(bad)


@pytest.mark.django_db
def test_no_path_to_the_database_lets_them_through():
    title = "Back\x0bpain\x01"
    topic = Topic.objects.create(slug="one", title=title, position=1)
    bulk = Topic.objects.bulk_create([Topic(slug="two", title=title, position=2)])[0]

    def stored() -> set[str]:
        return set(Topic.objects.values_list("title", flat=True))

    assert stored() == {"Back pain"}
    Topic.objects.update(title="Up\x0bdated\x02")
    assert stored() == {"Up dated"}
    topic.title = bulk.title = "Bu\x03lk"
    Topic.objects.bulk_update([topic, bulk], ["title"])
    assert stored() == {"Bulk"}
    assert set(Topic.history.values_list("title", flat=True)) == {"Back pain"}


def test_rich_text_is_without_them_however_they_are_written():
    assert clean_rich_text("<p>Ba\x01ck\x0bpain\ud800</p>") == "<p>Back pain</p>"
    assert clean_rich_text("<p>Ba&#1;ck&#11;pain&#xFFFE;</p>") == "<p>Back pain</p>"


@pytest.mark.django_db
def test_one_entry_does_not_take_the_feed_from_everybody(clock):
    published = make_published()
    make_published()
    dirty = "Back\x0bpain\x01"
    with connection.cursor() as cursor:  # as what was stored before it was taken out
        cursor.execute(
            "UPDATE articles_edition SET title = %s, summary = %s, author_name = %s WHERE id = %s",
            [dirty, dirty, dirty, published.pk],
        )
        cursor.execute("UPDATE articles_topic SET title = %s", [dirty])
    assert Edition.objects.get(pk=published.pk).title == dirty
    response = Client().get("/feed/")
    assert response.status_code == 200
    names = {"a": "http://www.w3.org/2005/Atom"}
    feed = ET.fromstring(response.content)  # noqa: S314 (our own)
    titles = feed.findall("a:entry/a:title", names)
    assert len(titles) == 2
    assert "Back pain" in {title.text for title in titles}
