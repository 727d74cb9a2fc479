"""What a page of the journal costs: as many steps for ten years of walks as for ten weeks. Radio
buttons written in Python are those of Django, attribute by attribute."""

import pytest
from django import forms
from django.urls import reverse
from lxml import html

from journal.forms.walk_fields import PlainRadios
from journal.models import Walk
from journal.starter.demo_walks import demo_walks
from tests.cast import NOW
from tests.steps import count_lines

CHOICES = [("0", "no <pain>"), ('"', "quoted"), ("", "unknown")]


@pytest.mark.parametrize("value", [None, "0", '"', ""])
@pytest.mark.parametrize("is_bound", [True, False])
def test_each_button_is_what_django_writes(value, is_bound):
    buttons = []
    for widget in (PlainRadios, forms.RadioSelect):
        choice = forms.ChoiceField(choices=CHOICES, widget=widget, label="How much?")
        form_class = type("OneChoice", (forms.Form,), {"pain": choice})
        form = form_class({"pain": value} if is_bound else None, initial={"pain": value})
        tags = [html.fromstring(option.tag()) for option in form["pain"]]
        buttons.append([(tag.tag, dict(tag.attrib)) for tag in tags])
        assert len(tags) == len(CHOICES)
    assert buttons[0] == buttons[1]


@pytest.mark.slow
@pytest.mark.django_db
def test_ten_years_of_walks_make_the_journal_and_the_week_no_longer_to_build(cast, clock):
    """Lines of Python that run, since seconds would measure the machine."""
    client = cast.client(cast.alice)
    pages = [reverse("journal:home"), reverse("journal:week"), reverse("journal:month")]
    steps = []
    walks = demo_walks(cast.alice, NOW)
    Walk.objects.bulk_create(walks)
    for _ in range(2):
        for page in pages:
            client.get(page)
        steps.append([count_lines(lambda page=page: client.get(page)) for page in pages])
        older = [walk for _ in range(9) for walk in demo_walks(cast.alice, NOW)]
        for number, walk in enumerate(older):
            walk.started_at -= (NOW - NOW.replace(year=NOW.year - 1)) * (1 + number // 40)
        Walk.objects.bulk_create(older)
    for few, many in zip(*steps, strict=True):
        assert many <= 1.1 * few, steps
