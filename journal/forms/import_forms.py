"""Forms for uploading a file of walks, with the ways to read a table, and a whole journal."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from journal.exchange.file_error import FileError
from journal.exchange.journal_reading import MAX_BYTES, read_journal_file
from journal.exchange.kept_table import kept_table
from journal.exchange.table_lengths import HOURS, MINUTES
from journal.exchange.table_times import ENDED_AT, OWN_CLOCK, TIME_OF_DAY, UNIVERSAL
from journal.exchange.walk_table import TableChoices

MAX_UPLOAD_BYTES = 400 * 2**20  # the command `import_walks` takes more
DATES = {
    "iso": "Year first: 2026-05-14 09:30",
    "year_first": "Year first, written otherwise: 2026/05/14 9:30",
    "day_first": "Day first: 14/05/2026 09:30 or 14.05.2026 09:30",
    "month_first": "Month first: 5/14/2026 9:30 AM",
    "day_numbers": "A spreadsheet’s day numbers: 46156.395833",
}
COLONS = {
    "": "As the other lengths of the column show",
    HOURS: "Hours and minutes",
    MINUTES: "Minutes and seconds",
}
CLOCKS = {
    "": "As the table says; if it does not, mine",
    OWN_CLOCK: "Mine, or the one that stands beside the time",
    UNIVERSAL: "Universal time (UTC)",
}
COLUMNS = {
    "started_at": "Column with the day and time",
    TIME_OF_DAY: "Column with the time of day, if it has one of its own",
    "minutes": "Column with the minutes",
    ENDED_AT: "Column with the end, if none has the minutes",
    "pain_before": "Column with the pain before (0 to 10)",
    "pain_after": "Column with the pain after (0 to 10)",
    "pain_next_morning": "Column with the pain the next morning (0 to 10)",
    "note": "Column with your notes",
}


class WalkFileForm(forms.Form):
    """A file of walks, or a table that the page had kept (`kept`), and how to read a table.

    Valid `cleaned_data["file"]` is the file; `choices()` has no effect on files of phones and
    watches. `headings` are the columns to choose from, if they are known.
    """

    file = forms.FileField(
        label="The file",
        help_text="CSV, Apple Health (zip or XML), Samsung Health, FIT, GPX, TCX, or Google Fit "
        "from Takeout. "
        f"At most {MAX_UPLOAD_BYTES // 2**20} MB.",
        error_messages={"required": "Choose the file first.", "empty": "The file is empty."},
    )
    dates = forms.ChoiceField(
        label="In a table: how are days written?", choices=DATES.items(), required=False
    )
    has_lengths = forms.BooleanField(
        label="In a table: minutes may also stand as 22,5 or 0:25 or 1h05 or 25 min", required=False
    )
    colon = forms.ChoiceField(
        label="In a table: a length such as 3:10 is", choices=COLONS.items(), required=False
    )
    clock = forms.ChoiceField(
        label="In a table: on which clock are the times?", choices=CLOCKS.items(), required=False
    )

    kept = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(
        self, *args: object, walker: User, headings: tuple[str, ...] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.walker = walker
        self.fields["file"].required = not self.data.get("kept")
        for name, label in COLUMNS.items():
            options = [
                ("", "Named as in our own tables, or there is none"),
                *((each, each) for each in headings),
            ]
            self.fields[f"column_{name}"] = forms.CharField(
                label=label,
                required=False,
                max_length=200,
                widget=forms.Select(choices=options) if headings else forms.HiddenInput(),
            )

    def clean_file(self) -> UploadedFile:
        """The uploaded file, or else the table that the page had kept."""
        file: UploadedFile | None = self.cleaned_data["file"]
        try:
            file = file or kept_table(self.data["kept"], self.walker)
        except FileError as error:
            raise ValidationError(str(error)) from None
        if (file.size or 0) > MAX_UPLOAD_BYTES:
            raise ValidationError(f"The file is larger than {MAX_UPLOAD_BYTES // 2**20} MB.")
        return file

    def choices(self) -> TableChoices:
        said = self.cleaned_data
        chosen = {name: said[f"column_{name}"].strip().lower() for name in COLUMNS}
        return TableChoices(
            columns={heading: name for name, heading in chosen.items() if heading},
            dates=said["dates"] or "iso",
            has_lengths=said["has_lengths"],
            colon=said["colon"],
            clock=said["clock"],
        )


class JournalFileForm(forms.Form):
    """The JSON file of a whole journal. Valid `cleaned_data["file"]` has its rows by table."""

    file = forms.FileField(
        label="The JSON file of everything",
        error_messages={"required": "Choose the file first."},
    )

    def clean_file(self) -> dict[str, list[Any]]:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(f"The file is larger than {MAX_BYTES // 2**20} MB.")
        try:
            return read_journal_file(file.read(MAX_BYTES))
        except FileError as error:
            raise ValidationError(str(error)) from None
