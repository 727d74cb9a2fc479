"""Everybody at every address, by every method: nothing breaks, nothing is told, nothing happens
that this person has no right to. And the same with requests that nobody in their senses sends.
"""

import json
import random
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import Consent, PersonalToken, User
from articles.models import SharedLink
from articles.models.shared_links import new_token
from journal.models.by_person import tables_by_person
from tests.addresses import text_of
from tests.cast import (
    NOW,
    make_draft,
    make_figure,
    make_published,
    make_rule,
    make_walk,
    make_walker,
    png,
)
from tests.every_address import every_address
from tests.office import Dump
from tests.soak import IS_SOAK, say, steps

pytestmark = [pytest.mark.django_db, pytest.mark.long]

SECRET = "by the canal with Ann"
CELLS, FUZZED = (None, 10_000) if IS_SOAK else (800, 300)  # always the same ones
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "TRACE"]
# What readers may leave behind without an account.
LEFT_BY_READERS = {"vote", "remark", "usedvotetoken", "failedsearch", "sharedlink", "sharedcomment"}
# Enough for most forms to be taken, by whoever may send them.
FORM = {
    "minutes": "25",
    "pain_before": "1",
    "pain_after": "2",
    "started_at": "2026-05-13T09:00",
    "time_zone": "Europe/London",
    "name": "Changed",
    "title": "Changed",
    "slug": "changed",
    "started_on": "2026-05-01",
    "email": "changed@example.org",
    "password": "another-password-9",
    "password1": "another-password-9",
    "password2": "another-password-9",
    "confirm": "on",
    "is_superuser": "on",
    "is_staff": "on",
    "is_active": "",
    "note": "Changed.",
    "action": "delete_selected",
    "post": "yes",
    "answer": "yes",
    "vote": "yes",
    "_save": "Save",
}
JSON = {"started_at": "2026-05-13T09:00+01:00", "time_zone": "Europe/London", "minutes": 25}
JSON |= {"pain_before": 1, "pain_after": 2, "entry": "6b0f9a5e-8f0f-4a0c-9d59-0a8a4a3cbb11"}


@dataclass
class Role:
    """Somebody who asks; `protected` are the tables of which no request of theirs changes a row
    that belongs to Alice, or that is the editors'."""

    name: str
    client: Client
    protected: list[models.QuerySet]
    may_read: bool = False  # what Alice wrote
    knows_addresses: bool = False  # of people
    may_delete: bool = False  # a whole person, whose journal goes along
    headers: dict[str, str] = field(default_factory=dict)

    @cached_property
    def before(self) -> list[list[tuple]]:
        return self.rows()

    def rows(self) -> list[list[tuple]]:
        return [list(table.order_by("pk").values_list()) for table in self.protected]

    def may_have_left(self, rows: list[list[tuple]]) -> bool:
        return rows == self.before or (self.may_delete and not any(rows))

    def ask(self, method: str, path: str, **sent) -> HttpResponseBase:
        client = Client(
            enforce_csrf_checks=self.client.handler.enforce_csrf_checks,
            raise_request_exception=False,
            headers=self.headers,
        )
        client.cookies.update(self.client.cookies)
        return client.generic(method, path, **sent)


@dataclass
class Site:
    roles: list[Role]
    addresses: list[str]

    def cells(self, seed: int) -> list[tuple[Role, str, str]]:
        """Each with each, or as many of them as are tried, in an order of their own."""
        every = list(product(self.roles, self.addresses, METHODS))
        assert len(every) >= 30_000
        return random.Random(seed).sample(every, CELLS or len(every))


@pytest.fixture
def site(cast, clock, search_index) -> Site:
    walk = make_walk(cast.alice, minutes=47, note=SECRET)
    live = make_published()
    make_rule(live.answers.get().question)
    draft = make_draft(live.article)
    token = new_token()
    SharedLink.make(draft, token, for_whom="A friend", days=7, by=cast.ed, now=NOW)
    addresses = every_address(walk, live, draft, make_figure(), token=token)
    return Site(roles_of(cast), addresses)


def roles_of(cast) -> list[Role]:
    journal = [model.objects.filter(walker=cast.alice) for model in tables_by_person()]
    person = [User.objects.filter(pk=cast.alice.pk)]
    person += [m.objects.filter(user=cast.alice) for m in (EmailAddress, Consent, PersonalToken)]
    content = [
        model._default_manager.all()
        for model in apps.get_app_config("articles").get_models()
        if model._meta.model_name not in LEFT_BY_READERS
    ]
    readers, editors = [*journal, *person, *content], [*journal, *person]
    chief = make_walker("chief@example.org", is_staff=True, is_superuser=True)
    token = PersonalToken.objects.make(cast.bob, "Watch", NOW)
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(cast.alice)
    bearer = {"Authorization": f"Bearer {token}"}
    roles = [
        Role("nobody", cast.nobody, readers),
        Role("another walker", cast.client(cast.bob), readers),
        Role("a token of another's", Client(), readers, headers=bearer),
        Role("Alice", cast.client(cast.alice), content, may_read=True, knows_addresses=True),
        Role("Alice by another site's form", forged, readers, may_read=True, knows_addresses=True),
        *(Role(who.name, cast.client(who), editors) for who in (cast.ed, cast.rhea, cast.pia)),
        Role("a superuser", cast.client(chief), journal, knows_addresses=True, may_delete=True),
    ]
    assert all(role.before for role in roles)
    return roles


def tried(role: Role, method: str, path: str, **sent) -> str:
    """What was wrong with the answer, or with what it did; nothing of it stays."""
    with transaction.atomic():
        counted = Dump.counted_changes()
        answer = role.ask(method, path, **sent)
        text = text_of(answer)
        changed = counted is None or Dump.counted_changes() != counted
        changed = changed and not role.may_have_left(role.rows())
        transaction.set_rollback(True)
    if answer.status_code >= 500:
        return str(answer.status_code)
    if SECRET in text and not role.may_read:
        return "tells a note"
    if "alice@example.org" in text and not role.knows_addresses:
        return "tells an address"
    return "changes what is not theirs" if changed else ""


def form_for(path: str) -> dict[str, object]:
    if path.startswith("/journal/api/"):
        return {"data": json.dumps(JSON), "content_type": "application/json"}
    return {"data": encode_multipart(BOUNDARY, FORM), "content_type": MULTIPART_CONTENT}


def test_everybody_at_every_address_by_every_method(site, capsys):
    wrong, cells = [], site.cells(seed=1)
    for number in steps(len(cells), capsys):
        role, address, method = cells[number]
        sent = form_for(address) if method in ("POST", "PUT", "PATCH") else {}
        if found := tried(role, method, address, **sent):
            wrong.append(f"{number}: {role.name}: {method} {address}: {found}")
            say(wrong[-1], capsys)
    assert not wrong, "\n".join(wrong)


# --- Requests that nobody in their senses sends -------------------------------------------------

PIECES = ["", "0", "-1", "1e999", "NaN", "٣", "9" * 400, "\0", "<script>", "'\"`;--"]
PIECES += ["%00%ff", "../../etc/passwd", "\u202e\u2028", "a" * 5000, "2026-02-30T25:61", "null"]
PIECES += ["[" * 2000, '{"a":' * 500, "é" * 300, "{{7*7}}", "%(a)s", "\r\nSet-Cookie: a=1"]
TYPES = [MULTIPART_CONTENT, "application/json", "application/x-www-form-urlencoded", "text/xml"]
TYPES += ["multipart/form-data", "application/json; charset=nonsense", "", "\0", "image/png"]
NAMES = [*FORM, "q", "page", "next", "p", "o", "seen", "file", "image", "data", "entry", "day"]
NAMES += ["answers-TOTAL_FORMS", "answers-INITIAL_FORMS", "_popup", "_to_field", "e", "format"]
HEADERS = [
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Authorization",
    "Cookie",
    "If-None-Match",
]
HEADERS += ["If-None-Match", "If-Modified-Since", "Referer", "X-Forwarded-For", "X-Requested-With"]


def fuzzed(chance: random.Random) -> dict[str, object]:
    """Query, headers and body of one request, at random."""

    def piece() -> str:
        return "".join(chance.choices(PIECES, k=chance.randint(1, 2)))

    fields = {name: piece() for name in chance.sample(NAMES, chance.randint(0, 6))}
    picture = png(8, 8)
    cut = picture[: chance.randrange(len(picture))]
    upload = SimpleUploadedFile("f" + piece()[:90].replace("/", ""), cut)
    bodies = [
        encode_multipart(BOUNDARY, fields | {"file": upload}),
        json.dumps(chance.choice([fields, [fields], piece(), None])).encode(),
        urlencode(
            {name: text.encode("utf-8", "replace") for name, text in fields.items()}
        ).encode(),
        chance.randbytes(chance.randint(0, 400)),
    ]
    query = {name: piece().encode("utf-8", "replace") for name in chance.sample(NAMES, 2)}
    headers = {
        name: piece().encode("latin-1", "replace").decode("latin-1")
        for name in chance.sample(HEADERS, chance.randint(0, 3))
    }
    return {
        "data": chance.choice(bodies),
        "content_type": chance.choice(TYPES),
        "query_params": query,
        "headers": headers,
    }


def test_no_request_at_random_breaks_or_opens_anything(site, capsys):
    wrong = []
    for number in steps(FUZZED, capsys):
        chance = random.Random(20_000 + number)
        role, address = chance.choice(site.roles), chance.choice(site.addresses)
        method = chance.choice(["GET", "POST", "POST", "POST", "PUT"])
        if found := tried(role, method, address, **fuzzed(chance)):
            wrong.append(f"{number}: {role.name}: {method} {address}: {found}")
            say(wrong[-1], capsys)
    assert not wrong, "\n".join(wrong)
