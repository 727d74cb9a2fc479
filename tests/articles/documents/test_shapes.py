"""Raw documents of the shapes that people have, each with what has to become of it."""

import tomllib
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest

from articles.importer.character_repair import repair_characters
from articles.importer.document_parts import parse_document, read_document
from articles.importer.left_out import check_left_out
from articles.importer.link_places import links_of_parts
from articles.importer.plain_html import as_html
from articles.importer.raw_document import DocumentError, TextLink
from articles.importer.report import examine
from articles.importer.web_pages import read_web_page
from articles.importer.word_files import MAX_UNPACKED_BYTES
from articles.text.languages import foreign_language
from tests.steps import count_calls

DOCUMENTS = Path(__file__).resolve().parents[2] / "data" / "documents"
EXPECTED = tomllib.loads((DOCUMENTS / "expected.toml").read_text(encoding="utf-8"))
LONG = "It may be a strained muscle, a stiff hip, or nothing that anybody can name."


def read(name: str):
    return examine(read_document((DOCUMENTS / name).read_bytes()))


def codes_of(report) -> set[str]:
    return {finding.code for finding in report.findings}


@pytest.mark.parametrize("wanted", EXPECTED.values(), ids=EXPECTED)
def test_a_document_of_this_shape_is_taken_apart_as_a_person_would(wanted):
    document, report = read(wanted["file"])
    assert document.title == wanted["title"]
    assert [pair.question for pair in document.pairs] == wanted["questions"]
    for pair, start in zip(document.pairs, wanted["answers"], strict=True):
        assert pair.answer.startswith(start)
    parts = (document.introduction, *(pair.paragraphs for pair in document.pairs))
    html = "".join(as_html(part, document.links) for part in parts)
    assert [part for part in wanted.get("html", []) if part not in html] == []
    assert [part for part in wanted.get("not_html", []) if part in html] == []
    if "left_out" in wanted:
        assert Counter(aside.kind for aside in report.dropped) == wanted["left_out"]
    assert set(wanted.get("codes", [])) <= codes_of(report)
    assert not set(wanted.get("no", [])) & codes_of(report)


def test_every_document_of_the_folder_is_expected():
    kept = {path.name for path in DOCUMENTS.iterdir()} - {"README.md", "expected.toml"}
    assert kept == {wanted["file"] for wanted in EXPECTED.values()}


def test_what_is_left_out_of_a_page_stands_word_for_word_in_the_report():
    _, report = read("cookie-banner.txt")
    lines = (DOCUMENTS / "cookie-banner.txt").read_text(encoding="utf-8").splitlines()
    dropped = {aside.text for aside in report.dropped}
    assert {lines[0], lines[2], lines[7], lines[-1], lines[-2]} <= dropped
    (comments,) = [finding for finding in report.findings if finding.code == "comments"]
    assert "One advertises something (“BackGuy77: Try my cream" in comments.message


def test_the_language_is_said_before_everything_that_is_looked_for_in_english():
    _, report = read("german.txt")
    assert [finding.code for finding in report.findings][:3] == [
        "rewrite",
        "language",
        "not-looked-for",
    ]
    assert "German" in report.findings[1].message
    assert not any("without a word of caution" in each.message for each in report.findings)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Le dos fait mal après la marche parce que les muscles sont fatigués et tendus.",
            "French",
        ),
        (
            "La espalda duele después de caminar porque los músculos están cansados, y es normal.",
            "Spanish",
        ),
        ("Спина болит после ходьбы, потому что мышцы устали.", "a language in Cyrillic letters"),
        ("長く歩いたあとに腰が痛むのは、筋肉が疲れて硬くなるからです。", "Japanese"),
        ("ウォーキングの後に腰が痛むのは、リュックの重さが原因かもしれません。", "Japanese"),
        ("椎間板ヘルニアと脊柱管狭窄症では、歩行時に下肢痛が出現します。", "Japanese"),
        ("腰痛のセルフケアはNICEのガイドライン（NG59）とWHOの資料を参照。", "Japanese"),
        ("走路之后腰痛，大多是因为肌肉疲劳，休息几天以后会慢慢好转。", "Chinese"),
        (
            "走路之后腰痛，在「腰の痛み」一书里说大多是因为肌肉疲劳，休息几天以后会慢慢好转，"
            "如果没有好转就去看医生。",
            "Chinese",
        ),
        ("오래 걷고 나면 허리가 아픈 것은 근육이 지쳐서 뻣뻣해지기 때문입니다.", "Korean"),
        ("يؤلم الظهر بعد المشي الطويل لأن العضلات متعبة ومشدودة.", "a language in Arabic letters"),
        (
            "The back hurts after a walk; in Japanese this is called 腰痛（ようつう）, and it will "
            "pass in a while if you rest.",
            "",
        ),
        (
            "The back hurts after the walk because muscles are tired, and it will pass in a while.",
            "",
        ),
        ("Stiff hips. Sore feet. Café.", ""),
        ("", ""),
    ],
)
def test_a_language_is_told_by_its_small_words(text, language):
    assert foreign_language(text) == language


def test_questions_in_an_answer_are_no_questions_of_a_document_with_marks():
    document = parse_document(
        f"T\nT\nQ: Why?\nA: {LONG}\n\nDoes that surprise you?\n{LONG}\nQ: How?\nA: So."
    )
    assert [pair.question for pair in document.pairs] == ["Why?", "How?"]
    assert document.pairs[0].paragraphs == (LONG, "Does that surprise you?", LONG)


def test_words_that_begin_like_marks_are_words():
    document = parse_document(
        f"T\nT\nWhy me?\nA. Example says so. {LONG}\nWhy now?\nQ10 is a pill."
    )
    assert document.pairs[0].answer.startswith("A. Example says so.")
    assert document.pairs[1].answer == "Q10 is a pill."


def test_a_yes_is_an_answer_and_only_below_a_vote_a_button():
    document = parse_document(
        f"T\nT\nIs it bad?\nNo\nIs it rare?\n{LONG}\nWas this page useful?\nYes\nNo"
    )
    assert [pair.answer for pair in document.pairs] == ["No", LONG]
    assert [aside.text for aside in document.of_kind("vote")] == [
        "Was this page useful?",
        "Yes",
        "No",
    ]


def test_movements_and_lines_on_seeing_somebody_are_proposed_as_what_they_are():
    text = "Lie on your back. Bend one knee and hold it for five breaths, then the other leg."
    _, report = examine(parse_document(f"T\nT\nWhat helps?\n{text} If not better, see a doctor."))
    assert {"movement", "see-somebody"} <= codes_of(report)
    _, report = examine(parse_document(f"T\nT\nWhat helps?\n{LONG}"))
    assert not {"movement", "see-somebody", "own-business", "refers"} & codes_of(report)


# --- Characters ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Ça fait “mal”…", "Ã© once", "AT&T &lt;b&gt; &amp;", "naïve Â"])
def test_characters_that_may_be_meant_stay(text):
    assert repair_characters(text) == (text, [])


def test_characters_decoded_twice_are_put_right_and_shown():
    wrong = "it’s “so” – à côté".encode().decode("cp1252", "replace").replace("\ufffd", "\x9d")
    right, notes = repair_characters(wrong)
    assert right == "it’s “so” – à côté"
    assert [note.code for note in notes] == ["mojibake"]
    assert "“â€™” to “’”" in notes[0].message


# --- Web pages and Word files -------------------------------------------------------------------


def test_a_page_gives_text_lists_and_links_and_nothing_else():
    document, _ = read("page.html")
    html = as_html(document.pairs[0].paragraphs, document.links)
    assert html == (
        "<p>Tired muscles, mostly: read on.</p>"
        "<ul><li>They work all the time.</li><li>They rest little.</li></ul>"
    )
    assert "&lt;b&gt;here&lt;/b&gt;" in as_html(document.pairs[1].paragraphs)
    assert document.links == (TextLink("It is common.", "https://example.org/common"),)
    introduction = as_html(document.introduction, document.links)
    assert '<a href="https://example.org/common">It is common.</a>' in introduction
    assert not any(word in document.body for word in ("track", "alert", "color:red"))


def test_links_without_a_space_between_them_are_words_of_their_own():
    """A menu; but one link in two parts is one word."""
    menu = "<a href='/'>Home</a><a href='/book/'>Book now</a><button>Menu</button><button>Cart"
    word = "<a href='https://a.example/'>wa</a><a href='https://a.example/'>lk</a>"
    page = (
        f"<!doctype html><nav>{menu}</button></nav><h1>T</h1><h2>Why?</h2><p>A {word}.</p>"
        "<h2>When?</h2><p>Later.</p>"
    )
    document = read_document(page.encode())
    assert [aside.text for aside in document.of_kind("page element")] == ["Home Book now Menu Cart"]
    assert document.pairs[0].paragraphs == ("A walk.",)


def test_raised_figures_stay_figures_and_what_is_struck_out_is_told():
    page = (
        "<!doctype html><h1>T</h1><h2>Why?</h2><p>It is 10<sup>2</sup> m<sup>2</sup> on the "
        "5<sup>th</sup> day, <s>or two</s>not more than 50<sup>1,2</sup>.</p>"
        "<h2>When?</h2><p>Later, as <del>nobody</del> knows.</p>"
    )
    document = read_document(page.encode())
    assert document.pairs[0].paragraphs == ("It is 10² m² on the 5th day, not more than 50¹,².",)
    assert [aside.text for aside in document.of_kind("struck out")] == ["or two", "nobody"]
    said = [finding.message for finding in check_left_out(document)]
    assert said == ["Left out, because it was struck through: “or two”, “nobody”."]


@pytest.mark.parametrize(
    "html",
    [
        "<p>",
        "<html><main><ul><li><table><tr><td>",
        "<!doctype html></p></div><h1><h1>",
        "<html>" * 400,
    ],
)
def test_broken_pages_end_in_a_document_or_a_clear_refusal(html):
    with pytest.raises(DocumentError):
        read_document(f"<!doctype html>{html}".encode())


def test_items_need_company_and_numbered_lists_keep_their_numbers():
    assert as_html(["- alone"]) == "<p>- alone</p>"
    assert as_html(["3. c", "4. d", "• x", "• y <i>"]) == (
        '<ol start="3"><li>c</li><li>d</li></ol><ul><li>x</li><li>y &lt;i&gt;</li></ul>'
    )


def test_tables_become_tables_lists_keep_their_depth_and_markdown_its_links():
    document, _ = read("nested.html")
    assert as_html(document.pairs[0].paragraphs) == (
        "<ul><li>Hips<ul><li>front</li><li>back</li></ul></li><li>Calves</li></ul>"
    )
    assert as_html(document.pairs[1].paragraphs) == (
        "<p>About 20 seconds.</p><table><tr><td>Muscle</td><td>Seconds</td></tr>"
        "<tr><td>Calf</td><td>20</td></tr></table>"
    )
    document, _ = read("front-matter.md")
    assert "<tr><th>Day</th><th>Minutes</th></tr>" in as_html(document.pairs[1].paragraphs)
    document, _ = read("bold-markdown.txt")
    assert as_html(document.pairs[2].paragraphs, document.links) == (
        '<p>The legs brake. See <a href="https://example.org/hills">our page on hills</a>.</p>'
    )


def test_tables_in_tables_without_end_take_steps_as_they_are_many():
    def steps(count: int) -> int:
        page = "<html><h1>T</h1>" + "<table><tr><td>a" * count
        return count_calls(lambda: read_web_page(page))

    assert steps(2000) < 2.5 * steps(1000)


def test_a_table_of_a_page_has_its_caption_and_its_row_of_headings():
    page = "<!doctype html><h1>T</h1><h2>Why?</h2><table><caption>By | week</caption>"
    rows = "<tr><th>Week<th>Note</tr><tr><td>1<td><p>a|b</p><p>c</p></tr></table><p>So.</p>"
    document = read_document((page + rows).encode())
    assert as_html(document.pairs[0].paragraphs) == (
        "<table><caption>By | week</caption><tr><th>Week</th><th>Note</th></tr>"
        "<tr><td>1</td><td>a|b c</td></tr></table><p>So.</p>"
    )


def test_quotations_stay_quotations_whatever_file_they_come_in():
    said = "<p>She wrote:</p><blockquote><p>Walk on.</p><p>Slowly.</p></blockquote><p>So.</p>"
    page = f"<!doctype html><h1>T</h1><h2>Why?</h2>{said}"
    marked = "# T\n\n## Why?\n\nShe wrote:\n\n> Walk on.\n>\n> Slowly.\n\nSo.\n"
    written = word_file(
        paragraph("T", "Heading1")
        + paragraph("Why?", "Heading2")
        + paragraph("She wrote:")
        + paragraph("Walk on.", "Zitat")
        + paragraph("Slowly.", "Zitat")
        + paragraph("So."),
        styles=(("Heading1", "heading 1"), ("Heading2", "heading 2"), ("Zitat", "Quote")),
    )
    for data in page.encode(), marked.encode(), written:
        document = read_document(data)
        assert as_html(document.pairs[0].paragraphs) == said


def test_what_is_asked_in_the_lines_of_a_mail_is_a_question():
    document = read_document(b"Your mail\n\n> Should I walk?\n\nYes, you can.\n\n> I rest.\n")
    (pair,) = document.pairs
    assert (pair.question, pair.paragraphs) == ("Should I walk?", ("Yes, you can.", "> I rest."))


def test_entities_are_put_right_together_where_there_are_others():
    assert repair_characters("it&#8217;s &gt; 5 &amp; less")[0] == "it’s > 5 & less"


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Walking after surgery", False),
        ("Walking After Surgery", False),
        ("Pain at the center of the back", False),
        ("FAQ – Riverside Back Clinic", True),
        ("Hill Surgery: your questions", True),
    ],
)
def test_a_title_names_somebody_only_where_it_has_a_name(title, names):
    _, report = examine(parse_document(f"{title}\nWhy?\n{LONG}"))
    assert ("title-names" in codes_of(report)) is names


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_file(body: str, start: str = "", styles: tuple[tuple[str, str], ...] = ()) -> bytes:
    """A Word file with these paragraphs, as small as mammoth reads one, and names of its styles."""
    named = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in styles
    )
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f"{start}<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{named}</w:styles>",
    }
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return data.getvalue()


def paragraph(text: str, style: str = "") -> str:
    said = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{said}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_a_word_file_is_read_with_its_headings():
    data = word_file(
        paragraph("A sore back", "Heading1")
        + paragraph("Why does it hurt?", "Heading2")
        + paragraph(LONG)
        + paragraph("What helps", "Heading2")
        + paragraph("Sitting down for a while helps.")
    )
    document = read_document(data)
    assert document.title == "A sore back"
    assert [pair.question for pair in document.pairs] == ["Why does it hurt?", "What helps"]
    assert document.notes[0].message.startswith("Read as a Word file")


def test_a_word_file_s_table_of_questions_is_questions_and_any_other_a_table():
    def table(*rows):
        cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
        return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"

    asked = table(("Question", "Answer"), ("How far?", LONG), ("How fast?", "Slowly."))
    document = read_document(word_file(asked))
    assert [pair.question for pair in document.pairs] == ["How far?", "How fast?"]
    assert document.pairs[0].paragraphs == (LONG,)
    week = table(("Week", "Minutes"), ("1", "10"))
    document = read_document(word_file(paragraph("How far?", "Heading1") + week))
    assert document.pairs[0].paragraphs == ("| Week | Minutes |", "| 1 | 10 |")


def test_hostile_word_files_are_refused_before_they_are_read():
    bomb = word_file("<w:p/>" + " " * (MAX_UNPACKED_BYTES + 1))
    assert len(bomb) < 100_000
    with pytest.raises(DocumentError, match="unpacks to over"):
        read_document(bomb)
    entities = word_file(paragraph("&a;"), '<!DOCTYPE a [<!ENTITY a "aaaa">]>')
    with pytest.raises(DocumentError, match="entities"):
        read_document(entities)
    with pytest.raises(DocumentError, match="cannot be read"):
        read_document(word_file("<w:p>"))
    with pytest.raises(DocumentError, match="damaged"):
        read_document(word_file(paragraph(LONG))[:-200])
    whole = word_file(paragraph(LONG))
    at = whole.find(b"PK\x01\x02") + 6  # of a version of zip that nobody has written yet
    with pytest.raises(DocumentError, match="damaged"):
        read_document(whole[:at] + b"\xff" + whole[at + 1 :])


def test_a_row_of_a_table_without_a_question_goes_on_with_the_answer_above_it():
    cells = (("Is it bad?", "No."), ("", "Not at all."), ("Is it good?", "Yes."))
    rows = "".join(f"<tr><td>{asked}</td><td>{said}</td></tr>" for asked, said in cells)
    page = f"<html><title>Walking</title><table>{rows}</table></html>"
    pairs = read_document(page.encode()).pairs
    assert [(pair.question, pair.paragraphs) for pair in pairs] == [
        ("Is it bad?", ("No.", "Not at all.")),
        ("Is it good?", ("Yes.",)),
    ]


def test_every_answer_has_its_own_links_whatever_was_left_out_before_it():
    said = "".join(
        f"<h2>Is it number {number} bad?</h2><p>No, says <a href='https://a.example/{number}'>"
        "this study</a>, which had many walkers.</p>"
        for number in range(6)
    )
    asked = "".join(
        f"<h2><a href='https://q.example/{each}'>Why {each}?</a></h2><p>{LONG}</p>"
        for each in ("me", "now", "here", "so")
    )
    page = f"<html><title>Walking</title>{asked}{said}</html>"
    document = read_document(page.encode())
    parts = [document.introduction, *(pair.paragraphs for pair in document.pairs)]
    found = [[link.address for link in links] for links in links_of_parts(parts, document.links)]
    addresses = [[f"https://a.example/{number}"] for number in range(6)]
    assert found == [[], [], [], [], [], *addresses]


def test_a_link_whose_words_come_later_too_keeps_no_other_away():
    links = [
        TextLink(words, f"https://a.example/{words}") for words in ("end", "one", "two", "end")
    ]
    assert links_of_parts([["A one."], [], ["| two | end |"]], links) == [links[1:2], [], links[2:]]
    assert links_of_parts([[], ["Nothing."]], links) == [[], []]


def test_very_many_links_with_the_same_words_take_few_steps():
    links = [TextLink("a", "https://a.example/")] * 20_000
    assert count_calls(lambda: links_of_parts([["a " * 9000]], links)) < 500_000


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("<a href='https://a.example/'><p>A paragraph.</p></a>", ["A paragraph."]),
        ("<p>See <a href='https://a.example/'>one<br>link</a> here.</p>", ["one", "link"]),
        ("<p>See <a href='https://a.example/'>one.</p><p>Not closed.</p>", ["one."]),
        ("<ul><a href='https://a.example/'><li>An item.</li></a></ul>", ["An item."]),
    ],
)
def test_a_link_around_lines_is_a_link_in_each(part, words):
    page = read_web_page(f"<title>Walking</title><p>Before.</p>{part}<p>After.</p>")
    assert [link.words for link in page.links] == words
    assert {link.address for link in page.links} == {"https://a.example/"}


@pytest.mark.parametrize(
    "text",
    [
        "<html><title>T</title>See <a href='https://a.example/'>the back&shy;bone</a>.</html>",
        "# T\n\nSee [**the backbone**](https://a.example/).",
        "# T\n\nSee [*the backbone*](https://a.example/).",
    ],
)
def test_a_link_is_found_however_its_words_were_written(text):
    document = read_document(text.encode())
    html = as_html(document.pairs[0].paragraphs, document.links)
    assert html == '<p>See <a href="https://a.example/">the backbone</a>.</p>'


@pytest.mark.parametrize("tag", ["svg", "math"])
def test_a_drawing_that_was_not_closed_takes_no_text_with_it(tag):
    page = f"<title>Walking</title><div><p>Before.</p><{tag}><path>label<p>After.</p></div>"
    assert read_web_page(page).text == "# Walking\n\nBefore.\n\nAfter."
