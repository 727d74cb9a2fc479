"""Imported drafts: what stands as imported, what is open, whose name is on it."""

import pytest

from articles.checklist.load import check_list
from articles.importer.to_drafts import read_bytes, store_drafts
from articles.models import Edition
from tests.articles.documents.samples import QUESTIONS
from tests.cast import NOW, make_draft, make_topic
from tests.office import change_url, messages_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]

THEIRS = "Tired muscles ache after a walk that was longer than usual."
DOCUMENT = f"Sore back\nSore back\nWhy does it hurt?\n{THEIRS} It passes.\n"


@pytest.fixture
def draft() -> Edition:
    (made,) = store_drafts([read_bytes("a.txt", DOCUMENT.encode())])
    return made.edition


def findings_url(edition: Edition) -> str:
    return f"/admin/articles/edition/{edition.pk}/import/"


def required(edition: Edition) -> dict[str, str]:
    edition = Edition.objects.get(pk=edition.pk)
    return {found.code: found.message for found in check_list(edition, NOW).required}


def rewrite(edition: Edition, words: str) -> None:
    answer = edition.answers.get()
    answer.short_answer, answer.body = words, f"<p>{words}</p>"
    answer.save()
    Edition.objects.filter(pk=edition.pk).update(summary=words)


def handle(client, edition: Edition, state: str, reason: str = "", **more: str):
    page = client.get(findings_url(edition))
    sent = dict(more)
    for form in page.context["findings"]:
        sent |= {f"{form.prefix}-state": state, f"{form.prefix}-reason": reason}
    return client.post(findings_url(edition), sent)


def test_an_imported_draft_is_not_published_for_four_reasons(draft):
    found = required(draft)
    assert {"as-imported", "import-findings", "placeholder-author", "imported-topic"} <= set(found)
    assert "2 of 2 sentences stand as imported" in found["as-imported"]


def test_words_of_ones_own_lift_the_block_and_one_sentence_left_does_not(draft):
    rewrite(draft, "After a long walk the back is tired, and that is what aches.")
    assert "as-imported" not in required(draft)
    rewrite(draft, f"It is common. {THEIRS.upper()}")  # capitals are no rewriting
    assert "as-imported" in required(draft)


def test_short_sentences_may_be_alike(draft):
    rewrite(draft, "It passes. After a long walk your back is allowed to ache.")
    assert "as-imported" not in required(draft)


def test_each_finding_is_done_or_dismissed_with_a_reason(cast, draft):
    client = cast.client(cast.ed)
    page = client.get(change_url(draft)).content.decode()
    assert findings_url(draft) in page
    refused = handle(client, draft, "dismissed")
    assert "Say why" in refused.content.decode()
    assert "import-findings" in required(draft)
    response = handle(client, draft, "dismissed", "Checked on paper")
    assert "None still open" in messages_of(response)[0]
    assert "import-findings" not in required(draft)
    handled = Edition.objects.get().import_report["findings"][-2]
    assert (handled["state"], handled["reason"], handled["by"]) == (
        "dismissed",
        "Checked on paper",
        cast.ed.name,
    )
    assert handle(client, draft, "open").status_code == 302
    assert "import-findings" in required(draft)


def test_to_handle_findings_is_no_writing_and_changes_no_word(cast, draft):
    before = Edition.objects.get().updated_at
    handle(cast.client(cast.ed), draft, "done")
    edition = Edition.objects.get()
    assert not edition.was_written_by(cast.ed)
    assert edition.updated_at == before
    assert edition.history.first().history_change_reason.startswith("Import report: ")


def test_only_a_publisher_says_that_imported_words_may_stand(cast, draft):
    sent = {"release-reason": "Our own leaflet of 2019"}
    handle(cast.client(cast.ed), draft, "done", **sent)
    assert "as-imported" in required(draft)
    handle(cast.client(cast.pia), draft, "done", **sent)
    assert "as-imported" not in required(draft)
    assert "Our own leaflet" in cast.client(cast.rhea).get(findings_url(draft)).content.decode()
    handle(cast.client(cast.pia), draft, "done", **{"release-reason": ""})
    assert "as-imported" in required(draft)


@pytest.mark.parametrize("who", ["nobody", "alice", "rhea"])
def test_who_may_not_write_handles_no_finding(cast, draft, who):
    client = cast.nobody if who == "nobody" else cast.client(getattr(cast, who))
    before = Edition.objects.get().import_report
    assert client.post(findings_url(draft), {"finding-0-state": "done"}).status_code in (302, 403)
    assert Edition.objects.get().import_report == before


def test_where_a_draft_belongs_and_who_answers_for_it_is_asked_at_the_import(cast):
    topic = make_topic(slug="walking")
    client = cast.client(cast.ed)
    page = client.post("/admin/articles/article/import/", {"text": DOCUMENT}, follow=True)
    assert page.context["form"].fields["topic"].queryset.get() == topic
    assert page.context["form"]["title"].value() == DOCUMENT.splitlines()[0]
    sent = {"seen": page.context["seen"], "topic": topic.pk, "author_name": "Ed Itor"}
    sent["title"] = "Walks that go on"
    client.post(f"/admin/articles/article/import/{page.context['pending'].pk}/", sent)
    edition = Edition.objects.get()
    assert (edition.article.topic, edition.author_name) == (topic, "Ed Itor")
    assert (edition.title, edition.article.slug) == ("Walks that go on", "walks-that-go-on")
    assert edition.origin == "pasted text.txt"
    assert not {"imported-topic", "placeholder-author"} & set(required(edition))


def test_a_file_and_a_pasted_text_are_not_both_taken(cast):
    page = cast.client(cast.ed).post("/admin/articles/article/import/", {"text": "  "})
    assert "one of the two" in page.content.decode()
    assert not Edition.objects.exists()


def test_what_was_left_out_stands_word_for_word_below_the_findings(cast):
    store_drafts([read_bytes("q.txt", QUESTIONS.read_bytes())])
    page = cast.client(cast.ed).get(findings_url(Edition.objects.get())).content.decode()
    assert "repeated answer:" in page
    assert "tighten and cramp,…" in page


def test_a_draft_that_was_not_imported_has_no_such_page(cast):
    assert cast.client(cast.ed).get(findings_url(make_draft())).status_code == 404
