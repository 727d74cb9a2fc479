"""Export and import in the office: who may, what is shown first, and that nothing happens twice."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.files.bundle import read_zip
from articles.files.exporting import exported_editions, files_of
from articles.models import Article, Edition, PendingImport, Question, Source, Topic
from tests.articles.documents.samples import QUESTIONS
from tests.cast import NOW, make_article, make_draft, make_published, make_source
from tests.office import change_url, everything, messages_of, url
from tests.queries import count_queries

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/articles/article/"
IMPORT, EXPORT_ALL = f"{LIST}import/", f"{LIST}export/"
DAY = timedelta(days=1)


def export_of(article: Article) -> str:
    return f"{LIST}{article.pk}/export/"


def upload(client: Client, data: bytes, name: str = "a.md"):
    """The page that shows what would change, or what is wrong."""
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)}, follow=True)


def confirm(client: Client, page):
    pending = page.context["pending"]
    return client.post(f"{IMPORT}{pending.pk}/", {"seen": page.context["seen"]})


def but_waiting(rows: dict) -> dict:
    return {table: found for table, found in rows.items() if table != "articles_pendingimport"}


@pytest.fixture
def live() -> Edition:
    return make_published(make_article(slug="live"), title="Before")


@pytest.fixture
def changed(live) -> bytes:
    text = files_of(exported_editions([live.article], NOW))["live.md"]
    return text.replace(b'title = "Before"', b'title = "After"')


# --- Who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["nobody", "alice", "newcomer", "ed", "rhea", "pia"])
def test_who_may_export_and_import(cast, live, changed, who):
    if who == "newcomer":  # staff without a group
        cast.alice.is_staff = True
        cast.alice.save()
    person = None if who == "nobody" else getattr(cast, "alice" if who == "newcomer" else who)
    client = cast.client(person) if person else cast.nobody
    waiting = PendingImport.objects.keep(person or cast.bob, "a.md", changed, NOW)
    before = everything()
    found = [
        client.get(EXPORT_ALL).status_code,
        client.get(export_of(live.article)).status_code,
        client.get(IMPORT).status_code,
    ]
    if who in ("ed", "pia"):
        assert found == [200, 200, 200]
        return
    assert found == (
        [200, 200, 403] if who == "rhea" else [302] * 3 if who in ("nobody", "alice") else [403] * 3
    )
    sent = client.post(IMPORT, {"file": SimpleUploadedFile("a.md", changed)})
    asked = client.get(f"{IMPORT}{waiting.pk}/")
    for response in (sent, asked, client.post(f"{IMPORT}{waiting.pk}/", {"seen": "x"})):
        assert response.status_code in (302, 403)
        if response.status_code == 302:
            assert response["Location"].startswith(("/accounts/login/", "/admin/login/"))
    assert everything() == before


def test_nobody_confirms_what_somebody_else_uploaded(cast, changed):
    page, pia = upload(cast.client(cast.ed), changed), cast.client(cast.pia)
    before = everything()
    assert confirm(pia, page).status_code == 302
    assert everything() == before


def test_an_export_is_asked_for_and_an_import_is_sent(cast, live):
    client = cast.client(cast.pia)
    assert client.post(EXPORT_ALL).status_code == 405
    assert client.post(export_of(live.article)).status_code == 405


# --- Out ----------------------------------------------------------------------------------------


def test_all_articles_come_as_one_zip(cast, live):
    make_draft(make_article(slug="new"))
    response = cast.client(cast.rhea).get(EXPORT_ALL)
    assert response["Content-Disposition"] == 'attachment; filename="articles.zip"'
    assert "no-store" in response["Cache-Control"]
    assert read_zip(response.content) == files_of(exported_editions(Article.objects.all(), NOW))
    page = cast.client(cast.rhea).get(LIST).content.decode()
    assert EXPORT_ALL in page
    assert IMPORT not in page
    assert IMPORT in cast.client(cast.ed).get(LIST).content.decode()


def test_one_article_comes_with_its_sources_or_alone_where_it_has_none(cast, live):
    client = cast.client(cast.ed)
    assert export_of(live.article) in client.get(change_url(live.article)).content.decode()
    response = client.get(export_of(live.article))
    assert response["Content-Disposition"] == 'attachment; filename="live.zip"'
    assert {"live.md", "sources.toml"} <= set(read_zip(response.content))
    bare = make_draft(make_article(slug="bare"), questions=0)
    response = client.get(export_of(bare.article))
    assert response["Content-Disposition"] == 'attachment; filename="bare.md"'
    assert response.content.startswith(b"+++\n")
    assert client.get(f"{LIST}999999/export/").status_code == 404


def test_what_cannot_be_written_is_said(cast):
    draft = make_draft(make_article())
    draft.answers.update(short_answer="")
    response = cast.client(cast.ed).get(export_of(draft.article))
    assert response.status_code == 302
    assert messages_of(response)[0].startswith("Nothing was exported. “Question")


# --- In -----------------------------------------------------------------------------------------


def test_an_import_is_shown_and_then_done(cast, live, changed):
    client = cast.client(cast.ed)
    before = everything()
    page = upload(client, changed)
    assert page.status_code == 200
    shown = page.content.decode()
    assert "Nothing has changed yet" in shown
    assert "After: new draft" in shown
    assert "<h3>Title</h3>" in shown
    assert "<ins>" in shown
    assert but_waiting(everything()) == but_waiting(before)
    response = confirm(client, page)
    draft = Edition.objects.get(state="draft")
    assert response["Location"] == change_url(draft)
    assert f'<a href="{IMPORT}">Import another</a>' in messages_of(response)[-1]
    assert (draft.title, draft.author) == ("After", cast.ed)
    assert Edition.objects.public(NOW).get() == live
    assert draft.was_written_by(cast.ed)
    assert not PendingImport.objects.exists()


def test_a_second_click_does_nothing_more(cast, changed):
    client = cast.client(cast.ed)
    page = upload(client, changed)
    confirm(client, page)
    before = everything()
    again = confirm(client, page)
    assert "was imported already" in messages_of(again)[-1]
    assert everything() == before


def test_what_changed_meanwhile_is_shown_again(cast, live, changed, clock):
    client = cast.client(cast.ed)
    page = upload(client, changed)
    newer = live.new_edition(author=None)
    newer.summary = "Another summary."
    newer.save()
    refused = confirm(client, page).content.decode()
    assert "has an open draft (edition 2)" in refused
    assert 'value="Import"' not in refused
    newer.delete()
    make_source(key="other")
    Source.objects.filter(key="other").delete()
    answer = live.answers.get()
    type(answer).objects.filter(pk=answer.pk).update(short_answer="Changed by hand.")
    before = everything()
    answer = confirm(client, page)
    assert "Look again, then import it." in messages_of(answer)[-1]
    assert everything() == before
    shown = client.get(answer["Location"])
    assert confirm(client, shown).status_code == 302
    assert Edition.objects.filter(state="draft").count() == 1


def test_what_is_wrong_is_listed_and_nothing_is_kept(cast, live, changed):
    client = cast.client(cast.ed)
    before = everything()
    shown = upload(client, changed.replace(b"position", b"posture"), "live.md").content.decode()
    assert "Nothing was imported." in shown
    assert "live.md, line 4: “posture” is nothing that an article has" in shown
    assert everything() == before


def test_a_zip_with_records_shows_them_too(cast):
    make_draft(make_article(slug="a"))
    data = cast.client(cast.ed).get(EXPORT_ALL).content
    Edition.objects.all().delete()
    Article.objects.all().delete()
    Source.objects.all().delete()
    page = upload(cast.client(cast.ed), data, "articles.zip")
    shown = page.content.decode()
    assert "new article" in shown
    assert "Source <strong>" in shown
    assert not Source.objects.exists()
    confirm(cast.client(cast.ed), page)
    assert Source.objects.count() == 1
    Topic.objects.update(slug="elsewhere")
    Edition.objects.all().delete()
    Article.objects.all().delete()
    refused = upload(cast.client(cast.ed), data, "articles.zip").content.decode()
    assert "topics are a publisher’s to add" in refused


def test_a_raw_document_becomes_a_draft_with_its_report(cast):
    client = cast.client(cast.ed)
    data = QUESTIONS.read_bytes()
    page = upload(client, data, "questions.txt")
    shown = page.content.decode()
    assert "new article" in shown
    assert "another publisher’s sentences" in shown
    assert "9 questions with answers were read; 1 more asked the same" in shown
    assert not Question.objects.exists()
    confirm(client, page)
    draft = Edition.objects.get()
    assert draft.import_report["findings"]
    assert draft.was_written_by(cast.ed)
    again = upload(client, data, "questions.txt").content.decode()
    assert f'It was imported before, as <a href="{change_url(draft)}">{draft}</a>.' in again


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "a.zip",
            b"PK\x03\x04 broken",
            "a.zip: This is a Word file, or another zip, that is cut off",
        ),
        ("a.pdf", b"%PDF-1.7 x", "a PDF file"),
        ("a.txt", b"", "empty"),
        ("a.md", b"+++\nslug = 1\n+++\n", "a.md, line 2: “slug” has to be a text."),
        ("a.rtf", b"{\\rtf1 x}", "RTF"),
    ],
)
def test_other_files_are_refused_with_a_reason(cast, name, data, said):
    client = cast.client(cast.ed)
    before = everything()
    assert said in upload(client, data, name).content.decode()
    assert everything() == before


def test_a_pasted_text_that_is_refused_stands_in_its_field_again(cast):
    page = cast.client(cast.ed).post(IMPORT, {"text": "Only a title"})
    assert "No answer was found" in page.content.decode()
    assert page.context["form"]["text"].value() == "Only a title"


LONG_ENOUGH = "It may be a strained muscle, a stiff hip, or nothing that anybody can name."


def test_a_paste_is_shown_at_an_address_of_its_own_so_that_back_comes_to_it(cast):
    client = cast.client(cast.ed)
    sent = {"text": f"Sore\n\nWhy is it sore?\n{LONG_ENOUGH}"}
    answer = client.post(IMPORT, sent)
    assert (answer.status_code, client.post(IMPORT, sent)["Location"]) == (302, answer["Location"])
    for _ in range(2):
        shown = client.get(answer["Location"]).content.decode()
        assert "This is what your pasted text would change" in shown
        assert "Why is it sore?" in shown
    again = client.get(f"{IMPORT}?again={PendingImport.objects.get().pk}")
    assert again.context["form"]["text"].value() == sent["text"]
    assert (
        not cast.client(cast.pia)
        .get(again.wsgi_request.get_full_path())
        .context["form"]
        .initial["text"]
    )


def test_a_file_named_as_a_paste_may_be_in_any_encoding(cast):
    client, text = cast.client(cast.ed), f"Sore\n\nWhy is it “sore”?\n{LONG_ENOUGH}"
    page = upload(client, text.encode("cp1252"), "pasted text.txt")
    again = client.get(f"{IMPORT}?again={page.context['pending'].pk}")
    assert LONG_ENOUGH in again.context["form"]["text"].value()


def test_what_was_read_is_counted_and_what_may_have_been_missed_is_named(cast):
    text = (
        "Sore backs\n\nSome words first.\n\n"
        f"**Why is it sore?**\n{LONG_ENOUGH}\n\n**How long?**\n\n"
        f"Warning signs\n{LONG_ENOUGH}\n\n**What helps?**\nWalking."
    )
    shown = cast.client(cast.ed).post(IMPORT, {"text": text}, follow=True).content.decode()
    assert "3 questions with answers were read, after an introduction of 3 words." in shown
    assert "Why is it sore? <span" in shown
    assert "(15 words)" in shown
    assert "look like questions or headings: “Warning signs”." in shown


def test_what_was_chosen_stands_again_where_the_site_changed_meanwhile(cast):
    client, topic = cast.client(cast.ed), make_article(slug="a").topic
    page = client.post(IMPORT, {"text": f"Sore\n\nWhy is it sore?\n{LONG_ENOUGH}"}, follow=True)
    chosen = {"seen": "older", "topic": topic.pk, "author_name": "Ada Author"}
    answer = client.post(f"{IMPORT}{page.context['pending'].pk}/", chosen)
    form = client.get(answer["Location"]).context["form"]
    assert (form["topic"].value(), form["author_name"].value()) == (str(topic.pk), "Ada Author")


def test_what_was_chosen_stands_again_beside_a_title_that_is_refused(cast):
    client = cast.client(cast.ed)
    page = client.post(IMPORT, {"text": f"Sore\n\nWhy is it sore?\n{LONG_ENOUGH}"}, follow=True)
    chosen = {"seen": page.context["seen"], "title": "???", "author_name": "Ada Author"}
    refused = client.post(f"{IMPORT}{page.context['pending'].pk}/", chosen)
    assert "title: Nothing in it can be read" in refused.content.decode()
    form = refused.context["form"]
    assert (form["title"].value(), form["author_name"].value()) == ("???", "Ada Author")
    assert 'value="Import"' in refused.content.decode()


def test_a_file_that_is_too_large_is_refused(cast, monkeypatch):
    monkeypatch.setattr("articles.office.file_pages.MAX_ZIP_BYTES", 2**20)
    page = upload(cast.client(cast.ed), b"x" * (2**20 + 1))
    assert "larger than 1 MB" in page.content.decode()
    assert not PendingImport.objects.exists()


def test_uploads_that_nobody_confirmed_go(cast, changed, clock):
    for name in ("a.md", "a.md", "b.md", "c.md", "d.md"):
        upload(cast.client(cast.ed), changed, name)
    names = PendingImport.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["b.md", "c.md", "d.md"]
    clock.shift(DAY - timedelta(minutes=1))
    upload(cast.client(cast.ed), changed, "b.md")  # sent again, it waits for another day
    clock.shift(timedelta(minutes=2))
    upload(cast.client(cast.pia), changed)
    waiting = {(each.uploaded_by, each.name) for each in PendingImport.objects.all()}
    assert waiting == {(cast.ed, "b.md"), (cast.pia, "a.md")}


def test_the_import_page_costs_the_same_with_more_articles_on_the_site(cast, changed):
    client = cast.client(cast.ed)

    def cost() -> int:
        return count_queries(lambda: upload(client, changed))

    cost()
    before = cost()
    for _ in range(5):
        make_published(make_article())
    assert cost() == before


def test_the_address_of_the_import_is_named():
    assert url("articles_article_import") == IMPORT
