"""The report for the clinic: what it says, on paper and as PDF, and to whom it is shown."""

import json
import re
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from itertools import pairwise

import pikepdf
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Consent
from journal.models import SharedReport, Walk
from journal.models.shared_reports import MAX_OPEN, new_report_token, walker_of
from journal.report import report_pdf
from journal.report.contents import MAX_ROWS, report_of
from journal.report.report_charts import report_charts
from journal.report.report_pdf import report_as_pdf
from journal.report.snapshot import MAX_NOTES, PARTS, Choices, Snapshot, take_snapshot
from tests.addresses import text_of
from tests.cast import NOW, make_programme, make_shown_nudge, make_walk
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

PAGE, PDF, SHARE = (reverse(f"journal:{name}") for name in ("report", "report_pdf", "share_report"))
TODAY = NOW.date()
BROWSER = {"user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def choices(*parts: str, days: int = 84) -> Choices:
    return Choices(TODAY - timedelta(days=days - 1), TODAY, parts or tuple(PARTS))


def log(walker, count: int = 30, **fields) -> list[Walk]:
    return [
        make_walk(
            walker,
            started_at=NOW - timedelta(days=number + 1),
            minutes=10 + 5 * (number % 6),
            pain_after=2 + number % 6,
            **fields,
        )
        for number in range(count)
    ]


def report(walker, *parts: str, days: int = 84):
    return report_of(take_snapshot(walker, choices(*parts, days=days), NOW))


# --- What it says -----------------------------------------------------------------------------


def test_the_facts_are_those_of_the_period(cast, clock):
    log(cast.alice, 10, leg_symptoms="one", stopped_early=False)
    make_walk(cast.alice, started_at=NOW - timedelta(days=200), minutes=300)
    make_walk(cast.alice, started_at=NOW - timedelta(days=3, hours=2), stopped_early=True)
    make_walk(cast.bob, minutes=99)
    facts = dict(report(cast.alice, days=20).facts)
    assert facts["Walks logged"] == "11, on 10 of 20 days"
    assert facts["Minutes a walk"] == "mostly about 20 (median), from 10 to 35"
    assert facts["Pain before, 0 to 10"] == "2"
    assert facts["Walks that ended with more pain"] == "9 of 11 walks"
    assert facts["Stopped early because of pain"] == "1 of 11 walks"
    assert facts["Pain, tingling or weakness below the buttock"] == "in one leg 10 (walks)"
    assert "Eased by sitting" not in facts


def test_a_walk_belongs_to_the_day_of_its_own_clock(cast, clock):
    """Half past eleven in the evening in Tokyo is a day earlier elsewhere, and the other way."""
    at = datetime(2026, 5, 1, 14, 30, tzinfo=UTC)
    make_walk(cast.alice, started_at=at, time_zone="Asia/Tokyo")
    make_walk(cast.alice, started_at=at + timedelta(hours=1), time_zone="Asia/Tokyo")
    days = Choices(date(2026, 5, 2), date(2026, 5, 2), ())
    assert len(take_snapshot(cast.alice, days, NOW).walks) == 1


def test_what_was_not_recorded_is_said(cast, clock):
    log(cast.alice, 5)
    walk = make_walk(
        cast.alice, started_at=NOW - timedelta(days=8), logged_at=NOW - timedelta(days=2)
    )
    make_walk(cast.alice, started_at=walk.started_at)
    missing = " ".join(report(cast.alice, days=10).missing)
    assert "4 days of 10 without a walk" in missing
    assert "6 of 6" not in missing
    assert "No walk says anything of pain the next morning, the legs, stopping early" in missing
    assert "1 walk was logged more than a day later" in missing
    assert "1 entry repeated a walk" in missing


def test_programmes_are_as_they_stand_and_old_snapshots_say_what_they_can(cast, clock):
    march, april = date(2026, 3, 3), date(2026, 4, 10)
    make_programme(cast.alice, name="Bridges", started_on=march, ended_on=april)
    make_programme(
        cast.alice,
        name="Bird dog",
        started_on=march + timedelta(days=1),
        hurts_since=march,
        paused_on=april,
    )
    snapshot = take_snapshot(cast.alice, choices(), NOW)
    assert sorted(report_of(snapshot).programmes) == [
        "Bird dog, since 4 March 2026; it has hurt since 3 March 2026; paused since 10 April 2026",
        "Bridges, since 3 March 2026; ended on 10 April 2026",
    ]
    kept = json.loads(snapshot.to_text())
    for each in kept["programmes"]:
        del each["ended_on"], each["paused_on"]
    old = report_of(Snapshot.from_text(json.dumps(kept)))
    assert "Bridges, since 3 March 2026" in old.programmes


def test_what_is_left_out_as_repeated_is_not_counted_as_late(cast, clock):
    at = NOW - timedelta(days=5)
    make_walk(cast.alice, started_at=at, logged_at=at + timedelta(hours=1), leg_symptoms="one")
    make_walk(cast.alice, started_at=at, logged_at=at + timedelta(days=3))
    snapshot = take_snapshot(cast.alice, choices(), NOW)
    assert (snapshot.repeated, snapshot.late) == (1, 0)


def test_patterns_come_with_their_intervals(cast, clock):
    log(cast.alice, 40)
    found = report(cast.alice)
    figures = {row.name: row.figures for row in found.patterns}
    assert (
        "Best estimate: 2.3 points, 90% interval 1.8 points to 2.9 points"
        in figures["How much a walk usually raises the pain"]
    )
    level = figures["How the pain before walks has been"]
    assert level.startswith("Change from first to last day, on a straight line: 0.0 points, 90%")
    assert all(row.sentence for row in found.patterns)
    assert report(cast.alice, "charts").patterns == []


def test_remarks_stand_as_they_were_shown_and_answered(cast, clock):
    walk = make_walk(cast.alice)
    make_shown_nudge(walk, "both_legs", answer="no", read_at=NOW)
    early = make_walk(cast.alice, started_at=NOW - timedelta(days=100))
    make_shown_nudge(early, "ended_high")
    (sign,) = report(cast.alice).signs
    assert (sign["day"], sign["level"]) == ("13 May 2026", "Emergency: now")
    assert sign["signs"] == ["Numbness", "Trouble peeing"]
    assert sign["answer"] == "Long-standing, and none of the signs"


def test_notes_are_in_it_only_where_chosen(cast, clock):
    log(cast.alice, MAX_NOTES + 3, note="by the canal " * 30)
    without = take_snapshot(cast.alice, choices("charts", "patterns"), NOW)
    assert "canal" not in without.to_text()
    shown = report(cast.alice)
    assert len(shown.notes) == MAX_NOTES
    assert all(len(text) <= 201 for _, text in shown.notes)
    assert shown.snapshot.notes_left_out == 3


def test_weeks_without_a_walk_are_one_row(cast, clock):
    for days_ago in (1, 2, 40):
        make_walk(cast.alice, started_at=NOW - timedelta(days=days_ago))
    rows = report(cast.alice).stretches
    assert [(row.walks, (row.end - row.start).days + 1) for row in rows] == [
        (0, 42),
        (1, 7),
        (0, 28),
        (2, 7),
    ]


@pytest.mark.parametrize("days", [1, 7, 84, 365, 3650])
def test_the_table_over_time_is_short_and_leaves_no_day_out(cast, clock, days):
    log(cast.alice, 3)
    rows = report(cast.alice, days=days).stretches
    assert 1 <= len(rows) <= MAX_ROWS
    assert (rows[0].start, rows[-1].end) == (choices(days=days).start, TODAY)
    for one, other in pairwise(rows):
        assert other.start - one.end == timedelta(days=1)
    assert sum(row.walks for row in rows) == min(3, max(days - 1, 0))


def test_the_charts_say_what_they_show_and_name_days(cast, clock):
    log(cast.alice, 20)
    charts = report_charts(report(cast.alice))
    assert [chart.name for chart in charts] == ["Pain over time", "Minutes walked"]
    for chart in charts:
        assert chart.words in chart.svg.replace("&#x27;", "'")
        assert re.search(r">\d+ \w{3} 20\d\d<", chart.svg)
    assert report_charts(report(cast.bob)) == []


def test_of_a_long_log_the_charts_say_that_not_every_walk_is_drawn(cast, clock):
    one = make_walk(cast.alice).as_record()
    minutes = [10 + 40 * (number % 7 == 0) for number in range(2800)]
    walks = [
        replace(one, key=str(number), minutes=length, started_at=NOW - timedelta(days=number % 80))
        for number, length in enumerate(minutes)
    ]
    chart = report_charts(replace(report(cast.alice), walks=walks))[1]
    assert "of every 7 walks one is drawn, picked by chance" in chart.words
    heights = Counter(re.findall(r'<circle [^>]*cy="([^"]+)"', chart.svg))
    assert heights.total() == 400
    assert 20 < min(heights.values()) < 120  # about a seventh is long, as in the log


def test_a_snapshot_comes_back_from_its_text(cast, clock):
    log(cast.alice, 12, note="a “note”\n", leg_symptoms="both")
    make_programme(cast.alice, hurts_since=TODAY - timedelta(days=90))
    snapshot = take_snapshot(cast.alice, choices(), NOW)
    again = Snapshot.from_text(snapshot.to_text())
    assert again == snapshot
    assert report_of(again) == report_of(snapshot)


# --- The page ---------------------------------------------------------------------------------


def test_the_page_shows_the_last_twelve_weeks_without_notes(cast, clock):
    log(cast.alice, 5, note="by the canal")
    page = text_of(cast.client(cast.alice).get(PAGE))
    assert "20 February 2026 to 14 May 2026" in page
    assert "canal" not in page
    assert page.count("<svg") >= 2


def test_the_page_shows_what_was_chosen(cast, clock):
    log(cast.alice, 5, note="by the canal")
    asked = {"start": "2026-05-10", "end": "2026-05-12", "parts": ["notes"], "name": "Alice, 1961"}
    page = text_of(cast.client(cast.alice).get(PAGE, asked))
    assert "10 May 2026 to 12 May 2026" in page
    assert "by the canal" in page
    assert "<strong>Alice, 1961</strong>" in page
    assert "<h3>What the log shows" not in page


@pytest.mark.parametrize(
    "asked",
    [
        {"start": "nonsense", "end": "2026-05-12"},
        {"start": "2026-05-12", "end": "2026-05-10"},
        {"start": "0001-01-01", "end": "9999-12-31"},
        {"start": "2026-05-01", "end": "2026-05-10", "parts": ["secrets"]},
        {"start": "2027-01-01", "end": "2027-02-01"},
        {"start": "2026-05-01"},
    ],
)
def test_what_cannot_be_asked_is_answered_with_a_page(cast, clock, asked):
    log(cast.alice, 3)
    assert cast.client(cast.alice).get(PAGE, asked).status_code == 200


def test_an_empty_journal_has_a_report_too(cast, clock):
    assert "0, on 0 of 84 days" in text_of(cast.client(cast.alice).get(PAGE))


def test_the_queries_do_not_grow(cast, clock):
    alice, counts = cast.client(cast.alice), []
    alice.get(PAGE)  # once a day a page renews the session
    for start in (0, 10):
        for number in range(start, start + 10):
            make_walk(cast.alice, started_at=NOW - timedelta(days=number + 1))
        counts.append(count_queries(lambda: alice.get(PAGE)))
    assert counts[0] == counts[1]


# --- PDF --------------------------------------------------------------------------------------


def tags_of(node, found: list[str]) -> list[str]:
    """The structure of a tagged PDF, in reading order."""
    if isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            found.append(str(node.S))
        if "/K" in node:
            tags_of(node.K, found)
    elif isinstance(node, pikepdf.Array):
        for each in node:
            tags_of(each, found)
    return found


def test_the_pdf_is_tagged_and_two_pages(cast, clock):
    log(cast.alice, 60, leg_symptoms="one", note="#let x = 1 *bold* <b>")
    make_programme(cast.alice)
    make_shown_nudge(Walk.objects.for_user(cast.alice).first(), "both_legs", answer="no")
    parts = [part for part in PARTS if part != "notes"]
    pdf = pikepdf.open(BytesIO(report_as_pdf(report(cast.alice, *parts), "Alice, 1961")))
    assert len(pdf.pages) == 2
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en-GB"
    assert "Walks and back pain" in str(pdf.docinfo["/Title"])
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    tags = tags_of(pdf.Root.StructTreeRoot, [])
    assert tags.count("/Figure") == 2
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/P"} <= set(tags)
    assert box_sizes(pdf) == {(595, 842)}


def box_sizes(pdf) -> set[tuple[int, int]]:
    return {(round(float(page.mediabox[2])), round(float(page.mediabox[3]))) for page in pdf.pages}


@pytest.mark.parametrize("count", [10, 400])
def test_a_report_is_two_pages_at_most_with_all_that_a_walk_can_say(cast, clock, count):
    Walk.objects.bulk_create(
        Walk(
            walker=cast.alice,
            started_at=NOW - timedelta(hours=20 * number + 3),
            time_zone="Europe/London",
            minutes=5 + number % 70,
            pain_before=2,
            pain_after=number % 11,
            pain_next_morning=number % 4,
            leg_symptoms=("none", "one", "both")[number % 3],
            eased_by_sitting=number % 2 == 0,
            stopped_early=number % 5 == 0,
            painkiller=number % 7 == 0,
            logged_at=NOW,
            changed_at=NOW,
        )
        for number in range(count)
    )
    make_programme(cast.alice)
    make_shown_nudge(Walk.objects.for_user(cast.alice).first(), "both_legs", answer="no")
    parts = [part for part in PARTS if part != "notes"]
    content = report_as_pdf(report(cast.alice, *parts, days=365), "Alice, 1961")
    pdf = pikepdf.open(BytesIO(content))
    assert len(pdf.pages) <= 2
    assert box_sizes(pdf) == {(595, 842)}


def test_the_pdf_takes_any_text_and_an_empty_journal(cast, clock):
    clock.shift(timedelta(microseconds=5))
    log(cast.alice, 3, note='#panic() $x$ "q" \\u{1F600} 😀 שלום @label <b>')
    for walker in (cast.alice, cast.bob):
        content = report_as_pdf(report(walker), 'A "name" #x')
        assert content.startswith(b"%PDF-")


@pytest.mark.slow
def test_ten_years_of_walks_are_a_pdf_within_a_second(cast, clock):
    start = NOW - timedelta(days=3650)
    Walk.objects.bulk_create(
        Walk(
            walker=cast.alice,
            started_at=start + timedelta(days=number),
            time_zone="Europe/London",
            minutes=10 + number % 50,
            pain_before=number % 4,
            pain_after=number % 9,
            logged_at=NOW,
            changed_at=NOW,
        )
        for number in range(3650)
    )
    took = []
    for _ in range(2):
        begun = time.process_time()
        content = report_as_pdf(report(cast.alice, "charts", "patterns", "signs", days=3651), "")
        took.append(time.process_time() - begun)
    assert len(content) < 500_000
    assert len(pikepdf.open(BytesIO(content)).pages) == 2
    assert min(took) < 3  # of processor time, on whatever machine; about 0.5 on a quiet one


def test_the_pdf_is_asked_for_by_post_after_the_password(cast, clock):
    log(cast.alice, 3)
    asked = {"start": "2026-05-01", "end": "2026-05-14", "parts": ["charts"]}
    assert cast.client(cast.alice).post(PDF, asked)["Location"].startswith("/accounts/reauth")
    answer = cast.confirmed(cast.alice).post(PDF, asked)
    assert answer["Content-Type"] == "application/pdf"
    assert "walks-2026-05-01-to-2026-05-14.pdf" in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")


def test_without_the_package_the_page_offers_print_alone(cast, clock, monkeypatch):
    report_pdf.can_make_pdf.cache_clear()
    monkeypatch.setattr(report_pdf, "find_spec", lambda name: None)
    try:
        page = text_of(cast.client(cast.alice).get(PAGE))
        assert "Save as PDF" not in page
        assert 'data-does="print"' in page
        assert cast.confirmed(cast.alice).post(PDF).status_code == 404
    finally:
        report_pdf.can_make_pdf.cache_clear()


# --- A link for somebody without an account ---------------------------------------------------


def share(client: Client, **fields) -> str:
    """The address that was made."""
    asked = {"start": "2026-05-01", "end": "2026-05-14", "for_whom": "Dr Who", "days": 14}
    page = text_of(client.post(SHARE, {**asked, "parts": ["charts"], **fields}))
    return re.search(r'value="http://testserver(/journal/shared/[^"]+)"', page)[1]


def test_whoever_has_the_link_reads_what_was_chosen_and_no_more(cast, clock):
    log(cast.alice, 20, note="by the canal")
    make_walk(cast.alice, started_at=NOW - timedelta(days=100), minutes=333)
    address = share(cast.confirmed(cast.alice), name="Alice, 1961")
    answer = Client(headers=BROWSER).get(address)
    page = text_of(answer)
    assert "13, on 13 of 14 days" in page
    assert "Alice, 1961" in page
    for hidden in ("canal", "333", "alice@", "Dr Who", "What the log shows", "warning signs, as"):
        assert hidden not in page, hidden
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    token = address.rstrip("/").rpartition("/")[2]
    assert page.count(token) == 0  # nothing in the page gives the address on


def test_the_link_shows_what_stood_when_it_was_made(cast, clock):
    log(cast.alice, 5)
    address = share(cast.confirmed(cast.alice))
    before = re.search(r"<article.*</article>", text_of(cast.nobody.get(address)), re.S)[0]
    Walk.objects.filter(walker=cast.alice).update(minutes=1234)
    make_walk(cast.alice)
    clock.shift(timedelta(days=3))
    assert before in text_of(cast.nobody.get(address))


def test_only_a_digest_of_the_address_is_kept_and_the_report_encrypted(cast, clock):
    log(cast.alice, 3)
    address = share(cast.confirmed(cast.alice), name="Alice, 1961")
    token = address.rstrip("/").rpartition("/")[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM journal_sharedreport")
        row = str(cursor.fetchall())
    assert token not in row
    assert "1961" not in row
    assert "started_at" not in row


def test_a_link_ends_is_ended_and_is_counted(cast, clock):
    log(cast.alice, 3)
    alice = cast.confirmed(cast.alice)
    first, second = share(alice, days=1), share(alice, days=90)
    link = SharedReport.objects.for_user(cast.alice).get(days=1)
    reader, robot = Client(headers=BROWSER), Client(headers={"user_agent": "Googlebot/2.1"})
    for client in (reader, reader, robot, cast.nobody):
        assert client.get(first).status_code == 200
    link.refresh_from_db()
    assert (link.visits, link.last_visit_on) == (2, TODAY)
    assert "Opened 2 times" in text_of(alice.get(PAGE))

    clock.shift(timedelta(days=1))
    assert reader.get(first).status_code == 404
    assert reader.get(second).status_code == 200
    other = SharedReport.objects.for_user(cast.alice).get(days=90)
    cast.client(cast.alice).post(reverse("journal:revoke_report", args=[other.entry]))
    gone = reader.get(second)
    assert gone.status_code == 404
    assert "no-store" in gone["Cache-Control"]
    other.refresh_from_db()
    assert (other.content, other.name) == ("", "")


@pytest.mark.parametrize(
    "token", ["x", "A" * 43, "A" * 43 + "=", "%00", "ü" * 40, "A" * 500, "..", "AAAA"]
)
def test_an_address_that_is_none_opens_nothing(cast, clock, token):
    assert cast.nobody.get(f"/journal/shared/{token}/").status_code == 404


def test_the_address_tells_nobody_whose_it_is(cast):
    tokens = {new_report_token(cast.alice) for _ in range(20)}
    assert len(tokens) == 20
    assert {walker_of(token) for token in tokens} == {cast.alice.pk}
    ends = {token[-10:] for token in tokens}
    assert len(ends) == 20


def test_a_closed_journal_and_a_deleted_account_close_the_link(cast, clock):
    log(cast.alice, 3)
    address = share(cast.confirmed(cast.alice))
    assert cast.nobody.get(address).status_code == 200
    Consent.withdraw(cast.alice, NOW)
    assert cast.nobody.get(address).status_code == 404
    Consent.give(cast.alice, NOW)
    assert cast.nobody.get(address).status_code == 200
    cast.confirmed(cast.alice).post(reverse("journal:erase"), {"confirm": "on"})
    assert cast.nobody.get(address).status_code == 404
    assert not SharedReport.objects.exists()


def test_sharing_asks_for_the_password_and_for_whom(cast, clock):
    asked = {"start": "2026-05-01", "end": "2026-05-14", "for_whom": "", "days": 200}
    assert cast.client(cast.alice).post(SHARE, asked).status_code == 302
    answer = cast.confirmed(cast.alice).post(SHARE, asked)
    assert set(answer.context["share_form"].errors) == {"for_whom", "days"}
    assert not SharedReport.objects.exists()


def test_there_are_so_many_open_links_and_no_more(cast, clock):
    alice = cast.confirmed(cast.alice)
    for _ in range(MAX_OPEN):
        share(alice)
    asked = {"start": "2026-05-01", "end": "2026-05-14", "for_whom": "Dr Who", "days": 14}
    assert "many open links" in text_of(alice.post(SHARE, asked))
    assert SharedReport.objects.count() == MAX_OPEN


def test_nobody_else_ends_or_sees_a_link(cast, clock):
    share(cast.confirmed(cast.alice))
    link = SharedReport.objects.get()
    revoke = reverse("journal:revoke_report", args=[link.entry])
    for client in (cast.client(cast.bob), cast.nobody, cast.client(cast.ed)):
        assert client.post(revoke).status_code in (302, 404)
        assert "Dr Who" not in text_of(client.get(PAGE, follow=True))
    link.refresh_from_db()
    assert link.revoked_at is None
    assert cast.client(cast.bob).post(revoke).status_code == 404


def test_what_ended_links_showed_is_thrown_away(cast, clock):
    log(cast.alice, 3)
    alice = cast.confirmed(cast.alice)
    share(alice, days=1)
    share(alice, days=90)
    clock.shift(timedelta(days=2))
    said = StringIO()
    call_command("purge_shared_reports", "--dry-run", stdout=said)
    assert "reports: 1 to delete. links: 0 to delete" in said.getvalue()
    call_command("purge_shared_reports", stdout=said)
    assert sorted(bool(each.content) for each in SharedReport.objects.all()) == [False, True]
    clock.shift(timedelta(days=31))
    call_command("purge_shared_reports", stdout=said)
    assert SharedReport.objects.count() == 1


def test_the_file_of_everything_opens_no_link(cast, clock):
    log(cast.alice, 3)
    alice = cast.confirmed(cast.alice)
    share(alice)
    file = text_of(alice.post(reverse("journal:export_file", args=["json"])))
    (row,) = json.loads(file)["tables"]["shared_reports"]
    assert "digest" not in row
    alice.post(reverse("journal:erase"), {"confirm": "on"})
    alice.post(reverse("journal:restore"), {"file": BytesIO(file.encode())})
    assert not SharedReport.objects.exists()
