"""An article that starts from another one: what comes along, and what never does."""

import pytest
from django.contrib.auth.models import Permission

from articles.models import Article, DraftRevision, Edition, EditionNote, PassageComment, Question
from articles.models.topics import free_slug
from tests.cast import (
    NOW,
    make_answer,
    make_article,
    make_draft,
    make_figure,
    publish,
)
from tests.office import act_url, change_url, errors_of, everything, post_act, save, url

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def live(cast) -> Edition:
    """Reviewed and published, with a source, a figure, other wordings, a note and a comment."""
    edition = make_draft(
        make_article(slug="sore-feet", position=4),
        title="Sore feet",
        author=cast.ed,
        interests="None.",
        change_note="New shoes.",
        questions=0,
    )
    answer = make_answer(edition, anchor="why", also="aching feet\ntired feet", body="<p>So.</p>")
    answer.set_figures([make_figure()])
    publish(edition, by=cast.rhea)
    EditionNote.objects.create(edition=edition, author=cast.rhea, text="Fine.")
    PassageComment.objects.create(
        edition=edition, question=answer.question, author=cast.rhea, text="Sure?", quote="So."
    )
    return edition


def copied(cast, edition: Edition, **sent) -> Edition:
    given = {"title": "Sore knees", "topic": edition.article.topic_id} | sent
    response = post_act(cast.client(cast.pia), edition, "copy_article", given)
    assert response.status_code == 302, response.context["form"].errors
    draft = Edition.objects.exclude(article=edition.article).get()
    assert response["Location"] == change_url(draft)
    return draft


def test_a_copy_has_the_words_sources_and_figures_under_its_own_address(cast, live):
    draft = copied(cast, live)
    assert draft.article.get_absolute_url() == "/articles/sore-knees/"
    assert (draft.title, draft.summary) == ("Sore knees", live.summary)
    assert draft.introduction == live.introduction
    (answer,), (first,) = draft.answers.all(), live.answers.all()
    for name in ("wording", "short_answer", "body", "kind", "how_long", "position"):
        assert getattr(answer, name) == getattr(first, name), name
    assert list(answer.sources.all()) == list(first.sources.all()) != []
    assert answer.figures == first.figures != []
    assert answer.question != first.question
    assert (answer.question.anchor, answer.question.article) == ("why", draft.article)
    assert answer.question.also_asked_as == "aching feet\ntired feet"


def test_nothing_that_people_decided_or_said_comes_along(cast, live):
    draft = copied(cast, live)
    assert draft.status(NOW).label == "Draft"
    assert (draft.author, draft.author_name) == (cast.pia, "Pia Blisher")
    assert not draft.is_reviewed
    assert draft.reviewer is None
    empty = ("publish_at", "expires_at", "review_due_on", "interests", "change_note", "review_note")
    assert not any(getattr(draft, name) for name in (*empty, "assigned_to"))
    assert draft.number == 1
    for model in (EditionNote, PassageComment, DraftRevision):
        assert not model.objects.filter(edition=draft).exists(), model
    assert cast.nobody.get(draft.article.get_absolute_url()).status_code == 404


def test_the_history_of_both_rows_says_where_they_came_from(cast, live):
    draft = copied(cast, live)
    label = "Copied from edition 1 of sore-feet"
    assert [each.history_change_reason for each in draft.history.all()] == [label]
    assert [each.history_change_reason for each in draft.article.history.all()] == [label]
    client = cast.client(cast.pia)
    for address in (
        change_url(draft),
        url("articles_edition_history", draft.pk),
        "/admin/history/",
    ):
        assert label in client.get(address).content.decode(), address


def test_the_copied_article_is_left_as_it_was_and_each_is_changed_by_itself(cast, live):
    before = (list(Article.objects.values()), list(Edition.objects.values()))
    draft = copied(cast, live)
    (first,) = live.answers.all()
    sent = {"answers-0-short_answer": "Otherwise.", "answers-0-also_asked_as": "aching knees"}
    response = save(cast.client(cast.ed), draft, **sent)
    assert response.status_code == 302, errors_of(response)
    first.refresh_from_db()
    assert first.short_answer != "Otherwise."
    assert Question.objects.get(pk=first.question_id).drafted_wordings == "aching feet\ntired feet"
    others = Article.objects.exclude(pk=draft.article_id), Edition.objects.exclude(pk=draft.pk)
    assert tuple(list(rows.values()) for rows in others) == before


def test_the_address_is_made_from_the_title_and_free(cast, live):
    make_article(slug="sore-knees")
    assert free_slug("Sore knees") == "sore-knees-2"
    live.article.slug = "feet"
    live.article.save()
    assert free_slug("Sore feet") == "sore-feet-2"  # readers may still come by the old one
    assert free_slug("疼") == "article"
    assert copied(cast, live, slug="Knees").article.slug == "knees"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title": "Sore feet"}, "Give the new article a title of its own."),
        ({"title": ""}, "This field is required."),
        ({"title": "\u3164"}, "Nothing in it can be read"),
        ({"slug": "Sore-Feet"}, "Another article has this address."),
        ({"slug": "sore feet"}, "Enter a valid “slug”"),
        ({"topic": "0"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_copied_so_is_refused_in_words(cast, live, sent, said):
    given = {"title": "Sore knees", "topic": live.article.topic_id} | sent
    client, before = cast.client(cast.pia), everything()
    response = post_act(client, live, "copy_article", given)
    assert said in response.content.decode()
    assert everything() == before


def test_a_second_click_makes_no_second_copy(cast, live):
    draft, before = copied(cast, live), everything()
    given = {"title": draft.title, "topic": live.article.topic_id}
    response = post_act(cast.client(cast.pia), live, "copy_article", given)
    assert "Another article has this title already." in response.text
    assert everything() == before


@pytest.mark.parametrize("is_submitted", [False, True])
def test_what_nobody_approved_is_not_copied(cast, is_submitted):
    """Its writer could approve it as the copy of somebody else."""
    draft = make_draft(make_article(), title="Not approved", author=cast.ed)
    if is_submitted:
        post_act(cast.client(cast.ed), draft, "submit")
    client = cast.client(cast.pia)
    assert "Start another article" not in client.get(change_url(draft)).text
    given = {"title": "Sore knees", "topic": draft.article.topic_id}
    assert post_act(client, draft, "copy_article", given).status_code in (302, 404)
    assert Edition.objects.get() == draft


@pytest.mark.parametrize("lacking", ["view_edition", "add_edition"])
def test_nobody_copies_what_they_may_not_read_or_begins_a_draft_so(cast, live, lacking):
    may = {"add_article", "view_edition", "add_edition"} - {lacking}
    cast.bob.is_staff = True
    cast.bob.save()
    cast.bob.user_permissions.set(Permission.objects.filter(codename__in=may))
    client = cast.client(cast.bob)
    assert "Sore feet" not in client.get(act_url(live, "copy_article")).text
    post_act(client, live, "copy_article", {"title": "Mine", "topic": live.article.topic_id})
    assert Edition.objects.get() == live


def test_imported_sentences_stay_known_as_such_in_a_copy(cast, live):
    report = {"text": ["A sentence of another publisher."], "released": {"rewrite": {"by": "Pia"}}}
    Edition.objects.filter(pk=live.pk).update(import_report=report)
    assert copied(cast, live).import_report == {"text": report["text"]}


def test_the_page_begins_with_the_title_that_is_there(cast, live):
    page = cast.client(cast.pia).get(act_url(live, "copy_article")).text
    assert 'value="Sore feet"' in page
    assert "Start another article from this one" in page
