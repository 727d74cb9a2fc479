"""Walks in from a file: choose it, see what is in it, take what is ticked, undo it as a whole."""

import csv
from typing import BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import AuthenticatedRequest
from journal.access import walker_required
from journal.exchange.csv_recognition import MAX_CSV_BYTES, recognise
from journal.exchange.csv_table import BadRow, FileError
from journal.exchange.csv_writing import BYTE_ORDER_MARK
from journal.exchange.file_walks import Decision
from journal.exchange.formula_cells import mark_formula
from journal.exchange.import_preview import preview_of, take_walks, undo_import, unseal
from journal.exchange.timed_file import TimedFile
from journal.exchange.walk_file_errors import WalkFileError
from journal.exchange.walk_files import read_walk_file
from journal.forms.import_forms import WalkFileForm
from journal.models import WalkImport

BAD_ROWS_SHOWN = 50
READING_SECONDS = 20  # a thread of the server waits no longer for a file


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def walk_import_page(request: AuthenticatedRequest) -> HttpResponse:
    """The form for a file; posted, what is in the file. Nothing is stored yet."""
    if request.method != "POST":
        return _form_page(request, WalkFileForm())
    form = WalkFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, form)
    file = form.cleaned_data["file"]
    now, zone = timezone.now(), request.user.zone
    try:
        timed = cast(BinaryIO, TimedFile(file, READING_SECONDS))
        found = read_walk_file(timed, file.size, zone, now, form.choices())
        preview = preview_of(file, found)
        sealed = preview.sealed(request.user)
    except WalkFileError as error:
        form = WalkFileForm(request.POST, request.FILES, headings=_headings(file))
        form.add_error("file", str(error))
        return _form_page(request, form)
    if "errors" in request.POST:
        return _error_file(found.bad_rows)
    offered = preview.offered(request.user, now)
    context = {
        "found": found,
        "others": list(found.others.items()),
        "preview": preview,
        "offered": list(enumerate(offered)),
        "bad": found.bad_rows[:BAD_ROWS_SHOWN],
        "more_bad": max(0, len(found.bad_rows) - BAD_ROWS_SHOWN),
        "sealed": sealed,
        "can_take": any(each.may_be_taken for each in offered),
        "ticked": {n for n, each in enumerate(offered) if each.decision is Decision.TAKE},
    }
    return render(request, "journal/import_preview.html", context)


def _headings(file: BinaryIO) -> tuple[str, ...]:
    """Of a table, to choose from; none where the file is something else."""
    file.seek(0)
    content = file.read(MAX_CSV_BYTES)
    if b"\0" in content[:512] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return ()
    try:
        found = recognise(content).headings
    except (FileError, csv.Error):
        return ()
    return tuple(dict.fromkeys(each for each in found if each))[:60] if len(found) > 1 else ()


def _form_page(request: AuthenticatedRequest, form: WalkFileForm) -> HttpResponse:
    imports = WalkImport.objects.for_user(request.user)[:20]
    return render(request, "journal/import.html", {"form": form, "imports": imports})


def _error_file(bad: list[BadRow]) -> HttpResponse:
    """All errors of a file as a table of their own."""
    response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="errors.csv"'
    writer = csv.writer(response)
    writer.writerow(["row", "what is wrong"])
    writer.writerows([row.number, mark_formula(each)] for row in bad for each in row.reasons)
    return response


@require_POST
@walker_required
def take_import(request: AuthenticatedRequest) -> HttpResponse:
    """Store what was ticked. Sent twice, the second time finds all of it there."""
    ticked = {int(each) for each in request.POST.getlist("walk") if each.isdecimal()}
    now = timezone.now()
    try:
        preview = unseal(request.POST.get("sealed", ""), request.user)
        brought = take_walks(preview, ticked, request.user, now)
    except WalkFileError as error:
        messages.error(request, str(error))
        return redirect("journal:import")
    if brought is None:
        messages.info(request, "Nothing was taken: none was ticked, or all are here already.")
    else:
        count = len(brought.entries)
        messages.success(request, f"{count} walk{'' if count == 1 else 's'} taken.")
    return redirect("journal:import")


@require_POST
@walker_required
def undo_taken_import(request: AuthenticatedRequest, brought: UUID) -> HttpResponse:
    """Take an import back as a whole."""
    row = get_object_or_404(WalkImport.objects.for_user(request.user), key=brought)
    gone = undo_import(row, timezone.now())
    messages.success(request, f"Undone: {gone} walk{'' if gone == 1 else 's'} taken out again.")
    return redirect("journal:import")
