"""One long text is split into questions by marking where each begins."""

import pytest

from articles.models import DraftRevision
from tests.cast import make_draft, make_published
from tests.office import messages_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TEXT = "<p>It may be tired.</p><p>What helps</p><p>A rest.</p><ul><li>Sit</li></ul><p>See a GP.</p>"


@pytest.fixture
def draft():
    edition = make_draft(questions=2, introduction="<p>First.</p><p>Then more.</p>")
    first = edition.answers.first()
    first.body = TEXT
    first.save()
    return edition


def split(client, edition, **marks):
    sent = {"seen": edition.updated_at.isoformat()} | marks
    return client.post(url("articles_edition_split", edition.pk), sent)


def test_marked_lines_become_questions_with_what_follows_them(cast, draft):
    client = cast.client(cast.ed)
    first, last = draft.answers.all()
    page = client.get(url("articles_edition_split", draft.pk)).text
    assert f'name="line-{first.pk}-1"' in page
    assert f'name="wording-{first.pk}-0"' not in page  # what an answer begins with stays with it
    marks = {
        f"line-{first.pk}-1": "on",
        f"wording-{first.pk}-4": "When should somebody look at it?",
        "wording-introduction-1": "What else?",
    }
    response = split(client, draft, **marks)
    assert messages_of(response) == ["Questions made: 3. Write their short answers."]
    draft.refresh_from_db()
    assert draft.introduction == "<p>First.</p>"
    assert [(each.wording, each.body) for each in draft.answers.all()] == [
        ("What else?", "<p>Then more.</p>"),
        (first.wording, "<p>It may be tired.</p>"),
        ("What helps", "<p>A rest.</p><ul><li>Sit</li></ul>"),
        ("When should somebody look at it?", "<p>See a GP.</p>"),
        (last.wording, last.body),
    ]
    made = draft.answers.get(wording="What helps")
    assert (made.question.anchor, made.short_answer) == ("what-helps", "A rest. Sit")
    assert DraftRevision.objects.filter(edition=draft).first().reason == "Split into questions"


def test_nothing_is_split_without_a_mark_or_from_an_old_page(cast, draft, clock):
    client = cast.client(cast.ed)
    assert "Nothing was marked" in messages_of(split(client, draft))[-1]
    seen = draft.updated_at.isoformat()
    clock.shift(60)
    draft.save()
    first = draft.answers.first()
    response = split(client, draft, seen=seen, **{f"line-{first.pk}-1": "on"})
    assert "has changed since" in messages_of(response)[-1]
    assert draft.answers.count() == 2


def test_only_a_draft_is_split_and_only_by_who_may_write_in_it(cast, draft):
    assert cast.client(cast.rhea).get(url("articles_edition_split", draft.pk)).status_code == 403
    live = make_published()
    assert cast.client(cast.ed).get(url("articles_edition_split", live.pk)).status_code == 403


def test_a_question_that_nobody_can_read_splits_nothing_and_that_is_said(cast, draft):
    before = draft.introduction
    marks = {"wording-introduction-1": "?!"}
    response = split(cast.client(cast.ed), draft, **marks)
    assert "Nothing was done. Nothing in it can be read" in messages_of(response)[-1]
    draft.refresh_from_db()
    assert (draft.introduction, draft.answers.count()) == (before, 2)
