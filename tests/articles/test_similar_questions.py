"""Which questions are worded like those of an edition: found by few words, none overlooked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.checklist import similar_questions
from articles.checklist.load import answers_elsewhere
from articles.checklist.similar_questions import rarest_first, similar_to, tokens_of_alike
from articles.importer.repeated_questions import are_worded_alike
from articles.models import SearchWord
from articles.text.index_terms import entry_texts
from articles.text.sentences import content_words, forms_of
from articles.text.tokens import words_in
from tests.cast import NOW, make_answer, make_article, make_draft, publish

# Plurals, words of one meaning, apostrophes, hyphens, accents, numbers, and words that say nothing.
_WORDS = (
    "walk walks walking back backs pain hurts aching sore during while runner's don't café cafe "
    "x-ray ten 10 bus is us toes the my 痛い one_two İzmir"
)
WORDINGS = st.lists(st.sampled_from(_WORDS.split()), min_size=1, max_size=9).map(" ".join)


def ordered(wordings: list[str], entries: dict[str, int]) -> list[list[str]]:
    return [rarest_first(words, entries) for words in map(content_words, wordings) if words]


@given(st.lists(WORDINGS, max_size=3), st.lists(WORDINGS, min_size=1, max_size=3), st.data())
def test_what_is_worded_alike_is_found_and_nothing_else_is(ours, theirs, data):
    stems = sorted(set(entry_texts("", "", "", [*ours, *theirs]).stems.split()))
    entries = {one: data.draw(st.integers(0, 3)) for one in stems}
    alike = any(
        are_worded_alike(content_words(one), content_words(two)) for one in ours for two in theirs
    )
    asked = ordered(ours, entries)
    assert similar_to(asked)("\n".join(theirs)) is alike
    marks = set(entry_texts("", "", "", theirs).marks.split())
    assert not alike or any(marks.issuperset(tokens) for tokens in tokens_of_alike(asked))


@given(WORDINGS)
def test_a_content_word_has_the_form_that_was_written(wording):
    for word in content_words(wording):
        assert not forms_of(word).isdisjoint(words_in(wording))


def test_the_rarest_words_are_looked_for():
    (words,) = ordered(["Why does my back hurt on hills?"], {"back": 9, "pain": 5, "hurt": 1})
    assert words == ["hill", "pain", "back"]
    assert tokens_of_alike([words]) == (
        ("q_hill", "q_ach"),
        ("q_hill", "q_hurt"),
        ("q_hill", "q_pain"),
        ("q_hill", "q_sore"),
    )


def test_a_question_without_a_rare_word_is_not_compared(monkeypatch):
    compared = []
    monkeypatch.setattr(similar_questions, "are_worded_alike", lambda *two: compared.append(two))
    is_alike = similar_to(ordered(["Why does my back hurt on hills?"], {"back": 9, "pain": 5}))
    assert not is_alike("Does a hard bed hurt my back?")
    assert compared == []
    assert not is_alike("Does a hard bed hurt my back?\nWhich hill is best for a back?")
    assert [theirs for _, theirs in compared] == [{"hill", "back", "best"}]


@pytest.mark.usefixtures("clock", "search_index")
@pytest.mark.django_db
def test_counts_that_are_wrong_hide_nothing():
    """How many answers have a word only says what to look for first."""
    other = make_draft(questions=0)
    theirs = make_answer(other, wording="Can a runner's back hurt on long steep hills?")
    publish(other)
    draft = make_draft(make_article(), questions=0)
    wordings = ["Can the runner's backs ache on steep hills?", "?"]
    assert answers_elsewhere(draft, wordings, NOW) == [theirs]
    SearchWord.objects.all().delete()
    assert answers_elsewhere(draft, wordings, NOW) == [theirs]
    assert answers_elsewhere(other, wordings, NOW) == []
    assert answers_elsewhere(draft, ["?"], NOW) == []
