"""Pages about a person's data: see it, sign out elsewhere, erase it, delete the account."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import AuthenticatedRequest, Consent, User
from accounts.password_first import password_first
from accounts.second_factor import has_second_factor
from accounts.sign_ins import forget_sign_ins, sessions_of
from articles.models import Edition
from journal.exchange.journal_file import table_name
from journal.forms.erase_form import DeleteAccountForm, EraseForm, erase_everything_of
from journal.models import Walk
from journal.models.by_person import tables_by_person
from journal.patterns.number_words import count
from journal.views.after_save import forget_sessions

# For each table, its name on the page and how long its rows are kept. A table that is missing there
# is listed by its model's name, so that nothing that is kept goes unlisted.
WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
KEPT = "Until you erase your journal."


@dataclass(frozen=True)
class KeptRows:
    """One line of the page: a kind of data, the number of its rows, and how long they are kept."""

    name: str
    count: int
    how_long: str


def kept_rows(walker: User) -> list[KeptRows]:
    """The tables of the journal with their numbers of rows of one person; one query each."""
    return [_kept(table, walker) for table in tables_by_person()]


def _kept(table: type[models.Model], walker: User) -> KeptRows:
    own_name = str(table._meta.verbose_name_plural).capitalize()
    name, how_long = WORDS.get(table_name(table), (own_name, KEPT))
    return KeptRows(name, table._default_manager.filter(walker=walker).count(), how_long)


@require_safe
@login_required
def data_page(request: AuthenticatedRequest) -> HttpResponse:
    """All data kept of the person. Without consent the journal is not read, not even counted."""
    person = request.user
    context = {
        "kept": kept_rows(person) if person.has_consented else None,
        "addresses": EmailAddress.objects.filter(user=person).order_by("-primary", "email"),
        "agreements": Consent.objects.filter(user=person),
        "sign_ins": sessions_of(person),
        "current": request.session.session_key,
        "has_second_step": has_second_factor(person),
        "is_confirmed": did_recently_reauthenticate(request),
    }
    return render(request, "journal/data.html", context | _printed(person))


def _printed(person: User) -> dict[str, Any]:
    """The numbers of editions that the person has written and reviewed."""
    return {
        "written": Edition.objects.filter(author=person).count(),
        "reviewed": Edition.objects.filter(reviewer=person).count(),
    }


@require_POST
@login_required
@password_first
def forget_places(request: AuthenticatedRequest) -> HttpResponse:
    """Sign the person out everywhere else, and delete the records of those sign-ins."""
    forgotten = forget_sign_ins(request.user, request.session.session_key or "")
    places = count(forgotten, "other sign-in")
    messages.success(request, f"Forgotten: {places}. You are signed in here alone.")
    return redirect("data")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@password_first
def erase_journal(request: AuthenticatedRequest) -> HttpResponse:
    """Erase the whole journal at once and for good. Also possible without consent."""
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        forget_sessions(request)  # first: the erasure has deleted bytes overwritten
        erase_everything_of(request.user)
        messages.success(request, "Your journal is erased: no page can show anything of it now.")
        return redirect("consent")
    # Without consent the journal is not read, not even counted.
    walks = Walk.objects.for_user(request.user)
    context = {"form": form, "count": request.user.has_consented and walks.count()}
    return render(request, "journal/erase.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@password_first
def delete_account_page(request: AuthenticatedRequest) -> HttpResponse:
    """Ask, then delete the account with all its data, log out, and show a last page."""
    person = request.user
    form = DeleteAccountForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        form.delete()
        logout(request)
        return render(request, "journal/account_deleted.html", {"at": timezone.now()})
    walks = Walk.objects.for_user(person)
    context = {"form": form, "count": person.has_consented and walks.count()}
    return render(request, "journal/delete_account.html", context | _printed(person))
