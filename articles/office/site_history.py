"""The history of the whole office, newest first: by person, article and day; also as CSV."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.audit import AuditEntry, record
from accounts.models import AuthenticatedRequest, User
from articles.models import Article
from articles.office.frame import site_page
from articles.office.report_pages import spreadsheet
from articles.workflow.datetime_field import NearDateField

ROWS_A_PAGE = 100
MAX_CSV_ROWS = 50_000
# The list names a record by the first of these fields that its model has.
NAMES = ("title", "address", "text", "words", "searches", "slug", "event", "key")
ACTS = {"+": "began it", "~": "changed it", "-": "deleted it"}


class HistoryFilter(forms.Form):
    """Filters of the history, all optional. An invalid value gets an error and filters nothing."""

    person = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="anybody")
    article = forms.ModelChoiceField(
        Article.objects.order_by("slug"), required=False, empty_label="everything"
    )
    since = NearDateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = NearDateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["person"].queryset = User.objects.filter(is_staff=True).order_by("email")  # type: ignore[attr-defined]


@dataclass(frozen=True)
class HistoryRow:
    """One act: when, by whom, on which record, and what was done (the reason, if one was kept)."""

    at: datetime
    person: str
    kind: str
    name: str
    what: str
    address: str


def history_rows(request: AuthenticatedRequest, site: AdminSite, filters: dict) -> QuerySet[Any]:
    """The acts on all kinds of records that this person may see, newest first, in one query.

    `filters` is the cleaned data of `HistoryFilter`. Raises PermissionDenied if there is no such
    kind.
    """
    models_seen = [
        model
        for model, office in site._registry.items()
        if hasattr(model, "history") and office.has_view_permission(request)
    ]
    found = (_of_one(model, filters) for model in models_seen)
    kinds = [kind for kind in found if kind is not None]
    if not kinds:
        raise PermissionDenied
    return kinds[0].union(*kinds[1:], all=True).order_by("-history_date", "of_kind", "-history_id")


def _of_one(model: type[models.Model], filters: dict) -> QuerySet[Any] | None:
    """The acts on rows of `model`; None if the filter names an article and `model` has none.

    With an article, only acts on articles and editions are found.
    """
    rows = model.history.all()  # type: ignore[attr-defined]
    if article := filters.get("article"):
        if model is Article:
            rows = rows.filter(id=article.pk)
        elif model._meta.label == "articles.Edition":
            rows = rows.filter(article_id=article.pk)
        else:
            return None
    if person := filters.get("person"):
        rows = rows.filter(history_user=person)
    if since := filters.get("since"):
        rows = rows.filter(history_date__gte=_midnight(since))
    if until := filters.get("until"):
        rows = rows.filter(history_date__lt=_midnight(until + timedelta(days=1)))
    fields = {field.name for field in model._meta.concrete_fields}
    name = next((each for each in NAMES if each in fields), "id")
    return (
        rows.order_by()
        .annotate(
            of_kind=Value(model._meta.label_lower, CharField()),
            of_row=Cast(F("id"), models.BigIntegerField()),
            called=Cast(F(name), CharField()),
        )
        .values_list(
            "history_date",
            "history_user_id",
            "history_type",
            "history_change_reason",
            "of_kind",
            "of_row",
            "called",
            "history_id",
        )
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def acts_in_words(rows: Iterable[Sequence[Any]], site: AdminSite) -> Iterator[HistoryRow]:
    """The rows of `history_rows` in words. One query, for the names of the people."""
    rows = list(rows)
    people = User.objects.in_bulk({row[1] for row in rows if row[1]})
    kinds = {model._meta.label_lower: model for model in site._registry}
    for at, person, act, reason, kind, pk, called, _ in rows:
        opts = kinds[kind]._meta
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[pk])
        who = str(people[person]) if person in people else "the site, or somebody who is gone"
        yield HistoryRow(
            timezone.localtime(at),
            who,
            str(opts.verbose_name),
            called or "–",
            reason or ACTS.get(act, act),
            address if act != "-" else "",
        )


def history_page(request: AuthenticatedRequest, site: AdminSite) -> HttpResponse:
    """What happened to records that this person may see, the newest first, page by page.

    A filter with an invalid value is not applied. Raises PermissionDenied, as `history_rows` does.
    """
    filters = HistoryFilter(request.GET)
    filters.is_valid()
    rows = history_rows(request, site, filters.cleaned_data)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    sent = request.GET.copy()
    sent.pop("page", None)
    return site_page(
        request,
        site,
        "admin/history.html",
        "What happened",
        filters=filters,
        page=page,
        rows=list(acts_in_words(page.object_list, site)),
        query=sent.urlencode(),
    )


def history_csv(request: AuthenticatedRequest, site: AdminSite) -> HttpResponse:
    """The same rows as CSV, the newest 50,000 at most. The audit trail notes the download."""
    filters = HistoryFilter(request.GET)
    filters.is_valid()
    rows = history_rows(request, site, filters.cleaned_data)[:MAX_CSV_ROWS]
    record(request.user, AuditEntry.Act.EXPORTED, "history of the site")
    cells = (
        (f"{row.at:%Y-%m-%d %H:%M:%S}", row.person, row.kind, row.name, row.what)
        for row in acts_in_words(rows, site)
    )
    return spreadsheet("history.csv", ("When", "Who", "Kind", "Name", "What"), cells)
