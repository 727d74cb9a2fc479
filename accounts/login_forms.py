"""allauth's forms, where the site needs other fields, other words or another behaviour."""

from secrets import token_hex
from typing import Any

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html


class SignupForm(account.SignupForm):
    """A sign-up form with the same answer and the same work whether or not the account exists."""

    account_already_exists: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password1"]
        password.label = "Password, if you want one"
        password.help_text = format_html(
            "<p>Without one we send a code to your address each time you sign in.</p>{}",
            password.help_text,
        )

    def try_save(self, request: HttpRequest) -> tuple[Any, HttpResponse | None]:
        """The new person and None; or None and the response for an address that has an account."""
        try:
            with transaction.atomic():
                if not self.account_already_exists:
                    return super().try_save(request)
                self._work_as_for_a_new_account(request)
        except IntegrityError:  # the same form was sent twice, and the other copy was first
            self.account_already_exists = True
        return super().try_save(request)

    def _work_as_for_a_new_account(self, request: HttpRequest) -> None:
        """Hash and write as if the account were new: else the time taken would tell who has one.

        The rows are deleted in the same transaction, before anybody else can see them.
        """
        known = self.cleaned_data["email"]
        try:
            self.cleaned_data["email"] = f"{token_hex(16)}@stand-in.invalid"
            self.account_already_exists = False
            person = self.save(request)
        finally:
            self.cleaned_data["email"], self.account_already_exists = known, True
        for rows in (person.emailaddress_set.all(), type(person).objects.filter(pk=person.pk)):
            rows._raw_delete(rows.db)  # one statement: nothing else refers to these rows
        EmailAddress.objects.filter(email=known).exists()  # as a new account’s is once more


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """Adds a passkey. It signs in by itself, unless its owner wants it as a second step only."""

    passwordless = forms.BooleanField(
        label="Sign in with it alone, without my password",
        required=False,
        initial=True,
        help_text="Otherwise we ask for it after your password.",
    )


class LoginByPasskeyForm(webauthn.LoginWebAuthnForm):
    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "We got no passkey from your browser. Passkeys need JavaScript."
        },
    )
