"""Bringing two people's changes together: nothing that either wrote is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.office.edition.concurrent_edits import (
    ORDER,
    WHOLE,
    Conflict,
    FormContent,
    merge,
    merged_order,
    same,
    same_content,
    take_theirs,
)

words = st.sampled_from(["", "a", "b", "c"])
fields = st.fixed_dictionaries({"title": words, "summary": words})
rows = st.fixed_dictionaries({"wording": words, "sources": st.lists(st.sampled_from("12"))})


@st.composite
def contents(draw, new: str = ""):
    keys = draw(st.lists(st.sampled_from(["1", "2", "3", *new]), unique=True))
    return FormContent(draw(fields), {key: draw(rows) for key in keys})


base, theirs, mine = contents(), contents("4"), contents("5")


@given(base, mine)
def test_what_one_person_does_alone_is_taken_as_it_is(base, mine):
    alone = merge(base, base, mine)
    assert (alone.conflicts, alone.taken) == ([], [])
    assert same_content(alone.content, mine)


@given(base, theirs)
def test_who_changed_nothing_gets_what_is_stored(base, theirs):
    merged = merge(base, theirs, base)
    assert merged.conflicts == []
    assert same_content(merged.content, theirs)


@given(base, theirs)
def test_the_same_change_twice_is_no_conflict(base, theirs):
    merged = merge(base, theirs, theirs)
    assert merged.conflicts == []
    assert same_content(merged.content, theirs)


@given(base, theirs, mine)
def test_every_change_of_both_is_in_the_result_or_asked_for(base, theirs, mine):
    merged = merge(base, theirs, mine)
    asked = {conflict.place for conflict in merged.conflicts}
    for changed in (theirs, mine):
        for name, value in changed.fields.items():
            if not same(value, base.fields[name]):
                assert same(merged.content.fields[name], value) or ("", name) in asked
        for key, row in changed.questions.items():
            if (key, WHOLE) in asked:
                continue
            for name, value in row.items():
                if key not in base.questions or not same(value, base.questions[key][name]):
                    assert same(merged.content.questions[key][name], value) or (key, name) in asked
        for key in base.questions.keys() - changed.questions.keys():
            assert key not in merged.content.questions or (key, WHOLE) in asked


@given(base, theirs, mine)
def test_taking_theirs_everywhere_leaves_nothing_to_ask(base, theirs, mine):
    """As the second save does it: what they stored is then what the form was made from."""
    merged = merge(base, theirs, mine)
    chosen = merged.content
    for conflict in merged.conflicts:
        chosen = take_theirs(chosen, theirs, conflict)
    again = merge(theirs, theirs, chosen)
    assert again.conflicts == []
    for conflict in merged.conflicts:
        if conflict.field == WHOLE:
            assert (conflict.question in again.content.questions) == (conflict.theirs is not None)
        elif not conflict.question and conflict.field != ORDER:
            assert same(again.content.fields[conflict.field], conflict.theirs)


def edition(order: str, **changes: str) -> FormContent:
    return FormContent(
        {"title": "T"}, {key: {"wording": changes.get(f"q{key}", key)} for key in order}
    )


def test_a_conflict_says_what_it_was_and_what_each_made_of_it():
    merged = merge(edition("12", q2="was"), edition("12", q2="theirs"), edition("12", q2="mine"))
    assert merged.conflicts == [Conflict("2", "wording", "was", "theirs", "mine")]
    assert merged.content == edition("12", q2="mine")


@pytest.mark.parametrize(
    ("was", "theirs", "mine", "order"),
    [
        ("123", "321", "123", "321"),
        ("123", "123", "312", "312"),
        ("123", "1423", "321", "3214"),
        ("123", "4123", "1235", "41235"),
        ("12", "", "21", ""),
    ],
)
def test_who_alone_moves_questions_decides_their_order(was, theirs, mine, order):
    merged = merge(edition(was), edition(theirs), edition(mine))
    assert "".join(merged.content.questions) == order
    assert merged.conflicts == []


def test_two_orders_are_a_conflict_and_either_can_be_taken():
    theirs, mine = edition("2134"), edition("1243")
    merged = merge(edition("1234"), theirs, mine)
    assert [conflict.place for conflict in merged.conflicts] == [("", ORDER)]
    assert "".join(merged.content.questions) == "1243"
    taken = take_theirs(merged.content, theirs, merged.conflicts[0])
    assert "".join(taken.questions) == "2134"


def test_a_question_taken_out_by_one_and_changed_by_the_other_is_asked_for():
    out, changed = edition("1"), edition("12", q2="new")
    merged = merge(edition("12"), out, changed)
    assert merged.conflicts == [Conflict("2", WHOLE, "2", None, "new")]
    assert merged.content == changed
    assert take_theirs(merged.content, out, merged.conflicts[0]) == out
    merged = merge(edition("12"), changed, out)
    assert merged.conflicts == [Conflict("2", WHOLE, "2", "new", None)]
    assert merged.content == out
    assert take_theirs(merged.content, changed, merged.conflicts[0]) == changed


def test_broken_lines_are_no_change_and_another_order_is_one():
    assert same("a\r\nb ", "a\nb")
    assert same(["1", "2"], ["1", "2"])
    assert not same(["2", "1"], ["1", "2"])
    assert not same("", None)


def test_what_only_one_order_has_comes_after_the_one_before_it():
    assert merged_order("abc", "axbyc") == list("axbyc")
    assert merged_order("cba", "xab") == list("xcba")


def test_a_question_that_was_stored_already_is_known_again():
    row = {"wording": "Why?", "short_answer": "S.", "body": "<p>B.</p>", "sources": ["1"]}
    base = FormContent({}, {"1": row | {"wording": "First?"}})
    stored = FormContent({}, base.questions | {"7": row | {"anchor": "why"}})
    sent = FormContent({}, base.questions | {"new-1": row | {"anchor": ""}})
    merged = merge(base, stored, sent)
    assert (merged.content, merged.conflicts) == (stored, [])
    other = FormContent({}, base.questions | {"new-1": row | {"body": "<p>C.</p>", "anchor": ""}})
    assert list(merge(base, stored, other).content.questions) == ["1", "new-1", "7"]
