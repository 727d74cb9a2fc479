"""Confirm and carry out the deletion of a whole journal, or of the account with it."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.deletion import delete_account, is_last_superuser
from accounts.erased_bytes import overwrite_after_commit
from accounts.models import User
from journal.exchange.file_reading import forget_received
from journal.models import ReceivedFile
from journal.models.by_person import tables_by_person


@transaction.atomic
def erase_everything_of(walker: User) -> None:
    """Delete the whole journal of `walker`, with walks that could still be brought back.

    In one transaction; the deleted bytes are overwritten after it is committed.
    """
    forget_received(ReceivedFile.objects.for_user(walker))
    for table in tables_by_person():
        table._default_manager.filter(walker=walker).delete()
    overwrite_after_commit()


class EraseForm(forms.Form):
    confirm = forms.BooleanField(
        label="Yes, erase my whole journal for good",
        error_messages={"required": "Tick the box if you want to erase your journal."},
    )


class DeleteAccountForm(forms.Form):
    confirm = forms.BooleanField(
        label="Yes, delete my account and my journal for good",
        error_messages={"required": "Tick the box if you want to delete your account."},
    )

    def __init__(self, *args: object, person: User) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.person = person

    def clean(self) -> None:
        if is_last_superuser(self.person):
            raise ValidationError(
                "You are the only one who may do everything here. Make somebody else a superuser "
                "first, in the office."
            )

    @transaction.atomic
    def delete(self) -> None:
        erase_everything_of(self.person)
        delete_account(self.person)
