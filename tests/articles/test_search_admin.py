"""Synonyms, promoted answers and failed searches in the office: who reads them and who writes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from articles.models import Answer, FailedSearch, PromotedAnswer, ProposedChange, Synonym
from articles.office.search_settings import found_questions
from articles.search import find
from tests.cast import NOW, make_answer, make_article, make_draft, make_published, publish, store
from tests.office import publish_change
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "search_index")]
TODAY = NOW.date()


def address(model, act: str = "changelist", *args) -> str:
    return reverse(f"admin:articles_{model._meta.model_name}_{act}", args=args)


def often(words: str) -> None:
    for day in range(3):
        FailedSearch.objects.record(words, TODAY - timedelta(days=day))


def test_a_publisher_writes_a_synonym_that_counts_at_once(cast):
    edition = make_draft(questions=0)
    make_answer(edition, wording="Is it tingling?")
    publish(edition)
    form = {"words": "numb, tingling"}
    assert cast.client(cast.pia).post(address(Synonym, "add"), form).status_code == 302
    assert [hit.wording for hit in find("numb", NOW).hits] == ["Is it tingling?"]
    assert Synonym.objects.get().history.get().history_user == cast.pia


def test_a_synonym_of_one_word_is_refused_with_the_reason(cast):
    page = cast.client(cast.pia).post(address(Synonym, "add"), {"words": "numb"})
    assert "at least two different words" in page.content.decode()
    assert not Synonym.objects.exists()


def test_a_publisher_promotes_an_answer(cast):
    question = make_published().answers.get().question
    form = {"question": question.pk, "searches": "red flags"}
    client = cast.client(cast.pia)
    assert client.post(address(PromotedAnswer, "add"), form).status_code == 302
    assert not find("red flags", NOW).promoted
    publish_change(cast, ProposedChange.objects.get())
    assert len(find("red flags", NOW).promoted) == 1
    page = client.get(address(PromotedAnswer, "change", PromotedAnswer.objects.get().pk))
    assert question.answers.get().wording in page.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("model", [Synonym, PromotedAnswer, FailedSearch])
def test_who_reads_and_who_writes(cast, model):
    question = make_published().answers.get().question
    Synonym.objects.create(words="numb, tingling")
    PromotedAnswer.objects.create(question=question, searches="red flags")
    often("pillow")
    row = model.objects.first()
    pages = [address(model), address(model, "change", row.pk)]
    writers = () if model is FailedSearch else (cast.pia,)
    for person in (cast.ed, cast.rhea, cast.pia):
        client = cast.client(person)
        assert [client.get(page).status_code for page in pages] == [200, 200]
        may = person in writers
        assert (client.get(address(model, "add")).status_code == 200) == may
        assert (client.get(address(model, "delete", row.pk)).status_code == 200) == may
        if not may:
            assert client.post(pages[1], {"words": "x, y"}).status_code == 403
            assert client.post(address(model, "add"), {"words": "x, y"}).status_code == 403
    for stranger in (cast.nobody, cast.client(cast.alice)):
        assert stranger.get(pages[0]).status_code in (302, 403)
    assert model.objects.filter(pk=row.pk).exists()


def test_staff_read_no_search_that_was_typed_once(cast):
    often("pillow")
    FailedSearch.objects.record("my own name", TODAY)
    hidden = FailedSearch.objects.get(words="my own name")
    client = cast.client(cast.pia)
    page = client.get(address(FailedSearch)).content.decode()
    assert "pillow" in page
    assert "my own name" not in page
    assert "my own name" not in client.get(address(FailedSearch) + "?q=own").content.decode()
    assert client.get(address(FailedSearch, "change", hidden.pk)).status_code == 302


@pytest.mark.slow
def test_the_lists_cost_the_same_with_more_rows(cast):
    client = cast.client(cast.pia)

    def look():
        for model in (Synonym, PromotedAnswer, FailedSearch):
            client.get(address(model))

    def more(start: int) -> None:
        for number in range(start, start + 10):
            Synonym.objects.create(words=f"word{number}, other{number}")
            question = make_published().answers.get().question
            PromotedAnswer.objects.create(question=question, searches=f"search {number}")
            often(f"pillow {number}x")

    more(0)
    at_ten = count_queries(look)
    more(10)
    assert count_queries(look) == at_ten


# --- Where a synonym is used --------------------------------------------------------------------


def test_a_synonym_says_which_questions_it_leads_to(cast):
    live = make_published(questions=2)
    first, second = live.answers.all()
    Answer.objects.filter(pk=first.pk).update(wording="Why is it numb?", body="<p>Rest.</p>")
    Answer.objects.filter(pk=second.pk).update(
        wording="And pins?", body="<p>Numb, with pins and needles.</p>"
    )
    store(live, title="Feet")
    draft = make_draft(make_article())
    Answer.objects.filter(edition=draft).update(wording="Numb in a draft?")
    synonym = Synonym.objects.create(words="numb, pins and needles, tingling")
    one, two = found_questions(synonym, NOW)
    assert (one.answer, one.has) == (first, ["numb"])
    assert one.found_for == ["pins and needles", "tingling"]
    assert (two.answer, two.found_for) == (second, ["tingling"])
    page = cast.client(cast.ed).get(address(Synonym, "change", synonym.pk)).content.decode()
    assert "Why is it numb?" in page
    assert "Numb in a draft?" not in page
    unused = Synonym.objects.create(words="moon, lune")
    page = cast.client(cast.ed).get(address(Synonym, "change", unused.pk)).content.decode()
    assert "No question that readers see" in page
    assert "No search that found nothing" in page


def test_a_synonym_says_which_searches_have_its_words_and_none_typed_once(cast):
    for words in ("tingling moon", "tingle", "cold moon"):
        often(words)
    FailedSearch.objects.record("secret tingling", NOW.date())
    synonym = Synonym.objects.create(words="numb, tingling")
    page = cast.client(cast.pia).get(address(Synonym, "change", synonym.pk)).content.decode()
    assert ">tingling moon</a>: 3 times" in page
    assert ">tingle</a>" in page
    assert "cold moon" not in page
    assert "secret" not in page
