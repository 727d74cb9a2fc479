"""Search: every question that the site starts from is found, what is not public never is."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.utils.html import strip_tags
from hypothesis import example, given
from hypothesis import strategies as st

from articles.models import Answer
from articles.search import MAX_WORDS, Hit, search
from articles.search.query import read_query
from articles.text.tokens import normalise, words_in
from tests.cast import NOW, make_answer, make_article, make_draft, make_published, publish
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "search_index")]

# The questions of the two documents that the site starts from, in their own words.
FIRST_QUESTIONS = (
    "Why does my lower back hurt after walking?",
    "Can over walking cause lower back pain?",
    "What causes tenderness in the lower back?",
    "Is it normal for my lower back to hurt after exercise?",
    "Why does my lower back hurt when I workout legs?",
    "Is it bad if your lower back hurts after squats?",
    "What are the best exercises for a sore lower back?",
    "What is the cause of lower back pain while walking?",
    "Why does my lower back hurt after running?",
    "Why do I get back pain after walking?",
    "What causes lower back pain after walking?",
)
HOUR = timedelta(hours=1)


def found(text: str, now=NOW) -> list[str]:
    return [hit.wording for hit in search(text, now)]


def passages(hit: Hit) -> str:
    return hit.marked_wording + hit.marked_short_answer + hit.passage


def publish_answer(now=NOW, **fields) -> Answer:
    edition = make_draft(make_article(), questions=0)
    answer = make_answer(edition, **fields)
    publish(edition, now=now)
    return answer


# --- The starter articles -----------------------------------------------------------------------


def is_first(text: str, wording: str) -> bool:
    """Whether the first result is an answer to this wording, which differs from `text` at most in
    its signs."""
    hits = search(text, NOW)
    answers = Answer.objects.select_related("question").filter(pk=hits[0].answer_id) if hits else []
    found = [each for answer in answers for each in answer.wordings]
    return wording in found and normalise(text) in map(normalise, found)


@pytest.mark.slow
@pytest.mark.usefixtures("starter_content")
def test_each_first_question_is_found_by_its_own_words_and_so_is_every_other_wording():
    assert [w for w in FIRST_QUESTIONS if not is_first(w, w)] == []
    asked = [
        wording
        for answer in Answer.objects.select_related("question")
        for wording in (answer.wording, *answer.question.other_wordings)
    ]
    assert len(asked) > 100
    assert [w for w in asked if not is_first(w, w)] == []


def test_a_question_is_found_however_it_is_typed():
    answer = publish_answer(wording="Why does my lower back hurt after walking?")
    for text in (
        "why does my lower back hurt after walking",
        "WHY DOES MY LOWER BACK HURT AFTER WALKING???",
        "  why   does my lower-back hurt, after walking  ",
    ):
        hits = search(text, NOW)
        assert [hit.answer_id for hit in hits] == [answer.pk], text
    assert is_first("WHY does my lower back hurt after walking!", answer.wording)


def test_an_apostrophe_of_either_kind_asks_the_same():
    answer = publish_answer(wording="What is the child's pose?")
    assert is_first("What is the child’s pose?", answer.wording)


# --- What fits, and what fits best --------------------------------------------------------------


def test_words_are_found_in_their_other_forms():
    publish_answer(wording="Why does it hurt when I walk?")
    assert found("walking hurts") == ["Why does it hurt when I walk?"]


@pytest.mark.parametrize("field", ["wording", "short_answer", "body", "also", "title"])
def test_every_text_of_an_answer_is_searched(field):
    title = {"title": "Zebra"} if field == "title" else {}
    words = {} if field == "title" else {field: "<p>Zebra</p>" if field == "body" else "Zebra"}
    edition = make_draft(questions=0, **title)
    answer = make_answer(edition, **words)
    publish(edition)
    assert [hit.answer_id for hit in search("zebra", NOW)] == [answer.pk]


def test_a_word_in_the_question_tells_more_than_one_in_the_body():
    publish_answer(wording="Something else?", body="<p>Squats, once.</p>")
    publish_answer(wording="Are squats bad?", body="<p>Something else.</p>")
    assert found("squats") == ["Are squats bad?", "Something else?"]


def test_answers_with_all_the_words_come_first():
    publish_answer(wording="Hamstring hamstring hamstring?", body="<p>Hamstring.</p>")
    publish_answer(wording="Other?", body="<p>A hamstring and a squat.</p>")
    assert found("hamstring squat")[0] == "Other?"
    assert len(found("hamstring squat")) == 2


@pytest.mark.parametrize("wording", ["What is it?", "What should I do now?"])
def test_a_question_of_common_words_alone_is_found_all_the_same(wording):
    publish_answer(wording="Which shoes?", also=wording, short_answer="Any <b>.")
    hit = search(wording, NOW)[0]
    assert hit.wording == "Which shoes?"
    assert is_first(wording, wording)
    assert "<b>" not in hit.marked_short_answer


def test_nothing_fits():
    publish_answer()
    assert search("xylophone", NOW) == []


def test_the_limit_holds():
    for _ in range(4):
        publish_answer(wording="Zebra?")
    assert len(search("zebra", NOW, limit=3)) == 3


# --- What is public -----------------------------------------------------------------------------


def test_what_is_not_published_is_never_found():
    for state in ("draft", "in_review", "ready"):
        edition = make_draft(make_article(), questions=0)
        make_answer(edition, wording="Zebra?")
        if state != "draft":
            edition.submit()
        if state == "ready":
            edition.approve(by=None, today=NOW.date())
        edition.save()
    assert found("zebra", NOW + 1000 * HOUR) == []


def test_what_is_scheduled_is_found_from_its_time_on():
    edition = make_draft(questions=0)
    make_answer(edition, wording="Zebra?")
    publish(edition, at=NOW + HOUR)
    assert found("zebra", NOW) == []
    assert found("zebra", NOW + HOUR) == ["Zebra?"]


def test_what_has_expired_is_not_found():
    edition = make_draft(questions=0, expires_at=NOW + HOUR)
    make_answer(edition, wording="Zebra?")
    publish(edition)
    assert found("zebra", NOW) == ["Zebra?"]
    assert found("zebra", NOW + HOUR) == []


def test_what_was_withdrawn_is_not_found_and_nor_is_what_it_superseded():
    first = publish_answer(wording="Zebra?").edition
    second = publish(first.new_edition(author=None))
    second.withdraw(now=NOW, reason="Wrong.")
    second.save()
    assert found("zebra", NOW + HOUR) == []


def test_only_the_newest_edition_is_found():
    first = publish_answer(wording="Zebra?", body="<p>Old stripes.</p>").edition
    draft = first.new_edition(author=None)
    answer = draft.answers.get()
    answer.body = "<p>New spots.</p>"
    answer.save()
    assert [hit.edition_id for hit in search("zebra", NOW)] == [first.pk]
    publish(draft)
    assert [hit.edition_id for hit in search("zebra", NOW)] == [draft.pk]
    assert search("stripes", NOW) == []


# --- Snippets -----------------------------------------------------------------------------------


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag if not attrs else f"{tag} {attrs}")


def test_the_found_words_are_marked():
    publish_answer(short_answer="About zebras here.", body="<p>No more.</p>")
    assert "<mark>zebras</mark>" in passages(search("zebra", NOW)[0])


def test_the_rest_of_a_snippet_is_escaped():
    publish_answer(
        short_answer='5 < 6 & "zebra" <script>steal()</script>',
        body="<p>Zebra &lt;img src=x onerror=steal()&gt;</p>",
    )
    snippet = passages(search("zebra", NOW)[0])
    assert Tags(snippet).tags == {"mark"}
    assert "&lt;" in snippet


def test_marks_typed_by_an_author_are_no_tags():
    publish_answer(short_answer="<b>zebra</b> <mark", body="<p>zebra \x02x\x03 \x03\x02</p>")
    snippet = passages(search("zebra", NOW)[0])
    assert Tags(snippet).tags == {"mark"}
    assert snippet.count("<mark>") == snippet.count("</mark>")


# --- Any text -----------------------------------------------------------------------------------

ODD = (
    '"',
    '""',
    "'; DROP TABLE articles_answer; --",
    "a AND",
    "OR",
    "NOT zebra",
    "zebra NEAR(x, 2)",
    "title:zebra",
    "zebra*",
    "^zebra",
    "{title} : x",
    "(",
    "a:b & c | !d <-> e",
    "%s %(x)s",
    "\\",
    "\x00",
    "\x02\x03",
    "\ud800",
    "²½",
    "a\u0301",
    "ß",
    "İ",
    "_",
    "ﷺ",
    "x" * 5000,
    "word " * 3000,
    " ".join(f"w{number}" for number in range(500)),
)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_break_nothing(text):
    publish_answer(wording="Zebra?")
    search(text, NOW)


@given(st.text(max_size=80))
@example("")
def test_any_text_is_fine(text):
    for hit in search(text, NOW):
        assert strip_tags(passages(hit))


@given(
    st.lists(st.sampled_from(['"', "*", "zebra", "AND", "(", ")", "-", ":", "^", "&", "|", "!"]))
)
def test_operators_are_words_like_any_other(pieces):
    answer = Answer.objects.first() or publish_answer(wording="Zebra?")
    hits = search(" ".join(pieces), NOW)
    assert [hit.answer_id for hit in hits] == ([answer.pk] if "zebra" in pieces else [])


@given(st.text())
def test_words_are_few_and_bare(text):
    words = words_in(text)
    assert all(word.isalnum() for word in words)
    assert len(read_query(text).concepts) <= MAX_WORDS


# --- Cost ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_queries_do_not_grow_with_what_is_found():
    def look():
        for hit in search("zebra stripes", NOW):
            assert hit.title
            assert hit.address
            assert hit.passage is not None

    for _ in range(5):
        publish_answer(wording="Zebra?")
        make_published(make_article(), title="Zebra stripes")
    look()  # reads what is kept for this version of the content
    at_ten = count_queries(look)
    for _ in range(5):
        publish_answer(wording="Zebra?")
        make_published(make_article(), title="Zebra stripes")
    assert len(search("zebra stripes", NOW)) == 20
    assert count_queries(look) == at_ten


@pytest.mark.parametrize("word", ["umbrella", "puddles", "galoshes"])
def test_the_words_of_title_summary_and_introduction_find_the_article(word):
    make_published(
        make_article(),
        title="An umbrella",
        summary="What puddles do.",
        introduction="<p>Of galoshes.</p>",
    )
    assert len(search(word, NOW)) == 1
