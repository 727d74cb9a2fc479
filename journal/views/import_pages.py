"""Pages for importing walks from a file: upload it, wait for a long one, see the walks in it, take
those that are ticked, and undo the whole import."""

import csv
from contextlib import suppress
from typing import BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import AuthenticatedRequest
from journal.access import walker_required
from journal.exchange.csv_recognition import MAX_CSV_BYTES, recognise
from journal.exchange.csv_table import BYTE_ORDER_MARK, BadRow, said_of_columns
from journal.exchange.file_error import ColumnError, FileError
from journal.exchange.file_reading import forget_received, receive, walks_found_by_job
from journal.exchange.file_walks import Decision
from journal.exchange.formula_cells import mark_formula
from journal.exchange.import_preview import (
    changed_since,
    identify,
    seal,
    take_walks,
    undo_import,
    unseal,
)
from journal.exchange.kept_table import keep_table
from journal.exchange.known_walks import decide
from journal.exchange.timed_file import TimedFile, TooSlowError
from journal.exchange.walk_files import HEAD_BYTES, WalksInFile, is_table, read_walk_file
from journal.exchange.walk_table import TableChoices
from journal.forms.import_forms import WalkFileForm
from journal.models import ReceivedFile, WalkImport
from journal.patterns.number_words import count

BAD_ROWS_SHOWN = 50
MAX_DIGITS = 9  # of the position of a walk in a file
READING_SECONDS = 6  # a file that takes longer is read by a job, not by a thread of the server
MAX_BYTES_AT_ONCE = 4 * 2**20
CHOOSE_COLUMNS = "Say below which column is which. You do not have to choose the file again."


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def walk_import_page(request: AuthenticatedRequest) -> HttpResponse:
    """GET: the form for a file. POST: the walks in the file, of which none is stored yet.

    A long file, or one that takes long to read, is left to the runner of jobs.
    """
    if request.method != "POST":
        return _form_page(request, WalkFileForm(walker=request.user))
    form = WalkFileForm(request.POST, request.FILES, walker=request.user)
    if not form.is_valid():
        return _form_page(request, form)
    file = form.cleaned_data["file"]
    now, zone = timezone.now(), request.user.zone
    try:
        _refuse_long(file)
        timed = cast(BinaryIO, TimedFile(file, READING_SECONDS))
        found = read_walk_file(timed, file.size, zone, now, form.choices())
        identify(found, file, file.name or "")
        sealed = seal(found, request.user)
    except TooSlowError:
        return _leave_to_runner(request, file, form.choices())
    except FileError as error:
        return _form_again(request, file, error)
    if "errors" in request.POST:
        return _error_file(found.bad_rows)
    may_be_otherwise = found.bad_rows or any(each.doubts for each in found.walks)
    again = _read_otherwise(request, file) if found.format == "CSV" and may_be_otherwise else None
    return import_preview_page(request, found, sealed, again=again)


def _leave_to_runner(
    request: AuthenticatedRequest, file: UploadedFile, choices: TableChoices
) -> HttpResponse:
    """Store the file for a job, and redirect to its progress; the form if there is no room."""
    try:
        received = receive(file, choices, request.user, timezone.now())
    except FileError as error:
        return _form_again(request, file, error)
    return redirect("journal:received_file", received.key)


def _form_again(
    request: AuthenticatedRequest, file: UploadedFile, error: FileError
) -> HttpResponse:
    """The form with the error.

    If another choice of columns may help, it has the headings to choose from, and the table itself,
    so that the file need not be chosen again.
    """
    headings = _headings(file) if isinstance(error, ColumnError) else ()
    data, said = request.POST.copy(), str(error)
    data["kept"] = _kept(request, file) if headings else ""
    if data["kept"]:
        said = f"{said} {CHOOSE_COLUMNS}"
    form = WalkFileForm(data, request.FILES, walker=request.user, headings=headings)
    form.add_error("file", said)
    return _form_page(request, form)


def _read_otherwise(request: AuthenticatedRequest, file: UploadedFile) -> WalkFileForm | None:
    """A form with the same table and choices, to read it in another way; None if it is too long."""
    if not (kept := _kept(request, file)):
        return None
    initial = request.POST.dict() | {"kept": kept}
    form = WalkFileForm(initial=initial, walker=request.user, headings=_headings(file))
    del form.fields["file"]
    return form


def _kept(request: AuthenticatedRequest, file: UploadedFile) -> str:
    file.seek(0)
    return keep_table(file.name or "", file.read(MAX_CSV_BYTES), request.user)


def import_preview_page(
    request: AuthenticatedRequest,
    found: WalksInFile,
    sealed: str,
    received: UUID | None = None,
    again: WalkFileForm | None = None,
) -> HttpResponse:
    """The page with the walks found in a file, to be ticked.

    `sealed` is the text from `seal`; `received` is the key of a file that a job has read; `again`
    is a form that reads the same table in another way.
    """
    offered = decide(found.walks, request.user, timezone.now())
    context = {
        "found": found,
        "others": list(found.others.items()),
        "offered": list(enumerate(offered)),
        "bad": found.bad_rows[:BAD_ROWS_SHOWN],
        "more_bad": max(0, len(found.bad_rows) - BAD_ROWS_SHOWN),
        "sealed": sealed,
        "received": received,
        "again": again,
        "can_take": any(each.may_be_taken for each in offered),
        "ticked": {n for n, each in enumerate(offered) if each.decision is Decision.TAKE},
    }
    return render(request, "journal/import_preview.html", context)


def _refuse_long(file: UploadedFile) -> None:
    """Raise TooSlowError for a long file that is not a table; tables have a limit of their own."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if (file.size or 0) > MAX_BYTES_AT_ONCE and not is_table(head):
        raise TooSlowError("The file is long.")


def _headings(file: UploadedFile) -> tuple[str, ...]:
    """The headings of a table; none where it is not a table, or no choice of columns helps."""
    file.seek(0)
    content = file.read(MAX_CSV_BYTES)
    if b"\0" in content[:512] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return ()
    try:
        found = recognise(content).headings
    except FileError:
        return ()
    if said_of_columns(found):
        return ()
    return tuple(dict.fromkeys(each for each in found if each))[:60] if len(found) > 1 else ()


def _form_page(request: AuthenticatedRequest, form: WalkFileForm) -> HttpResponse:
    imports = WalkImport.objects.for_user(request.user)[:20]
    waiting = ReceivedFile.objects.for_user(request.user)
    context = {"form": form, "imports": imports, "waiting": waiting}
    return render(request, "journal/import.html", context)


def _error_file(bad: list[BadRow]) -> HttpResponse:
    """A CSV file with all errors of the uploaded table."""
    response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="errors.csv"'
    writer = csv.writer(response)
    writer.writerow(["row", "what is wrong"])
    writer.writerows([row.number, mark_formula(each)] for row in bad for each in row.reasons)
    return response


@require_safe
@walker_required
def received_file(request: AuthenticatedRequest, received: UUID) -> HttpResponse:
    """The progress of a file that a job reads; once it has been read, the walks to be ticked."""
    mine = ReceivedFile.objects.for_user(request.user).select_related("walker")
    row = get_object_or_404(mine, key=received)
    reason = row.reason
    if row.state == ReceivedFile.State.READ:
        try:
            return import_preview_page(request, *walks_found_by_job(row), received)
        except FileError as error:
            reason = str(error)
    context = {"row": row, "reason": reason, "is_underway": row.is_underway}
    return render(request, "journal/import_progress.html", context)


@require_POST
@walker_required
def cancel_received(request: AuthenticatedRequest, received: UUID) -> HttpResponse:
    """Delete the file, read or not. Sent twice, the second request gets 404."""
    mine = ReceivedFile.objects.for_user(request.user)
    forget_received([get_object_or_404(mine, key=received)])
    messages.success(request, "Cancelled. The file is gone, and nothing of it was stored.")
    return redirect("journal:import")


@require_POST
@walker_required
def take_import(request: AuthenticatedRequest) -> HttpResponse:
    """Store the walks that were ticked. Sent twice, the second request stores nothing.

    A file that a job read is deleted then; where nothing was ticked, it stays.
    """
    sent = request.POST.getlist("walk")
    ticked = {int(each) for each in sent if each.isdecimal() and len(each) <= MAX_DIGITS}
    now = timezone.now()
    try:
        found = unseal(request.POST.get("sealed", ""), request.user)
        brought = take_walks(found, ticked, request.user, now)
    except FileError as error:
        messages.error(request, str(error))
        return redirect("journal:import")
    if brought is None:
        messages.info(request, "Nothing was taken: none was ticked, or all are here already.")
    else:
        messages.success(request, f"{count(len(brought.entries), 'walk')} taken.")
    with suppress(ValueError):
        received = UUID(request.POST.get("received", "") if ticked else "")
        forget_received(ReceivedFile.objects.for_user(request.user).filter(key=received))
    return redirect("journal:import")


@require_POST
@walker_required
def undo_taken_import(request: AuthenticatedRequest, brought: UUID) -> HttpResponse:
    """Undo a whole import; if some of its walks were changed since, ask first what to do."""
    row = get_object_or_404(WalkImport.objects.for_user(request.user), key=brought)
    choice = request.POST.get("changed", "")
    changed = changed_since(row) if row.undone_at is None else []
    if changed and choice not in ("keep", "remove"):
        context = {"row": row, "changed": changed, "others": len(row.entries) - len(changed)}
        return render(request, "journal/import_undo.html", context)
    gone = undo_import(row, timezone.now(), keeps_changed=choice == "keep")
    messages.success(request, f"Undone: {count(gone, 'walk')} removed.")
    return redirect("journal:import")
