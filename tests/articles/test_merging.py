"""Merging a question into another that asks the same: nothing that readers search for is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Answer, Edition, Question
from tests.cast import make_answer, make_article, make_draft, make_published, publish, store
from tests.office import change_url, everything, messages_of, post_act
from tests.queries import count_of_rows, count_queries

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HURTS, ACHES = "Why does my back hurt after walking?", "My back hurt after walking, why?"


def merge_url(edition: Edition) -> str:
    return f"/admin/articles/edition/{edition.pk}/merge/"


@pytest.fixture
def draft() -> Edition:
    draft = make_draft(make_article(), questions=0)
    make_answer(draft, anchor="hurts", wording=HURTS, also="Sore back?", position=1)
    make_answer(draft, anchor="aches", wording=ACHES, also="Aching back?", position=2)
    make_answer(draft, anchor="shoes", wording="Which shoes are good?", position=3)
    return draft


def send(client, page, number: int = 0, way: int = 0):
    out, into = page.context["pairs"][number].merge_options[way]
    sent = {"out": out.pk, "into": into.pk, "seen": page.context["seen"]}
    return client.post(merge_url(page.context["edition"]), sent)


def test_two_questions_of_a_draft_become_one(cast, draft):
    client = cast.client(cast.ed)
    assert merge_url(draft) in client.get(change_url(draft)).content.decode()
    page = client.get(merge_url(draft))
    (pair,) = page.context["pairs"]
    assert [answer.wording for answer in pair.both] == [HURTS, ACHES]
    shown = page.content.decode()
    for answer in pair.both:
        assert answer.short_answer in shown
        assert answer.body in shown
    response = send(client, page)
    assert "is now another wording of" in messages_of(response)[0]
    assert [a.wording for a in draft.answers.all()] == [HURTS, "Which shoes are good?"]
    merged = Question.objects.get(anchor="hurts")
    assert merged.other_wordings == ["Sore back?", ACHES, "Aching back?"]
    assert Edition.objects.get().was_written_by(cast.ed)


def test_either_of_the_two_may_stay(cast, draft):
    client = cast.client(cast.ed)
    send(client, client.get(merge_url(draft)), way=1)
    assert Question.objects.get(anchor="aches").other_wordings == [
        "Aching back?",
        HURTS,
        "Sore back?",
    ]


def test_a_question_of_another_page_takes_the_wording_and_its_page_stays(search_index, cast, draft):
    draft.answers.get(question__anchor="aches").delete()
    other = make_draft(make_article(slug="other"), questions=0)
    theirs = make_answer(other, anchor="theirs", wording="Why does the back hurt after walking?")
    publish(other)
    client = cast.client(cast.ed)
    page = client.get(merge_url(draft))
    (pair,) = page.context["pairs"]
    assert pair.merge_options == [(draft.answers.get(question__anchor="hurts"), theirs)]
    send(client, page)
    question = Question.objects.get(anchor="theirs")
    assert question.drafted_wordings.splitlines() == [HURTS, "Sore back?"]
    assert question.other_wordings == []  # until somebody else has approved them
    assert [answer.wording for answer in draft.answers.all()] == ["Which shoes are good?"]
    assert other.answers.get() == theirs


def test_a_page_whose_next_edition_is_being_reviewed_takes_no_wording(search_index, cast, draft):
    draft.answers.get(question__anchor="aches").delete()
    other = make_draft(make_article(slug="other"), questions=0)
    make_answer(other, anchor="theirs", wording="Why does the back hurt after walking?")
    store(publish(other).new_edition(author=None), state=Edition.State.READY)
    client = cast.client(cast.ed)
    response = send(client, client.get(merge_url(draft)))
    assert "is being reviewed, so its other wordings stand still" in messages_of(response)[-1]
    assert Question.objects.get(anchor="theirs").drafted_wordings == ""
    assert draft.answers.count() == 2


def test_a_second_click_and_an_old_page_do_nothing(cast, draft, clock):
    client = cast.client(cast.ed)
    old = client.get(merge_url(draft))
    clock.shift(60)
    draft.title = "Other"
    draft.save()
    before = everything()
    assert "has changed since you saw it" in messages_of(send(client, old))[-1]
    assert everything() == before
    page = client.get(merge_url(draft))
    send(client, page)
    before = everything()
    assert "Nothing was merged" in messages_of(send(client, page))[-1]
    assert everything() == before


@pytest.mark.parametrize("sent", [{}, {"out": "x", "into": "1"}, {"out": "3", "into": "1"}])
def test_only_what_was_offered_is_merged(cast, draft, sent):
    client = cast.client(cast.ed)
    seen = client.get(merge_url(draft)).context["seen"]
    before = everything()
    client.post(merge_url(draft), sent | {"seen": seen})
    assert everything() == before


@pytest.mark.parametrize("who", ["nobody", "alice", "rhea"])
def test_others_cannot_look_or_merge(cast, draft, who):
    sent = dict(zip(("into", "out"), draft.answers.values_list("pk", flat=True), strict=False))
    client = cast.nobody if who == "nobody" else cast.client(getattr(cast, who))
    sent["seen"] = draft.updated_at.isoformat()
    before = everything()
    for response in (client.get(merge_url(draft)), client.post(merge_url(draft), sent)):
        assert response.status_code in (302, 403)
    assert everything() == before


def test_what_is_submitted_or_published_is_not_merged(cast, draft):
    client = cast.client(cast.ed)
    page = client.get(merge_url(draft))
    post_act(client, draft, "submit")
    before = everything()
    assert client.get(merge_url(draft)).status_code == 403
    assert send(client, page).status_code == 403
    assert everything() == before
    assert merge_url(draft) not in client.get(change_url(draft)).content.decode()
    assert client.get(merge_url(make_published())).status_code == 403


def test_a_draft_without_repetitions_says_so(cast):
    page = cast.client(cast.ed).get(merge_url(make_draft(questions=2)))
    assert "No two questions are much alike" in page.content.decode()


def test_the_page_costs_the_same_with_more_questions_alike(cast, draft):
    client = cast.client(cast.ed)

    def cost() -> int:
        return count_queries(lambda: client.get(merge_url(draft)))

    cost()
    before = cost()
    for number in range(4):
        make_answer(draft, wording=ACHES, anchor=f"again-{number}")
    assert cost() == before
    assert Answer.objects.count() == 7


def test_a_merge_asks_a_bounded_number_of_queries(cast, draft):
    """More than other acts: the words before it are kept as a save, those after it too, the answer
    goes with all that hangs on it, and its question's wordings go to another."""
    client = cast.client(cast.ed)
    page = client.get(merge_url(draft))
    with CaptureQueriesContext(connection) as queries:
        send(client, page)
    assert count_of_rows(queries) <= 33
    assert draft.answers.count() == 2
