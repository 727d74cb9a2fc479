"""Rich text: one list of what it may contain, kept on every path that stores it."""

import re
from html import escape
from html.parser import HTMLParser

import pytest
from django import forms
from hypothesis import example, given
from hypothesis import strategies as st

from articles.models import Answer, Caution, Edition
from articles.text.plain_text import in_sentences, plain_text
from articles.text.rich_text import RichTextField, clean_rich_text
from tests.cast import make_draft

BAD = (
    '<p onclick="steal()" style="color:red" class="x">Kept <strong>words</strong></p>'
    "<script>steal()</script><style>p {display: none}</style>"
    '<iframe src="https://example.org/"></iframe><img src=x onerror=steal()>'
    '<a href="javascript:steal()">one</a> <a href="https://example.org/" target="_blank">two</a>'
)
CLEAN = '<p>Kept <strong>words</strong></p><a>one</a> <a href="https://example.org/">two</a>'
TAGS = {"p", "strong", "em", "ul", "ol", "li", "br", "h3", "h4", "a"}
TAGS |= {"blockquote", "table", "caption", "thead", "tbody", "tr", "th", "td"}


class Found(HTMLParser):
    """The tags and attributes that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str, str | None]] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update((tag, name, value) for name, value in attrs)


# --- What it may contain ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        (BAD, CLEAN),
        ("<script>x</script>", ""),
        ("<p> </p>", ""),
        ("<p>&nbsp;</p><p><br></p>", ""),
        (None, ""),
        (
            "<h1>Big</h1><h2>Less</h2><h3>Fits</h3><h4>Fits</h4>",
            "BigLess<h3>Fits</h3><h4>Fits</h4>",
        ),
        ('<svg><script>x</script><a xlink:href="javascript:x">y</a></svg>', ""),
        ('<form action="/"><input name=x><button>Go</button></form>', "Go"),
        ("<!-- note --><p>Text</p>", "<p>Text</p>"),
        ("<p>Text", "<p>Text</p>"),
        (
            '<blockquote cite="https://example.org/" class=x><p>Text</p></blockquote>',
            "<blockquote><p>Text</p></blockquote>",
        ),
        ("<blockquote> <p> </p></blockquote>", ""),
        ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
        ("<table><tr><td> <td></table><p>a</p>", "<p>a</p>"),
        (
            '<table class=x><tr style="a"><th colspan=2>A<tr><td rowspan=2>b<td>c<tr><td>d',
            '<table><thead><tr><th scope="col">A</th><th scope="col"></th></tr></thead><tbody>'
            "<tr><td>b</td><td>c</td></tr><tr><td></td><td>d</td></tr></tbody></table>",
        ),
        (
            "<table><caption> So <em>it</em> is </caption><tr><td><td><strong>A</strong>"
            "<tr><td><strong>B</strong><td><ul><li>c<li>d</ul><table><tr><td>e<td>f</table>",
            '<table><caption>So it is</caption><thead><tr><th scope="col"></th>'
            '<th scope="col">A</th></tr></thead><tbody><tr><th scope="row">B</th>'
            "<td>c d e f</td></tr></tbody></table>",
        ),
    ],
)
def test_what_is_kept(html, cleaned):
    assert clean_rich_text(html) == cleaned


@pytest.mark.parametrize(
    "address",
    ["https://example.org/", "http://example.org/", "/get-help/", "#why", "mailto:a@b.example"],
)
def test_plain_addresses_stay(address):
    html = f'<a href="{address}">x</a>'
    assert clean_rich_text(html) == html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:steal()",
        "JaVaScRiPt:steal()",
        " javascript:steal()",
        "java\tscript:steal()",
        "&#106;avascript:steal()",
        "vbscript:x",
        "data:text/html,<script>x</script>",
        "file:///etc/passwd",
    ],
)
def test_other_addresses_go(address):
    assert clean_rich_text(f'<a href="{address}">x</a>') == "<a>x</a>"


def is_harmless(html: str) -> bool:
    found = Found(html)
    addresses = [value or "" for _, name, value in found.attributes if name == "href"]
    return (
        found.tags <= TAGS
        and {(tag, name) for tag, name, _ in found.attributes}
        <= {("a", "href"), ("a", "title"), ("ol", "start"), ("ol", "type"), ("th", "scope")}
        and not any(
            re.match(r"\s*(javascript|vbscript|data):", address, re.IGNORECASE)
            for address in addresses
        )
    )


pieces = st.sampled_from(
    [
        "<script>",
        "</script>",
        "<style>",
        "<p onclick=x>",
        '<a href="',
        "javascript:x",
        "data:text/html,x",
        '">',
        "<svg>",
        "<math><mtext>",
        "<img src=x onerror=y>",
        "<iframe srcdoc='<script>'>",
        "<!--",
        "-->",
        "<textarea>",
        "<noscript>",
        "</p>",
        "&lt;script&gt;",
        "\x00",
        "'",
        '"',
    ]
)


@given(st.lists(st.one_of(pieces, st.text(max_size=12)), max_size=12).map("".join))
@example("<noscript><p title='</noscript><img src=x onerror=y>'>")
@example("<math><mtext><table><mglyph><style><img src=x onerror=y>")
def test_whatever_comes_in_what_goes_out_is_harmless(html):
    cleaned = clean_rich_text(html)
    assert is_harmless(cleaned)
    assert clean_rich_text(cleaned) == cleaned


def test_the_guard_above_can_fail():
    for html in ("<script>", "<p onclick=x>", '<a href="JAVASCRIPT:x">', "<p style='x'>"):
        assert not is_harmless(html)


@given(st.text())
def test_plain_text_gives_back_the_words(text):
    text = "".join(character for character in text if character.isprintable())
    assert plain_text(f"<p>{escape(text)}</p>") == " ".join(text.split())


def test_plain_text_keeps_words_apart():
    html = "<h3>One</h3><p>two<br>three</p><ul><li>four</li><li>five</li></ul>"
    assert plain_text(html) == "One two three four five"


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<p>One</p>", "One"),
        ("<p>One</p><p>Two.</p>", "One. Two."),
        ("<h3>Why</h3><p>So</p>", "Why. So"),
        ("<p>Ask if:</p><ul><li>a</li><li>b</li></ul><p>Or c</p>", "Ask if: a; b. Or c"),
        ("<ul><li><p>a</p></li> <li><p>b!</p></li></ul>\n<p>c</p>", "a; b! c"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "a: b. c"),
        ("<p>They</p> <ul><li>sit</li></ul>", "They: sit"),
        ("<p><strong>Stop</strong></p><p></p><p>“No.”</p><p>(so)</p> ", "Stop. “No.” (so)"),
        ("<p>a &lt; b<br>c</p><p>d</p>", "a < b. c. d"),
        ("", ""),
        ("no block", "no block"),
        (
            "<table><caption>A week</caption><tr><th>Day<th>Minutes<tr><td>Mon<td>5<tr><td>Tue<td>"
            "</table><p>So</p>",
            "A week. Day: Mon, Minutes: 5. Day: Tue. So",
        ),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a, b. c, d"),
        ("<p>They say</p><blockquote>a<ul><li>b</ul></blockquote><p>c</p>", "They say. a: b. c"),
    ],
)
def test_read_on_no_block_runs_into_the_next(html, read):
    assert in_sentences(html) == read


@given(st.text())
def test_read_on_one_paragraph_is_its_words(text):
    text = "".join(character for character in text if character.isprintable())
    assert in_sentences(f"<p>{escape(text)}</p>") == " ".join(text.split())


# --- Every path into the database ---------------------------------------------------------------


def stored_in(model: type, field: str, pk: int) -> str:
    return model.objects.values_list(field, flat=True).get(pk=pk)


@pytest.mark.django_db
class TestEveryPath:
    @pytest.fixture
    def answer(self) -> Answer:
        return make_draft().answers.get()

    def body(self, answer: Answer) -> str:
        return stored_in(Answer, "body", answer.pk)

    def test_save(self, answer):
        answer.body = BAD
        answer.save()
        assert self.body(answer) == CLEAN
        assert answer.body == CLEAN  # what is in hand is what is stored

    def test_save_of_one_field(self, answer):
        answer.body = BAD
        answer.save(update_fields=["body"])
        assert self.body(answer) == CLEAN

    def test_full_clean(self, answer):
        answer.body = BAD
        answer.full_clean()
        assert answer.body == CLEAN

    def test_create(self, answer):
        edition = make_draft(questions=0, introduction=BAD)
        assert stored_in(Edition, "introduction", edition.pk) == CLEAN

    def test_bulk_create(self, answer):
        made = Caution.objects.bulk_create([Caution(slug="c", title="C", names="x", body=BAD)])
        assert stored_in(Caution, "body", made[0].pk) == CLEAN

    def test_bulk_create_over_what_is_there(self, answer):
        caution = Caution.objects.create(slug="c", title="C", names="x", body="<p>Old</p>")
        Caution.objects.bulk_create(
            [Caution(slug="c", title="C", names="x", body=BAD)],
            update_conflicts=True,
            unique_fields=["slug"],
            update_fields=["body"],
        )
        assert stored_in(Caution, "body", caution.pk) == CLEAN

    def test_bulk_update(self, answer):
        answer.body = BAD
        Answer.objects.bulk_update([answer], ["body"])
        assert self.body(answer) == CLEAN

    def test_update(self, answer):
        Answer.objects.filter(pk=answer.pk).update(body=BAD)
        assert self.body(answer) == CLEAN

    def test_update_or_create(self, answer):
        Caution.objects.update_or_create(
            slug="c", defaults={"title": "C", "names": "x", "body": BAD}
        )
        assert Caution.objects.get().body == CLEAN

    def test_the_history_keeps_the_cleaned_text(self, answer):
        edition = answer.edition
        edition.introduction = BAD
        edition.save()
        assert edition.history.latest().introduction == CLEAN

    def test_a_form(self, answer):
        form_class = forms.modelform_factory(Answer, fields=["body"])
        form = form_class({"body": BAD}, instance=answer)
        assert form.is_valid(), form.errors
        assert form.instance.body == CLEAN
        form.save()
        assert self.body(answer) == CLEAN


def test_every_rich_text_of_the_site_is_such_a_field():
    """A body kept in a plain text field would go round the cleaner."""
    rich = {("Edition", "introduction"), ("Answer", "body"), ("Caution", "body")}
    for model in (Edition, Answer, Caution):
        for field in model._meta.concrete_fields:
            is_rich = (model.__name__, field.name) in rich
            assert isinstance(field, RichTextField) == is_rich
