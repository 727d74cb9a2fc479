"""How a walker's own file is given back to the site."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from journal.exchange.journal_reading import MAX_BYTES, JournalFileError, read_journal_file


class JournalFileForm(forms.Form):
    """The JSON file of everything. `cleaned_data["file"]` holds its tables."""

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
        except JournalFileError as error:
            raise ValidationError(str(error)) from None
