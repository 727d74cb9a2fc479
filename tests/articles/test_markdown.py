"""Articles as files: what is read, and what is refused with words that say where."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.files.article_format import FormatError, parse_article, split_front_matter
from articles.text.markdown import to_html

WHOLE = """\
+++
slug = "an-article"
position = 3
+++
An *introduction*.

## First question? {#first}

In short: A short answer.

Also asked as:
- Another wording?
- A third one?

A body.

- an item

Sources: one-key, other-key

## Second question? {#second}

Kind: movement
In short: Move.
How long: 5 breaths

How to do it.
"""


def test_a_whole_file_is_read():
    article = parse_article(WHOLE)
    assert article.meta == {"slug": "an-article", "position": 3}
    assert article.introduction == "An *introduction*."
    first, second = article.questions
    assert (first.wording, first.anchor) == ("First question?", "first")
    assert first.short_answer == "A short answer."
    assert first.also_asked_as == ("Another wording?", "A third one?")
    assert first.body == "A body.\n\n- an item"
    assert first.sources == ("one-key", "other-key")
    assert (first.kind, first.how_long) == ("answer", "")
    assert (second.kind, second.how_long, second.body) == ("movement", "5 breaths", "How to do it.")
    assert (second.also_asked_as, second.sources) == ((), ())


def test_line_ends_and_a_mark_of_another_system_do_not_matter():
    assert parse_article("\ufeff" + WHOLE.replace("\n", "\r\n")) == parse_article(WHOLE)


def test_an_article_may_have_no_question_yet():
    article = parse_article('+++\nslug = "x"\n+++\nOnly words.\n')
    assert (article.introduction, article.questions) == ("Only words.", ())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("+++\nslug", "slug", "does not start with TOML"),
        ("+++\nslug", "Words.\n+++\nslug", "does not start with TOML"),
        ("position = 3", "position = ", "Between the “+++” lines"),
        (" {#first}", "", "“## First question?” has no {#anchor}"),
        ("{#first}", "{#First}", "“## First question? {#First}” has no {#anchor}"),
        ("{#second}", "{#first}", "anchor “first” stands twice"),
        ("In short: Move.\n", "", "“Second question?” has no line “In short:”"),
        ("In short: Move.", "In short:  ", "“Second question?” has no line “In short:”"),
        ("In short: Move.", "In short: A.\nIn short: B.", "“In short:” stands twice"),
    ],
)
def test_another_shape_is_refused_and_said_where(old, new, message):
    assert WHOLE.count(old) == 1
    with pytest.raises(FormatError) as refused:
        parse_article(WHOLE.replace(old, new))
    assert message in str(refused.value)


def test_an_empty_file_is_refused():
    with pytest.raises(FormatError, match="does not start with TOML"):
        parse_article("")


def test_html_in_a_file_stays_visible_text():
    assert to_html("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"
    assert "<script" not in to_html("<script>x</script>")


def test_front_matter_comes_with_what_follows_it():
    assert split_front_matter("+++\na = 1\n+++\nBody +++ too\n") == ({"a": 1}, "\nBody +++ too\n")


@given(st.text())
def test_any_text_is_read_or_refused(text):
    for whole in (text, f"+++\n+++\n{text}", f"+++\n{text}\n+++\n"):
        with suppress(FormatError):
            parse_article(whole)
