"""Every page of the editors' office, read from its URL patterns, with rows for each to show.

Whoever adds a page adds it to what reads this without knowing, or says below why it is no page.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

import lxml.html
from django.apps import apps
from django.contrib import admin
from django.db.models import Count, Model
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from accounts.audit import AuditEntry, record
from accounts.models import User
from articles.images.reading import read_image
from articles.importer.to_drafts import read_bytes, store_drafts
from articles.models import (
    Caution,
    DraftRevision,
    Edition,
    EditionNote,
    FailedSearch,
    Figure,
    FormerSlug,
    PassageComment,
    PendingImport,
    PromotedAnswer,
    Remark,
    SharedComment,
    SharedLink,
    ShortAddress,
    Source,
    Synonym,
    TypedWords,
    Vote,
    WarningSign,
)
from articles.office.reports import REPORTS
from articles.workflow.actions import ACTIONS
from articles.workflow.proposals import propose_as_if
from journal.models import AdviceRule, Nudge
from tests.cast import make_draft, make_figure, make_nudge, make_rule, png, store
from tests.every_address import GROUP, patterns

# Patterns of the office that show no page when they are opened, and what they are instead.
NO_PAGE = {
    "admin/r/<path:content_type_id>/<path:object_id>/": "leads to the public page",
    "admin/history.csv": "a file",
    "admin/at/<path:address>": "leads on",
    "admin/reports/<slug:slug>.csv": "a file",
    "admin/login/": "leads to the site's own",
    "admin/logout/": "leads to the site's own",
    "admin/password_change/": "leads to the site's own",
    "admin/autocomplete/": "an answer for a script",
    "admin/jsi18n/": "a script",
    "admin/accounts/user/<int:pk>/password-link/": "only sent to",
    "admin/accounts/user/<int:pk>/second-step/": "only sent to",
    "admin/articles/article/links/": "an answer for a script",
    "admin/articles/article/questions/": "an answer for a script",
    "admin/articles/article/export/": "a file",
    "admin/articles/article/<int:pk>/export/": "a file",
    "admin/articles/figure/<int:pk>/original/": "a picture",
    "admin/articles/figure/<int:pk>/copy/": "only sent to",
    "admin/articles/figure/several/": "only sent to",
    "admin/articles/edition/<int:pk>/preview/live/": "only sent to",
    "admin/articles/edition/<int:pk>/typed/": "only sent to",
    "admin/articles/edition/<int:pk>/saves/<int:number>/restore/": "only sent to",
    "admin/articles/edition/<int:pk>/comments/<int:number>/resolve/": "only sent to",
    "admin/articles/edition/<int:pk>/share/<int:link_pk>/revoke/": "only sent to",
    "admin/articles/proposedchange/<int:pk>/do/<str:name>/": "only sent to",
    "admin/journal/advicerule/example/": "an answer for a script",
    "admin/(?P<url>.*)": "what has no page",
}
DOCUMENT = """Sore after walking

Why is the back sore after a walk?
It may be that the muscles are tired by the time that the walk is over.
Ibuprofen takes the edge off.

Why does it hurt after a walk?
It may be that the muscles are tired by the time that the walk is…
"""
IMPORT_PREVIEW = "admin/articles/article/import/<int:pk>/"
MAY_BE_NOBODYS = ("/add/", "/delete/")  # what no person may do with some kinds of records
FORMER = "its-first-address"
LEADS_TO_CHANGE = "/<path:object_id>/"
BUTTON = ".//input[@type='submit'] | .//button[not(@type='button')]"
ROW = re.compile(r"admin/(\w+)/(\w+)/")


@dataclass
class Office:
    """What the pages are about: `draft` follows `live`, which readers see; one more edition in each
    state that others have to do with."""

    live: Edition
    draft: Edition
    imported: Edition
    submitted: Edition
    ready: Edition
    scheduled: Edition
    person: User

    def rows_of(self, app: str, model: str) -> list[Model]:
        """The rows of a kind whose pages are looked at."""
        found: dict[str, list[Model]] = {
            "edition": [value for value in vars(self).values() if isinstance(value, Edition)],
            "article": [self.live.article, self.imported.article],
            "question": [self.live.answers.all()[0].question],
            "topic": [self.live.article.topic],
            "user": [self.person],
            "source": [Source.objects.annotate(times=Count("answers")).order_by("-times")[0]],
        }
        newest = apps.get_model(app, model)._default_manager.order_by("-pk")
        return found.get(model) or list(newest[:1])


def furnish(live: Edition, person: User) -> Office:
    """Rows of every kind, so that no page of the office is empty. `person` wrote the draft."""
    draft = live.new_edition(person)
    for title in ("Saved once", "Saved twice"):
        draft.title = title
        draft.save()
        DraftRevision.objects.record(draft, person, "")
    (made,) = store_drafts([read_bytes("sore.txt", DOCUMENT.encode())])
    state, soon = Edition.State, timezone.now() + timedelta(days=1)
    office = Office(
        live,
        draft,
        made.edition,
        store(make_draft(author=person), state=state.IN_REVIEW),
        store(make_draft(author=person), state=state.READY),
        store(make_draft(author=person), state=state.PUBLISHED, publish_at=soon),
        person,
    )
    FormerSlug.objects.create(slug=FORMER, article=live.article)
    _talk(office)
    _fill_lists(office)
    for model in admin.site._registry:
        row = model._default_manager.order_by("-pk").first()
        if row is not None and hasattr(row, "history") and not row.history.exists():
            row.save()
    return office


def _talk(office: Office) -> None:
    """Comments, notes, words that were typed, a link for somebody outside who comments."""
    now, draft, person = timezone.now(), office.draft, office.person
    comment = PassageComment(edition=draft, quote="Saved", text="Is that so?")
    comment.sign(person)
    comment.save()
    note = EditionNote(edition=draft, text="Have a look at the second answer.")
    note.author, note.author_name = person, str(person)
    note.save()
    TypedWords.objects.create(
        edition=draft, person=person, window="w", fields=[["title", "Typed"]], typed_at=now
    )
    link, _ = SharedLink.make(draft, "token", by=person, for_whom="Dr Back", days=7, now=now)
    said = {"kind": "comment", "name": "Dr Back", "text": "Well said.", "seen_digest": "other"}
    SharedComment.send(link, entry=uuid4(), now=now, seen_saved_at=draft.updated_at, **said)


def _fill_lists(office: Office) -> None:
    """One row at least of each kind that has a list."""
    now, live = timezone.now(), office.live
    question = live.answers.all()[0].question
    said = {"edition": live, "question": question}
    Vote.objects.get_or_create(day=now.date(), **said, defaults={"helpful": 1})
    Remark.objects.create(week=now.date(), was_helpful=True, text="Clear.", **said)
    FailedSearch.objects.create(words="moon", day=now.date(), times=9)
    ShortAddress.objects.create(address="leaflet", leads_to="/get-help/")
    PromotedAnswer.objects.create(question=question, searches="sore all over")
    Synonym.objects.get_or_create(words="ache, hurt")
    make_figure()
    Figure(key="unfinished").store(read_image(png()), is_unfinished=True)
    if not Caution.objects.exists():
        Caution.objects.create(slug="c", title="C", names="ibuprofen", body="<p>Ask first.</p>")
    if not WarningSign.objects.exists():
        WarningSign.objects.create(level="soon", text="Numbness", source=Source.objects.all()[0])
    if not AdviceRule.objects.exists():
        make_rule(question)
    nudge = Nudge.objects.first() or make_nudge()
    propose_as_if(nudge, _reword, office.person)
    record(office.person, AuditEntry.Act.EXPORTED, "all.zip")
    waiting = DOCUMENT.replace("Sore", "Stiff").encode()
    for person in User.objects.filter(is_staff=True):  # each is shown their own alone
        PendingImport.objects.keep(person, "stiff.txt", waiting, now)


def _reword(nudge: Nudge) -> None:
    nudge.words = f"{nudge.words} Said again."
    nudge.save()


def office_pages(office: Office, client: Client) -> dict[str, str]:
    """The address of every page that `client` may open, each with its pattern. A pattern without
    one is a mistake, here or there."""
    found, missing = {}, {}
    for pattern in patterns():
        if not pattern.startswith("admin/") or pattern in NO_PAGE:
            continue
        if pattern.endswith(LEADS_TO_CHANGE) or ".csv" in pattern:
            continue
        asked = {address: client.get(address) for address in _addresses(pattern, office)}
        pages = [address for address, answer in asked.items() if _is_page(answer)]
        states = {answer.status_code for answer in asked.values()}
        is_nobodys = pattern.endswith(MAY_BE_NOBODYS) and states == {403}
        if not pages and not is_nobodys:
            missing[pattern] = states
        found |= dict.fromkeys(pages, pattern)
    assert not missing, f"Say in {__name__} how these are filled in: {missing}."
    return found


def forms_of(page: HttpResponseBase, address: str) -> list[tuple[str, dict[str, list[str]]]]:
    """What a browser would send, and to where, when somebody opens the page and saves at once, or
    confirms what it asks; one for each form of the page that changes something."""
    forms = lxml.html.fromstring(page.content).forms  # type: ignore[attr-defined]
    return [
        (urljoin(address, form.action or ""), _sent(form))
        for form in forms
        if form.method == "POST" and form.action != "/admin/logout/" and form.xpath(BUTTON)
    ]


def _sent(form: Any) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    names = [button.get("name") for button in form.xpath(BUTTON)]
    pressed = next((each for each in ("_continue", "_save", *names) if each in names), None)
    return sent | ({pressed: ["on"]} if pressed else {})


def _is_page(answer: HttpResponseBase) -> bool:
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def _addresses(pattern: str, office: Office) -> list[str]:
    """The pattern filled in with every row that it may be about, and with every name of an act."""
    row = ROW.match(pattern)
    fills: list[dict[str, Any]] = [{}]
    if row and any(mark in pattern for mark in ("pk>", "object_id>", "([^/]+)")):
        fills = [_about(one) for one in office.rows_of(*row.groups())]
    if "<str:name>" in pattern:
        fills = [fill | {"name": name} for fill in fills for name in ACTIONS]
    if pattern == IMPORT_PREVIEW:
        fills = [{"pk": waiting.pk} for waiting in PendingImport.objects.all()]
    if pattern.startswith("admin/reports/<slug"):
        fills = [{"slug": slug} for slug in REPORTS]
    common = {"number": 2, "person": office.person.pk, "slug": FORMER, "app_label": "articles"}
    return [f"/{_filled(pattern, common | fill)}" for fill in fills]


def _filled(pattern: str, values: dict[str, Any]) -> str:
    unnamed = iter(values.get("unnamed", ()))

    def value(match: re.Match[str]) -> str:
        name = match["name"] or match["regex"]
        return str(values[name] if name else next(unnamed))

    return re.sub(r"\\(.)", r"\1", GROUP.sub(value, pattern)).replace("^", "")


def _about(row: Model) -> dict[str, Any]:
    """The row, and its newest version in the history, under the names that patterns use."""
    version = row.history.latest().pk if hasattr(row, "history") and row.history.exists() else 0
    return {"pk": row.pk, "object_id": row.pk, "unnamed": [row.pk, version]}
