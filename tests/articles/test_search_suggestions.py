"""Questions offered while somebody types: public ones, few, and the same for everybody."""

from datetime import timedelta

import pytest

from articles.search.suggestions import MAX_RESULTS, suggest
from tests.cast import NOW, make_answer, make_article, make_draft, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "search_index")]


def publish_question(wording: str, at=None, **fields):
    edition = make_draft(make_article(), questions=0)
    answer = make_answer(edition, wording=wording, **fields)
    publish(edition, at=at)
    return answer


def offered(text: str) -> list[str]:
    return [hit.wording for hit in suggest(text, NOW)]


def test_a_word_that_is_only_begun_finds_questions():
    publish_question("What is sciatica?")
    publish_question("What is stenosis?")
    assert offered("sci") == ["What is sciatica?"]
    assert offered("what is ste") == ["What is stenosis?"]
    assert offered("SCIATICA") == ["What is sciatica?"]


def test_all_the_words_stand_in_the_question_or_in_another_wording_of_it():
    publish_question("Does walking help?", also="Are strolls good?", body="<p>Hip.</p>")
    assert offered("help wal") == offered("good str") == ["Does walking help?"]
    assert offered("hip wal") == []


def test_a_question_that_begins_as_typed_comes_first():
    publish_question("Legs: is walking long good?")
    publish_question("How long does it last, and why is that so for walking legs?")
    assert offered("how lo")[0].startswith("How long")


def test_the_address_leads_to_the_answer(client):
    answer = publish_question("What is sciatica?")
    response = client.get("/search/suggest/", {"q": "sciat"})
    assert response.json() == {
        "questions": [{"question": "What is sciatica?", "address": answer.get_absolute_url()}]
    }
    assert "public" in response["Cache-Control"]
    assert response["ETag"]
    assert not response.cookies


def test_few_are_offered_and_none_for_one_sign():
    for number in range(MAX_RESULTS + 2):
        publish_question(f"Zebra {number}?")
    assert len(offered("ze")) == MAX_RESULTS
    assert offered("z") == offered("") == offered("?!") == []


def test_what_is_not_public_is_not_offered():
    make_answer(make_draft(), wording="Zebra one?")
    publish_question("Zebra two?", at=NOW + timedelta(hours=1))
    assert offered("zebra") == []


@pytest.mark.parametrize("text", ["😀😀", "腰が", "*a", "a*", "[x-z]", "%%", "\x00x", "x" * 10_000])
def test_any_text_gets_an_answer(client, text):
    publish_question("Zebra?")
    assert client.get("/search/suggest/", {"q": text}).json() == {"questions": []}
