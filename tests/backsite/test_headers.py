"""Headers of every kind of answer, and what the log leaves out."""

import logging
import sys

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse

from backsite.logging_settings import logging_settings
from backsite.logs import CleanFormatter, JsonFormatter, without_secrets
from tests.cast import make_published

pytestmark = pytest.mark.django_db

EVERYWHERE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize(
    ("path", "status", "headers"),
    [
        ("/", 200, {}),
        ("/accounts/login/", 200, {}),
        ("/journal/", 302, {}),
        ("/nowhere/", 404, {}),
        ("/readyz", 200, {}),
        ("/healthz", 200, {}),
        ("/", 400, {"host": "evil.example"}),
        ("/static/backsite/mark.svg", 200, {}),
    ],
)
def test_every_answer_carries_them(client, path, status, headers):
    answer = client.get(path, headers=headers)
    answer.close()  # a file
    assert answer.status_code == status
    expected = dict(EVERYWHERE)
    if path.endswith(".svg"):
        expected["Cross-Origin-Resource-Policy"] = "cross-origin"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert {name: answer.headers.get(name) for name in expected} == expected
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "Server" not in answer.headers
    if status >= 400 or path in ("/readyz", "/healthz", "/accounts/login/"):
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_form_without_its_token_is_kept_by_nobody(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)
    answer = client.post(reverse("journal:home"), {})
    assert answer.status_code == 403
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_form_whose_token_ran_out_comes_back_to_be_sent_again(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)
    typed = {"minutes": "25", "note": "by the canal", "csrfmiddlewaretoken": "spoiled"}
    address = reverse("journal:new_walk")
    ours = client.post(address, typed, headers={"Sec-Fetch-Site": "same-origin"})
    page = ours.content.decode()
    assert (ours.status_code, 'value="25"' in page, "by the canal" in page) == (403, True, True)
    assert f'action="{address}"' in page
    for where in ("cross-site", "same-site", "none"):
        theirs = client.post(address, typed, headers={"Sec-Fetch-Site": where})
        assert "by the canal" not in theirs.content.decode()


def test_the_headers_are_kept_with_a_built_page(client, settings):
    address = make_published().article.get_absolute_url()
    for _ in range(2):
        answer = client.get(address)
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Permissions-Policy" in answer.headers


# --- The log ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mail to alice@example.org failed", "mail to …@… failed"),
        ("<alice.b+c@mail.example.co.uk>, 'x@y.de'", "<…@…>, '…@…'"),
        (
            "duplicate key\nDETAIL:  Key (email)=(alice@example.org) already exists.\nnext",
            "duplicate key\nDETAIL: …\nnext",
        ),
        ("Not Found: /shared/secret-key/", "Not Found: /shared/…/"),
        ("a @ b, 3 @ 4.5, @decorator.x", "a @ b, 3 @ 4.5, @decorator.x"),
    ],
)
def test_nobody_stands_in_the_log(text, left):
    assert without_secrets(text) == left


def test_a_traceback_names_nobody_either():
    formatter = CleanFormatter("{levelname} {message}", style="{")
    try:
        raise ValueError("Key (email)=(alice@example.org)")
    except ValueError:
        record = logging.LogRecord("x", 40, "f", 1, "for %s", ("bob@example.org",), sys.exc_info())
    written = formatter.format(record)
    assert "Traceback" in written
    assert "@example.org" not in written


def test_every_handler_of_the_site_writes_so():
    for chosen in ("text", "json"):
        logging = logging_settings(chosen, mails_errors=True)
        used = {handler["formatter"] for handler in logging["handlers"].values()}
        classes = {logging["formatters"][name]["()"] for name in used}
        assert classes <= {"backsite.logs.CleanFormatter", "backsite.logs.JsonFormatter"}
    assert issubclass(JsonFormatter, CleanFormatter)
    assert logging_settings("text", mails_errors=False) == site.LOGGING
