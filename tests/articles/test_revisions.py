"""Every save of a draft can be had back, with all its words."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from articles.models import Answer, DraftRevision, Edition, Question, Source
from articles.models.draft_revisions import RETENTION
from tests.cast import NOW, make_article, make_draft, make_figure, make_published, make_source
from tests.forms import admin_form
from tests.office import change_url, messages_of
from tests.queries import count_queries

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def saves_url(edition: Edition, number: int | None = None, what: str = "") -> str:
    end = f"{number}/{what}" if number else ""
    return f"/admin/articles/edition/{edition.pk}/saves/{end}"


@pytest.fixture
def draft(cast) -> Edition:
    draft = make_draft(make_article(), questions=2, author=cast.ed, title="First title")
    answer = draft.answers.first()
    answer.sources.set([make_source(key="one"), make_source(key="two")])
    answer.set_figures([make_figure(key="canal")])
    return draft


def save(client, edition: Edition, **changes):
    """As from the draft's page, with `changes` in the form."""
    page = client.get(change_url(edition))
    sent = admin_form(page) | {name.replace("__", "-"): value for name, value in changes.items()}
    return client.post(change_url(edition), sent)


def test_a_text_that_was_saved_over_can_be_had_back(cast, draft):
    client = cast.client(cast.ed)
    save(client, draft, **{"answers-0-short_answer": "AUTHOR version."})
    save(client, draft, **{"answers-0-short_answer": "Overwritten.", "title": "Second title"})
    assert [each.number for each in draft.revisions.all()] == [3, 2, 1]
    page = client.get(saves_url(draft, 2)).content.decode()
    assert "AUTHOR" in page
    assert "Overwritten" in page
    response = client.post(saves_url(draft, 2, "restore/"))
    assert messages_of(response) == ["The draft says again what it said at save 2."]
    edition = Edition.objects.get(pk=draft.pk)
    assert edition.title == "First title"
    assert edition.answers.first().short_answer == "AUTHOR version."
    assert draft.revisions.first().reason == "Back to save 2"


def test_an_expiry_in_summer_time_is_the_same_in_the_draft_and_in_its_save(cast, draft):
    client = cast.client(cast.ed)
    save(client, draft, expires_at_0="2027-05-31", expires_at_1="14:00", attempts="abc")
    last, edition = draft.revisions.first(), Edition.objects.get(pk=draft.pk)
    assert client.get(saves_url(draft, last.number)).context["diff"].is_empty
    assert DraftRevision.objects.is_stored_as(edition, ["abc"])
    before = client.get(saves_url(draft, 1)).content.decode()
    assert "31 May 2027, 14:00" in before


def test_what_the_draft_said_before_anybody_saved_it_here_is_kept_too(cast, draft):
    save(cast.client(cast.ed), draft, title="Second title")
    first = draft.revisions.get(number=1)
    assert first.content["fields"]["title"] == "First title"
    assert first.saved_by == cast.ed
    assert first.saved_at == draft.updated_at


def test_questions_taken_out_come_back_with_sources_figures_wordings_and_order(cast, draft):
    client = cast.client(cast.ed)
    Question.objects.filter(pk=draft.answers.first().question_id).update(also_asked_as="Sore?")
    before = [
        (a.question.anchor, a.wording, a.body, [s.key for s in a.sources.all()], a.figures)
        for a in draft.answers.all()
    ]
    save(client, draft, **{"answers-0-DELETE": "on"})
    save(client, draft, **{"answers-0-also_asked_as": "Nobody asks this"})
    assert draft.answers.count() == 1
    Question.objects.filter(answers=None).delete()
    client.post(saves_url(draft, 1, "restore/"))
    assert before == [
        (a.question.anchor, a.wording, a.body, [s.key for s in a.sources.all()], a.figures)
        for a in draft.answers.all()
    ]
    assert draft.answers.first().question.also_asked_as == "Sore?"


def test_going_back_is_a_save_that_can_be_gone_back_from(cast, draft):
    client = cast.client(cast.ed)
    save(client, draft, title="Second title")
    Answer.objects.filter(edition=draft).update(short_answer="Changed past the form.")
    client.post(saves_url(draft, 1, "restore/"))
    reasons = [each.reason for each in draft.revisions.all()]
    assert reasons[:2] == ["Back to save 1", "As it was before going back"]
    client.post(saves_url(draft, 3, "restore/"))
    assert draft.answers.first().short_answer == "Changed past the form."


def test_the_same_words_make_no_second_save(cast, draft):
    client = cast.client(cast.ed)
    save(client, draft)
    save(client, draft)
    assert draft.revisions.count() == 1


def test_what_is_gone_from_the_site_is_named(cast, draft):
    client = cast.client(cast.ed)
    save(client, draft, title="Second title")
    draft.answers.first().sources.clear()
    Source.objects.get(key="two").delete()
    response = client.post(saves_url(draft, 1, "restore/"))
    assert "No longer on the site" in messages_of(response)[-1]


def test_of_a_save_without_a_reason_none_is_told(cast, draft):
    DraftRevision.objects.record(draft, cast.ed, "")
    page = cast.client(cast.ed).get(saves_url(draft, 1)).content.decode()
    assert f"by {cast.ed}.</p>" in page


def test_two_saves_are_compared_the_older_first(cast, draft):
    client = cast.client(cast.ed)
    save(client, draft, title="Second title")
    save(client, draft, title="Third title")
    for path in (f"{saves_url(draft, 1)}?other=2", f"{saves_url(draft, 2)}?other=1"):
        diff = client.get(path).context["diff"]
        (text,) = diff.changed_texts
        words = [piece.text for block in text.blocks for piece in block.pieces]
        assert "".join(words).index("First") < "".join(words).index("Second")
    assert client.get(f"{saves_url(draft, 1)}?other=99999999999999").status_code == 200


def test_a_merged_answer_can_be_had_back(cast, draft):
    out, into = draft.answers.all()
    DraftRevision.objects.record_base(draft)
    out.merge_into(into.question, into.wording)
    cast.client(cast.ed).post(saves_url(draft, 1, "restore/"))
    assert draft.answers.count() == 2


@pytest.mark.parametrize("who", ["nobody", "alice", "rhea"])
def test_who_may_not_write_goes_back_to_nothing(cast, draft, who):
    save(cast.client(cast.ed), draft, title="Second title")
    client = cast.nobody if who == "nobody" else cast.client(getattr(cast, who))
    assert client.post(saves_url(draft, 1, "restore/")).status_code in (302, 403)
    assert Edition.objects.get(pk=draft.pk).title == "Second title"
    assert client.get(saves_url(draft)).status_code == (200 if who == "rhea" else 302)


def test_what_is_in_review_stands_still(cast, draft):
    client = cast.client(cast.ed)
    save(client, draft, title="Second title")
    edition = Edition.objects.get(pk=draft.pk)
    edition.submit()
    edition.save()
    assert client.post(saves_url(draft, 1, "restore/")).status_code == 403
    assert Edition.objects.get(pk=draft.pk).title == "Second title"


def test_the_list_costs_the_same_however_many_there_are(cast, draft):
    client = cast.client(cast.ed)
    for number in (1, 2):
        save(client, draft, title=f"Title {number}")
    few = count_queries(lambda: client.get(saves_url(draft)))
    for number in range(3, 6):
        save(client, draft, title=f"Title {number}")
    assert count_queries(lambda: client.get(saves_url(draft))) == few


def test_long_after_publication_the_first_and_the_last_of_each_day_stay(clock):
    edition = make_published()
    start = NOW - RETENTION - timedelta(days=40)
    for number in range(1, 8):
        DraftRevision.objects.create(
            edition=edition,
            number=number,
            saved_at=start + timedelta(days=number // 3),
            reason="Saved",
            content={},
            digest=str(number),
        )
    call_command("purge_revisions")
    assert edition.revisions.count() == 7
    Edition.objects.filter(pk=edition.pk).update(publish_at=NOW - RETENTION - timedelta(days=1))
    call_command("purge_revisions", dry_run=True)
    assert edition.revisions.count() == 7
    call_command("purge_revisions")
    assert sorted(edition.revisions.values_list("number", flat=True)) == [1, 2, 5, 7]


def test_going_back_writes_only_the_answers_that_differ(cast):
    """So that it costs no more with twelve answers than with two."""
    costs = []
    for questions in (2, 12):
        draft = make_draft(make_article(), questions=questions, author=cast.ed)
        client = cast.client(cast.ed)
        save(client, draft, **{"answers-0-short_answer": "Once."})
        save(client, draft, **{"answers-0-short_answer": "Twice.", "answers-1-wording": "Why so?"})
        client.get(change_url(draft))
        restore = saves_url(draft, 2, "restore/")
        costs.append(count_queries(lambda client=client, restore=restore: client.post(restore)))
        assert draft.answers.first().short_answer == "Once."
        assert draft.answers.count() == questions
    assert costs[0] == costs[1] < 100


def test_going_back_to_twelve_other_answers_asks_no_more_than_to_two(cast):
    costs = []
    source, figure = make_source(), make_figure()
    for questions in (2, 12):
        draft = make_draft(make_article(), questions=questions, author=cast.ed)
        for answer in draft.answers.all():
            answer.sources.set([source])
            answer.set_figures([figure])
        client = cast.client(cast.ed)
        names = [f"answers-{place}-short_answer" for place in range(questions)]
        save(client, draft, **dict.fromkeys(names, "Once."))
        save(client, draft, **dict.fromkeys(names, "Twice."))
        client.get(change_url(draft))
        restore = saves_url(draft, 2, "restore/")
        costs.append(count_queries(lambda client=client, restore=restore: client.post(restore)))
        answers = draft.answers.all()
        assert {each.short_answer for each in answers} == {"Once."}
        assert all(list(each.sources.all()) == [source] for each in answers)
        assert all(each.figures == [figure] for each in answers)
    assert costs[0] == costs[1] < 50
