"""One search box for all that the office keeps: what it finds, in which order, and for whom."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from articles.models import (
    Answer,
    Caution,
    FormerSlug,
    PromotedAnswer,
    Question,
    ShortAddress,
    Synonym,
    WarningSign,
)
from articles.office.search_box.typed import Typed, root_of
from articles.search import find
from journal.models import AdviceRule
from tests.cast import (
    NOW,
    make_article,
    make_draft,
    make_figure,
    make_nudge,
    make_published,
    make_rule,
    make_source,
    make_staff,
    make_topic,
    make_walk,
    publish,
    store,
)
from tests.office import change_url, propose, url
from tests.steps import count_calls

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "search_index")]


def found(client, words: str) -> dict[str, list[str]]:
    """The names of what the page shows, by kind."""
    groups = client.get(url("find"), {"q": words}).context["groups"]
    return {group.title: [strip_tags(each.name) for each in group.shown] for group in groups}


def addresses(client, words: str) -> list[str]:
    groups = client.get(url("find"), {"q": words}).context["groups"]
    return [each.address for group in groups for each in group.shown]


def furnish_one_of_each() -> dict[str, str]:
    """A row of every kind with the word *quillwort* in it, by the kind: its page."""
    live = make_published(title="On quillwort", questions=2)
    answer = live.answers.first()
    Answer.objects.filter(pk=answer.pk).update(body="<p>Some take <b>quillwort</b>.</p>")
    store(live)
    source = make_source(title="A trial of quillwort")
    rule = make_rule(answer.question)
    AdviceRule.objects.filter(pk=rule.pk).update(because="Quillwort helped.")
    rows = {
        "Sources": source,
        "Figures": make_figure(caption="A leaf of quillwort"),
        "Warning signs": WarningSign.objects.create(
            level="soon", text="Numb", source=source, search_words="numb + quillwort"
        ),
        "Cautions": Caution.objects.create(
            slug="c", title="C", names="q", body="<p>Ask about quillwort.</p>"
        ),
        "Nudges": make_nudge(words="Quillwort was logged twice."),
        "Advice rules": rule,
        "Topics": make_topic(title="Quillwort and others"),
        "Synonyms": Synonym.objects.create(words="quillwort, isoetes"),
        "Promoted answers": PromotedAnswer.objects.create(
            question=answer.question, searches="quillwort tea"
        ),
        "Short addresses": ShortAddress.objects.create(address="quillwort", leads_to="/get-help/"),
        "People": make_staff("quillwort@example.org", "Q"),
    }
    pages = {kind: change_url(row) for kind, row in rows.items()}
    return pages | {"Articles": change_url(live), "Questions": f"{change_url(live)}#answers-0"}


@pytest.mark.slow
def test_every_kind_is_found_with_its_page_and_the_words_marked(cast):
    pages = furnish_one_of_each()
    client = cast.client(make_staff("root@example.org", "Root", is_superuser=True))
    groups = {
        group.title: group
        for group in client.get(url("find"), {"q": "QUILLWORT"}).context["groups"]
    }
    assert {title: group.shown[0].address for title, group in groups.items()} == pages
    for title, group in groups.items():
        (result,) = group.shown
        assert re.search(r"<mark>quillwort</mark>", f"{result.name} {result.line[1]}", re.I), title
    assert groups["Cautions"].shown[0].line == ("body", "Ask about <mark>quillwort</mark>.")
    assert groups["Questions"].shown[0].state == "live"
    assert groups["Nudges"].shown[0].state == "in use"


def test_a_change_that_waits_is_found_by_what_it_says(cast):
    nudge = make_nudge()
    change = propose(cast.client(cast.pia), nudge, words="Quillwort was logged twice.")
    client = cast.client(cast.rhea)
    assert addresses(client, "quillwort logged") == [change.office_address]
    change.drop()
    change.save()
    assert addresses(client, "quillwort logged") == []


def test_nobody_finds_what_they_may_not_see(cast):
    furnish_one_of_each()
    kinds = found(cast.client(cast.ed), "quillwort")
    assert "People" not in kinds
    assert "Synonyms" in kinds
    make_walk(cast.alice, note="A secret note on quillwort.")
    page = cast.client(cast.pia).get(url("find"), {"q": "secret"}).content.decode()
    assert "note on" not in page
    for person in (cast.alice, make_staff("new@example.org", "New")):
        client = cast.client(person)
        assert client.get(url("find"), {"q": "quillwort"}).status_code in (302, 403)
    assert cast.nobody.get(url("find")).status_code == 302
    assert 'id="office-search"' in cast.client(cast.ed).get(url("queue")).content.decode()


def test_what_is_just_what_was_typed_comes_first(cast):
    client = cast.client(cast.ed)
    for number in range(8):
        make_source(title=f"About sciatica {number}", key=f"a-{number}")
    exact = make_source(title="Sciatica", key="z")
    doi = make_source(title="Of a trial", url="https://doi.org/10.1136/bmj.i1234")
    make_published(title="The sciatica of some")
    assert next(iter(found(client, "sciatica"))) == "Sources"
    assert addresses(client, "sciatica")[0] == change_url(exact)
    for typed in ("10.1136/bmj.i1234", "doi:10.1136/bmj.i1234", doi.url):
        assert addresses(client, typed) == [change_url(doi)]
    assert addresses(client, "a-3")[0].endswith(
        f"/{exact.__class__.objects.get(key='a-3').pk}/change/"
    )


def test_an_address_leads_to_its_article_and_its_question(cast):
    client = cast.client(cast.ed)
    live = make_published(make_article(slug="painkillers"))
    make_published(title="Painkillers for others")
    question = live.answers.get().question
    FormerSlug.objects.create(slug="tablets", article=live.article)
    for typed in (
        "painkillers",
        "/articles/painkillers/",
        "http://testserver/articles/Painkillers/",
    ):
        assert addresses(client, typed)[0] == change_url(live), typed
    assert addresses(client, "/articles/tablets/") == [change_url(live)]
    typed = f"http://testserver/articles/painkillers/#{question.anchor}"
    assert addresses(client, typed) == [f"{change_url(live)}#answers-0"]


def test_a_draft_and_what_readers_see_are_one_result_with_both_pages(cast):
    live = make_published(title="Sore feet")
    draft = live.new_edition(cast.ed)
    draft.title = "Sore feet again"
    draft.save()
    Answer.objects.filter(edition=draft).update(wording="Whose feet are sore?")
    (groups) = cast.client(cast.ed).get(url("find"), {"q": "feet sore"}).context["groups"]
    articles, questions = groups
    (result,) = articles.shown
    assert (result.address, result.state) == (change_url(draft), "draft")
    assert result.others == (("live", change_url(live)),)
    (question,) = questions.shown
    assert (question.address, question.state) == (f"{change_url(draft)}#answers-0", "draft")
    assert question.article == draft.title
    page = cast.client(cast.ed).get(url("find"), {"q": "feet sore"}).content.decode()
    assert "in “Sore feet again”, draft" in page


def test_words_are_found_in_any_form_and_where_they_begin_alike(cast):
    live = make_published(title="T")
    Answer.objects.filter(edition=live).update(body="<p>Walks with sciatica, and exercises.</p>")
    store(live)
    client = cast.client(cast.ed)
    for words in ("walking", "sciat", "exercise", "Sciatica walk"):
        assert list(found(client, words)) == ["Questions"], words
    assert found(client, "walks mountains") == {}


def test_the_text_of_an_answer_that_is_scheduled_is_found_and_readers_find_it_later(cast):
    live = make_published(title="T")
    coming = live.new_edition(cast.ed)
    Answer.objects.filter(edition=coming).update(body="<p>Some take quillwort.</p>")
    publish(coming, at=NOW + timedelta(days=1))
    client = cast.client(cast.ed)
    for words in ("quillwort", "quillworts take", "quillw"):
        (group,) = client.get(url("find"), {"q": words}).context["groups"]
        (question,) = group.shown
        assert question.address == f"{change_url(coming)}#answers-0", words
        assert question.state == "scheduled"
    assert not find("quillwort", NOW).hits
    assert len(find("quillwort", NOW + timedelta(days=2)).hits) == 1


def test_a_tag_of_a_text_is_not_a_word_of_it(cast):
    draft = make_draft()
    Answer.objects.filter(edition=draft).update(body="<p><strong>Rest</strong> at times.</p>")
    assert found(cast.client(cast.ed), "strong") == {}


def test_editions_that_were_replaced_are_left_to_their_list(cast):
    live = make_published(title="Quillwort")
    newer = live.new_edition(cast.ed)
    newer.title = "Other"
    newer.save()
    publish(newer, now=NOW)
    page = cast.client(cast.ed).get(url("find"), {"q": "quillwort"})
    assert not page.context["groups"]
    assert f"{url('articles_edition_changelist')}?q=quillwort" in page.content.decode()


def test_nothing_typed_and_nothing_found_say_what_to_do(cast):
    live = make_published(title="T")
    Answer.objects.filter(edition=live).update(body="<p>Sciatica.</p>")
    store(live)
    client = cast.client(cast.ed)
    page = client.get(url("find")).content.decode()
    assert "promoted answers" in page
    assert "a DOI" in page
    page = client.get(url("find"), {"q": "sciatca moon"}).content.decode()
    assert '<a href="?q=moon">moon</a>' in page
    assert ">sciatica moon</a>" in page
    for odd in ("\0", "%", "_", "'", '"', "<b>", "[", "http://[", "#", "/", "…", "x" * 5000, "٣"):
        assert client.get(url("find"), {"q": odd}).status_code == 200, odd


def test_more_than_are_shown_are_led_to_in_their_list(cast):
    for _ in range(8):
        make_source(title="Sore feet")
    page = cast.client(cast.ed).get(url("find"), {"q": "sore foot"})
    assert not page.context["groups"]
    page = cast.client(cast.ed).get(url("find"), {"q": "feet"})
    (group,) = page.context["groups"]
    assert (len(group.shown), group.has_more) == (6, True)
    assert f"{url('articles_source_changelist')}?q=feet" in page.content.decode()


def test_a_list_finds_words_in_any_form_too(cast):
    make_source(title="A trial of exercises")
    client = cast.client(cast.ed)
    for words, count in (
        ("exercise", 1),
        ("exercising trials", 1),
        ('"trials"', 0),
        ('exercising "a trial"', 1),
    ):
        page = client.get(url("articles_source_changelist"), {"q": words})
        assert page.context["cl"].result_count == count, words


@pytest.mark.parametrize("address", ["http://a]b", "//[x", "http://example.com℀.org/"])
def test_what_is_no_address_though_it_begins_like_one_is_looked_up_as_words(cast, address):
    page = cast.client(cast.ed).get(url("find"), {"q": address})
    assert page.status_code == 200
    assert Typed.read(address).text == address


def test_the_list_of_questions_finds_words_in_any_form_and_phrases(cast):
    live = make_published(questions=2)
    first = live.answers.first()
    Answer.objects.filter(pk=first.pk).update(wording="Does a heat pad help?")
    Question.objects.filter(pk=first.question_id).update(also_asked_as="What does exercise do?")
    client = cast.client(cast.ed)
    for words, count in (
        ('"heat pad"', 1),
        ('helping "heat pad"', 1),
        ('"pad heat"', 0),
        ("heating pads", 1),
        ("exercises", 1),
        ("exercising pads", 1),
        ('"exercises"', 0),
    ):
        page = client.get(url("articles_question_changelist"), {"q": words})
        assert page.context["cl"].result_count == count, words


@pytest.mark.parametrize(
    ("word", "root"),
    [("exercises", "exercis"), ("easy", "eas"), ("is", "is"), ("legs", "leg"), ("bent", "ben")],
)
def test_a_root_is_a_part_of_the_word(word, root):
    assert root_of(word) == root


@pytest.mark.parametrize("text", ["", "a & b", "<b>walk</b>", "x" * 400 + " walks " + "y" * 400])
def test_an_excerpt_escapes_and_marks(text):
    typed = Typed.read("walking <b>")
    shown = str(typed.excerpt(text))
    assert "<b>" not in shown
    assert ("<mark>" in shown) == ("walk" in text)
    assert len(strip_tags(shown)) < 1000


def test_questions_by_other_wordings_and_anchor(cast):
    live = make_published()
    question = live.answers.get().question
    Question.objects.filter(pk=question.pk).update(also_asked_as="Why the quillwort?")
    client = cast.client(cast.ed)
    (group,) = client.get(url("find"), {"q": "quillwort"}).context["groups"]
    assert group.shown[0].line[0] == "also asked as"
    assert addresses(client, question.anchor) == [f"{change_url(live)}#answers-0"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's own plan")
def test_drafts_are_found_by_their_editions_and_not_by_reading_every_answer(cast):
    """Answers that readers see or saw are read where an index has found them."""
    make_published(questions=2)
    make_draft(make_article(), title="Sore")
    client = cast.client(cast.pia)
    with CaptureQueriesContext(connection) as queries:
        assert found(client, "sore")
    plans = []
    for each in queries:
        if each["sql"].strip().startswith("SELECT") and "articles_answer" in each["sql"]:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {each['sql']}")
                plans += [row[-1] for row in cursor.fetchall()]
    assert any("SEARCH articles_answer USING" in plan for plan in plans)
    assert not [plan for plan in plans if plan.startswith("SCAN articles_answer")]


def test_what_is_typed_is_no_pattern(cast):
    client = cast.client(cast.pia)
    make_source(title="Of 100 people", key="a")
    whole = make_source(title="100% of them, and under_scored", key="b")
    assert addresses(client, "100%")[0] == change_url(whole)
    assert addresses(client, "under_scored") == [change_url(whole)]
    assert addresses(client, "under%scored") == [change_url(whole)]  # two words
    make_source(title="Underscored", key="c")
    assert addresses(client, "under_scored")[0] == change_url(whole)


def test_records_of_a_kind_come_by_rank_and_then_by_name(cast):
    for number, title in enumerate(("b sore", "Sore", "A sore", "sore b", "Sore a")):
        make_source(title=title, key=f"k-{number}")
    assert found(cast.client(cast.ed), "sore")["Sources"] == [
        "Sore",
        "Sore a",
        "sore b",
        "A sore",
        "b sore",
    ]


def test_to_ask_for_every_kind_takes_little_of_python(cast):
    """Django put the conditions for each column together, twice: 150,000 calls."""
    client = cast.client(make_staff("root@example.org", "Root", is_superuser=True))
    make_source(title="Sore feet")
    assert found(client, "sore feet")
    assert count_calls(lambda: found(client, "sore feet")) < 60_000
