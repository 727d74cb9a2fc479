"""The database counts every change that readers can see, and the clock's own are foretold."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date

from articles.models import (
    Answer,
    Article,
    Caution,
    ContentVersion,
    Edition,
    FailedSearch,
    FormerSlug,
    PromotedAnswer,
    Question,
    ShortAddress,
    Synonym,
    WarningSign,
)
from articles.page_cache import schedule
from articles.page_cache.triggers import COUNTED_TABLES, install_triggers, remove_triggers
from articles.page_cache.versions import one_version
from articles.public.cautions import all_cautions
from articles.workflow.publishing import publish_edition
from tests.articles.test_pages import every_address
from tests.cast import (
    NOW,
    make_answer,
    make_draft,
    make_figure,
    make_published,
    make_source,
    publish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


def number() -> int:
    return ContentVersion.objects.get().number


@pytest.fixture
def content() -> Edition:
    """A row in every table whose changes are counted."""
    edition = make_published(questions=2)
    other = make_published()
    edition.article.related.add(other.article)
    FormerSlug.objects.create(slug="old", article=edition.article)
    ShortAddress.objects.create(address="back", leads_to="/get-help/")
    caution = Caution.objects.create(slug="a", title="Mind", names="short", body="<p>It.</p>")
    caution.sources.add(source := make_source())
    Synonym.objects.create(words="numb, tingling")
    PromotedAnswer.objects.create(question=edition.answers.first().question, searches="red flags")
    WarningSign.objects.create(level="emergency", text="Chest pain", source=source)
    draft = edition.new_edition(None)
    draft.answers.first().set_figures([make_figure()])
    return publish(draft)


# --- Changes --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_table_that_a_public_page_reads_is_counted(content):
    read = set()
    addresses = [*every_address(), "/articles/old/", "/articles/none/", "/search/?q=zzzz"]
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            Client().get(address)
        for query in queries:
            read |= set(re.findall(r'(?:FROM|JOIN) "?(\w+)"?', query["sql"]))
    tables = {name for name in read if name in connection.introspection.table_names()}
    # The index and the words that it counts are only written together with the entries.
    virtual = {
        name for name in tables if name.startswith("articles_search") and "entry" not in name
    } | {FailedSearch._meta.db_table}  # counted and never shown to readers
    assert len(tables & COUNTED_TABLES.keys()) > 8
    assert tables - virtual - {ContentVersion._meta.db_table} <= COUNTED_TABLES.keys()


@pytest.mark.slow
@pytest.mark.parametrize("table", COUNTED_TABLES)
def test_every_way_to_change_a_counted_table_counts(content, table):
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    objects, key = models[table]._default_manager, models[table]._meta.pk.attname
    before = number()
    objects.filter(pk=objects.first().pk).update(**{key: F(key)})
    updated = number()
    assert updated > before
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        assert number() > updated
        transaction.set_rollback(True)


def test_every_counted_table_exists():
    assert COUNTED_TABLES.keys() <= set(connection.introspection.table_names())


def test_adding_rows_in_bulk_counts(content):
    answers = list(content.answers.all())
    questions = [Question(article=content.article, anchor=f"new-{place}") for place in range(2)]
    before = number()
    Question.objects.bulk_create(questions)
    assert number() == before  # nobody sees a question without an answer
    for answer, question in zip(answers, questions, strict=True):
        answer.pk, answer.question = None, question
    Answer.objects.bulk_create(answers)
    assert number() > before


def test_what_readers_do_not_see_does_not_count(content):
    before = number()
    draft = content.new_edition(None)
    draft.title = "Half a title"
    draft.save()
    answer = make_answer(draft)
    assert number() == before
    answer.sources.clear()
    answer.delete()
    draft.submit()
    draft.save()
    assert number() == before
    draft.approve(by=None, today=NOW.date())
    publish_edition(draft, now=NOW)
    draft.save()
    assert number() > before


def test_a_change_that_is_rolled_back_does_not_count(content):
    before = ContentVersion.objects.get()
    with transaction.atomic():
        Article.objects.update(position=3)
        transaction.set_rollback(True)
    assert ContentVersion.objects.get() == before
    assert number() == before.number


def test_the_count_begins_again_where_its_row_was_lost(content):
    ContentVersion.objects.all().delete()
    Article.objects.update(position=3)
    assert 1 <= number() <= Article.objects.count()


def test_rows_that_are_ignored_as_there_already_lose_no_count(content):
    """On SQLite the statement's own clause for conflicts rules within its triggers too."""
    before = number()
    rows = [FormerSlug(slug=slug, article=content.article) for slug in ("old", "older")]
    FormerSlug.objects.bulk_create(rows, ignore_conflicts=True)
    assert number() > before
    assert ContentVersion.objects.count() == 1


def test_the_triggers_can_be_taken_off_and_put_back(content):
    remove_triggers()
    assert not ContentVersion.objects.exists()
    Article.objects.update(position=3)
    assert not ContentVersion.objects.exists()
    install_triggers()
    install_triggers()
    before = number()
    Article.objects.update(position=4)
    assert number() > before


@pytest.mark.django_db(transaction=True)
def test_migrating_takes_the_triggers_off_and_puts_them_back():
    install_triggers()
    before = ContentVersion.objects.get()
    call_command("migrate", verbosity=0)
    after = ContentVersion.objects.get()
    assert after.changed_at > before.changed_at
    make_source()
    assert number() > after.number


# --- Schedule -------------------------------------------------------------------------------------


@pytest.fixture
def _running_for_a_day(monkeypatch):
    monkeypatch.setattr(schedule, "STARTED_AT", NOW - timedelta(days=1))
    monkeypatch.setattr(schedule, "_latest", None)


def nothing_changed_since(then: datetime) -> None:
    ContentVersion.objects.update(changed_at=then, number=F("number") + 1)


def test_what_is_kept_is_read_again_after_each_change():
    caution = Caution.objects.create(slug="a", title="Mind", names="x", body="<p>It.</p>")
    caution.sources.add(make_source(title="One"))
    all_cautions()
    with CaptureQueriesContext(connection) as queries:
        assert [str(each) for each in all_cautions()] == ["Mind"]
        assert len(all_cautions()[0].sources.all()) == 1
    assert len(queries) == 2  # the version, once a call
    with CaptureQueriesContext(connection) as queries, one_version():
        assert all_cautions()
        assert all_cautions()
    assert len(queries) == 1
    Caution.objects.update(title="Mind that")
    caution.sources.add(make_source(title="Two"))
    assert [str(each) for each in all_cautions()] == ["Mind that"]
    assert len(all_cautions()[0].sources.all()) == 2


def test_nothing_is_kept_without_a_version_to_rely_on():
    Caution.objects.create(slug="a", title="Mind", names="x", body="<p>It.</p>")
    remove_triggers()
    assert all_cautions()
    Caution.objects.all().delete()
    assert all_cautions() == []


@pytest.mark.usefixtures("clock", "_running_for_a_day")
class TestSchedule:
    def around(self, now: datetime) -> tuple[datetime, datetime]:
        found = schedule.change_schedule(now)
        return found.last_change, found.next_change

    def test_without_any_edition_the_day_ends(self):
        midnight = datetime(2026, 5, 14, 23, 0, tzinfo=UTC)  # summer time in London
        nothing_changed_since(NOW - timedelta(hours=2))
        assert self.around(NOW) == (NOW - timedelta(hours=2), midnight)

    def test_what_begins_and_ends_by_the_clock(self):
        hour = timedelta(hours=1)
        publish(make_draft(), now=NOW - 9 * hour)
        publish(make_draft(), at=NOW + 3 * hour)
        publish(make_draft(expires_at=NOW + 5 * hour))
        nothing_changed_since(NOW - 9 * hour)
        assert self.around(NOW) == (NOW, NOW + 3 * hour)
        assert self.around(NOW + 3 * hour) == (NOW + 3 * hour, NOW + 5 * hour)
        later = NOW + 6 * hour
        assert self.around(later)[0] == NOW + 5 * hour

    def test_a_review_lapses_when_its_last_day_ends(self, cast):
        edition = publish(make_draft(), now=NOW - timedelta(days=9), by=cast.rhea)
        Edition.objects.filter(pk=edition.pk).update(review_due_on=NOW.date() - timedelta(days=1))
        nothing_changed_since(NOW - timedelta(days=9))
        midnight = datetime(2026, 5, 13, 23, 0, tzinfo=UTC)
        assert self.around(NOW)[0] == midnight

    @pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
    def test_days_on_which_the_clocks_change_end_at_midnight_too(self, day):
        assert schedule.midnight_after(day).date() == day + timedelta(days=1)
        assert schedule.midnight_after(day).hour == 0

    def test_they_are_asked_of_the_database_once_for_each_version(self):
        schedule.change_schedule(NOW)
        with CaptureQueriesContext(connection) as queries:
            schedule.change_schedule(NOW + timedelta(hours=1))
        assert len(queries) == 1
        make_published()
        with CaptureQueriesContext(connection) as queries:
            schedule.change_schedule(NOW + timedelta(hours=1))
        assert len(queries) > 1

    def test_a_page_is_new_when_a_caution_on_it_is(self):
        make_published()
        caution = Caution.objects.create(slug="a", title="Mind", names="x", body="<p>It.</p>")
        day = timedelta(days=1)
        Edition.objects.update(publish_at=NOW - 3 * day)
        nothing_changed_since(NOW - 2 * day)
        before = Client().get("/")["Last-Modified"]
        assert before == http_date((NOW - day + timedelta(seconds=1)).timestamp())
        caution.save()
        assert Client().get("/")["Last-Modified"] == http_date(NOW.timestamp())
