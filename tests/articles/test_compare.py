"""Two editions told apart: by field, by question, by block, by word."""

from difflib import SequenceMatcher
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.comparison.edition_diff import EditionContent, Move, QuestionContent, Text, compare
from articles.text import word_diff
from articles.text.blocks import plain_block, rich_blocks
from articles.text.word_diff import Change, TextDiff, compare_blocks
from tests.properties import examples
from tests.steps import count_calls


def told_apart(old: str, new: str) -> TextDiff:
    return compare_blocks("Answer", rich_blocks(old), rich_blocks(new), is_identical=old == new)


def seen(diff: TextDiff) -> str:
    """The diff on one line: [-removed-], [+added+], [~marked otherwise: how~], blocks with |."""
    signs = {
        Change.SAME: "{0}",
        Change.REMOVED: "[-{0}-]",
        Change.ADDED: "[+{0}+]",
        Change.RESTYLED: "[~{0}: {1}~]",
    }
    return "|".join(
        "".join(signs[piece.change].format(piece.text, piece.note) for piece in block.pieces)
        for block in diff.blocks
    )


def before(diff: TextDiff) -> list[str]:
    return _texts(diff, leave_out=Change.ADDED)


def after(diff: TextDiff) -> list[str]:
    return _texts(diff, leave_out=Change.REMOVED)


def _texts(diff: TextDiff, *, leave_out: Change) -> list[str]:
    return [
        "".join(piece.text for piece in block.pieces if piece.change != leave_out)
        for block in diff.blocks
        if block.change != leave_out
    ]


# --- Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<p>A slow dog.</p>", "<p>A quick dog.</p>", "A [-slow-][+quick+] dog."),
        # One change, not two with a space between them.
        ("<p>A slow dog ran.</p>", "<p>A quick fox ran.</p>", "A [-slow dog-][+quick fox+] ran."),
        ("<p>Walk.</p>", "<p>Walk, then rest.</p>", "Walk[+, then rest+]."),
        ("<p>Sit for 20 minutes.</p>", "<p>Sit for minutes.</p>", "Sit for[- 20-] minutes."),
        ("<p>Sit down.</p>", "<p>Sit<br>down.</p>", "Sit[- -][+\n+]down."),
    ],
)
def test_words_that_changed_are_told_apart(old, new, said):
    assert seen(told_apart(old, new)) == said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<p>Do stop.</p>", "<p>Do <strong>stop</strong>.</p>", "Do [~stop: now bold~]."),
        ("<p>Do <em>stop</em>.</p>", "<p>Do stop.</p>", "Do [~stop: no longer italic~]."),
        ("<p>standstill</p>", "<p>stand<em>still</em></p>", "[~standstill: now partly italic~]"),
        (
            '<p>See <a href="https://a.example/">this</a>.</p>',
            '<p>See <a href="https://b.example/">this</a>.</p>',
            "See [~this: no longer link to https://a.example/, now link to https://b.example/~].",
        ),
        (
            '<p><a href="https://a.example/">this</a></p>',
            '<p><a href="https://a.example/" title="T">this</a></p>',
            "[~this: no longer link to https://a.example/, "
            "now link to https://a.example/, titled “T”~]",
        ),
    ],
)
def test_what_is_only_marked_otherwise_is_said(old, new, said):
    diff = told_apart(old, new)
    assert seen(diff) == said
    assert diff.is_changed
    assert [block.change for block in diff.blocks] == [Change.RESTYLED]


def test_a_new_link_says_where_it_leads():
    diff = told_apart("<p>Ask.</p>", '<p>Ask <a href="https://a.example/">here</a>.</p>')
    notes = {piece.text.strip(): piece.note for block in diff.blocks for piece in block.pieces}
    assert notes["here"] == "link to https://a.example/"


def test_a_lost_line_break_has_a_name():
    diff = told_apart("<p>Sit<br>down.</p>", "<p>Sit down.</p>")
    assert [piece.note for piece in diff.blocks[0].pieces] == ["", "line break", "space", ""]


# --- Blocks -------------------------------------------------------------------------------------


def test_a_paragraph_put_in_between_leaves_its_neighbours_alone():
    diff = told_apart("<p>One.</p><p>Two.</p>", "<p>One.</p><p>Quite new.</p><p>Two.</p>")
    changes = [block.change for block in diff.blocks]
    assert changes == [Change.SAME, Change.ADDED, Change.SAME]


def test_a_reworded_paragraph_is_told_from_its_new_neighbour():
    diff = told_apart(
        "<p>Walking eases the pain of many people.</p>",
        "<p>Rest helps nobody for long.</p><p>Walking eases the pain of some people.</p>",
    )
    assert seen(diff) == (
        "[+Rest helps nobody for long.+]|Walking eases the pain of [-many-][+some+] people."
    )


def test_another_text_is_another_paragraph():
    diff = told_apart("<p>Red green blue.</p>", "<p>Salt sugar flour.</p>")
    assert [block.change for block in diff.blocks] == [Change.REMOVED, Change.ADDED]


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("<p>Rest</p>", "<h3>Rest</h3>", "was a paragraph, is now a heading"),
        ("<h3>Rest</h3>", "<h4>Rest</h4>", "was a heading, is now a small heading"),
        ("<p>Rest</p>", "<ul><li><p>Rest</p></li></ul>", "was a paragraph, is now a list item"),
        (
            "<ul><li>Rest</li></ul>",
            "<ol><li>Rest</li></ol>",
            "was a list item, is now a numbered item",
        ),
        (
            "<ul><li>A<ul><li>Rest</li></ul></li></ul>",
            "<ul><li>A</li><li>Rest</li></ul>",
            "was a list item, level 2, is now a list item",
        ),
        (
            "<p>Rest</p>",
            "<blockquote>Rest</blockquote>",
            "was a paragraph, is now a paragraph of a quotation",
        ),
    ],
)
def test_a_block_of_another_kind_says_so(old, new, note):
    diff = told_apart(old, new)
    assert diff.is_changed
    assert diff.blocks[-1].note == note


def test_the_blocks_of_an_answer_are_those_a_reader_sees():
    html = (
        "<h3>Why</h3><p>One <strong>two</strong>\n three.</p>"
        "<ul><li><p>First</p><p>more</p><ol><li>Deep</li></ol></li><li>Second</li></ul>"
    )
    assert [(block.kind, block.text) for block in rich_blocks(html)] == [
        ("heading", "Why"),
        ("paragraph", "One two three."),
        ("list item", "First"),
        ("paragraph in a list", "more"),
        ("numbered item, level 2", "Deep"),
        ("list item", "Second"),
    ]


def test_a_difference_that_nobody_sees_is_not_called_none():
    joined = "<ul><li>a</li><li>b</li></ul>"
    parted = "<ul><li>a</li></ul><ul><li>b</li></ul>"
    diff = told_apart(joined, parted)
    assert [block.change for block in diff.blocks] == [Change.SAME, Change.SAME]
    assert diff.is_changed
    assert "readers do not see" in diff.note


def test_what_is_the_same_in_both_costs_little():
    """An edition has many texts, of which a few change; nearly all words have no marks."""
    plain, marked = (f"<p>{'Walk and rest. ' * 9}{end}</p>" for end in ("Bye", "<em>Bye</em>"))
    assert count_calls(lambda: rich_blocks(plain)) < 0.7 * count_calls(lambda: rich_blocks(marked))
    blocks, other = rich_blocks(plain), rich_blocks(marked)
    same = count_calls(lambda: compare_blocks("", blocks, blocks))
    assert same < 0.2 * count_calls(lambda: compare_blocks("", blocks, other))


def test_unchanged_blocks_stand_together_for_folding():
    same = "".join(f"<p>Paragraph {word} here.</p>" for word in ("one", "two", "three"))
    diff = told_apart(f"{same}<p>Old end words.</p>", f"{same}<p>New end words.</p>")
    assert [(is_same, len(blocks)) for is_same, blocks in diff.runs] == [(True, 3), (False, 1)]


# --- Questions ----------------------------------------------------------------------------------


def asked(
    question: int, wording: str = "", body: str = "<p>Body.</p>", sources=()
) -> QuestionContent:
    wording = wording or f"Question {question}?"
    texts = (Text("Kind", ""), Text("Answer", body, is_rich=True))
    return QuestionContent(question, f"anchor-{question}", wording, texts, tuple(sources))


def content(
    *answers: QuestionContent, title: str = "Title", introduction: str = "<p>Intro.</p>"
) -> EditionContent:
    texts = (Text("Title", title), Text("Introduction", introduction, is_rich=True))
    return EditionContent(texts, answers)


def test_a_question_is_known_again_when_it_is_reworded_and_moved():
    old = content(asked(1), asked(2), asked(3, "Why does it hurt?"))
    new = content(asked(3, "Where does it come from?"), asked(1), asked(2))
    diff = compare(old, new)
    first = diff.questions[0]
    assert first.is_reworded
    assert seen(first.texts[0]) == "[-Why-][+Where+] does it [-hurt-][+come from+]?"
    assert first.move == Move(old_place=3, new_place=1)
    assert [question.is_same for question in diff.questions] == [False, True, True]
    assert diff.summary == "1 question changed, 1 moved"


def test_added_and_removed_questions_stand_where_they_are_and_were():
    old = content(asked(1), asked(2), asked(3))
    new = content(asked(4), asked(1), asked(3))
    diff = compare(old, new)
    assert [(question.anchor, question.change) for question in diff.questions] == [
        ("anchor-4", Change.ADDED),
        ("anchor-1", Change.SAME),
        ("anchor-2", Change.REMOVED),
        ("anchor-3", Change.SAME),
    ]
    assert diff.summary == "1 question added, 1 removed"


def test_a_question_that_only_made_room_has_not_moved():
    diff = compare(content(asked(1), asked(2)), content(asked(9), asked(1), asked(2)))
    assert [question.move for question in diff.questions] == [None, None, None]


def test_the_words_of_an_added_question_are_all_new():
    diff = compare(content(), content(asked(1, body="<p>Fresh words.</p>")))
    (question,) = diff.questions
    assert [seen(text) for text in question.changed_texts] == ["[+Fresh words.+]"]


def test_sources_are_compared_by_identity_and_named():
    old = content(asked(1, sources=[(7, "Seven"), (8, "Eight")]))
    new = content(asked(1, sources=[(8, "Eight, corrected"), (9, "Nine")]))
    (question,) = compare(old, new).questions
    assert (question.added_sources, question.removed_sources) == (("Nine",), ("Seven",))


def test_the_summary_names_the_fields():
    old = content(asked(1), title="Old", introduction="<p>Old words.</p>")
    new = content(asked(1), title="New", introduction="<p>New words.</p>")
    assert compare(old, new).summary == "title and introduction changed"
    without = content(title="New", introduction="<p>Old words.</p>")
    assert compare(old, without).summary == "1 question removed; title changed"


@pytest.mark.parametrize("order", list(permutations((1, 2, 3, 4))))
def test_no_more_is_called_moved_than_must_have(order):
    """Against every choice of questions that could have stayed: none keeps more."""
    diff = compare(content(*map(asked, (1, 2, 3, 4))), content(*map(asked, order)))
    moved = {question.anchor for question in diff.questions if question.move}
    stayed = [number for number in order if f"anchor-{number}" not in moved]
    assert stayed == sorted(stayed)
    kept = max(
        bin(chosen).count("1")
        for chosen in range(16)
        if (row := [n for n in order if chosen >> (n - 1) & 1]) == sorted(row)
    )
    assert len(stayed) == kept


# --- What always holds --------------------------------------------------------------------------

words = st.sampled_from(["walk", "pain", "the", "a", "back", "it’s", "20", "don't", "Ünder", "痛"])
signs = st.sampled_from([" ", " ", " ", ", ", ". ", "<br>", "\u00a0", " – ", "&amp;"])
phrases = st.lists(st.tuples(words, signs), min_size=1, max_size=12).map(
    lambda pairs: "".join(word + sign for word, sign in pairs)
)
marked = st.one_of(
    phrases,
    phrases.map(lambda text: f"<strong>{text}</strong>"),
    phrases.map(lambda text: f'<a href="https://a.example/">{text}</a>'),
)
inline = st.lists(marked, min_size=1, max_size=3).map("".join)
blocks = st.one_of(
    inline.map(lambda text: f"<p>{text}</p>"),
    inline.map(lambda text: f"<h3>{text}</h3>"),
    st.lists(inline, min_size=1, max_size=3).map(
        lambda items: f"<ul>{''.join(f'<li><p>{item}</p></li>' for item in items)}</ul>"
    ),
)
documents = st.lists(blocks, max_size=6).map("".join)


@pytest.mark.slow
@examples(60)
@given(documents, documents)
def test_the_diff_applied_to_the_old_text_is_the_new_one(old, new):
    diff = told_apart(old, new)
    assert before(diff) == [block.text for block in rich_blocks(old)]
    assert after(diff) == [block.text for block in rich_blocks(new)]


@examples(60)
@given(documents, documents)
def test_nothing_is_found_in_the_same_and_something_in_every_other(old, new):
    assert not told_apart(old, old).is_changed
    assert told_apart(old, new).is_changed == (old != new)


@examples(60)
@given(st.text(), st.text())
def test_plain_text_keeps_every_sign(old, new):
    diff = compare_blocks("Title", plain_block(old), plain_block(new), is_identical=old == new)
    assert "".join(before(diff)) == old
    assert "".join(after(diff)) == new
    assert diff.is_changed == (old != new)


@examples(60)
@given(st.text(alphabet="<>/pliulaob rh3=\"'&;x", max_size=80))
def test_any_markup_at_all_is_read(html):
    rich_blocks(html)


answers = st.lists(
    st.builds(
        asked,
        st.integers(1, 8),
        st.sampled_from(["Why?", "Why now?", "How long?"]),
        st.sampled_from(["<p>One.</p>", "<p>One two.</p><p>Three.</p>", "<ul><li>One</li></ul>"]),
        st.lists(st.tuples(st.integers(1, 4), st.just("Source")), max_size=3),
    ),
    max_size=6,
    unique_by=lambda answer: answer.question,
)


@examples(60)
@given(answers, answers)
def test_every_question_is_told_once_and_moves_are_true(old, new):
    diff = compare(content(*old), content(*new))
    told = sorted(question.anchor for question in diff.questions)
    assert told == sorted({each.anchor for each in (*old, *new)})
    still = [q.anchor for q in diff.questions if q.change != Change.REMOVED]
    assert still == [each.anchor for each in new]
    for question in diff.questions:
        if question.move:
            assert old[question.move.old_place - 1].anchor == question.anchor
            assert new[question.move.new_place - 1].anchor == question.anchor
    assert compare(content(*new), content(*new)).is_empty


@pytest.mark.slow
def test_twelve_long_answers_are_compared_word_by_word_only_where_they_differ(monkeypatch):
    """24,000 words, every tenth another: the matcher takes the product of what it is given."""
    paragraph = " ".join(f"word{n % 97} of the" for n in range(27))
    body = "".join(f"<p>{paragraph} {n}.</p>" for n in range(25))
    changed = body.replace("word7 ", "other ").replace("word20 ", "")
    old = content(*(asked(n, body=body) for n in range(12)))
    new = content(*(asked(n, body=changed) for n in range(12)))
    products = []

    class Counting(SequenceMatcher):
        def __init__(self, isjunk, a, b, **options):
            products.append(len(a) * len(b))
            super().__init__(isjunk, a, b, **options)

    monkeypatch.setattr(word_diff, "SequenceMatcher", Counting)
    diff = compare(old, new)
    words = len(paragraph.split()) * 2  # with the spaces between them
    assert sum(products) < 12 * 25 * words**2 / 2
    assert diff.summary == "12 questions changed"
