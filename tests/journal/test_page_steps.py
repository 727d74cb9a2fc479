"""What a page of the journal costs: as many steps for ten years of walks as for ten weeks. Inputs
and buttons written in Python are those of Django, attribute by attribute."""

import gc
import weakref
from datetime import timedelta

import lxml.html
import pytest
from django import forms
from django.contrib.sessions.backends.base import SessionBase
from django.forms.renderers import TemplatesSetting
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from accounts.form_renderer import PlainInputs
from accounts.templatetags.choice_buttons import choice_buttons
from journal.models import Walk
from journal.starter.demo_walks import demo_walks
from journal.views import pattern_pages, report_pages
from tests.cast import NOW
from tests.steps import count_calls, count_lines

ONE_DAY, CALLS_A_WALK = timedelta(days=1), 25
CHOICES = [("0", "no <pain>"), ('"', "quoted"), ("", "unknown")]
WIDGETS = (
    forms.TextInput(attrs={"size": 6, "disabled": True, "hidden": False, "title": "\"<&'"}),
    forms.NumberInput,
    forms.EmailInput,
    forms.URLInput,
    forms.PasswordInput(render_value=True),
    forms.HiddenInput,
    forms.DateInput(attrs={"type": "date"}),
    forms.TimeInput,
    forms.DateTimeInput,
    forms.CheckboxInput,
    forms.RadioSelect(choices=CHOICES),
    forms.CheckboxSelectMultiple(choices=CHOICES),
    forms.TextInput(attrs={"title": SafeString("&amp;")}),
    forms.Select(choices=CHOICES, attrs={"title": "\"<&'", "required": True, "hidden": False}),
    forms.Select(choices=[*CHOICES, ("Some <more>", [(7, SafeString("<b>")), ("a<b", 7)])]),
    forms.SelectMultiple(choices=CHOICES),
    forms.NullBooleanSelect,
    forms.Textarea(attrs={"rows": 2, "title": "\"<&'", "required": True, "hidden": False}),
)


@pytest.mark.parametrize("value", [None, "0", '"', "", "a<b", 7], ids=repr)
@pytest.mark.parametrize("place", range(len(WIDGETS)))
def test_each_input_is_what_django_writes(place, value):
    asked = {"name": "pain<", "value": value, "attrs": {"id": "id_pain"}}
    ours, theirs = (
        [tag for tag in lxml.html.fromstring(f"<div>{written}</div>").iter() if tag.tag != "div"]
        for written in (
            forms.Field(widget=WIDGETS[place]).widget.render(**asked, renderer=renderer)
            for renderer in (PlainInputs(), TemplatesSetting())
        )
    )
    assert [(tag.tag, tag.text, dict(tag.attrib)) for tag in ours] == [
        (tag.tag, tag.text, dict(tag.attrib)) for tag in theirs
    ]
    assert ours


class Labelled(forms.Form):
    required_css_class = "required"
    pain = forms.CharField(label="How <bad>?")
    plain = forms.CharField(required=False)
    safe = forms.CharField(label=SafeString("<i>So</i>"), widget=forms.RadioSelect(choices=CHOICES))


@pytest.mark.parametrize("auto_id", ["id_%s", False])
@pytest.mark.parametrize("sent", [None, {}])
@pytest.mark.parametrize("attrs", [{}, {"title": "\"<&'", "hidden": True, "lang": False}])
def test_each_label_and_error_is_what_django_writes(attrs, sent, auto_id):
    ours, theirs = (
        [
            lxml.html.tostring(lxml.html.fromstring(f"<p>{part}"))
            for field in Labelled(sent, auto_id=auto_id, renderer=renderer)
            for part in (field.label_tag(attrs=dict(attrs)), field.legend_tag(), field.errors)
        ]
        for renderer in (PlainInputs(), TemplatesSetting())
    )
    assert ours == theirs


def test_a_thousand_options_take_a_quarter_of_the_calls():
    select = forms.Select(choices=[(number, f"Article {number}") for number in range(1000)])
    ours, theirs = (
        count_calls(lambda made=renderer: select.render("to", 7, renderer=made))
        for renderer in (PlainInputs(), TemplatesSetting())
    )
    assert ours * 4 < theirs


@pytest.mark.parametrize("value", [None, "0", '"', ""])
@pytest.mark.parametrize("is_bound", [True, False])
def test_each_button_is_what_django_writes(value, is_bound):
    choice = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, label="How much?")
    form_class = type("OneChoice", (forms.Form,), {"pain": choice})
    form = form_class({"pain": value} if is_bound else None, initial={"pain": value})
    wanted = [
        lxml.html.fromstring(
            f'<label class="choice" for="{option.id_for_label}">{option.tag()} '
            f"<span>{escape(option.choice_label)}</span></label>"
        )
        for option in form["pain"]
    ]
    found = lxml.html.fromstring(f"<div>{choice_buttons(form['pain'])}</div>")
    assert [lxml.html.tostring(each) for each in found] == [
        lxml.html.tostring(each) for each in wanted
    ]


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


@pytest.mark.slow
@pytest.mark.django_db
def test_patterns_call_few_functions_for_each_further_walk(cast, clock):
    """A log is read as columns: an object for each walk would be made, put in order and asked."""
    client, page = cast.client(cast.alice), reverse("journal:patterns")
    calls = []
    for years in (range(1), range(1, 10)):
        for year in years:
            older = demo_walks(cast.alice, NOW)
            for walk in older:
                walk.started_at -= 70 * year * ONE_DAY
            Walk.objects.bulk_create(older)
        client.get(page)
        calls.append(count_calls(lambda: client.get(page)))
    few, many = calls
    assert many - few <= CALLS_A_WALK * 360, calls


@pytest.mark.parametrize(
    ("module", "page", "maker"),
    [(pattern_pages, "patterns_page", "advise"), (report_pages, "clinic_report", "report_of")],
)
def test_a_page_of_a_whole_log_holds_nothing_of_it_once_it_is_sent(
    cast, rf, clock, monkeypatch, module, page, maker
):
    made = []
    make = getattr(module, maker)

    def remember(*given: object) -> object:
        found = make(*given)
        made.append(weakref.ref(found))
        return found

    monkeypatch.setattr(module, maker, remember)
    Walk.objects.bulk_create(demo_walks(cast.alice, NOW))
    request = rf.get("/")
    request.user, request.session = cast.alice, SessionBase()
    gc.collect()
    gc.disable()  # what waits for it is still there
    try:
        assert getattr(module, page)(request).status_code == 200
        assert [reference() for reference in made] == [None]
    finally:
        gc.enable()
