"""A caution is found by the words and not by an editor's memory."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.models import Caution

NAMES = "ibuprofen\nanti-inflammatory\nNSAID\nco-codamol (8/500)\nC++"


def caution(names: str = NAMES) -> Caution:
    return Caution(slug="c", title="Caution", names=names)


@pytest.mark.parametrize(
    "text",
    [
        "Take ibuprofen.",
        "IBUPROFEN helps",
        "An anti-inflammatory, such as",
        "(ibuprofen)",
        "“ibuprofen”",
        "ibuprofen/paracetamol",
        "first line\nibuprofen",
        "an NSAID?",
    ],
)
def test_a_name_calls_for_its_caution(text):
    assert caution().is_needed_in(text)


@pytest.mark.parametrize(
    "text", ["", "Walk more.", "fenbuprofen", "NSAIDx", "inflammatory", "c", "anti"]
)
def test_other_words_do_not(text):
    assert not caution().is_needed_in(text)


@pytest.mark.parametrize("text", ["co-codamol (8/500)", "some co-codamol (8/500) tablets", "C++."])
def test_a_name_may_end_in_a_sign(text):
    assert caution().is_needed_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "an anti\u2011inflammatory",  # a hyphen that does not break
        "an anti\u2010inflammatory",
        "an anti inflammatory",
        "an anti-\ninflammatory",  # over the end of a line
        "ibu\u00adprofen",  # a soft hyphen, seen as nothing
        "ibu\u200bprofen",
        "ｉｂｕｐｒｏｆｅｎ",
    ],
)
def test_no_way_of_typing_hides_a_name(text):
    assert caution().is_needed_in(text)


def test_a_caution_without_names_is_never_needed():
    assert not caution(" \n ").is_needed_in("anything at all")


def test_names_are_the_lines_with_text():
    assert caution(" ibuprofen \r\n\n naproxen").name_list == ["ibuprofen", "naproxen"]


@given(st.text(max_size=40), st.text(max_size=40))
@example("((", "[a-")
@example("", "")
def test_no_name_and_no_text_breaks_it(names, text):
    assert caution(names).is_needed_in(text) in (True, False)


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=20))
def test_a_word_is_found_as_it_stands(word):
    assert caution(word).is_needed_in(f"Before {word}, after.")
