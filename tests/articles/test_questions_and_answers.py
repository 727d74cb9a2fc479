"""Questions last and answers follow their edition: anchors, other wordings, movement cards."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles.models import Answer, Question, SearchEntry
from tests.cast import NOW, make_answer, make_article, make_draft, make_published, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def rename(question: Question, anchor: str) -> None:
    question.anchor = anchor
    question.save()


# --- Anchors ------------------------------------------------------------------------------------


def test_an_anchor_may_change_until_readers_have_seen_it():
    question = make_draft().answers.get().question
    rename(question, "other")
    assert Question.objects.get().anchor == "other"


def test_a_published_anchor_never_changes():
    question = make_published().answers.get().question
    before = question.anchor
    with pytest.raises(ValidationError, match="never changes"):
        rename(question, "other")
    assert Question.objects.get().anchor == before


def test_an_anchor_stays_after_its_edition_was_superseded_or_withdrawn():
    first = make_published()
    question = first.answers.get().question
    second = first.new_edition(author=None)
    second.answers.get().delete()
    make_answer(second)
    publish(second)
    second.withdraw(now=NOW, reason="Wrong.")
    second.save()
    with pytest.raises(ValidationError, match="never changes"):
        rename(question, "other")


def test_a_published_question_may_be_saved_with_its_own_anchor():
    question = make_published().answers.get().question
    question.also_asked_as = "Another wording?"
    question.save()
    assert Question.objects.get().other_wordings == ["Another wording?"]


@pytest.mark.parametrize(
    "anchor",
    ["", "Upper", "two words", "1st", "-x", "x-", "x--y", "x_y", "x#y", "ä", "x\n", "a" * 61],
)
def test_odd_anchors_are_refused(anchor):
    with pytest.raises(ValidationError) as refused:
        Question(article=make_article(), anchor=anchor).full_clean()
    assert "anchor" in refused.value.message_dict


@pytest.mark.parametrize("anchor", ["a", "why-it-hurts", "x1-2-3", "a" * 60])
def test_plain_anchors_are_accepted(anchor):
    Question(article=make_article(), anchor=anchor).full_clean()


def test_an_anchor_stands_once_in_an_article_and_freely_in_others():
    one, other = make_article(), make_article()
    Question.objects.create(article=one, anchor="why")
    Question.objects.create(article=other, anchor="why")
    twice = Question(article=one, anchor="why")
    with pytest.raises(ValidationError, match="this anchor already"):
        twice.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save()


def test_an_answer_links_to_its_anchor():
    answer = make_published().answers.get()
    assert answer.get_absolute_url() == (
        f"/articles/{answer.edition.article.slug}/#{answer.question.anchor}"
    )


# --- Answers ------------------------------------------------------------------------------------


def test_a_movement_card_says_how_long():
    edition = make_draft()
    answer = edition.answers.get()
    answer.kind = Answer.Kind.MOVEMENT
    with pytest.raises(ValidationError, match="how long and how often"):
        answer.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(kind="movement")
    answer.how_long = "5 breaths, twice a day"
    answer.full_clean()
    answer.save()


def test_an_edition_answers_a_question_once():
    edition = make_draft()
    twice = Answer(
        edition=edition, question=Question.objects.get(), wording="W?", short_answer="S."
    )
    with pytest.raises(ValidationError, match="answers this question already"):
        twice.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save()


def test_an_answer_takes_no_question_of_another_article():
    edition = make_draft()
    strange = make_draft(make_article()).answers.get().question
    answer = Answer(edition=edition, question=strange, wording="W?", short_answer="S.")
    with pytest.raises(ValidationError, match="belongs to another article"):
        answer.full_clean()


def test_answers_stand_in_their_order():
    edition = make_draft(questions=0)
    last = make_answer(edition, position=3)
    first = make_answer(edition, position=1)
    middle = make_answer(edition, position=2)
    assert list(edition.answers.all()) == [first, middle, last]


def test_the_text_of_an_answer_has_all_its_words():
    edition = make_draft(questions=0)
    answer = make_answer(
        edition,
        wording="Which?",
        short_answer="Short.",
        how_long="Daily",
        body="<p>One &amp; two</p><ul><li>three</li></ul>",
    )
    assert answer.text == "Which? Short. Daily One & two three"


def test_a_question_with_answers_cannot_be_deleted():
    question = make_draft().answers.get().question
    with pytest.raises(IntegrityError):
        question.delete()


# --- Other wordings -----------------------------------------------------------------------------


def test_other_wordings_are_the_lines_with_text():
    question = Question(also_asked_as="  One?\n\n \r\nTwo?  ")
    assert question.other_wordings == ["One?", "Two?"]


def test_changed_wordings_are_searched_at_once(search_index):
    edition = make_published()
    question = edition.answers.get().question
    question.also_asked_as = "Quite otherwise?"
    question.save()
    assert "otherwis" in SearchEntry.objects.get(answer__edition=edition).stems


def test_a_draft_is_not_in_the_search_index():
    make_draft()
    assert not SearchEntry.objects.exists()
