"""The month view of what happens by itself: the rows of the calendar list, each in its day."""

from datetime import timedelta

import lxml.html
import pytest

from articles.office.reports import REPORTS
from tests.cast import NOW, make_article, make_draft, make_staff, publish
from tests.office import change_url, url
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)


def cells(client, **sent) -> dict[str, str]:
    """The words of each day of the month that have something in them."""
    page = lxml.html.fromstring(client.get(url("report_month"), sent).content)
    found = {}
    for cell in page.xpath("//table[@class='month']//td[.//li]"):
        found[cell.xpath("string(.//time/@datetime)")] = " ".join(
            cell.xpath("string(.//ul)").split()
        )
    return found


def schedule() -> None:
    """In this month, at its end by the site's clock, and in the next."""
    publish(make_draft(make_article(), title="Comes"), at=NOW + DAY)
    publish(make_draft(make_article(), title="Goes", expires_at=NOW + 2 * DAY))
    publish(make_draft(make_article(), title="Later"), at=NOW + 30 * DAY)


def test_each_row_of_the_list_stands_in_its_day(cast):
    schedule()
    client = cast.client(cast.ed)
    shown = cells(client) | cells(client, month="2026-06")
    rows = {str(row[0]): f"{row[1]} {row[3]}: {row[2]}" for row in REPORTS["calendar"]().rows(NOW)}
    assert shown == {day: text.strip() for day, text in rows.items()}
    assert list(cells(client)) == ["2026-05-15", "2026-05-16"]


def test_months_lead_on_and_today_is_marked(cast):
    client = cast.client(cast.ed)
    page = lxml.html.fromstring(client.get(url("report_month")).content)
    (today,) = page.xpath("//td[@aria-current='date']")
    assert today.xpath("string(.//time/@datetime)") == "2026-05-14"
    assert page.xpath("string(//table[@class='month']/caption)") == "May 2026"
    links = page.xpath("//p[@class='month-links']/a/@href")
    assert links == ["?month=2026-04", "?month=2026-06", url("report", "calendar")]
    other = lxml.html.fromstring(client.get(url("report_month"), {"month": "2027-01"}).content)
    assert not other.xpath("//td[@aria-current='date']")
    assert "?month=2026-12" in other.xpath("//p[@class='month-links']/a/@href")
    assert "?month=2026-05" in other.xpath("//p[@class='month-links']/a/@href")


@pytest.mark.parametrize("month", ["", "2026-13", "0000-00", "1899-12", "2200-01", "٢٠٢٦-٠٥", "x"])
def test_a_month_that_is_none_is_this_one(cast, month):
    page = cast.client(cast.ed).get(url("report_month"), {"month": month})
    assert f"{page.context['first']:%Y-%m}" == "2026-05"


@pytest.mark.parametrize(("month", "count"), [("1900-01", 3), ("2199-12", 3), ("2026-06", 4)])
def test_nothing_leads_beyond_the_days_that_are_entered(cast, month, count):
    page = cast.client(cast.ed).get(url("report_month"), {"month": month}).content
    assert len(lxml.html.fromstring(page).xpath("//p[@class='month-links']/a")) == count


def test_a_full_day_leads_to_its_rows_in_the_list(cast):
    for number in range(7):
        publish(make_draft(make_article(), title=f"T{number}"), at=NOW + DAY)
    client = cast.client(cast.ed)
    page = lxml.html.fromstring(client.get(url("report_month")).content)
    (more,) = page.xpath("//td//p/a")
    assert more.text_content() == "3 more on 15 May"
    rows = client.get(more.get("href")).context["rows"]
    assert len(rows) == 7


def test_it_is_one_click_from_the_list_and_for_those_who_read_it(cast):
    listed = cast.client(cast.ed).get(url("report", "calendar")).content.decode()
    assert url("report_month") in listed
    assert (
        cast.client(make_staff("new@example.org", "New")).get(url("report_month")).status_code
        == 403
    )
    assert cast.nobody.get(url("report_month")).status_code == 302


def test_a_month_costs_the_same_however_much_happens(cast):
    client = cast.client(cast.ed)
    schedule()
    client.get(url("report_month"))
    few = count_queries(lambda: client.get(url("report_month")))
    for _ in range(3):
        schedule()
    assert count_queries(lambda: client.get(url("report_month"))) == few <= 20


def test_the_page_leads_to_the_edition(cast):
    edition = publish(make_draft(make_article(), title="Comes"), at=NOW + DAY)
    page = cast.client(cast.ed).get(url("report_month")).content.decode()
    assert change_url(edition) in page
