"""Text as words, words as stems, what a misspelt word was meant to be: all without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.highlighting import HighlightedText
from articles.search.query import Concept, Query
from articles.text.dictionary import is_everyday
from articles.text.index_terms import entry_texts
from articles.text.spelling import Vocabulary, is_word
from articles.text.stems import stem
from articles.text.tokens import content_stems, normalise, words_in

# --- Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Why does my BACK hurt?", ["why", "does", "my", "back", "hurt"]),
        ("low-back", ["low", "back"]),
        ("low‑back – ache", ["low", "back", "ache"]),
        ("the child’s pose, don't", ["the", "child", "pose", "dont"]),
        ("café", ["cafe"]),
        ("a_b\x00c", ["a", "b", "c"]),
        ("腰痛 ²½ \ud800", ["腰痛", "21", "2"]),
    ],
)
def test_text_is_read_as_bare_words(text, words):
    assert words_in(text) == words


def test_a_compound_is_one_word_too_where_asked():
    assert words_in("an X-ray", joined=True) == ["an", "x", "ray", "xray"]


def test_words_that_tell_nothing_are_left_out_unless_there_are_no_others():
    assert content_stems("What are the red flags?") == ("red", "flag")
    assert content_stems("What is it?") == ("what", "is", "it")


@pytest.mark.parametrize(
    "forms",
    [
        ("walk", "walks", "walking", "walked"),
        ("exercise", "exercises", "exercising"),
        ("squat", "squats", "squatting"),
        ("posture", "postures"),
        ("artery", "arteries"),
        ("tired", "tiredness"),
        ("improve", "improving", "improvement"),
        ("2", "two"),
        ("foot", "feet"),
        ("painful", "pain"),
        ("add", "added", "adding", "adds"),
        ("sleep", "slept", "sleeping"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    assert len({stem(word) for word in forms}) == 1


@pytest.mark.parametrize(
    "pair",
    [
        ("stenosis", "stone"),
        ("hip", "hop"),
        ("leg", "legal"),
        ("early", "ear"),
        ("evening", "even"),
    ],
)
def test_other_words_have_other_stems(pair):
    assert stem(pair[0]) != stem(pair[1])


@given(st.text())
def test_any_text_is_read_and_reading_again_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)
    for word in words_in(text):
        assert stem(word)


@given(st.text(), st.text())
def test_the_index_keeps_no_sign_that_a_query_could_mean(title, body):
    texts = entry_texts(title, "", body, [title])
    for token in (texts.stems + " " + texts.marks + " " + texts.words).split():
        assert token.replace("_", "").isalnum(), token


# --- Spelling -----------------------------------------------------------------------------------


KNOWN = """
    able arthritis back exercise hamstring hills ibuprofen leg pain paracetamol physiotherapist scar
    sciatica sitting stenosis symptoms walking
"""
VOCABULARY = Vocabulary(dict.fromkeys(KNOWN.split(), 1))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ibuprofin", "ibuprofen"),
        ("paracetemol", "paracetamol"),
        ("excercise", "exercise"),
        ("exersise", "exercise"),
        ("sciattica", "sciatica"),
        ("siatica", "sciatica"),
        ("stenosys", "stenosis"),
        ("symtoms", "symptoms"),
        ("wlaking", "walking"),
        ("pian", "pain"),
        ("bak", "back"),
        ("hampstring", "hamstring"),
        ("phisiotherapist", "physiotherapist"),
        ("arthritus", "arthritis"),
    ],
)
def test_a_slip_is_near_to_what_was_meant(typed, meant):
    assert VOCABULARY.nearest(typed) == meant


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("dog", "leg"),
        ("kills", "hills"),
        ("table", "able"),
        ("car", "scar"),
        ("sister", "sitting"),
        ("hiv", "hip"),
        ("hrt", "hurt"),
        ("gas", "gap"),
        ("pie", "pin"),
    ],
)
def test_another_word_is_not_near(typed, other):
    assert Vocabulary({other: 1}).nearest(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("bak", "back"), ("lag", "leg"), ("hpi", "hip"), ("kne", "knee")]
)
def test_a_slip_in_a_short_word_is_near_too(typed, meant):
    assert Vocabulary({meant: 1}).nearest(typed) == meant


def test_between_equally_near_words_the_more_frequent_is_meant():
    assert Vocabulary({"walks": 3, "walls": 30}).nearest("walus") == "walls"


def test_letters_that_are_swapped_are_likelier_than_one_too_many():
    assert Vocabulary({"pin": 5, "pain": 5}).nearest("pian") == "pain"


def test_the_most_frequent_of_many_equally_near_words_is_meant():
    counts = dict.fromkeys((f"wal{letter}" for letter in "abcdefghijklmnoprstuvwxy"), 1)
    assert Vocabulary({**counts, "walz": 9}).nearest("walq") == "walz"


@pytest.mark.parametrize(
    "typed", ["rthritis", "rathritis", "aarthritis", "qarthritis", "xrthritis", "erthritis"]
)
def test_a_long_word_may_begin_with_the_slip(typed):
    assert Vocabulary({"arthritis": 1}).nearest(typed) == "arthritis"


def test_a_word_that_tells_nothing_is_never_meant_but_may_be_half_of_two():
    vocabulary = Vocabulary({"when": 9, "walking": 1}, never_meant={"when"})
    assert vocabulary.nearest("whenn") is None
    assert vocabulary.in_two("whenwalking") == "when walking"


def test_two_words_written_as_one_are_told_apart():
    assert Vocabulary({"low": 1, "lower": 1, "back": 1}).in_two("lowback") == "low back"
    assert Vocabulary({"low": 1}).in_two("lowback") is None


@given(st.text(max_size=12), st.lists(st.text(max_size=12)))
def test_what_is_found_is_known_and_any_text_may_be_typed(typed, known):
    vocabulary = Vocabulary(dict.fromkeys(known, 1))
    assert vocabulary.nearest(typed) in {None, *known}
    if is_word(typed):
        assert Vocabulary({typed: 1}).nearest(typed) == typed


def test_everyday_words_are_spelt_right_in_all_their_forms():
    assert is_everyday("dog")
    assert is_everyday("dogs")
    assert is_everyday("gardening")
    assert not is_everyday("ibuprofin")


# --- Marks --------------------------------------------------------------------------------------


def asking(*terms: tuple[str, ...]) -> Query:
    return Query("", concepts=tuple(Concept(term, (), 1.0) for term in terms))


def marked(text: str, query: Query) -> str:
    return HighlightedText(text, query).marked


def passage(text: str, query: Query) -> str:
    words = HighlightedText(text, query)
    words.shorten()
    return words.marked


def test_found_words_are_marked_in_any_form_and_the_rest_is_escaped():
    text = "<b>Walking</b> & 'walked' walks’"
    assert marked(text, asking(("walk",))) == (
        "&lt;b&gt;<mark>Walking</mark>&lt;/b&gt; &amp; &#x27;<mark>walked</mark>&#x27; "
        "<mark>walks</mark>’"
    )


def test_half_a_phrase_is_not_marked():
    query = asking(("pin", "needl"))
    assert "<mark>" not in marked("A pin.", query)
    assert marked("pins and needles", query) == "<mark>pins</mark> and <mark>needles</mark>"


def test_a_passage_is_taken_from_where_most_was_found():
    text = "Walk. " + "other " * 60 + "then walk on a stiff hip " + "again " * 60
    shown = passage(text, asking(("walk",), ("hip",), ("stiff",)))
    assert "<mark>stiff</mark> <mark>hip</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown.split()) < 40
    assert passage("Nothing.", asking(("walk",))) == ""
