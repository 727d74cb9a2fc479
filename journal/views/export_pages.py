"""Export files of a journal, and the import of its own file of everything.

Export files are requested by POST, so that prefetching makes none and no address has one. The
password is asked first, in case somebody else finds the browser open.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_POST, require_safe

from accounts.models import AuthenticatedRequest, User
from accounts.password_first import password_first
from journal.access import walker_required
from journal.exchange.calendar_file import walks_as_calendar
from journal.exchange.csv_writing import walks_as_csv
from journal.exchange.fhir_bundle import walks_as_fhir
from journal.exchange.file_error import FileError
from journal.exchange.journal_file import journal_as_json
from journal.exchange.journal_reading import Restored, restore_journal
from journal.forms.import_forms import JournalFileForm
from journal.models import Walk

ROWS_AT_ONCE = 500  # read from the database


class ExportFormat(NamedTuple):
    """One kind of file: its name without the ending, its content type, and how it is written.

    `write` takes the walker and the present moment, and gives the text in pieces.
    """

    file_name: str
    content_type: str
    write: Callable[[User, datetime], Iterator[str]]


def _walks(walker: User) -> Iterator[Walk]:
    """All walks, the oldest first."""
    walks = Walk.objects.for_user(walker).order_by("started_at", "pk")
    return walks.iterator(chunk_size=ROWS_AT_ONCE)


def patient_identity(walker: User) -> UUID:
    """An identifier of the person that is the same in each export, and does not reveal them."""
    digest = salted_hmac("journal.fhir.patient", str(walker.pk), algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4)


FORMATS = {
    "csv": ExportFormat(
        "walks", "text/csv; charset=utf-8", lambda who, _: walks_as_csv(_walks(who))
    ),
    "json": ExportFormat("everything", "application/json", journal_as_json),
    "fhir": ExportFormat(
        "walks-fhir",
        "application/fhir+json",
        lambda who, now: walks_as_fhir(_walks(who), patient_identity(who), now),
    ),
    "ics": ExportFormat(
        "walks",
        "text/calendar; charset=utf-8",
        lambda who, now: walks_as_calendar(_walks(who), now),
    ),
}
ENDINGS = {"fhir": "json"}  # the endings of files, where they are not the kind


@require_safe
@walker_required
def journal_files(request: AuthenticatedRequest) -> HttpResponse:
    return _files_page(request, JournalFileForm())


def _files_page(request: AuthenticatedRequest, form: JournalFileForm) -> HttpResponse:
    context = {
        "form": form,
        "count": Walk.objects.for_user(request.user).count(),
        "is_confirmed": did_recently_reauthenticate(request),
    }
    return render(request, "journal/export.html", context)


@require_POST
@walker_required
@password_first
def export_file(request: AuthenticatedRequest, kind: str) -> HttpResponseBase:
    """Send one file as a stream, written while it is sent. 404 for an unknown kind."""
    if kind not in FORMATS:
        raise Http404("There is no such kind of file.")
    now, wanted = timezone.now(), FORMATS[kind]
    response = StreamingHttpResponse(
        wanted.write(request.user, now), content_type=wanted.content_type
    )
    day = f"{now.astimezone(request.user.zone):%Y-%m-%d}"
    name = f"backsite-{wanted.file_name}-{day}.{ENDINGS.get(kind, kind)}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@walker_required
def restore_page(request: AuthenticatedRequest) -> HttpResponse:
    """Restore a journal from its file of everything. The form is on the page of the files."""
    form = JournalFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            done = restore_journal(request.user, form.cleaned_data["file"], timezone.now())
        except FileError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, in_words(done))
            return redirect("journal:export")
    return _files_page(request, form)


def in_words(done: Restored) -> str:
    """The result, such as “2 brought back (walks 2). 3 were here already.”"""
    stored, known, left_out = (
        sum(each.values()) for each in (done.stored, done.known, done.left_out)
    )
    kinds = ", ".join(
        f"{name.replace('_', ' ')} {count}" for name, count in sorted(done.stored.items()) if count
    )
    said = [f"{stored} brought back ({kinds})." if kinds else "Nothing new was in this file."]
    if known:
        said.append(f"{known} were here already.")
    if left_out:
        said.append(f"{left_out} could not be brought back: this site lacks what they are about.")
    return " ".join(said)
