"""Reports: each lists what it says, as a page and as a file, for those who may read it."""

import csv
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from articles.models import FailedSearch, Vote
from articles.office.report_pages import spreadsheet_text
from articles.office.reports import REPORTS
from tests.cast import (
    NOW,
    make_answer,
    make_draft,
    make_published,
    make_rule,
    make_source,
    publish,
)
from tests.forms import admin_form
from tests.queries import count_queries


def address(slug: str) -> str:
    return reverse("admin:report", args=[slug])


def first_column(slug: str, now=NOW) -> list[str]:
    return [str(row[0]) for row in REPORTS[slug]().rows(now)]


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))


def test_a_review_stands_in_the_report_once_it_is_due(cast):
    edition = publish(make_draft(title="Due"), by=cast.rhea)
    lapsed = NOW + (edition.review_due_on - NOW.date()) + timedelta(days=1)
    assert first_column("review-due") == []
    assert first_column("review-due", lapsed) == ["Due"]
    (row,) = REPORTS["review-due"]().rows(lapsed)
    assert row[2:] == ("Rhea Viewer", "no")
    edition.new_edition(cast.ed)
    (row,) = REPORTS["review-due"]().rows(lapsed)
    assert row[3] == "yes"


def test_unreviewed_pages_are_those_that_readers_see(cast):
    make_published(title="Plain")
    publish(make_draft(title="Reviewed"), by=cast.rhea)
    make_draft(title="Draft")
    assert first_column("unreviewed") == ["Plain"]


def test_the_list_of_reports_says_how_much_stands_in_each(cast):
    make_published(title="Plain")
    draft = make_draft(title="Later")
    publish(draft, by=cast.rhea)
    with time_machine.travel(NOW, tick=False):
        page = cast.client(cast.pia).get("/admin/reports/").content.decode()
        assert f"{REPORTS['unreviewed'].title}</a>: 1</dt>" in page
        assert f"{REPORTS['calendar'].title}</a>: 1</dt>" in page  # a review will run out
        assert f"{REPORTS['failed-searches'].title}</a>: none</dt>" in page
        assert f"{REPORTS['rules-and-journals'].title}</a></dt>" in page
    for report in REPORTS.values():
        assert report().count(NOW) == len(report().rows(NOW)), report.slug


@pytest.mark.django_db
def test_old_and_unchecked_sources_count_where_a_public_answer_rests_on_them():
    draft = make_draft(questions=0)
    old = make_source(title="Old", year=2019, checked_on=NOW.date())
    unchecked = make_source(title="Unchecked", year=2025)
    fine = make_source(title="Fine", year=2025, checked_on=NOW.date())
    make_source(title="Cited by nobody", year=1990)
    make_answer(draft).sources.set([old, unchecked, fine])
    assert first_column("old-sources") == []
    publish(draft)
    draft.new_edition(None)  # whose answers are no public ones
    counted = [(str(row[0]), row[-1]) for row in REPORTS["old-sources"]().rows(NOW)]
    assert counted == [("Old", 1), ("Unchecked", 1)]


@pytest.mark.django_db
def test_questions_marked_unhelpful_lead_to_what_readers_wrote(cast):
    answer = publish(make_draft()).answers.get()
    for number in range(5):
        Vote.objects.cast(answer, helpful=False, remark="Unclear.", token=f"s{number}", now=NOW)
    ((question, unhelpful, helpful),) = REPORTS["unhelpful"]().rows(NOW)
    assert (question.text, unhelpful, helpful) == (answer.wording, 5, 0)
    assert "Unclear." in cast.client(cast.pia).get(question.url).content.decode()


@pytest.mark.django_db
def test_searches_that_found_nothing_are_listed_once_they_are_many(cast):
    FailedSearch.objects.create(words="moon", day=NOW.date(), times=4)
    assert first_column("failed-searches") == []
    FailedSearch.objects.create(words="moon", day=NOW.date() - timedelta(days=1), times=1)
    ((*told, synonym, promoted),) = REPORTS["failed-searches"]().rows(NOW)
    assert told == ["moon", 5, 2, "2026-05-14"]
    # One click from there to what makes the search find something.
    for link in (synonym, promoted):
        assert "moon" in admin_form(cast.client(cast.pia).get(link.url)).values()


@pytest.mark.parametrize("slug", REPORTS)
def test_each_report_is_the_same_as_page_and_as_file(cast, slug):
    with time_machine.travel(NOW):
        edition = publish(make_draft(questions=2), now=NOW)
        make_rule(edition.answers.first().question)
        client = cast.client(cast.pia)
        page = client.get(address(slug))
        file = rows_of(client.get(reverse("admin:report_csv", args=[slug])))
        expected = [[spreadsheet_text(cell) for cell in row] for row in REPORTS[slug]().rows(NOW)]
    assert page.status_code == 200
    assert file == [list(REPORTS[slug].columns), *expected]
    shown = page.context["rows"].object_list
    assert [[spreadsheet_text(cell) for cell in row] for row in shown] == expected


@pytest.mark.slow
@pytest.mark.parametrize("slug", REPORTS)
@pytest.mark.parametrize("name", ["admin:report", "admin:report_csv"])
def test_reports_are_for_editors_alone(cast, slug, name):
    page = reverse(name, args=[slug])
    assert cast.nobody.get(page).status_code == 302
    assert cast.client(cast.alice).get(page).status_code == 302
    for person in (cast.ed, cast.rhea, cast.pia):
        assert cast.client(person).get(page).status_code == 200
    cast.ed.groups.clear()
    assert cast.client(cast.ed).get(page).status_code == 403


def test_the_list_of_reports_names_those_that_may_be_read(cast):
    page = cast.client(cast.ed).get(reverse("admin:reports")).content.decode()
    assert all(address(slug) in page for slug in REPORTS)
    cast.rhea.groups.clear()
    assert cast.client(cast.rhea).get(reverse("admin:reports")).status_code == 403


def test_a_report_that_there_is_not_is_not_found(cast):
    assert cast.client(cast.pia).get(address("moons")).status_code == 404


def test_a_page_beyond_the_last_is_the_last(cast):
    assert cast.client(cast.pia).get(address("unreviewed") + "?page=900").status_code == 200
    assert cast.client(cast.pia).get(address("unreviewed") + "?page=x").status_code == 200


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(cell):
    assert spreadsheet_text(cell) == f"'{cell}"
    assert spreadsheet_text("1 = 1") == "1 = 1"


@pytest.mark.slow
def test_the_number_of_queries_does_not_grow(cast):
    client = cast.client(cast.pia)

    def add(count: int) -> None:
        for _ in range(count):
            edition = publish(make_draft(), by=cast.rhea)
            make_rule(edition.answers.first().question)
            make_published()

    def costs() -> dict[str, int]:
        return {slug: count_queries(lambda s=slug: client.get(address(s))) for slug in REPORTS}

    add(3)
    costs()
    few = costs()
    add(6)
    assert costs() == few
