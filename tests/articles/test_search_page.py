"""The search page: pages of results, what was meant, what editors promote, and what to do next."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError

from articles.models import (
    FailedSearch,
    PromotedAnswer,
    SearchEntry,
    SearchWord,
    Synonym,
    WarningSign,
    failed_searches,
)
from articles.models.failed_searches import MAX_LENGTH, MAX_PER_DAY, MIN_TIMES, harmless
from articles.search import MAX_RESULTS, ON_A_PAGE, find
from tests.cast import (
    NOW,
    make_answer,
    make_article,
    make_draft,
    make_published,
    make_source,
    publish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "search_index")]
TODAY = NOW.date()
HOUR = timedelta(hours=1)


def publish_answer(**fields):
    edition = make_draft(make_article(), questions=0)
    answer = make_answer(edition, **fields)
    publish(edition)
    return answer


def same(words: str) -> Synonym:
    synonym = Synonym(words=words)
    synonym.full_clean()
    synonym.save()
    return synonym


def promote(question, searches: str) -> PromotedAnswer:
    promoted = PromotedAnswer(question=question, searches=searches)
    promoted.full_clean()
    promoted.save()
    return promoted


def found(text: str, **options) -> list[str]:
    return [hit.wording for hit in find(text, NOW, **options).hits]


def page(client, **query) -> str:
    response = client.get("/search/", query)
    assert response.status_code == 200
    return response.content.decode()


# --- Synonyms -----------------------------------------------------------------------------------


def test_words_that_mean_the_same_find_one_another():
    publish_answer(wording="Why is my foot tingling?")
    assert found("numb") == []
    same("numb, tingling, pins and needles")
    assert found("numb") == found("pins and needles") == ["Why is my foot tingling?"]


def test_what_was_typed_counts_more_than_what_means_the_same():
    publish_answer(wording="Is it an ache?")
    publish_answer(wording="Is it a hurt?")
    same("ache, hurt")
    assert found("hurt") == ["Is it a hurt?", "Is it an ache?"]


def test_a_changed_synonym_counts_at_once_and_a_deleted_one_no_more():
    publish_answer(wording="Zebra?")
    synonym = same("horse, zebra")
    assert found("horse") == ["Zebra?"]
    synonym.words = "pony, zebra"
    synonym.save()
    assert (found("horse"), found("pony")) == ([], ["Zebra?"])
    synonym.delete()
    assert found("pony") == []


@pytest.mark.parametrize(
    "words", ["one", "walk, walking", ", ,", ", ".join("abcdefghijklmnopqrstuvw")]
)
def test_a_synonym_has_at_least_two_words_and_not_too_many(words):
    with pytest.raises(ValidationError):
        Synonym(words=words).full_clean()


# --- Phrases ------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["wording", "short_answer", "body"])
def test_words_side_by_side_in_the_same_order_come_first(field):
    apart = {field: "A cord of the old spinal kind."}
    together = {field: "A spinal cord of the old kind."}
    publish_answer(**{"wording": "One?"} | apart)
    second = publish_answer(**{"wording": "Two?"} | together)
    assert find("spinal cord", NOW).hits[0].answer_id == second.pk


# --- Did you mean -------------------------------------------------------------------------------


def test_a_misspelt_word_is_searched_as_it_was_meant_and_said_so(client):
    publish_answer(wording="What is sciatica?")
    html = page(client, q="siatica")
    assert "What is <mark>sciatica</mark>?" in html
    assert "Showing results for <strong>sciatica</strong>" in html
    assert 'href="?q=siatica&amp;as_typed=1"' in html


def test_as_typed_nothing_is_corrected(client):
    publish_answer(wording="What is sciatica?")
    assert "Nothing found for “siatica”" in page(client, q="siatica", as_typed="1")


def test_words_run_together_are_taken_apart():
    publish_answer(wording="Is my lower back weak?")
    assert found("lowerback") == ["Is my lower back weak?"]


@pytest.mark.parametrize("text", ["x-ray", "xray", "x ray", "X‑Ray"])
def test_a_compound_is_found_however_it_is_written(text):
    publish_answer(wording="Will I need an X-ray?")
    assert found(text) == ["Will I need an X-ray?"]


def test_everyday_words_are_never_corrected():
    publish_answer(wording="Is a dig bad?")
    assert not find("dog", NOW).is_corrected


def test_no_correction_gives_away_a_word_that_is_not_public():
    edition = make_draft(questions=0)
    make_answer(edition, wording="What is sciatica?")
    publish(edition, at=NOW + HOUR)
    nothing = find("siatica", NOW)
    assert (nothing.is_nothing, nothing.text) == (True, "siatica")
    later = find("siatica", NOW + HOUR)
    assert (later.is_corrected, later.text) == (True, "sciatica")


def test_words_are_counted_by_the_answers_that_have_them():
    first = publish_answer(wording="Zebra zebra?").edition
    publish_answer(wording="Zebra or horse?")
    counts = {"zebra": 2, "horse": 1}
    assert dict(SearchWord.objects.filter(word__in=counts).values_list("word", "entries")) == counts
    first.withdraw(now=NOW, reason="Wrong.")
    first.save()
    counts = {"zebra": 1, "horse": 1}
    assert dict(SearchWord.objects.filter(word__in=counts).values_list("word", "entries")) == counts


def test_the_index_made_anew_is_the_index_there_was(capsys):
    make_published(questions=2)
    superseded = make_published(title="Zebra")
    publish(superseded.new_edition(author=None))
    publish_answer(wording="Zebra?", also="Striped horse?")

    def index():
        words = SearchWord.objects.order_by("word").values_list("word", "stem", "entries")
        entries = SearchEntry.objects.order_by("pk").values()
        return list(words), list(entries)

    before = index()
    SearchWord.objects.exclude(word="").delete()
    call_command("index_search")
    assert index() == before
    assert capsys.readouterr().out == "4 answers can be found.\n"


# --- Promoted answers ---------------------------------------------------------------------------


def test_a_promoted_answer_comes_first_and_says_so(client):
    publish_answer(wording="Are red flags red?")
    chosen = publish_answer(wording="When to get help?")
    promote(chosen.question, "red flags\nwarning signs")
    html = page(client, q="What are the red flags?")
    assert "Chosen by our editors" in html
    assert html.index("When to get help?") < html.index("<mark>red</mark> <mark>flags</mark>")
    assert "2 answers" in html
    assert "Chosen by" not in page(client, q="red flags of a kind")


def test_a_promoted_answer_is_shown_once_and_only_on_the_first_page():
    answers = [publish_answer(wording="Zebra?") for _ in range(ON_A_PAGE + 2)]
    promote(answers[-1].question, "zebra")
    pages = [find("zebra", NOW, page=number) for number in (1, 2)]
    shown = [hit.answer_id for part in pages for hit in (*part.promoted, *part.hits)]
    assert shown[0] == answers[-1].pk
    assert sorted(shown) == sorted(answer.pk for answer in answers)
    assert pages[0].count == pages[1].count == len(answers)


def test_beside_a_promoted_answer_the_only_page_leads_to_no_other(client):
    promote(publish_answer(wording="When to get help?").question, "zebra")
    for _ in range(ON_A_PAGE):
        publish_answer(wording="Zebra?")
    found = find("zebra", NOW)
    assert (found.count, found.next_page) == (ON_A_PAGE + 1, None)
    assert "More answers" not in page(client, q="zebra")


def test_a_promoted_answer_that_is_not_public_is_not_shown(clock):
    draft = make_draft(questions=0)
    promote(make_answer(draft, wording="Secret?").question, "red flags")
    assert find("red flags", NOW).is_nothing
    publish(draft, at=NOW + HOUR)
    assert find("red flags", NOW).is_nothing
    assert len(find("red flags", NOW + HOUR).promoted) == 1
    clock.move_to(NOW + 2 * HOUR)
    draft.withdraw(now=NOW + HOUR, reason="Wrong.")
    draft.save()
    assert find("red flags", NOW + 2 * HOUR).is_nothing


# --- Pages of results ---------------------------------------------------------------------------


@pytest.mark.slow
def test_ten_answers_a_page_and_a_way_to_more(client):
    for _ in range(ON_A_PAGE + 1):
        publish_answer(wording="Zebra?")
    first = page(client, q="zebra")
    assert first.count("<h2><a") == ON_A_PAGE
    assert 'href="?q=zebra&amp;page=2"' in first
    last = page(client, q="zebra", page="2")
    assert last.count("<h2><a") == 1
    assert "More answers" not in last


@pytest.mark.slow
def test_there_is_an_end_to_the_pages(client):
    for _ in range(3):
        edition = make_draft(make_article(), questions=0)
        for _ in range(MAX_RESULTS // 2):
            make_answer(edition, wording="Zebra?")
        publish(edition)
    last = find("zebra", NOW, page=999)
    assert (last.count, last.page, last.next_page) == (ON_A_PAGE, 1, None)
    assert (last.is_general, len(last.hits)) == (True, ON_A_PAGE)


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 400, "1.5", "²", ""])
def test_an_odd_page_number_is_the_first_or_the_last(client, number):
    publish_answer(wording="Zebra?")
    assert "Zebra" in page(client, q="zebra", page=number)


@pytest.mark.parametrize("text", ["", "zebra", "xylophone"])
def test_every_search_page_offers_help_before_what_it_found(client, text):
    publish_answer(wording="Zebra?")
    main = page(client, q=text).partition("<main")[2]
    assert 0 < main.index("/get-help/") < main.index("</main>")
    if text == "zebra":
        assert main.index("/get-help/") < main.index('class="results')


# --- Nothing found ------------------------------------------------------------------------------


def test_where_nothing_is_found_the_page_says_what_one_could_do(client):
    topic = make_published().article.topic
    html = page(client, q="xylophone")
    assert "Nothing found for “xylophone”" in html
    assert topic.get_absolute_url() in html
    assert "Nothing found" not in page(client, q="")


@pytest.mark.parametrize(
    "text", ["😀", "ظهر", "腰が痛い", "\x00", "%s", "' OR 1=1 --", "x" * 100_000]
)
def test_any_text_gets_a_page(client, text):
    publish_answer()
    page(client, q=text)


# --- Failed searches ----------------------------------------------------------------------------


def test_a_search_that_finds_nothing_is_counted_by_day(client, clock):
    make_published()
    for _ in range(2):
        page(client, q="Which PILLOW?")
    clock.shift(timedelta(days=1))
    page(client, q="which pillow")
    counted = FailedSearch.objects.order_by("day").values_list("words", "times")
    assert list(counted) == [("which pillow", 2), ("which pillow", 1)]


def test_what_finds_something_and_what_is_no_word_is_not_counted(client):
    publish_answer(wording="Zebra?")
    for text in ("zebra", "", "?!", "zebar"):
        page(client, q=text)
    client.head("/search/", {"q": "xylophone"})
    assert not FailedSearch.objects.exists()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Pillow for my back!", "pillow for my back"),
        ("mail ed@example.org please", "mail please"),
        ("ring 07700 900-123 now", "ring now"),
        ("nhs number 943 476 5919", "nhs number"),
        ("born 12/03/1961", "born"),
        ("5 out of 10 for 2024", "5 out of 10 for 2024"),
        ("see https://example.org/me", "see"),
        ("12345", ""),
        ("word " * 40, ("word " * 12).strip()),
        ("x" * 500, "x" * 40),
    ],
)
def test_what_may_tell_who_typed_it_is_never_stored(text, kept):
    assert harmless(text) == kept
    assert len(harmless(text)) <= MAX_LENGTH


def test_staff_see_only_what_was_typed_again_and_again():
    for day in range(3):
        FailedSearch.objects.record("pillow", TODAY - timedelta(days=day))
    for _ in range(MIN_TIMES):
        FailedSearch.objects.record("mattress", TODAY)
    for _ in range(MIN_TIMES - 1):
        FailedSearch.objects.record("my own name", TODAY)
    assert list(FailedSearch.objects.telling()) == [
        {"words": "mattress", "days": 1, "total": 5, "last": TODAY},
        {"words": "pillow", "days": 3, "total": 3, "last": TODAY},
    ]
    shown = FailedSearch.objects.shown_to_staff()
    assert {row.words for row in shown} == {"mattress", "pillow"}


def test_a_day_holds_only_so_many_different_ones():
    FailedSearch.objects.bulk_create(
        FailedSearch(words=f"w{number}", day=TODAY) for number in range(MAX_PER_DAY)
    )
    FailedSearch.objects.record("pillow", TODAY)
    assert not FailedSearch.objects.filter(words="pillow").exists()
    FailedSearch.objects.record("w7", TODAY)  # more of those that it holds are still counted
    assert FailedSearch.objects.get(words="w7").times == 2


def test_old_counts_go_for_good(capsys):
    FailedSearch.objects.record("pillow", TODAY - timedelta(weeks=12, days=1))
    FailedSearch.objects.record("mattress", TODAY - timedelta(weeks=12))
    call_command("purge_failed_searches", "--dry-run")
    call_command("purge_failed_searches")
    assert [row.words for row in FailedSearch.objects.all()] == ["mattress"]
    said = capsys.readouterr().out.splitlines()
    assert said == ["1 failed search to delete for good.", "1 failed search deleted for good."]


def test_a_database_that_is_busy_fails_no_page(client, monkeypatch):
    @contextmanager
    def busy():
        raise OperationalError("database is locked")
        yield

    monkeypatch.setattr(failed_searches, "short_transaction", busy)
    assert "Nothing found" in page(client, q="pillow")
    assert not FailedSearch.objects.exists()


# --- What was not found, and what may have been meant ------------------------------------------


def test_a_word_that_no_answer_has_is_named_before_what_was_found_for_the_others(client):
    publish_answer(wording="Which walk is good?")
    html = page(client, q="walking shoes and poles")
    said = "We have no answer about <strong>“shoes”</strong> or <strong>“poles”</strong>."
    assert 0 < html.index(said) < html.index('class="results')
    assert "We have no answer about" not in page(client, q="good walk")
    assert "We have no answer about" not in page(client, q="good walk yesterday")
    assert "We have no answer about" not in page(client, q="shoes")  # nothing at all was found
    publish_answer(wording="Which socks?", body="<p>Shoes, in passing.</p>")
    assert "about <strong>“poles”</strong>. These" in page(client, q="poles for socks")
    for _ in range(3):
        publish_answer(wording="Is a good walk good, or two good walks?")
    assert "about <strong>“shoes”</strong>. These" in page(client, q="shoes for a good walk")
    assert "We have no answer about" not in page(client, q="shoes for socks")


def test_a_page_says_where_the_answers_only_mention_what_was_asked(client):
    """A body may speak of weight in passing: whoever asks about weight is told that it is not more
    than that, and shown the topics."""
    publish_answer(wording="Which socks?", body="<p>Shoes of less weight, in passing.</p>")
    said = "None of our questions asks about <strong>“less weight”</strong>. These answers mention"
    html = page(client, q="less weight")
    assert 0 < html.index(said) < html.index('class="results') < html.index("the topics</h2>")
    assert "answer for" not in html  # that would be counting what is none
    assert "None of our questions asks about <strong>“weight seat”</strong>." in page(
        client, q="weight seat"
    )
    for asked in ["socks", "which socks", "socks of less weight"]:
        html = page(client, q=asked)
        assert "None of our questions" not in html
        assert "the topics</h2>" not in html


def test_an_answer_that_editors_chose_is_no_mention_in_passing(client):
    answer = publish_answer(wording="Which socks?", body="<p>Shoes of less weight.</p>")
    promote(answer.question, "weight")
    assert "None of our questions" not in page(client, q="weight")


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("core", "care"),
        ("groin", "green"),
        ("pooing", "peeing"),
        ("tramadol", "tramadal"),
    ],
)
def test_a_part_of_the_body_a_sign_or_a_medicine_is_never_another_word(client, typed, near):
    publish_answer(wording=f"Is {near} good?")
    source = make_source()
    WarningSign.objects.create(level="soon", text="P", search_words="pooing", source=source)
    nothing = find(f"{typed} pain", NOW)
    assert (nothing.is_corrected, nothing.offered) == (False, "")
    assert "Did you mean" not in page(client, q=typed)


def test_an_english_word_is_never_replaced_but_another_is_offered(client):
    publish_answer(wording="What is sciatica?")
    html = page(client, q="siatica", as_typed="1")
    assert 'Did you mean <a href="?q=sciatica">sciatica</a>?' in html
    publish_answer(wording="Is a castle good?")
    html = page(client, q="good cattle")
    assert 'Did you mean <a href="?q=good+castle">good castle</a>?' in html
    assert "Showing results for" not in html


def test_nothing_is_offered_that_is_not_public():
    publish_answer(wording="Is it good?")
    edition = make_draft(questions=0)
    make_answer(edition, wording="Castle?")
    publish(edition, at=NOW + HOUR)
    assert find("good cattle", NOW).offered == ""
    assert find("good cattle", NOW + HOUR).offered == "good castle"
