"""Every query of a journal names its person, so that the tables can be cut by person."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal.models import Programme, Suggestion
from journal.models.by_person import tables_by_person
from tests.addresses import journal_addresses
from tests.cast import make_programme, make_published, make_rule, make_walk

pytestmark = pytest.mark.django_db

TABLES = tables_by_person()
OF_A_PERSON = re.compile("|".join(model._meta.db_table for model in TABLES))
ERASE = reverse("journal:erase")


@pytest.mark.parametrize("model", TABLES)
def test_each_key_of_a_table_but_the_first_starts_with_the_person(model):
    unique = [each for each in model._meta.total_unique_constraints if each.fields]
    assert ("walker", "id") in {each.fields for each in unique}
    assert {each.fields[0] for each in unique} == {"walker"}
    assert all(index.fields[0] == "walker" for index in model._meta.indexes)
    assert not model._meta.get_field("walker").db_index  # what starts with it is enough
    assert [f.name for f in model._meta.fields if f.unique] == ["id"]


def test_nothing_hangs_on_a_table_that_is_cut_by_person():
    """A foreign key to `id` alone could not be kept by a table whose key is (walker_id, id)."""
    assert [relation for model in TABLES for relation in model._meta.related_objects] == []


def test_every_query_of_a_page_names_the_person(cast, clock):
    alice, walk = cast.confirmed(cast.alice), make_walk(cast.alice)
    make_rule(make_published().answers.get().question, pattern="typical_rise", state="too_early")
    typed = {"minutes": 20, "pain_before": 2, "pain_after": 4, "started_at": "2026-05-01T09:00"}
    sent = {
        reverse("journal:home"): typed | {"entry": "00000000-0000-4000-8000-000000000000"},
        reverse("journal:edit_walk", args=[walk.entry]): typed,
        reverse("journal:programmes"): {"name": "Bridge", "started_on": "2026-04-02"},
        ERASE: {"confirm": "on"},
    }
    addresses = sorted(journal_addresses(walk), key=lambda address: address == ERASE)
    with CaptureQueriesContext(connection) as queries:
        for address in addresses:
            alice.get(address)
            alice.post(address, sent.get(address, {}))
    asked = [each["sql"] for each in queries if OF_A_PERSON.search(each["sql"])]
    assert {sql.split()[0] for sql in asked} == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert Suggestion.objects.exists() is False  # the last address erased all
    assert [sql for sql in asked if not re.search(r'"walker_id"( =|,)', sql)] == []


def test_a_walk_is_changed_and_exercises_are_taken_out_by_their_own_person(cast, clock):
    walk, programme = make_walk(cast.alice), make_programme(cast.alice)
    bob = cast.client(cast.bob)
    assert bob.post(reverse("journal:edit_walk", args=[walk.entry])).status_code == 404
    assert bob.post(reverse("journal:delete_programme", args=[programme.pk])).status_code == 404
    assert Programme.objects.filter(pk=programme.pk).exists()
