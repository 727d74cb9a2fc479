import json
import re
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given

from articles.checklist.load import check_list
from articles.importer.document_parts import read_document
from articles.importer.plain_html import as_html
from articles.importer.raw_document import DocumentError
from articles.importer.report import examine
from articles.importer.to_drafts import (
    NO_ANSWER,
    ImportFailed,
    Incoming,
    read_files,
    store_drafts,
)
from articles.models import Answer, Article, Caution, Edition, FormerSlug, Question, Topic
from articles.text.plain_text import plain_text
from articles.workflow.publishing import publish_edition
from tests.articles.documents.samples import PROSE, QUESTIONS
from tests.articles.documents.test_raw_lines import DOCUMENTS
from tests.cast import NOW
from tests.properties import examples

pytestmark = pytest.mark.django_db

ANSWER = "It may be a strained muscle, or nothing that anybody can name."


def run(*arguments):
    out = StringIO()
    call_command("import_document", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def write(tmp_path):
    """Write a document into a folder of its own and return its path."""

    def write(text, name="a.txt"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def assert_nothing_stored():
    for model in (Topic, Article, Edition, Question, Answer):
        assert not model.objects.exists(), model
    assert not Edition.history.exists()


# --- What becomes of a document ----------------------------------------------------------------


def test_both_documents_become_drafts_with_their_reports():
    out = run(QUESTIONS, PROSE)
    questions, prose = Edition.objects.order_by("pk")
    assert (questions.state, prose.state) == ("draft", "draft")
    assert questions.answers.count() == 9
    assert prose.answers.count() == 1
    assert questions.import_report["pairs_found"] == 10
    assert questions.import_report["findings"][0]["code"] == "rewrite"
    assert "13 unrelated links" in json.dumps(prose.import_report)
    assert questions.origin == "questions.txt"
    assert len(questions.origin_digest) == 64
    assert "Answer 8" in out
    assert "13 unrelated links" in out
    assert "edition 1 of the article “what-causes-lower-back-pain-after-walking”" in out
    assert "\x1b" not in out


def test_the_draft_holds_every_answer_in_order():
    run(QUESTIONS)
    answers = list(Answer.objects.select_related("question").order_by("position"))
    first = answers[0]
    assert first.wording == "Why does my lower back hurt after walking?"
    assert first.question.anchor == "why-does-my-lower-back-hurt-after-walking"
    assert first.question.other_wordings == ["What is the cause of lower back pain while walking?"]
    assert plain_text(first.body).startswith(first.short_answer)
    assert plain_text(first.body).endswith("sprains from overstretched bands.")
    assert answers[-1].wording == "Why do I get back pain after walking?"
    assert all(answer.short_answer.endswith(".") for answer in answers)


def test_the_paragraphs_of_prose_stay_apart():
    run(PROSE)
    edition, answer = Edition.objects.get(), Answer.objects.get()
    assert answer.body.count("<p>") == 6
    assert answer.wording == edition.title
    assert edition.introduction == ""
    assert edition.summary.startswith("Why does the lower back hurt on a walk?")


def test_a_draft_cannot_be_published_without_sources():
    run(PROSE)
    edition = Edition.objects.get()
    assert any("names no source" in refusal for refusal in check_list(edition, NOW).refusals)
    edition.submit()
    edition.approve(None, timezone.now().date())
    with pytest.raises(ValidationError):
        publish_edition(edition, timezone.now())


def test_tags_stay_text_everywhere(write):
    bad = "<script>alert(1)</script> &lt;b&gt; <b>bold</b>"
    run(write(f"T {bad}\nT {bad}\nIt {bad}.\nWhy {bad}?\nSo {bad}."))
    edition, answer = Edition.objects.get(), Answer.objects.get()
    for html in (edition.introduction, answer.body):
        assert "<script" not in html
        assert "<b>" not in html
    assert "<script>alert(1)</script>" in plain_text(answer.body)
    assert "&amp;lt;b&amp;gt;" in answer.body
    assert as_html(["a < b"]) == "<p>a &lt; b</p>"


def test_a_question_without_an_answer_stays_open(write):
    run(write(f"T\nT\nWhy?\nHow?\n{ANSWER}"))
    answer = Answer.objects.get(wording="Why?")
    assert (answer.short_answer, answer.body) == (NO_ANSWER, "")
    refusals = check_list(Edition.objects.get(), NOW).refusals
    assert "“Why?” has no answer text." in refusals


def test_anchors_and_slugs_fit_whatever_the_words_are(write):
    run(write(f"Спина?\n{ANSWER}\n5 kinds?\nA.\n5 kinds!?\nB.\nA_b?\nC.\n{'long ' * 30}?\nD."))
    assert Article.objects.get().slug == "imported-document"
    anchors = list(Question.objects.order_by("pk").values_list("anchor", flat=True))
    assert anchors[:3] == ["question", "q-5-kinds", "a-b"]  # "5 kinds!?" is the same question
    assert len(anchors[3]) <= 60
    assert Answer.objects.get(wording="5 kinds?").body == "<p>A.</p><p>B.</p>"


def test_equal_anchors_are_numbered(write):
    long = "very " * 30  # they differ where an anchor has ended
    run(write(f"T\nT\nC sharp?\n{ANSWER}\n{long}cold?\nB.\n{long}warm?\nD."))
    anchors = list(Question.objects.order_by("pk").values_list("anchor", flat=True))
    assert anchors[0] == "c-sharp"
    assert anchors[1].startswith("very-very")
    assert re.fullmatch(r"very-very-.*-2", anchors[2])


def test_an_address_that_ever_led_elsewhere_is_not_taken(write):
    topic = Topic.objects.create(slug="t", title="T", summary="T.")
    other = Article.objects.create(topic=topic, slug="back-pain")
    FormerSlug.objects.create(slug="back-pain-2", article=other)
    run(write(f"Back pain\nBack pain\n{ANSWER}"))
    assert Article.objects.exclude(pk=other.pk).get().slug == "back-pain-3"
    assert FormerSlug.objects.exists()


def test_the_sites_cautions_are_named(write):
    Caution.objects.create(slug="nsaid", title="Anti-inflammatories", names="ibuprofen", body="x")
    assert "The site shows “Anti-inflammatories” beside it" in " ".join(
        run(PROSE).replace("│", " ").split()
    )


def test_windows_text_is_stored_as_it_was_meant(write):
    run(write("Dos\r\nDos\r\nÇa fait “mal”…\r\n".encode("cp1252")))
    assert "Ça fait “mal”…" in Answer.objects.get().body
    assert Edition.objects.get().import_report["findings"][1]["code"] == "encoding"


# --- Options -----------------------------------------------------------------------------------


def test_the_shelf_of_imported_drafts_is_made_on_demand_and_once(write):
    run(QUESTIONS)
    run(PROSE)
    topic = Topic.objects.get()
    assert (topic.slug, topic.title, topic.articles.count()) == ("imported", "Imported drafts", 2)


def test_a_topic_may_be_named_and_must_exist(write):
    topic = Topic.objects.create(slug="walking", title="Walking", summary="W.")
    run(PROSE, "--topic", "walking")
    assert Article.objects.get().topic == topic
    with pytest.raises(CommandError, match=r"no topic “wallking”. The topics are: walking"):
        run(QUESTIONS, "--topic", "wallking")
    assert Article.objects.count() == 1


def test_the_author_is_unknown_unless_named(write):
    run(PROSE)
    run(QUESTIONS, "--author-name", "Jo Doe")
    names = list(Edition.objects.order_by("pk").values_list("author_name", flat=True))
    assert names == ["Imported document, author unknown", "Jo Doe"]


def test_a_file_is_imported_once_whatever_its_name(write):
    run(PROSE)
    before = Edition.objects.get().updated_at
    out = run(write(PROSE.read_bytes(), "other name.txt"))
    assert "already imported as edition 1 of the article “what-causes-" in out
    assert "Nothing was stored" in out
    assert Edition.objects.get().updated_at == before


def test_a_file_named_twice_in_one_command_is_imported_once():
    assert run(PROSE, PROSE).count("already imported") == 1
    assert Edition.objects.count() == 1


def test_again_imports_once_more(write):
    run(PROSE)
    run(PROSE, "--again")
    slugs = list(Article.objects.order_by("pk").values_list("slug", flat=True))
    assert slugs[1] == f"{slugs[0]}-2"


def test_a_dry_run_reports_and_stores_nothing():
    out = run(QUESTIONS, PROSE, "--dry-run")
    assert "Answer 8" in out
    assert "Dry run: nothing was stored." in out
    assert_nothing_stored()


def test_json_is_json_and_says_what_became_of_each_file():
    first = json.loads(run(QUESTIONS, "--format", "json", "--dry-run"))
    assert [entry["outcome"] for entry in first] == ["dry run"]
    found = json.loads(run(QUESTIONS, "--format", "json"))
    assert found[0]["outcome"] == "stored"
    assert found[0]["article"] == "why-does-my-lower-back-hurt-after-walking"
    assert found[0]["findings"] == Edition.objects.get().import_report["findings"]
    again = json.loads(run(QUESTIONS, PROSE, "--format", "json"))
    assert [entry["outcome"] for entry in again] == ["already imported", "stored"]


# --- Errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\0" * 50, "binary"),
        (b"Only a title", "No answer"),
        (b"x" * 500, "No title"),
        (b"T\n" + b"x" * 30_000, "Line 2"),
        (b"<!doctype html><title>T</title>", "No answer"),
        (b"T\xe9\x81\nwords that go on", "encoding"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_stored(write, content, word):
    with pytest.raises(CommandError, match=rf"bad\.txt: .*{word}"):
        run(QUESTIONS, write(content, "bad.txt"))
    assert_nothing_stored()


def test_every_bad_file_is_listed(write, tmp_path):
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(CommandError) as failure:
        run(PROSE, tmp_path / "none.txt", tmp_path, huge, write(b"", "empty.txt"))
    lines = str(failure.value).splitlines()
    assert lines[0] == "Nothing was imported."
    assert [line.rsplit("/", 1)[-1].split(": ")[0] for line in lines[1:]] == [
        "none.txt",
        tmp_path.name,
        "huge.txt",
        "empty.txt",
    ]
    assert_nothing_stored()


def test_what_the_models_refuse_is_listed_and_undone():
    with pytest.raises(CommandError) as failure:
        run(QUESTIONS, PROSE, "--author-name", "x" * 121)
    assert "questions.txt: author_name:" in str(failure.value)
    assert "prose.txt: author_name:" in str(failure.value)
    assert_nothing_stored()


def test_a_failure_at_the_last_file_undoes_the_first(monkeypatch, write):
    good, bad = read_files([QUESTIONS, PROSE])
    monkeypatch.setattr(
        "articles.importer.to_drafts.opening",
        lambda text, *limits: "x" * 1000 if text == bad.document.pairs[0].answer else "Short.",
    )
    with pytest.raises(ImportFailed, match=r"prose\.txt: summary"):
        store_drafts([good, bad])
    assert_nothing_stored()


def test_a_name_with_strange_bytes_is_printed_and_stored(write, tmp_path):
    path = tmp_path / b"a\xff\x1b[2J.txt".decode("utf-8", "surrogateescape")
    path.write_text(f"T\nT\n{ANSWER}")
    out = run(path)
    assert Edition.objects.get().origin == "a??[2J.txt"
    assert "\x1b" not in out


@given(text=DOCUMENTS)
@examples(60)
def test_whatever_is_a_document_can_be_stored(db, text):
    try:
        document, report = examine(read_document(text.encode()))
    except DocumentError:
        return
    (outcome,) = store_drafts([Incoming("a.txt", "0" * 64, document, report)], dry_run=True)
    assert outcome.is_new


def test_a_link_of_a_late_answer_is_in_the_draft(tmp_path):
    said = "".join(
        f"<h2>Is it bad {when}?</h2><p>No, {when} it is <a href='https://a.example/{when}'>well "
        "known</a> that it does no harm.</p>"
        for when in ("at first", "at noon", "at night", "at once", "at last")
    )
    path = tmp_path / "page.html"
    path.write_text(f"<html><title>Walking</title>{said}</html>", encoding="utf-8")
    (outcome,) = store_drafts(read_files([path]))
    last = outcome.edition.answers.last()
    assert '<a href="https://a.example/at last">well known</a>' in last.body
