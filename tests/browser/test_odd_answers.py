"""A walk survives whatever answers in the site's place, and is stored once."""

import pytest
from django.http import HttpResponse, JsonResponse
from playwright.sync_api import expect

from journal.models import Walk
from tests.browser.test_waiting_walks import (
    is_saving,
    log_walk,
    server_that,
    start,
    stored,
    waits,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOTEL = "<!doctype html><title>Welcome</title><p>Agree to our terms to go on."
ADD = """() => {
  const form = new FormData();
  for (const [name, value] of [["minutes", "131"], ["pain_before", "1"], ["pain_after", "2"]])
    form.set(name, value);
  return walkQueue.add(form);
}"""
SESSION, WALKS = "/journal/api/session/", "/journal/api/walks/"
ODD = [
    (SESSION, lambda: HttpResponse(HOTEL), "line", 0),
    (SESSION, lambda: HttpResponse(HOTEL, status=511), "line", 0),
    (WALKS, lambda: HttpResponse(HOTEL), "line", 0),
    (WALKS, lambda: JsonResponse({}), "line", 0),
    (WALKS, lambda: HttpResponse(HOTEL, status=403), "line", 0),
    (WALKS, lambda: JsonResponse({"code": "no-form-token", "message": "x"}, status=403), "line", 0),
    (WALKS, lambda: HttpResponse("<h1>413</h1>", status=413), "line", 0),
    (WALKS, lambda: HttpResponse(status=429, headers={"Retry-After": "60"}), "line", 60_000),
    (WALKS, lambda: HttpResponse(HOTEL, status=404), "line", 0),
    (WALKS, lambda: HttpResponse(status=302, headers={"Location": "/get-help/"}), "line", 0),
    (WALKS, lambda: JsonResponse({"code": "unknown", "message": "x"}, status=401), "sign-in", 0),
]


def test_no_answer_but_the_sites_own_lets_go_of_a_walk(visit):
    """The page sends what waits by itself as well, so the site answers only at the end."""
    visit = visit()
    visit.log_in()
    page = visit.open("/journal/")
    path, answer = ODD[0][:2]
    odd = lambda request, ask: answer() if request.path == path else ask()  # noqa: E731
    with server_that(odd):
        assert page.evaluate(ADD)
        for path, answer, why, wait in ODD:  # noqa: B007 (what `odd` gives)
            outcome = page.evaluate("walkQueue.send()")
            assert (outcome["sent"], outcome["why"], outcome.get("wait", 0)) == (0, why, wait)
            assert len(page.evaluate("walkQueue.walker().then(walkQueue.waiting)")) == 1
    page.evaluate("walkQueue.send()")
    stored(page, 131)


def test_a_form_that_somebody_else_answers_waits(visit):
    """By a hotel's page, and by a proxy that has enough of us."""
    page = start(visit := visit(keeps=True))
    for number, (minutes, status) in enumerate(((132, 200), (133, 429)), start=1):
        odd = lambda request, ask: (  # noqa: E731
            HttpResponse(HOTEL, status=status) if is_saving(request) else ask()  # noqa: B023
        )
        with server_that(odd):
            log_walk(page, minutes)
            waits(page, number)
    visit.open("/journal/")
    stored(page, 132, 133)
    # The page may have sent one of them by itself between two of these answers.
    expect(page.get_by_role("heading", name="Nothing waits on this device")).to_be_visible()
    assert Walk.objects.filter(minutes__in=(132, 133)).count() == 2
