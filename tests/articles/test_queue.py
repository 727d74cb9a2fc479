"""The queue: each person sees what waits for them, and what will happen by itself."""

from datetime import timedelta

import pytest
from django.urls import reverse

from articles.models import Edition, FailedSearch, Question
from articles.office.queue import sections
from tests.cast import NOW, make_draft, make_published, publish, store
from tests.queries import count_queries

ADDRESS = reverse("admin:queue")


def titles(person, now=NOW) -> dict[str, list[str]]:
    return {
        section.title: [edition.title for edition in section.editions]
        for section in sections(person, now)
    }


def in_review(**fields) -> Edition:
    edition = make_draft(**fields)
    edition.submit()
    edition.save()
    return edition


@pytest.mark.django_db
def test_an_empty_queue_says_so(cast):
    page = cast.client(cast.ed).get(ADDRESS).content.decode()
    assert "Nothing is waiting for anybody." in page


@pytest.mark.django_db
def test_the_queue_does_not_look_through_what_was_ever_published_nor_every_question():
    ready = Edition.objects.open().filter(state=Edition.State.READY)
    assert '"publish_at" IS NULL' in str(ready.query)  # which has an index
    assert "LEFT OUTER JOIN" not in str(Question.objects.marked_unhelpful().query)


def test_an_author_sees_own_drafts_and_what_was_sent_back(cast):
    make_draft(title="Begun", author=cast.ed)
    back = in_review(title="Back", author=cast.ed)
    back.send_back(note="Name the study.")
    back.save()
    make_draft(title="Another’s", author=cast.pia)
    assert titles(cast.ed) == {
        "Sent back to you": ["Back"],
        "Your drafts": ["Begun"],
        "Drafts of others": ["Another’s"],
    }
    assert "Name the study." in cast.client(cast.ed).get(ADDRESS).content.decode()


def test_a_reviewer_is_not_offered_what_they_wrote_or_saved(cast):
    in_review(title="To review", author=cast.ed)
    in_review(title="Own", author=cast.rhea)
    saved = make_draft(title="Touched", author=cast.ed)
    saved._history_user = cast.rhea
    saved.save()
    saved.submit()
    saved._change_reason = "Submit for review"
    saved.save()
    assert saved.was_written_by(cast.rhea)
    found = titles(cast.rhea)
    assert found["Waiting for your review"] == ["To review"]
    assert sorted(found["Yours, waiting for another’s review"]) == ["Own", "Touched"]


def test_what_is_approved_waits_for_a_publisher(cast):
    edition = in_review(title="Approved", author=cast.ed)
    edition.approve(by=cast.rhea, today=NOW.date())
    edition.save()
    mine = {s.title: s.is_mine for s in sections(cast.pia, NOW)}
    assert mine["Approved, waiting to be published"]
    theirs = {s.title: s.is_mine for s in sections(cast.ed, NOW)}
    assert not theirs["Approved, waiting to be published"]


def test_what_is_scheduled_stands_there_until_its_time(cast):
    publish(make_draft(title="Soon"), at=NOW + timedelta(hours=1))
    assert titles(cast.pia)["Scheduled"] == ["Soon"]
    assert "Scheduled" not in titles(cast.pia, NOW + timedelta(hours=1))


def test_a_review_that_ends_within_sixty_days_is_listed(cast):
    edition = publish(make_draft(title="Due"), by=cast.rhea)
    due = edition.review_due_on
    assert "Reviews that have run out or soon will" not in titles(cast.ed)
    just_before = NOW + (due - NOW.date()) - timedelta(days=61)
    assert "Reviews that have run out or soon will" not in titles(cast.ed, just_before)
    assert titles(cast.ed, just_before + timedelta(days=1)) == {
        "Reviews that have run out or soon will": ["Due"]
    }


def test_the_longest_waiting_comes_first_and_the_rest_is_counted(cast):
    for number in range(23):
        edition = in_review(title=f"Waits {number}", author=cast.ed)
        Edition.objects.filter(pk=edition.pk).update(updated_at=NOW - timedelta(days=number))
    (section,) = sections(cast.rhea, NOW)
    assert section.editions[0].title == "Waits 22"
    assert (section.total, section.further) == (23, 3)


@pytest.mark.django_db
def test_what_readers_ran_into_is_named_with_how_much(cast):
    page = cast.client(cast.ed).get(ADDRESS)
    assert page.context["flagged"] == []
    assert "What readers ran into" not in page.content.decode()
    FailedSearch.objects.create(words="moon", day=NOW.date(), times=9)
    page = cast.client(cast.ed).get(ADDRESS)
    assert [(report.slug, count) for report, count in page.context["flagged"]] == [
        ("failed-searches", 1)
    ]
    assert reverse("admin:report", args=["failed-searches"]) in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["alice", "bob"])
def test_the_queue_is_for_editors_alone(cast, person):
    assert cast.client(getattr(cast, person)).get(ADDRESS).status_code == 302
    assert cast.nobody.get(ADDRESS).status_code == 302


def test_staff_without_a_group_may_not_look(cast):
    cast.ed.groups.clear()
    assert cast.client(cast.ed).get(ADDRESS).status_code == 403


def test_the_number_of_queries_does_not_grow(cast):
    client = cast.client(cast.rhea)
    for _ in range(3):
        make_published()
        in_review(author=cast.ed)
        make_draft(author=cast.rhea)
    few = count_queries(lambda: client.get(ADDRESS))
    for _ in range(10):
        in_review(author=cast.ed)
        make_draft(author=cast.rhea)
    assert count_queries(lambda: client.get(ADDRESS)) == few


@pytest.mark.usefixtures("clock")
def test_what_expires_soon_stands_in_the_queue(cast):
    store(make_published(title="Soon gone"), expires_at=NOW + timedelta(days=59))
    store(make_published(title="Later"), expires_at=NOW + timedelta(days=61))
    replaced = store(make_published(title="Replaced before"), expires_at=NOW + timedelta(days=59))
    publish(replaced.new_edition(cast.ed), at=NOW + timedelta(days=1))
    assert titles(cast.pia)["Expires within 60 days"] == ["Soon gone"]
    assert "gone from" in cast.client(cast.pia).get(ADDRESS).content.decode()
