import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.sentences import (
    content_words,
    ends_a_sentence,
    ends_with_ellipsis,
    opening,
    sentences,
    subject_words,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Take e.g. Water. Then rest.", ["Take e.g. Water.", "Then rest."]),
        ("It is 2.5 km. Go on.", ["It is 2.5 km.", "Go on."]),
        ("He said “stop.” Then he left.", ["He said “stop.”", "Then he left."]),
        ("It is 2.5 km. go on.", ["It is 2.5 km. go on."]),
        ("", []),
    ],
)
def test_sentences(text, parts):
    assert sentences(text) == parts


@given(st.text(alphabet="ab AB.!?…”\n", max_size=60))
def test_no_sentence_is_lost(text):
    assert " ".join(sentences(text)).split() == text.split()


def test_the_opening_takes_sentences_until_it_is_enough():
    text = "Tired muscles. A long walk can do that. Sitting down helps."
    assert opening(text, most=400, enough=20) == "Tired muscles. A long walk can do that."
    assert opening(text, most=30, enough=20) == "Tired muscles."


def test_an_endless_first_sentence_is_cut_at_a_word():
    assert opening("many words without end", most=12, enough=5) == "many words…"


@given(st.text(min_size=1), st.integers(2, 50))
def test_the_opening_is_never_too_long(text, most):
    assert len(opening(text, most, most // 2)) <= most


@pytest.mark.parametrize("end", ["…", "...", "…”", "...)", "… "])
def test_ellipses(end):
    assert ends_with_ellipsis(f"the words{end}")


@pytest.mark.parametrize("end", [".", "!", "?", ".”", "?)", "。"])
def test_ends_of_sentences(end):
    assert ends_a_sentence(f"the words{end}")
    assert not ends_with_ellipsis(f"the words{end}")


def test_no_end():
    assert not ends_a_sentence("the words,")
    assert not ends_a_sentence("the words")


def test_hurt_and_pain_are_one_word_and_after_and_over_are_two():
    assert content_words("Why does it hurt after walks?") == {"pain", "after", "walk"}
    assert content_words("Can over walking cause pains?") == {"over", "walking", "cause", "pain"}


def test_a_subject_is_what_other_complaints_do_not_share():
    assert subject_words("What is the cause of lower back pain?") == {"lower", "back", "pain"}
