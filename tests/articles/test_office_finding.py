"""What the office finds and shows: words inside answers, where a source is used, what is signed."""

import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Answer, Article, Caution, Edition, FailedSearch
from articles.office.reports import REPORTS
from tests.cast import (
    NOW,
    make_answer,
    make_article,
    make_draft,
    make_figure,
    make_published,
    make_source,
    make_walk,
    publish,
)
from tests.forms import admin_form
from tests.office import act_url, change_url, post_act, save, url
from tests.queries import count_queries

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize("model", ["article", "edition"])
def test_words_inside_an_answer_are_found(cast, model):
    draft = make_draft(make_article(), title="Sore")
    Answer.objects.filter(edition=draft).update(body="<p>It is postural stress.</p>")
    make_draft(make_article())
    page = cast.client(cast.ed).get(f"/admin/articles/{model}/?q=postural+stress")
    assert page.context["cl"].result_count == 1


@pytest.mark.parametrize("model", ["article", "edition"])
def test_what_several_answers_say_is_listed_once_and_no_column_worked_out_for_each(cast, model):
    for _ in range(2):
        draft = make_draft(make_article())
        make_answer(draft)
        Answer.objects.filter(edition=draft).update(body="<p>It is postural stress.</p>")
    with CaptureQueriesContext(connection) as queries:
        page = cast.client(cast.ed).get(f"/admin/articles/{model}/?q=postural+stress")
    assert page.context["cl"].result_count == len(page.context["cl"].result_list) == 2
    lists = [each["sql"] for each in queries if f'FROM "articles_{model}"' in each["sql"]]
    assert lists
    assert not [sql for sql in lists if "DISTINCT" in sql]


def test_a_source_says_who_cites_it(cast):
    draft = make_draft(make_article(), title="Sore")
    source = draft.answers.get().sources.get()
    page = cast.client(cast.ed).get(change_url(source)).content.decode()
    assert change_url(draft) in page
    unused = cast.client(cast.ed).get(change_url(make_source(key="unused"))).content.decode()
    assert "nothing yet" in unused


def test_a_source_s_key_is_made_from_its_title(cast):
    page = cast.client(cast.ed).get(url("articles_source_add"))
    made = page.context["adminform"].prepopulated_fields
    assert [field["field"].name for field in made] == ["key"]


def test_the_reviewer_s_pages_show_all_that_is_signed(cast):
    draft = make_draft(make_article())
    answer = draft.answers.get()
    answer.kind, answer.how_long = "movement", "Five slow breaths each side, twice a day."
    answer.save()
    answer.set_figures([make_figure(alternative_text="A back, bent")])
    post_act(cast.client(cast.ed), draft, "submit")
    client = cast.client(cast.rhea)
    for address in (change_url(draft), act_url(draft, "approve")):
        page = client.get(address).content.decode()
        assert "Movement card" in page, address
        assert "Five slow breaths each side, twice a day." in page, address
        assert 'alt="A back, bent"' in page, address
    approve = client.get(act_url(draft, "approve"))
    assert approve.context["check_list"] is not None
    assert "/preview/" in approve.content.decode()


def test_a_new_edition_is_one_click_from_the_article(cast):
    live = make_published(make_article())
    page = cast.client(cast.pia).get(change_url(live.article)).content.decode()
    assert act_url(live, "new_edition") in page
    assert act_url(live, "correct") in page
    live.new_edition(cast.pia)
    page = cast.client(cast.pia).get(change_url(live.article)).content.decode()
    assert act_url(live, "new_edition") not in page


def test_an_error_leads_to_its_field(cast):
    draft = make_draft(make_article(), questions=2)
    client = cast.client(cast.ed)
    sent = admin_form(client.get(change_url(draft))) | {
        "title": "",
        "answers-1-kind": "movement",
        "answers-1-how_long": "",
    }
    page = client.post(change_url(draft), sent).content.decode()
    assert '<a href="#id_title">Title</a>' in page
    assert '<a href="#id_answers-1-how_long">' in page
    assert Edition.objects.get().title


def test_the_pages_of_acts_show_the_calendar_and_the_clock(cast):
    live = make_published(make_article())
    page = cast.client(cast.pia).get(act_url(live, "expire_at")).content.decode()
    assert "admin/css/forms" in page


# --- What happened ------------------------------------------------------------------------------


def test_what_happened_is_filtered_by_person_article_and_day(cast, clock):
    one, two = make_draft(author=cast.ed), make_draft(author=cast.ed)
    save(cast.client(cast.ed), one, title="By Ed")
    save(cast.client(cast.pia), two, title="By Pia")
    clock.shift(timedelta(days=3))
    save(cast.client(cast.ed), two, title="By Ed, later")
    client = cast.client(cast.rhea)

    def shown(**sent) -> list[tuple[str, str]]:
        rows = client.get(url("history"), sent).context["rows"]
        return [(row.person, row.name) for row in rows if row.name.startswith("By ")]

    pia, ed = (str(cast.pia), "By Pia"), (str(cast.ed), "By Ed")
    later = (str(cast.ed), "By Ed, later")
    assert shown() == [later, pia, ed]
    assert shown(person=cast.pia.pk) == [pia]
    assert shown(article=two.article_id) == [later, pia]
    assert shown(until=f"{NOW:%Y-%m-%d}") == [pia, ed]
    assert shown(since=f"{timezone.localdate():%Y-%m-%d}") == [later]
    assert shown(since="0001-01-01", until="nonsense", person="x") == [later, pia, ed]
    sheet = client.get(url("history_csv"), {"person": cast.pia.pk}).content.decode("utf-8-sig")
    assert [row[3] for row in csv.reader(sheet.splitlines()) if row[3] != "Name"] == ["By Pia"]


def test_what_happened_tells_nothing_of_walks_and_nobody_without_a_group(cast):
    make_walk(cast.alice, note="A secret note.")
    client = cast.client(cast.pia)
    page = client.get(url("history")).content.decode()
    assert "secret" not in page
    assert cast.alice.email not in page
    for name in ("history", "history_csv", "at"):
        assert cast.client(cast.alice).get(url(name)).status_code in (302, 403)
        assert cast.nobody.get(url(name)).status_code == 302
        cast.ed.groups.clear()
        assert cast.client(cast.ed).get(url(name)).status_code == 403


def test_what_happened_costs_the_same_however_much_it_is(cast):
    client = cast.client(cast.pia)
    make_draft(author=cast.ed)
    client.get(url("history"))
    few = count_queries(lambda: client.get(url("history")))
    for _ in range(9):
        make_draft(author=cast.ed)
    assert count_queries(lambda: client.get(url("history"))) == few <= 20


# --- From a page to its text --------------------------------------------------------------------


def test_a_public_address_leads_to_where_it_is_written(cast):
    edition = make_published()
    draft = make_draft(make_article())
    client = cast.client(cast.ed)

    def leads_to(address: str) -> str:
        return client.get(f"/admin/at{address}").headers.get("Location", "")

    assert leads_to(edition.get_absolute_url()) == change_url(edition)
    assert leads_to(edition.get_absolute_url().upper().replace("ARTICLES", "articles"))
    assert leads_to(draft.get_absolute_url()) == change_url(draft.article)
    assert leads_to(edition.article.topic.get_absolute_url()) == change_url(edition.article.topic)
    assert leads_to("/get-help/") == url("articles_warningsign_changelist")
    slug = edition.article.slug
    edition.article.slug = "elsewhere"
    edition.article.save()
    assert leads_to(f"/articles/{slug}/") == change_url(edition)
    assert client.get("/admin/at/").status_code == 200
    assert "is not written" in client.get("/admin/at/journal/").content.decode()
    assert client.get("/admin/at/articles/no-such/").status_code == 404


def test_articles_are_listed_by_their_titles(cast):
    draft = make_draft(make_article(), title="Sore feet")
    page = cast.client(cast.ed).get(url("articles_article_changelist")).content.decode()
    assert f'<a href="{change_url(draft.article)}">Sore feet</a>' in page


def test_a_topic_and_a_caution_say_where_they_are_used(cast):
    edition = make_published(title="Sore feet")
    Answer.objects.filter(edition=edition).update(body="<p>Some take ibuprofen.</p>")
    caution = Caution.objects.create(slug="c", title="C", names="ibuprofen", body="<p>B</p>")
    client = cast.client(cast.pia)
    page = client.get(change_url(edition.article.topic)).content.decode()
    assert f'<a href="{change_url(edition.article)}">Sore feet</a>' in page
    assert change_url(edition) in client.get(change_url(caution)).content.decode()


def test_a_failed_search_becomes_a_synonym_or_a_promoted_answer_in_one_click(cast):
    for day in range(3):
        FailedSearch.objects.record("pillow bed", NOW.date() - timedelta(days=day))
    client = cast.client(cast.pia)
    (row,) = client.get(url("report", "failed-searches")).context["rows"]
    for cell, field in ((row[4], "words"), (row[5], "searches")):
        assert client.get(cell.url).context["adminform"].form[field].value() == "pillow bed"


def test_the_calendar_lists_what_happens_by_itself_the_next_first(cast):
    day = timedelta(days=1)
    scheduled = publish(make_draft(make_article(), title="Comes"), at=NOW + day)
    publish(make_draft(make_article(), title="Goes", expires_at=NOW + 2 * day))
    publish(make_draft(make_article(), title="Reviewed"), by=cast.rhea)
    rows = REPORTS["calendar"]().rows(NOW)
    assert [(str(row[2]), str(row[3])) for row in rows] == [
        ("readers see it", "Comes"),
        ("it is gone", "Goes"),
        ("its review runs out", "Reviewed"),
    ]
    assert (
        change_url(scheduled)
        in cast.client(cast.ed).get(url("report", "calendar")).content.decode()
    )


def test_the_calendar_lists_only_what_will_happen(cast):
    """What a newer edition replaces before that does not expire, nor does its review run out."""
    day = timedelta(days=1)

    def published(title, at=None, after=None, **fields):
        draft = after.new_edition(cast.ed) if after else make_draft(make_article())
        draft.title, draft.expires_at = title, fields.get("expires_at")
        draft.save()
        return publish(draft, at=at, by=fields.get("by"))

    replaced = published("Replaced", expires_at=NOW + 9 * day, by=cast.rhea)
    published("Stays", after=replaced)
    first = published("Until then", expires_at=NOW + 9 * day, by=cast.rhea)
    published("Then", at=NOW + 5 * day, after=first)
    early = published("Gone before", expires_at=NOW + 3 * day, by=cast.rhea)
    published("Comes back", at=NOW + 5 * day, after=early)
    same = published("At one time", at=NOW + 6 * day)
    published("And this", at=NOW + 6 * day, after=same)
    withdrawn = published("Taken", after=published("Before", expires_at=NOW + 9 * day))
    withdrawn.withdraw(NOW, "Wrong.")
    withdrawn.save()
    published("Runs out", by=cast.rhea)
    report = REPORTS["calendar"]()
    rows = [(str(row[2]), str(row[3])) for row in report.rows(NOW)]
    assert rows == [
        ("it is gone", "Gone before"),
        ("readers see it", "Comes back"),
        ("readers see it", "Then"),
        ("readers see it", "And this"),
        ("its review runs out", "Runs out"),
    ]
    assert report.count(NOW) == len(rows)
    for row in Edition.objects.leaving_after(NOW):
        before, after = row.expires_at - timedelta(seconds=1), row.expires_at
        assert row.article in Article.objects.public(before)
        assert row.article not in Article.objects.public(after)


def test_a_report_is_narrowed_to_rows_with_some_words(cast):
    make_published(make_article(), title="Sore feet")
    make_published(make_article(), title="Stiff back")
    page = cast.client(cast.ed).get(url("report", "unreviewed"), {"q": "SORE"})
    assert [str(row[0]) for row in page.context["rows"]] == ["Sore feet"]
