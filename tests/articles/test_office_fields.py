"""The fields of the office's forms, written in Python: what Django's own template writes."""

from pathlib import Path

import lxml.html
import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import Fieldset
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.urls import reverse

from articles.models import Source
from articles.office.reference_data import SourceAdmin
from tests.cast import make_draft, make_source
from tests.forms import admin_form
from tests.office import change_url
from tests.steps import count_calls

PLACE = {"heading_level": 4, "prefix": "answers", "id_prefix": 3, "id_suffix": 1}
CALLS_TO_OPEN, CALLS_TO_SAVE = 12_000, 9_000


class SourceForm(forms.ModelForm):
    is_read = forms.BooleanField(required=False, label="Read?", help_text="By <b>you</b>.")
    hidden = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Source
        fields = ("title", "kind", "year")


def django_template(name):
    folder = Path(admin.__file__).parent / "templates"
    return Engine(dirs=[str(folder)]).get_template(name)


def elements(html):
    return [
        (tag.tag, dict(tag.attrib), " ".join((tag.text or "").split()), (tag.tail or "").strip())
        for tag in lxml.html.fromstring(f"<main>{html}</main>").iter()
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [None, {"title": "", "year": "<no>"}])
@pytest.mark.parametrize("is_fold", [True, False])
def test_each_field_is_what_django_writes(sent, is_fold):
    form = SourceForm(sent, instance=make_source(title="<Title>", checked_on=None))
    fieldset = Fieldset(
        form,
        name="What <it> is" if is_fold else None,
        readonly_fields=("key", "checked_on", "cited_by"),
        fields=("key", "title", "kind", "year", "is_read", "hidden", "checked_on", "cited_by"),
        classes=("collapse",) if is_fold else (),
        model_admin=SourceAdmin(Source, admin.site),
    )
    ours, theirs = (
        elements(html)
        for html in (
            render_to_string("admin/includes/fieldset.html", PLACE | {"fieldset": fieldset}),
            django_template("admin/includes/fieldset.html").render(
                Context(PLACE | {"fieldset": fieldset})
            ),
        )
    )
    assert ours == theirs
    assert any("errorlist" in attrs.get("class", "") for _, attrs, *_ in ours) == bool(sent)


@pytest.mark.django_db
def test_a_search_box_says_what_is_wrong_and_how_to_choose(cast):
    """Scripts hide the list that is described: the box stands in its place."""
    client = cast.client(cast.pia)
    draft = change_url(make_draft(questions=1))
    sent = admin_form(client.get(draft)) | {"answers-0-sources_add": "no-such"}
    rule = reverse("admin:journal_advicerule_add")
    for page, data, name in (
        (draft, sent, "answers-0-sources"),
        (rule, admin_form(client.get(rule)), "question"),
    ):
        html = lxml.html.fromstring(client.post(page, data).content)
        for field in ("select", "input"):
            tag = html.xpath(f"//{field}[@name='{name}' or @name='{name}_add']")[0]
            assert tag.get("aria-invalid") == "true"
            ids = tag.get("aria-describedby").split()
            assert all(len(html.xpath(f"//*[@id='{each}']")) == 1 for each in ids), ids
            assert f"id_{name}_error" in ids


@pytest.mark.django_db
def test_a_further_question_takes_few_steps_to_open(cast):
    """When each of its ten fields was written by several templates, it took 23,000 calls."""
    client = cast.client(cast.ed)
    calls = []
    for number in (1, 11):
        page = change_url(make_draft(questions=number))
        client.get(page)
        calls.append(count_calls(lambda page=page: client.get(page)))
    assert calls[1] - calls[0] < 10 * CALLS_TO_OPEN, calls


@pytest.mark.django_db
def test_a_further_question_takes_few_steps_to_save(cast):
    """When Django composed a query for each, to check a constraint that was left out, 9,700."""
    client = cast.client(cast.ed)
    calls = []
    for number in (1, 11):
        page = change_url(make_draft(questions=number))
        sent = admin_form(client.get(page)) | {"title": "Another"}
        client.post(page, sent)
        calls.append(count_calls(lambda page=page, sent=sent: client.post(page, sent)))
    assert calls[1] - calls[0] < 10 * CALLS_TO_SAVE, calls
