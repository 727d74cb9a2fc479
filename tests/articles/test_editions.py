"""Editions: what readers may see at a moment, who may review, and what stands still when."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django_fsm import TransitionNotAllowed

from articles.checklist.load import check_list
from articles.models import Edition
from articles.models.editions import EditionStatus
from articles.workflow.publishing import publish_edition
from tests.cast import (
    NOW,
    make_answer,
    make_article,
    make_draft,
    make_published,
    make_walker,
)
from tests.cast import publish_in_steps as publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
State = Edition.State


def stored(edition: Edition) -> Edition:
    return Edition.objects.get(pk=edition.pk)


def public(now=NOW) -> list[Edition]:
    return list(Edition.objects.public(now))


def in_state(state: str, author=None) -> Edition:
    edition = make_draft(author=author)
    if state == State.DRAFT:
        return edition
    edition.submit()
    if state != State.IN_REVIEW:
        edition.approve(by=None, today=NOW.date())
    if state in (State.PUBLISHED, State.WITHDRAWN):
        publish_edition(edition, now=NOW)
    if state == State.WITHDRAWN:
        edition.withdraw(now=NOW, reason="Wrong.")
    edition.save()
    return edition


# --- States -------------------------------------------------------------------------------------


def do_submit(edition):
    edition.submit()


def do_send_back(edition):
    edition.send_back(note="Shorter, please.")


def do_approve(edition):
    edition.approve(by=None, today=NOW.date())


def do_publish(edition):
    publish_edition(edition, now=NOW)


def do_unschedule(edition):
    edition.unschedule()


def do_withdraw(edition):
    edition.withdraw(now=NOW, reason="Wrong.")


ALLOWED = {
    (State.DRAFT, do_submit): State.IN_REVIEW,
    (State.IN_REVIEW, do_send_back): State.DRAFT,
    (State.IN_REVIEW, do_approve): State.READY,
    (State.READY, do_send_back): State.DRAFT,
    (State.READY, do_publish): State.PUBLISHED,
    (State.PUBLISHED, do_withdraw): State.WITHDRAWN,
}
ACTS = (do_submit, do_send_back, do_approve, do_publish, do_unschedule, do_withdraw)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("act", ACTS)
def test_each_act_works_from_its_states_and_from_no_other(state, act):
    edition = in_state(state)
    target = ALLOWED.get((state, act))
    if target is None:
        with pytest.raises(TransitionNotAllowed):
            act(edition)
        assert edition.state == state
    else:
        act(edition)
        edition.save()
        assert stored(edition).state == target


def test_the_state_cannot_be_set_by_hand():
    edition = make_draft()
    with pytest.raises(AttributeError):
        edition.state = State.PUBLISHED


def test_sending_back_needs_a_note_and_voids_the_approval(cast):
    edition = make_draft(author=cast.ed)
    edition.submit()
    edition.approve(by=cast.rhea, today=NOW.date())
    edition.save()
    with pytest.raises(ValidationError, match="Say what should change"):
        edition.send_back(note="  ")
    edition = stored(edition)
    edition.send_back(note=" Too long. ")
    edition.save()
    edition = stored(edition)
    assert edition.review_note == "Too long."
    assert (edition.reviewer, edition.reviewer_name, edition.reviewer_credentials) == (None, "", "")
    assert edition.reviewed_on is None
    assert edition.review_due_on is None
    assert not edition.is_reviewed


def test_only_one_draft_is_open_in_an_article():
    article = make_article()
    make_draft(article)
    second = Edition(article=article, title="T", summary="S", author_name="A")
    with pytest.raises(ValidationError, match="open draft already"):
        second.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    assert article.editions.count() == 1


# --- Review -------------------------------------------------------------------------------------


def test_nobody_approves_what_they_wrote(cast):
    edition = make_draft(author=cast.rhea)
    edition.submit()
    edition.save()
    with pytest.raises(ValidationError, match="Nobody reviews what they wrote"):
        edition.approve(by=cast.rhea, today=NOW.date())
    assert stored(edition).state == State.IN_REVIEW


def test_nobody_approves_a_draft_that_they_saved_whoever_began_it(cast):
    edition = make_draft(author=cast.ed)
    edition._history_user = cast.rhea
    edition.title = "Rewritten"
    edition.save()
    edition.submit()
    edition._change_reason = "Submit for review"
    edition.save()
    assert edition.was_written_by(cast.rhea)
    with pytest.raises(ValidationError, match="Nobody reviews what they wrote"):
        edition.approve(by=cast.rhea, today=NOW.date())


def test_an_act_is_not_writing(cast):
    """Who sent a draft back may approve what its author made of it."""
    edition = make_draft(author=cast.ed)
    edition.submit()
    edition.send_back(note="Shorter.")
    edition._history_user, edition._change_reason = cast.rhea, "Sent back: Shorter."
    edition.save()
    assert not edition.was_written_by(cast.rhea)
    edition.submit()
    edition.approve(by=cast.rhea, today=NOW.date())


def test_the_database_refuses_an_author_as_reviewer(cast):
    edition = make_draft(author=cast.ed)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(reviewer=cast.ed)
    edition.reviewer = cast.ed
    with pytest.raises(ValidationError, match="Nobody reviews what they wrote"):
        edition.full_clean()


def test_a_review_by_a_clinician_is_named_and_dated(cast):
    edition = publish(make_draft(author=cast.ed), by=cast.rhea)
    edition = stored(edition)
    assert edition.is_reviewed
    assert edition.reviewer_name == "Rhea Viewer"
    assert edition.reviewer_credentials == "Physiotherapist (test)"
    assert edition.reviewed_on == NOW.date()
    assert edition.review_due_on == date(2029, 5, 14)


def test_an_approval_without_credentials_is_no_review(cast):
    edition = publish(make_draft(author=cast.ed), by=cast.pia)
    assert not stored(edition).is_reviewed
    assert stored(edition).review_due_on is None
    assert stored(edition).reviewer == cast.pia


def test_the_database_refuses_a_review_by_nobody():
    edition = make_draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(reviewed_on=NOW.date())


def test_a_review_on_29_february_is_due_on_28_february_three_years_later(cast):
    edition = make_draft(author=cast.ed)
    edition.submit()
    edition.approve(by=cast.rhea, today=date(2028, 2, 29))
    assert edition.review_due_on == date(2031, 2, 28)


def test_an_editor_may_ask_for_an_earlier_review(cast):
    edition = publish(make_draft(author=cast.ed, review_due_on=date(2027, 1, 1)), by=cast.rhea)
    assert stored(edition).review_due_on == date(2027, 1, 1)


def test_a_review_is_due_after_three_years_at_most(cast):
    edition = publish(make_draft(review_due_on=date(2099, 1, 1)), by=cast.rhea)
    assert edition.review_due_on == date(2029, 5, 14)


def test_a_lapsed_review_is_shown_but_not_matched(cast):
    edition = publish(make_draft(author=cast.ed, review_due_on=date(2027, 1, 1)), by=cast.rhea)
    last, after = date(2027, 1, 1), date(2027, 1, 2)
    assert not edition.review_lapsed(last)
    assert edition.review_lapsed(after)
    later = NOW.replace(year=2028)
    assert edition in Edition.objects.public(later)
    assert edition in Edition.objects.public(later).review_valid_on(last)
    assert edition not in Edition.objects.public(later).review_valid_on(after)


def test_the_day_of_the_next_review_changes_by_its_actions_alone(cast):
    edition = publish(make_draft(author=cast.ed), by=cast.rhea)
    due = edition.review_due_on
    for day in (due + timedelta(days=1), due - timedelta(days=1), None):
        edition.review_due_on = day
        with pytest.raises(ValidationError, match="stays as readers saw it"):
            edition.save()
    assert stored(edition).review_due_on == due

    edition = stored(edition)
    edition.set_review_date(on=due - timedelta(days=1), today=NOW.date())
    edition.save()
    assert stored(edition).review_due_on == due - timedelta(days=1)
    edition.confirm_review(by=cast.rhea, today=NOW.date())
    edition.save()
    assert stored(edition).review_due_on == due
    edition.review_due_on = None
    with pytest.raises(ValidationError, match="stays as readers saw it"):
        edition.save()


def test_the_day_of_the_next_review_is_set_without_a_word_on_who_reviewed(cast):
    edition = publish(make_draft(author=cast.ed), by=cast.rhea)
    edition.set_review_date(on=NOW.date(), today=NOW.date())
    edition.reviewer_name = "Somebody Else"
    with pytest.raises(ValidationError, match="stays as readers saw it"):
        edition.save()
    assert stored(edition).reviewer_name == "Rhea Viewer"


# --- Publishing ---------------------------------------------------------------------------------


def test_publishing_says_what_is_missing():
    edition = make_draft(questions=0)
    make_answer(edition, wording="Bare?", body="").sources.clear()
    edition.submit()
    edition.approve(by=None, today=NOW.date())
    with pytest.raises(ValidationError) as refused:
        publish_edition(edition, now=NOW)
    assert refused.value.messages == [
        "“Bare?” has no answer text.",
        "“Bare?” names no source.",
    ]
    empty = make_draft(questions=0)
    assert "There is no question yet." in check_list(empty, NOW).refusals


def test_a_blank_that_only_looks_like_text_is_missing():
    edition = make_draft(questions=0)
    make_answer(edition, wording="Blank?", body="<p>&nbsp;</p>")
    assert "“Blank?” has no answer text." in check_list(edition, NOW).refusals


def test_publishing_in_the_past_is_refused():
    edition = in_state(State.READY)
    with pytest.raises(ValidationError, match="That time has passed"):
        publish_edition(edition, now=NOW, at=NOW - HOUR)
    assert edition.publish_at is None


def test_the_database_refuses_a_published_edition_without_a_time():
    edition = make_published()
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(publish_at=None)
    draft = make_draft(make_article())
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=draft.pk).update(publish_at=NOW)


def test_what_is_open_is_not_public():
    for state in (State.DRAFT, State.IN_REVIEW, State.READY):
        in_state(state)
    assert public(NOW + 1000 * DAY) == []


def test_a_scheduled_edition_becomes_public_by_the_clock_alone():
    first = make_published()
    second = publish(first.new_edition(author=None), at=NOW + DAY)
    assert public(NOW) == [first]
    assert public(NOW + DAY - timedelta(microseconds=1)) == [first]
    assert public(NOW + DAY) == [second]
    assert [second.status(NOW), first.status(NOW)] == [EditionStatus.SCHEDULED, EditionStatus.LIVE]
    then = NOW + DAY
    assert [second.status(then), first.status(then)] == [
        EditionStatus.LIVE,
        EditionStatus.SUPERSEDED,
    ]


def test_a_scheduled_edition_can_be_taken_back_until_its_time(clock):
    edition = publish(make_draft(), at=NOW + DAY)
    clock.move_to(NOW + DAY)
    with pytest.raises(TransitionNotAllowed):
        edition.unschedule()
    clock.move_to(NOW + DAY - HOUR)
    edition.unschedule()
    edition.save()
    assert stored(edition).state == State.READY
    assert public(NOW + 2 * DAY) == []


def test_a_scheduled_edition_cannot_be_withdrawn_yet():
    edition = publish(make_draft(), at=NOW + DAY)
    with pytest.raises(TransitionNotAllowed):
        edition.withdraw(now=NOW, reason="Wrong.")


def test_an_edition_expires_and_does_not_bring_its_predecessor_back():
    first = make_published()
    second = first.new_edition(author=None)
    second.expires_at = NOW + DAY
    publish(second, now=NOW + HOUR)
    assert public(NOW + 2 * HOUR) == [second]
    assert public(NOW + DAY - timedelta(microseconds=1)) == [second]
    assert public(NOW + DAY) == []
    assert second.status(NOW + DAY) == EditionStatus.EXPIRED
    assert first.status(NOW + DAY) == EditionStatus.SUPERSEDED


def test_withdrawing_does_not_bring_the_predecessor_back():
    first = make_published()
    second = publish(first.new_edition(author=None))
    second.withdraw(now=NOW, reason=" Wrong dose. ", successor=make_article())
    second.save()
    assert public(NOW) == []
    assert list(Edition.objects.current_at(NOW)) == [second]
    second = stored(second)
    assert (second.withdrawn_at, second.withdrawn_reason) == (NOW, "Wrong dose.")
    assert second.status(NOW) == EditionStatus.WITHDRAWN


def test_withdrawing_needs_a_reason_and_another_successor():
    edition = make_published()
    with pytest.raises(ValidationError, match="Say why"):
        edition.withdraw(now=NOW, reason=" ")
    with pytest.raises(ValidationError, match="own successor"):
        edition.withdraw(now=NOW, reason="Old.", successor=edition.article)


def test_an_article_can_be_published_again_after_it_was_withdrawn():
    first = make_published()
    first.withdraw(now=NOW, reason="Wrong.")
    first.save()
    second = publish(first.new_edition(author=None), now=NOW + HOUR)
    assert public(NOW + HOUR) == [second]


def test_two_editions_of_one_moment_the_later_number_wins():
    first = make_published()
    second = publish(first.new_edition(author=None))
    assert first.publish_at == second.publish_at
    assert public() == [second]


def test_public_keeps_articles_apart():
    one, other = make_published(), make_published()
    other.withdraw(now=NOW, reason="Wrong.")
    other.save()
    assert public() == [one]


def test_the_standing_is_the_same_asked_one_by_one_or_all_at_once(django_assert_num_queries):
    first = make_published()
    publish(first.new_edition(author=None), at=NOW + DAY)
    make_draft(make_article())
    for now in (NOW - DAY, NOW, NOW + DAY, NOW + 2 * DAY):
        alone = {e.pk: e.status(now) for e in Edition.objects.all()}
        with django_assert_num_queries(1):
            together = {e.pk: e.status(now) for e in Edition.objects.with_newest(now)}
        assert alone == together


def test_29_february_is_a_day_like_any_other():
    leap = NOW.replace(year=2028, month=2, day=29)
    edition = publish(make_draft(expires_at=leap + DAY), now=leap)
    assert public(leap) == [edition]
    assert public(leap + DAY) == []


# --- What stands still --------------------------------------------------------------------------

LOCKED = (State.IN_REVIEW, State.READY, State.PUBLISHED, State.WITHDRAWN)
CONTENT = {
    "title": "Other",
    "summary": "Other",
    "introduction": "<p>Other</p>",
    "author_name": "Other",
    "interests": "Other",
    "change_note": "Other",
}


@pytest.mark.parametrize("state", LOCKED)
@pytest.mark.parametrize("field", CONTENT)
def test_submitted_words_stand_still(state, field):
    edition = in_state(state)
    before = getattr(stored(edition), field)
    setattr(edition, field, CONTENT[field])
    with pytest.raises(ValidationError, match="Send it back" if edition.is_open else "new edition"):
        edition.save()
    assert getattr(stored(edition), field) == before


@pytest.mark.parametrize("state", LOCKED)
def test_submitted_answers_stand_still(state):
    edition = in_state(state)
    answer = edition.answers.get()
    answer.short_answer = "Other."
    with pytest.raises(ValidationError):
        answer.save()
    with pytest.raises(ValidationError):
        answer.delete()
    with pytest.raises(ValidationError):
        make_answer(edition)
    assert edition.answers.get().short_answer != "Other."


@pytest.mark.parametrize("state", [State.PUBLISHED, State.WITHDRAWN])
def test_a_published_edition_gets_no_reviewer_afterwards(state):
    edition = in_state(state)
    edition.reviewer_name, edition.reviewer_credentials = "Somebody", "MD"
    edition.reviewed_on = NOW.date()
    with pytest.raises(ValidationError):
        edition.save()
    assert not stored(edition).is_reviewed


def test_a_draft_may_change_and_so_may_one_sent_back():
    edition = in_state(State.IN_REVIEW)
    edition.send_back(note="Shorter.")
    edition.save()
    edition.title = "Other"
    edition.save()
    assert stored(edition).title == "Other"


# --- New editions -------------------------------------------------------------------------------


def test_a_new_edition_has_the_same_words_and_the_same_questions(cast):
    first = make_published(questions=3, interests="None.")
    draft = first.new_edition(author=cast.ed)
    assert draft.number == 2
    assert draft.state == State.DRAFT
    for field in ("title", "summary", "introduction", "interests", "article_id"):
        assert getattr(draft, field) == getattr(first, field)
    assert (draft.author, draft.author_name, draft.change_note) == (cast.ed, first.author_name, "")
    fields = ("question", "position", "kind", "wording", "short_answer", "how_long", "body")
    assert list(draft.answers.values_list(*fields)) == list(first.answers.values_list(*fields))
    assert {a.pk for a in draft.answers.all()}.isdisjoint({a.pk for a in first.answers.all()})
    assert [list(a.sources.all()) for a in draft.answers.all()] == [
        list(a.sources.all()) for a in first.answers.all()
    ]
    assert first.article.questions.count() == 3


def test_a_new_edition_carries_no_review_over(cast):
    first = publish(make_draft(author=cast.ed), by=cast.rhea)
    draft = first.new_edition(author=cast.ed)
    assert not draft.is_reviewed
    assert (draft.reviewer, draft.review_due_on) == (None, None)


def test_changing_the_new_edition_leaves_the_published_one_alone():
    first = make_published()
    draft = first.new_edition(author=None)
    answer = draft.answers.get()
    answer.body = "<p>New words.</p>"
    answer.save()
    assert first.answers.get().body != "<p>New words.</p>"


def test_a_second_open_draft_is_refused_and_nothing_is_stored():
    first = make_published()
    first.new_edition(author=None)
    with pytest.raises(ValidationError, match="open draft already"):
        first.new_edition(author=None)
    assert first.article.editions.count() == 2


def test_numbers_count_up_in_each_article():
    first = make_published()
    second = publish(first.new_edition(author=None))
    third = second.new_edition(author=None)
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert make_draft(make_article()).number == 1


def test_the_history_tells_each_step(cast):
    edition = publish(make_draft())
    states = [record.state for record in edition.history.order_by("history_id")]
    assert states == ["draft", "published"]


def test_what_is_scheduled_for_later_is_not_passed_by_unseen(db):
    """The scheduled one would take the newer one's place at its time, to everybody's surprise."""
    article = make_article()
    scheduled = publish(make_draft(article), at=NOW + timedelta(days=2))
    newer = make_draft(article)
    newer.submit()
    newer.approve(by=None, today=NOW.date())
    with pytest.raises(ValidationError, match="Edition 1 is scheduled for later"):
        publish_edition(newer, now=NOW)
    publish_edition(newer, now=NOW, at=NOW + timedelta(days=3))
    newer.save()
    assert article.live_edition(NOW + timedelta(days=2)) == scheduled
    assert article.live_edition(NOW + timedelta(days=3)) == newer


def test_nobodys_address_is_printed_as_the_author(db):
    nameless = make_walker("nameless@example.org", consents=False)
    draft = make_published(author_name="Ed Itor").new_edition(author=nameless)
    assert draft.author_name == "Ed Itor"


def test_what_would_expire_unseen_takes_no_page_away():
    live = make_published(make_article())
    edition = make_draft(live.article, expires_at=NOW + timedelta(days=1))
    edition.submit()
    edition.approve(by=None, today=NOW.date())
    with pytest.raises(ValidationError, match="expire before readers see it"):
        publish_edition(edition, now=NOW, at=NOW + timedelta(days=1))
    assert list(Edition.objects.public(NOW)) == [live]


def test_what_is_scheduled_stays_while_another_draft_is_open():
    edition = publish(make_draft(), at=NOW + timedelta(days=1))
    edition.new_edition(author=None)
    with pytest.raises(ValidationError, match="has an open draft"):
        edition.unschedule()


def test_who_saves_a_draft_locks_no_row_of_its_topic():
    """In the usual order of editions its row would be read, and so locked, with its topic's."""
    draft = make_draft(make_article())
    by_key = f'"articles_edition"."id" = {draft.pk}'
    with CaptureQueriesContext(connection) as asked:
        draft.save()
        draft.refuse_if_locked()
        draft.delete()
    reads = [each["sql"] for each in asked if each["sql"].startswith("SELECT")]
    rows = [sql for sql in reads if by_key in sql]
    assert len(rows) >= 3
    assert [sql for sql in rows if "JOIN" in sql] == []
