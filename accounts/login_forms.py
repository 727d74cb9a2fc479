"""allauth's forms without the placeholders that repeat each label inside its field."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp


class WithoutPlaceholders:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined] # a form's
            field.widget.attrs.pop("placeholder", None)


class LoginForm(WithoutPlaceholders, account.LoginForm):
    pass


class SignupForm(WithoutPlaceholders, account.SignupForm):
    pass


class AddEmailForm(WithoutPlaceholders, account.AddEmailForm):
    pass


class ChangePasswordForm(WithoutPlaceholders, account.ChangePasswordForm):
    pass


class ResetPasswordForm(WithoutPlaceholders, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(WithoutPlaceholders, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(WithoutPlaceholders, account.ReauthenticateForm):
    pass


class AuthenticateForm(WithoutPlaceholders, mfa.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(WithoutPlaceholders, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(WithoutPlaceholders, totp.ActivateTOTPForm):
    pass
