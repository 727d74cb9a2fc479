"""The check list: each check fires where it must, and is silent where it must be."""

from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from articles.checklist.content import NOT_APPROVED, check_approval, check_content
from articles.checklist.findings import CheckList, EditionPage, Finding, Level
from articles.checklist.inputs import (
    AnswerText,
    EditionText,
    FigureText,
    QuestionElsewhere,
    SiteContext,
    SitePages,
    SourceText,
)
from articles.checklist.link_rules import check_links
from articles.checklist.load import check_list, refusals_of
from articles.checklist.readability import check_reading, measured
from articles.checklist.similar_questions import check_similar_questions
from articles.models import Answer, Article, Caution, Edition, ShortAddress
from articles.text.markup import Heading, Link, read_markup
from articles.text.reading_ease import TextCounts, syllables
from articles.workflow.publishing import publish_edition
from tests.cast import (
    NOW,
    Cast,
    make_answer,
    make_article,
    make_draft,
    make_figure,
    make_published,
    make_source,
    make_staff,
    publish,
)
from tests.office import post_act
from tests.queries import count_queries

TODAY = NOW.date()
GUIDE = SourceText("A guide", 2024, "https://guide.example/", TODAY - timedelta(days=30))
PLAIN = AnswerText(
    wording="Can I walk?",
    short_answer="Yes, you can.",
    body="<p>Walk as far as you like.</p>",
    anchor="walk",
    sources=(GUIDE,),
)
SOUND = EditionText(
    slug="walking",
    answers=(PLAIN,),
    introduction="<p>Hello.</p>",
    author_name="Ed Itor",
    is_approved=True,
    is_reviewed=True,
    review_due_on=date(2028, 1, 1),
)
PAGES = SitePages(
    hosts=frozenset({"site.example"}),
    anchors={"sleep": frozenset({"beds"})},
    approved={"soon": frozenset({"when"})},
    moved={"old-sleep": "sleep"},
    topics=frozenset({"walking"}),
)


class OneCaution:
    title = "Caution"

    def is_needed_in(self, text: str) -> bool:
        return "ibuprofen" in text.lower()


AROUND = SiteContext(today=TODAY, cautions=[OneCaution()], pages=PAGES)


def answer(**fields) -> EditionText:
    """A sound edition whose one answer is another one."""
    return replace(SOUND, answers=(replace(PLAIN, **fields),))


def body(html: str) -> EditionText:
    return answer(body=html)


def figure(alternative_text: str = "", **fields) -> EditionText:
    return answer(figures=(FigureText(alternative_text, **fields),))


def found(edition: EditionText, around: SiteContext = AROUND) -> list[Finding]:
    return [
        *check_content(edition, around),
        *check_links(edition, around),
        *check_reading(edition),
        *check_similar_questions(edition, around),
        *check_approval(edition),
    ]


def codes(edition: EditionText, around: SiteContext = AROUND) -> list[str]:
    return [finding.code for finding in found(edition, around)]


def test_nothing_is_found_where_nothing_is_wrong():
    assert found(SOUND) == []


LONG_WORDS = "Individualised rehabilitation necessitates multidisciplinary consideration. " * 10
EVERY_CHECK = [
    # code, required, where it fires, where it does not
    ("no-author", True, replace(SOUND, author_name=" "), SOUND),
    ("not-approved", True, replace(SOUND, is_approved=False), SOUND),
    ("unreviewed", False, replace(SOUND, is_reviewed=False), SOUND),
    (
        "unreviewed",
        False,
        replace(SOUND, is_reviewed=False, is_approved=False),
        replace(SOUND, is_approved=False),
    ),
    ("no-question", True, replace(SOUND, answers=()), SOUND),
    ("no-short-answer", True, answer(short_answer=" "), SOUND),
    ("no-answer", True, body("<p> </p>"), SOUND),
    ("no-source", True, answer(sources=()), SOUND),
    ("no-source", True, answer(sources=(), is_movement=True), answer(is_movement=True)),
    ("heading-order", True, body("<h4>A</h4><p>b</p>"), body("<h3>A</h3><h4>B</h4><p>c</p>")),
    (
        "heading-order",
        True,
        replace(SOUND, introduction="<h3>A</h3><p>b</p>"),
        replace(SOUND, introduction="<p><strong>A</strong> b</p>"),
    ),
    ("empty-heading", True, body("<h3> </h3><p>a</p>"), body("<h3>A</h3><p>a</p>")),
    ("no-alternative", True, figure(), figure(is_decorative=True)),
    ("no-alternative", True, figure("IMG_2041.JPG"), figure("A knee roll to the left")),
    ("no-alternative", True, figure("image 3"), figure("Image quality hardly matters")),
    ("no-credit", True, figure("A knee", has_credit=False), figure("A knee")),
    ("weak-alternative", False, figure("Picture of a knee"), figure("A knee")),
    ("weak-alternative", False, figure("A knee", caption="A knee"), figure("", is_decorative=True)),
    ("no-caution", True, figure("A box of aspirin"), figure("A box")),
    ("no-caution", True, body("<p>Take Naproxen.</p>"), body("<p>Take Ibuprofen.</p>")),
    ("no-caution", True, answer(how_long="Until tramadol works"), answer(how_long="A minute")),
    ("no-caution", True, replace(SOUND, summary="On aspirin."), replace(SOUND, summary="On rest.")),
    ("no-change-note", False, replace(SOUND, replaces={"walk": "?"}), SOUND),
    (
        "no-change-note",
        False,
        replace(SOUND, replaces={"walk": "?"}, change_note=" "),
        replace(SOUND, replaces={"walk": "?"}, change_note="New."),
    ),
    ("review-past", False, replace(SOUND, review_due_on=TODAY - timedelta(days=1)), SOUND),
    ("review-far", False, replace(SOUND, review_due_on=date(2035, 1, 1)), SOUND),
    ("old-source", False, answer(sources=(replace(GUIDE, year=2020),)), SOUND),
    (
        "old-source",
        False,
        answer(sources=(replace(GUIDE, year=2020),)),
        answer(sources=(replace(GUIDE, year=2021),)),
    ),
    ("unchecked-source", False, answer(sources=(replace(GUIDE, checked_on=None),)), SOUND),
    ("stale-source", False, answer(sources=(replace(GUIDE, checked_on=date(2024, 1, 1)),)), SOUND),
    ("empty-link", True, body('<p>a <a href="/get-help/"></a></p>'), SOUND),
    (
        "bare-link",
        True,
        body('<p>For help <a href="/get-help/">Click here!</a></p>'),
        body('<p><a href="/get-help/">Click here to get help</a></p>'),
    ),
    (
        "bare-link",
        True,
        body('<p><a href="https://a.example/x">https://a.example/x</a></p>'),
        body('<p><a href="https://a.example/x">The guide on a.example</a></p>'),
    ),
    ("bare-link", True, body('<p><a href="https://a.example">www.a.example</a></p>'), SOUND),
    (
        "link-scheme",
        True,
        body('<p><a href="ftp://a.example/x">the file</a></p>'),
        body('<p><a href="tel:111">Call 111</a> or <a href="mailto:a@b.example">write</a></p>'),
    ),
    ("link-scheme", True, body('<p><a href="//a.example/x">the file</a></p>'), SOUND),
    ("dead-link", True, body("<p><a>the guide</a></p>"), SOUND),
    ("dead-link", True, body('<p><a href="https://">the guide</a></p>'), SOUND),
    ("dead-link", True, body('<p><a href="http://[a">the guide</a></p>'), SOUND),
    ("dead-link", True, body('<p><a href="//[a#b">the guide</a></p>'), SOUND),
    ("dead-link", True, body('<p><a href="http://a]b#c">the guide</a></p>'), SOUND),
    ("dead-link", True, body('<p><a href="////[a#b">the guide</a></p>'), SOUND),
    (
        "dead-link",
        True,
        body('<p><a href="/no-such-page/">it</a></p>'),
        body('<p><a href="/get-help/">when to get help</a></p>'),
    ),
    ("dead-link", True, body('<p><a href="/admin/">the office</a></p>'), SOUND),
    (
        "dead-link",
        True,
        body('<p><a href="/articles/unknown/">it all</a></p>'),
        body('<p><a href="/articles/sleep/">on sleep</a></p>'),
    ),
    (
        "dead-link",
        True,
        body('<p><a href="/articles/sleep/#gone">on beds</a></p>'),
        body('<p><a href="/articles/sleep/#beds">on beds</a></p>'),
    ),
    (
        "dead-link",
        True,
        body('<p><a href="#gone">above</a></p>'),
        body('<p><a href="#walk">above</a> <a href="#about-this-page">us</a></p>'),
    ),
    (
        "dead-link",
        True,
        body('<p><a href="https://site.example/articles/unknown/">it all</a></p>'),
        body('<p><a href="https://other.example/articles/unknown/">it all</a></p>'),
    ),
    (
        "dead-link",
        True,
        body('<p><a href="/topics/empty/">the topic</a></p>'),
        body('<p><a href="/topics/walking/">the topic</a></p>'),
    ),
    (
        "moved-link",
        False,
        body('<p><a href="/articles/old-sleep/#beds">on beds</a></p>'),
        body('<p><a href="/articles/sleep/#beds">on beds</a></p>'),
    ),
    (
        "coming-link",
        False,
        body('<p><a href="/articles/soon/#when">soon</a></p>'),
        body('<p><a href="/articles/sleep/#beds">on beds</a></p>'),
    ),
    (
        "lost-anchor",
        False,
        replace(SOUND, replaces={"run": "Can I run?"}),
        replace(SOUND, replaces={"walk": "Walk?"}),
    ),
    (
        "bare-table",
        True,
        body("<table><tr><td>Slow<td>60<tr><td>Brisk<td>100</table>"),
        body("<table><caption>Steps</caption><tr><th>Slow<td>60<tr><th>Brisk<td>100</table>"),
    ),
    (
        "bare-quotation",
        False,
        body("<p>They say:</p><blockquote><p>Walk on.</p></blockquote>"),
        body("<p>In A Guide they say:</p><blockquote><p>Walk on.</p></blockquote>"),
    ),
    (
        "bare-quotation",
        False,
        body('<blockquote>Walk on. <a href="https://other.example/">So they say</a></blockquote>'),
        body('<blockquote>Walk on. <a href="https://guide.example/">So they say</a></blockquote>'),
    ),
    (
        "bare-quotation",
        False,
        replace(SOUND, introduction="<blockquote>A guide says so.</blockquote>"),
        replace(SOUND, introduction="<p>A guide says so.</p>"),
    ),
    (
        "hard-to-read",
        False,
        body(f"<p>{LONG_WORDS}</p>"),
        body("<p>" + "We go for a walk. " * 10 + "</p>"),
    ),
    (
        "long-short-answer",
        False,
        answer(short_answer="Walk on. " * 31),
        answer(short_answer="Walk on. " * 30),
    ),
    (
        "long-answer",
        False,
        body("<p>" + "Go on. " * 226 + "</p>"),
        body("<p>" + "Go on. " * 225 + "</p>"),
    ),
    ("long-page", False, replace(SOUND, introduction="<p>" + "Go. " * 3001 + "</p>"), SOUND),
    (
        "capitals",
        False,
        body("<p>This is VERY BAD NEWS.</p>"),
        body("<p>Have an MRI, says NICE.</p>"),
    ),
    ("capitals", False, body("<p>This is IMPORTANT.</p>"), SOUND),
]


@pytest.mark.parametrize(("code", "is_required", "wrong", "right"), EVERY_CHECK)
def test_a_check_fires_where_something_is_wrong_and_only_there(code, is_required, wrong, right):
    fired = [finding for finding in found(wrong) if finding.code == code]
    assert [finding.is_required for finding in fired] == [is_required]
    assert fired[0].message.endswith((".", "?", "”"))
    assert code not in codes(right)


def test_what_publishing_need_not_ask_for_is_advice():
    wrong = [edition for *_, edition, _ in EVERY_CHECK]
    page = EditionPage("Sleep", "/articles/sleep/#beds")
    asked = QuestionElsewhere((PLAIN.wording,), page)
    around = replace(AROUND, broken={GUIDE.url: TODAY}, asked_elsewhere=[asked])
    for edition in wrong:
        advice = [*check_reading(edition), *check_similar_questions(edition, around)]
        advice += [each for each in check_links(edition, around) if each.code == "broken-link"]
        assert {each.level for each in advice} <= {Level.ADVISORY}


def test_what_links_have_failed_is_told_at_the_link_and_at_the_source():
    around = replace(AROUND, broken={GUIDE.url: date(2026, 5, 1), "https://b.example/": TODAY})
    edition = body('<p><a href="https://b.example/">the other guide</a></p>')
    told = [each.message for each in found(edition, around) if each.code == "broken-link"]
    assert len(told) == 2
    assert "https://b.example/" in told[0]
    assert "2026-05-01" in told[1]
    assert "broken-link" not in codes(edition)


def test_a_question_asked_elsewhere_is_told_with_the_page():
    page = EditionPage("Sleep", "/articles/sleep/#beds")
    same = QuestionElsewhere(("Something else?", "Could I walk with pain in my back?"), page)
    other = QuestionElsewhere(("Can I run with pain in my back?",), page)
    edition = answer(wording="Can I walk with back pain?")
    told = found(edition, replace(AROUND, asked_elsewhere=[other, same]))
    assert [(each.code, each.page, each.answer) for each in told] == [("asked-elsewhere", page, 0)]
    assert codes(edition, replace(AROUND, asked_elsewhere=[other])) == []


def test_the_other_wordings_are_compared_too():
    page = EditionPage("Sleep", "/articles/sleep/#beds")
    edition = answer(also_asked_as=("Which bed is best for backs?",))
    around = replace(
        AROUND, asked_elsewhere=[QuestionElsewhere(("What bed is best for my back?",), page)]
    )
    assert codes(edition, around) == ["asked-elsewhere"]


def test_in_a_movement_card_headings_start_below_how():
    card = replace(PLAIN, is_movement=True, body="<h4>Left</h4><p>a</p>")
    assert codes(replace(SOUND, answers=(card,))) == []


def test_each_finding_leads_to_the_block_that_it_is_about():
    two = replace(SOUND, author_name="", answers=(PLAIN, replace(PLAIN, anchor="b", sources=())))
    assert [finding.block for finding in found(two)] == ["id_author_name", "answers-1"]
    assert Finding("any", "Any.").block == ""
    assert Finding("any", "Any.", field="introduction").block == "edition_form"


def test_required_findings_come_first_and_are_counted_apart():
    advice, need = Finding("a", "A.", Level.ADVISORY), Finding("b", "B.")
    listed = CheckList.of([advice, need])
    assert (listed.required, listed.advisory, listed.refusals) == ((need,), (advice,), ["B."])
    assert listed.without("b").refusals == []


@pytest.mark.parametrize(
    "name",
    ["Nurofen", "co‑codamol", "flurbiprofen", "NSAIDs", "anti-inflammatories", "nortriptyline"],
)
def test_medicines_are_known_by_name_brand_and_ending(name):
    assert "no-caution" in codes(body(f"<p>Take {name} daily.</p>"))


@pytest.mark.parametrize("text", ["A painkiller may help.", "Profens", "Codeines are not meant"])
def test_what_only_sounds_like_a_medicine_needs_no_caution(text):
    assert "no-caution" not in codes(body(f"<p>{text}</p>"))


def test_markup_is_read_with_its_words_entities_and_nested_lists():
    html = (
        "<h3>A &amp; <em>b</em></h3><ul><li><p>One <a href=' /x/ '>two <strong>three</strong></a>"
        "</p></li></ul><p>a<br>b</p>"
    )
    markup = read_markup(html)
    assert markup.headings == (Heading(3, unescape("A &amp; b")),)
    assert markup.links == (Link("two three", "/x/"),)
    assert markup.paragraphs == ("One two three", "a b")


@pytest.mark.parametrize(
    ("word", "count"),
    [("walk", 1), ("back", 1), ("table", 2), ("pace", 1), ("exercise", 3), ("tv", 1)],
)
def test_syllables_are_counted_about_right(word, count):
    assert syllables(word) == count


def test_how_long_and_how_easy_a_page_is_stands_on_the_check_list():
    assert measured(SOUND) == "13 words."
    long = body("<p>" + "The cat sat on the mat. " * 10 + "</p>")
    assert measured(long) == "67 words. Reading ease 116; plain English has 60 or more."
    kept = CheckList.of([Finding("a", "A.")], measured(SOUND)).without("a")
    assert (kept.required, kept.measured) == ((), "13 words.")


def test_reading_ease_is_flesch_s():
    cat = TextCounts.of(["The cat sat on the mat.", "42."])
    assert cat == TextCounts(sentences=1, words=6, syllables=6)
    assert cat.reading_ease == pytest.approx(116.145)
    assert TextCounts().reading_ease == 100
    assert cat + TextCounts.of(["Backs ache."]) == TextCounts(2, 8, 8)


# --- Stored editions ----------------------------------------------------------------------------


@pytest.fixture
def approved(clock, db) -> Edition:
    return approve(make_draft())


def approve(edition: Edition) -> Edition:
    edition.submit()
    edition.approve(by=None, today=TODAY)
    edition.save()
    return edition


def write(edition: Edition, html: str) -> None:
    """Change an answer that stands still, as no page lets anybody do."""
    Answer.objects.filter(edition=edition).update(body=html)


def stored_codes(edition: Edition, at=NOW) -> set[str]:
    listed = check_list(edition, at)
    return {finding.code for finding in listed.required + listed.advisory}


@pytest.mark.parametrize("when", [None, NOW + timedelta(days=3)], ids=["now", "scheduled"])
def test_what_is_required_refuses_publication_and_scheduling(approved, when):
    write(approved, '<p><a href="/articles/nowhere/">a page</a></p>')
    with pytest.raises(ValidationError, match="readers cannot see"):
        publish_edition(approved, now=NOW, at=when)
    write(approved, "<p>All well.</p>")
    publish_edition(approved, now=NOW, at=when)
    assert approved.publish_at == (when or NOW)


def test_publishing_asks_for_the_refusals_of_the_list_alone(clock, search_index, db):
    make_answer(other := make_draft(questions=0), wording="Why does my back hurt?")
    publish(other)
    draft = make_draft(questions=0)
    html = '<p>IMPORTANT: <a href="https://b.example/">Dr B</a>, <a href="/nowhere/">more</a></p>'
    make_answer(draft, wording="Why does my back hurt?", body=html)
    listed = check_list(draft, NOW)
    assert {"asked-elsewhere", "capitals"} <= {each.code for each in listed.advisory}
    assert {"dead-link", "bare-link", NOT_APPROVED} <= {each.code for each in listed.required}
    assert refusals_of(draft, NOW) == listed.refusals
    whole = count_queries(lambda: check_list(draft, NOW))
    # Neither the questions of other pages, in three queries, nor the links that failed.
    assert count_queries(lambda: refusals_of(draft, NOW)) == whole - 3 - 1


def test_advice_refuses_nothing(approved):
    write(approved, "<p>This is IMPORTANT.</p>")
    assert {"capitals", "unreviewed", "unchecked-source"} <= stored_codes(approved)
    publish_edition(approved, now=NOW)


def test_only_an_open_question_of_approval_keeps_a_sound_draft(clock, db):
    listed = check_list(make_draft(), NOW)
    assert [finding.code for finding in listed.required] == [NOT_APPROVED]


def test_a_link_may_lead_to_what_is_public_when_this_is_published(approved):
    then = NOW + timedelta(days=3)
    publish(make_draft(make_article(slug="soon")), at=then)
    write(approved, '<p><a href="/articles/soon/">a page</a></p>')
    assert "dead-link" in stored_codes(approved, then - timedelta(minutes=1))
    assert "dead-link" not in stored_codes(approved, then)
    publish_edition(approved, now=NOW, at=then)


def test_two_new_articles_may_link_to_one_another(approved):
    other = approve(make_draft(make_article(slug="other")))
    write(approved, '<p><a href="/articles/other/">the other page</a></p>')
    write(other, f'<p><a href="/articles/{approved.article.slug}/">the first page</a></p>')
    for edition in (approved, other):
        publish_edition(edition, now=NOW)
        edition.save()
    assert "coming-link" not in stored_codes(approved)


def test_a_link_to_a_draft_or_a_withdrawn_page_is_dead(approved):
    make_draft(make_article(slug="draft"))
    gone = make_published(make_article(slug="gone"))
    gone.withdraw(now=NOW, reason="Wrong.")
    gone.save()
    for slug in ("draft", "gone"):
        write(approved, f'<p><a href="/articles/{slug}/">a page</a></p>')
        assert "dead-link" in stored_codes(approved), slug


def test_a_moved_page_is_told_by_its_new_address(approved):
    article = make_published(make_article(slug="old")).article
    article.slug = "new"
    article.save()
    write(approved, '<p><a href="/articles/old/">a page</a></p>')
    (told,) = [each for each in check_list(approved, NOW).advisory if each.code == "moved-link"]
    assert "/articles/new/" in told.message


def test_a_link_in_capitals_and_one_to_a_short_address_lead_where_the_site_leads_readers(approved):
    article = make_published(make_article(slug="back-pain")).article
    ShortAddress.objects.create(address="back", leads_to="/articles/back-pain/", article=article)
    for address in ("/articles/Back-Pain/", "/back", "/BACK/"):
        write(approved, f'<p><a href="{address}">a page</a></p>')
        assert "dead-link" not in stored_codes(approved), address
    live = article.live_edition(NOW)
    live.withdraw(now=NOW, reason="Wrong.")
    live.save()
    write(approved, '<p><a href="/back">a page</a></p>')
    assert "dead-link" in stored_codes(approved)


@pytest.mark.parametrize("address", ["/a/..//x[y", "/..//[", "/[x"])
def test_a_link_with_a_single_bracket_is_dead_and_breaks_nothing(approved, address):
    write(approved, f'<p><a href="{address}">a page</a></p>')
    assert "dead-link" in stored_codes(approved)


def test_a_topic_is_there_for_readers_once_something_on_it_is_public(approved):
    slug = approved.article.topic.slug
    write(approved, f'<p><a href="/topics/{slug}/">the topic</a></p>')
    assert "dead-link" in stored_codes(approved)
    make_published(make_article(topic=approved.article.topic))
    assert "dead-link" not in stored_codes(approved)


def test_a_caution_of_the_site_covers_its_names(approved):
    write(approved, "<p>Take ibuprofen.</p>")
    assert "no-caution" in stored_codes(approved)
    Caution.objects.create(slug="c", title="C", names="ibuprofen", body="<p>Ask first.</p>")
    assert "no-caution" not in stored_codes(approved)


def test_the_figures_of_an_answer_are_looked_at(clock, db):
    draft = make_draft()
    draft.answers.get().set_figures([make_figure(alternative_text="IMG_1.jpg", caption="Aspirin")])
    assert {"no-alternative", "no-caution"} <= stored_codes(draft)


def test_a_question_that_the_live_edition_answers_and_this_one_does_not_is_told(clock, db):
    first = make_published(questions=2)
    second = first.new_edition(author=None)
    assert not stored_codes(second) & {"lost-anchor"}
    second.answers.first().delete()
    assert {"lost-anchor", "no-change-note"} <= stored_codes(second)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("here", "elsewhere"),
    [
        ("Why does my back hurt after walking?", "What makes the back ache after walking?"),
        ("Is sciatica bad?", "Is sciatica bad?"),
        ("Can a café chair hurt my back?", "Can a cafe chair hurt your back?"),
        ("Can a cafe chair hurt my back?", "Can a café chair hurt your back?"),
        (
            "Can a short daily walk on hills before breakfast help an old lower back?",
            "Can short daily walks on hills before breakfast help my lower back?",
        ),
    ],
)
def test_near_duplicates_are_found_through_the_index(clock, search_index, db, here, elsewhere):
    draft = make_draft(questions=0)
    make_answer(draft, wording=here)
    other = make_draft(title="The other page", questions=0)
    make_answer(other, wording="Is swimming good?")
    assert "asked-elsewhere" not in stored_codes(draft)
    make_answer(other, wording=elsewhere)
    assert "asked-elsewhere" not in stored_codes(draft)  # a draft: nobody reads it yet
    publish(other)
    (told,) = [each for each in check_list(draft, NOW).advisory if each.code == "asked-elsewhere"]
    assert told.page.title == "The other page"


def test_another_wording_elsewhere_is_found_too(clock, search_index, db):
    draft = make_draft(questions=0)
    make_answer(draft, wording="Should I sleep on a hard bed?")
    other = make_draft(questions=0)
    make_answer(other, wording="Which mattress?", also="Should I sleep on hard beds?\nWhich bed?")
    publish(other)
    assert "asked-elsewhere" in stored_codes(draft)


@pytest.mark.parametrize("wording", ["?", "\"'*(){}:^-", "NEAR AND OR NOT", "痛い？", "a" * 200])
def test_no_question_breaks_the_search_for_its_like(clock, search_index, db, wording):
    make_published()
    draft = make_draft(questions=0)
    make_answer(draft, wording=wording)
    assert "asked-elsewhere" not in stored_codes(draft)


def test_the_number_of_queries_does_not_grow(clock, search_index, db):
    def fill(draft, count):
        for number in range(count):
            slug = f"page-{Article.objects.count()}"
            make_published(make_article(slug=slug), title=f"Beds {number}")
            html = f'<p><a href="/articles/{slug}/">a page</a></p>'
            made = make_answer(draft, wording=f"Is bed {slug} good?", body=html)
            made.sources.add(make_source(), make_source())

    draft = make_draft()
    fill(draft, 2)
    few = count_queries(lambda: check_list(Edition.objects.get(pk=draft.pk), NOW))
    fill(draft, 10)
    assert count_queries(lambda: check_list(Edition.objects.get(pk=draft.pk), NOW)) == few <= 14


# --- In the office ------------------------------------------------------------------------------


def page_of(cast: Cast, edition: Edition, act: str = "") -> str:
    name = "articles_edition_act" if act else "articles_edition_checks"
    address = reverse(f"admin:{name}", args=[edition.pk, act] if act else [edition.pk])
    response = cast.client(cast.pia).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_has_counts_and_ways_to_each_place(clock, cast):
    draft = make_draft(questions=2)
    draft.answers.last().sources.clear()
    page = page_of(cast, draft)
    assert "Check list: 2 to fix, 3 worth a look" in page
    assert page.index("names no source") < page.index("Worth a look")
    change = reverse("admin:articles_edition_change", args=[draft.pk])
    assert f'href="{change}#answers-1"' in page
    assert 'id="answers-1"' in cast.client(cast.pia).get(change).content.decode()


def test_a_question_asked_elsewhere_is_linked(clock, search_index, cast):
    other = make_draft(title="The other page", questions=0)
    answer = make_answer(other, wording="Why does my back hurt?")
    publish(other)
    draft = make_draft(questions=0)
    make_answer(draft, wording="Why does my back hurt?")
    assert f'<a href="{answer.get_absolute_url()}">The other page</a>' in page_of(cast, draft)


def test_another_wording_that_waits_for_its_edition_is_compared_with_other_pages_too(
    clock, search_index, db
):
    other = make_draft(title="The other page", questions=0)
    make_answer(other, wording="Why does my back hurt?")
    publish(other)
    draft = publish(make_draft()).new_edition(author=None)
    question = draft.answers.get().question
    question.draft_wordings("Why does my back hurt?")
    question.save()
    assert "asked-elsewhere" in [each.code for each in check_list(draft, NOW).advisory]


@pytest.mark.parametrize("act", ["submit", "publish"])
def test_the_list_stands_before_the_acts_that_lead_to_readers(clock, cast, act):
    edition = make_draft() if act == "submit" else approve(make_draft())
    page = page_of(cast, edition, act)
    assert "Check list: 0 to fix, 3 worth a look" in page
    assert "Nothing keeps it from being published." in page
    assert f'href="{reverse("admin:articles_edition_change", args=[edition.pk])}#answers-0"' in page


def test_the_list_has_its_place_beside_the_form_until_the_edition_is_published(clock, cast):
    for edition, is_there in ((make_draft(), True), (make_published(make_article()), False)):
        checks = reverse("admin:articles_edition_checks", args=[edition.pk])
        change = reverse("admin:articles_edition_change", args=[edition.pk])
        page = cast.client(cast.ed).get(change).content.decode()
        assert (f'data-later="{checks}"' in page) is is_there


def test_who_may_look_at_editions_may_look_at_their_lists(clock, cast):
    address = reverse("admin:articles_edition_checks", args=[make_draft().pk])
    for person in (cast.ed, cast.rhea, cast.pia):
        assert cast.client(person).get(address).status_code == 200
    assert cast.client(make_staff("s@example.org", "S")).get(address).status_code == 403
    for client in (cast.client(cast.alice), cast.nobody):
        assert client.get(address).status_code == 302
    assert (
        cast.client(cast.ed).get(address.replace(str(Edition.objects.get().pk), "999")).status_code
        == 404
    )


def test_publishing_from_the_office_names_every_refusal(clock, cast):
    edition = approve(make_draft())
    write(edition, '<p><a href="/articles/nowhere/">here</a></p>')
    response = post_act(cast.client(cast.pia), edition, "publish")
    told = response.context["form"].non_field_errors()
    assert len(told) == 2
    assert "readers cannot see" in told[1]
    assert Edition.objects.get().state == Edition.State.READY
