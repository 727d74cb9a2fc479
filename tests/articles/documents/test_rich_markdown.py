"""Rich text as Markdown and back: whatever the cleaner lets through comes back as it was."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.text.markdown import to_html, to_markdown
from articles.text.rich_text import clean_rich_text
from articles.text.tree import html_of, tree_of
from tests.properties import examples


def there_and_back(html: str) -> str:
    return clean_rich_text(to_html(to_markdown(html)))


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("", ""),
        ("<p>Plain words.</p>", "Plain words."),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        (
            "<p>A <strong>strong</strong> and an <em>other</em> word.</p>",
            "A **strong** and an _other_ word.",
        ),
        ("<p>An <em>other</em> word.</p>", "An *other* word."),
        ("<p><strong>a <em>b</em></strong><em>c</em></p>", "**a _b_**_c_"),
        ("<p>One<br>two</p>", "One\\\ntwo"),
        ("<h3>Head #1</h3><p>Words</p>", "### Head \\#1\n\nWords"),
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
        ("<ul><li><p>One</p></li><li><p>Two</p></li></ul>", "- One\n- Two"),
        ("<ul><li>One<ol><li>Two</li></ol></li></ul>", "- One\n  1. Two"),
        ("<ul><li><p>One</p><p>More</p></li><li>Two</li></ul>", "- One\n\n  More\n\n- Two"),
        ('<ol start="9"><li>One</li><li>Two</li></ol>', "9. One\n10. Two"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ('<p><a href="/get-help/">Help</a></p>', "[Help](/get-help/)"),
        ('<p><a href="/x" title="A “title”">Help</a></p>', '[Help](/x "A “title”")'),
        ('<p><a href="/a b(c)">x</a></p>', "[x](</a b(c)>)"),
        (
            "<p>1986. A year</p><p>- no list</p><p># no head</p>",
            "1986\\. A year\n\n\\- no list\n\n\\# no head",
        ),
        ("<p>Sources: none</p>", "Sources\\: none"),
        ("<p>a * b_c [d] &lt;e&gt; &amp;amp;</p>", "a \\* b\\_c \\[d\\] \\<e> \\&amp;"),
        ("<p>5&nbsp;km</p>", "5&nbsp;km"),
        ("<p>Table: none</p>", "Table\\: none"),
        (
            "<p>She wrote:</p><blockquote><p>One</p><p>Two<br>three</p></blockquote><p>So.</p>",
            "She wrote:\n\n> One\n>\n> Two\\\n> three\n\nSo.",
        ),
        ("<ul><li>a<blockquote>b</blockquote></li></ul>", "- a\n\n  > b"),
        ("<blockquote><ul><li>a</li></ul></blockquote><p>&gt; b</p>", "> - a\n\n\\> b"),
    ],
)
def test_it_reads_as_somebody_would_write_it(html, markdown):
    assert to_markdown(html) == markdown
    assert tree_of(there_and_back(html)) == tree_of(html)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            "<table><caption>A week</caption><tr><th>Day<th>Minutes<tr><td>Mon<td>5</table>",
            "Table: A week\n\n| Day | Minutes |\n| --- | --- |\n| Mon | 5 |",
        ),
        (
            "<p>a</p><table><tr><td>a|b<td><a href='/c|d'>e</a><tr><td><td>*</table>",
            "a\n\n| | |\n| --- | --- |\n| a&#124;b | [e](/c&#124;d) |\n| | \\* |",
        ),
        (
            "<ul><li>x<table><tr><th>a<td>b<tr><th>c<td>d</table></ul>",
            "- x\n\n  | | |\n  | --- | --- |\n  | **a** | b |\n  | **c** | d |",
        ),
    ],
)
def test_a_table_reads_as_somebody_would_write_it(html, markdown):
    cleaned = clean_rich_text(html)
    assert to_markdown(cleaned) == markdown
    assert there_and_back(cleaned) == cleaned


@pytest.mark.parametrize(
    "html",
    [
        "<p>a | b<br>-- | --<br>:-: | -<br>| a |<br>|--|</p>",
        "<p>Table: x</p><table><caption>Table: y</caption><tr><td>z</table>",
        "<table><caption>- *a*</caption><tr><th>a<th>b</table><table><tr><td>c</table>",
        "<p>a<strong>(b)</strong>c</p>",
        "<p>a<em>b</em>c <strong>x</strong>y<em>z</em>.</p>",
        "<p>“<strong>„b“</strong>”—<em>…</em>x</p>",
        "<p>x<strong>!</strong><a href='/y'>z</a>!<a href='/y'>z</a></p>",
        "<p><strong><a href='/y'>z</a></strong>b<em><a href='/q'>*</a></em>*</p>",
        "<p>a\\<em>\\b\\</em>\\c\\<br>\\</p>",
        "<p>a<br><br>- b<br>3) c<br>### d<br>~~~<br>===<br>Sources: x</p>",
        "<p>![x](y) `code` http://example.org &lt;b&gt; {#anchor} ## +++</p>",
        "<ul><li><h3>h</h3><ul><li>- a</li></ul><ul><li>b</li></ul></li></ul>",
        "<ul><li>b<ol start='3'><li>c</li></ol></li></ul>",
        "<ul><li><ul><li>only a list</li></ul></li><li></li><li>1. x<p>y</p></li></ul>",
        "<p><em>&nbsp;x&nbsp;</em>\u2003y\u2028z</p>",
        "<p><a href='mailto:a@b.example?subject=x&amp;y=%20'>m</a><a href=''>n</a></p>",
        "<h4>a<br>b ##</h4>",
        "bare <strong>words</strong><p>and a paragraph</p>",
        "<blockquote>a</blockquote><blockquote>b<blockquote>c</blockquote></blockquote>d",
        "<ul><li><blockquote><h3>a</h3>1. b</blockquote><p>c</p></ul><blockquote> </blockquote>",
        "<blockquote>Table: a</blockquote><table><tr><td>b</table><blockquote><ul><li>c</ul></ul>d",
        "<blockquote><p>a</p><table><caption>b</caption><tr><th>c<td>d</table></blockquote>",
    ],
)
def test_what_markdown_makes_hard_comes_back(html):
    cleaned = clean_rich_text(html)
    assert tree_of(there_and_back(cleaned)) == tree_of(cleaned)


# What editors type, and the signs that mean something in Markdown or HTML.
words = st.text(
    st.one_of(
        st.sampled_from(" ab1.)(-+*_#>[]!`\\~=&<:;|\"'“”–…\xa0\u2003\u200bé語😀\n"),
        st.characters(codec="utf-8"),
    ),
    max_size=8,
).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;"))
addresses = st.sampled_from(
    ["/a/", "#x", "https://example.org/a_b*c?d=1&amp;e=2", "/a b", "/(x", "tel:+44", "/é`", ""]
)


def inside(tag: str, part: st.SearchStrategy, most: int = 3) -> st.SearchStrategy:
    return st.lists(part, max_size=most).map(lambda parts: f"<{tag}>{''.join(parts)}</{tag}>")


inline = st.recursive(
    st.one_of(words, st.just("<br>")),
    lambda part: st.one_of(
        inside("strong", part),
        inside("em", part),
        st.tuples(addresses, words, st.lists(part, max_size=2)).map(
            lambda t: f'<a href="{t[0]}" title="{t[1].replace(chr(34), "")}">{"".join(t[2])}</a>'
        ),
    ),
    max_leaves=6,
)
leaf = st.one_of(*(inside(tag, inline) for tag in ("p", "p", "h3", "h4")), inline)
cells = st.tuples(st.sampled_from(["td", "td", "th", "td rowspan=2", "th colspan=2"]), inline).map(
    lambda t: f"<{t[0]}>{t[1]}</{t[0][:2]}>"
)
tables = st.tuples(words, st.lists(inside("tr", cells), max_size=3)).map(
    lambda t: f"<table><caption>{t[0]}</caption>{''.join(t[1])}</table>"
)
blocks = st.recursive(
    st.one_of(leaf, leaf, tables),
    lambda part: st.one_of(
        inside("ul", inside("li", part)),
        inside("blockquote", part),
        st.tuples(st.sampled_from(["1", "7", "0", "-3", "x"]), inside("li", part)).map(
            lambda t: f'<ol start="{t[0]}">{t[1]}</ol>'
        ),
        st.lists(part, max_size=3).map("".join),
    ),
    max_leaves=8,
)


@pytest.mark.slow
@examples(600)
@given(blocks)
@example("<ul><li>a<ul><li></li></ul></li></ul>")
@example("<table><tr><td><a href='/a/'></a><td></td><tr><td><strong>0 <a href='/b/'>1</a></strong>")
def test_all_rich_text_comes_back(html):
    cleaned = clean_rich_text(html)
    tree = tree_of(cleaned)
    markdown = to_markdown(cleaned)
    assert tree_of(clean_rich_text(to_html(markdown))) == tree
    assert to_markdown(clean_rich_text(to_html(markdown))) == markdown
    assert tree_of(html_of(tree)) == tree


@examples(300)
@given(st.text())
def test_any_words_come_back(text):
    cleaned = clean_rich_text(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>")
    assert tree_of(there_and_back(cleaned)) == tree_of(cleaned)


def test_the_proof_above_can_fail():
    assert tree_of("<p>a <strong>b</strong></p>") != tree_of("<p>a b</p>")
    assert tree_of("<p>a</p><p>b</p>") != tree_of("<p>a b</p>")
    assert tree_of("<ul><li>a</li><li>b</li></ul>") != tree_of(
        "<ul><li>a</li></ul><ul><li>b</li></ul>"
    )
    assert tree_of("<p>a</p>\n\n<ul>\n<li><p>b</p></li>\n</ul>") == tree_of(
        "<p>a</p><ul><li>b</li></ul>"
    )
