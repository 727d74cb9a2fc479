"""Text that only who has the site's keys can read: notes of walks, secrets of the second step.

The keys are in the setting DATA_KEYS and never in the database, so that a copy of the database, or
of a backup, tells nothing of what people wrote. The first key writes, all of them read:
`manage.py rotate_keys` writes everything again with the first. Fernet (AES-128-CBC and
HMAC-SHA256, of the package cryptography) does the work.
"""

from base64 import urlsafe_b64encode
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

from accounts.fields import PrintableTextField

MARK = "enc1:"  # begins what is encrypted; text without it is older than the keys


class WrongKeyError(Exception):
    """None of the keys in DATA_KEYS can read this."""


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """A setting is text of any length; Fernet wants 32 bytes."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"backsite data")
    return urlsafe_b64encode(derive.derive(key.encode()))


def encrypt(text: str) -> str:
    """`text` as it may be stored: about 4/3 of its bytes and 100 characters; empty stays empty."""
    if not text:
        return text
    return MARK + _cipher(tuple(settings.DATA_KEYS)).encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """The text of what `encrypt` made. Raises WrongKeyError."""
    if not stored.startswith(MARK):
        return stored
    try:
        return _cipher(tuple(settings.DATA_KEYS)).decrypt(stored[len(MARK) :]).decode()
    except InvalidToken as error:
        raise WrongKeyError("The keys in DATA_KEYS cannot read what is stored.") from error


class EncryptedTextField(PrintableTextField):
    """Text that is encrypted in the database; it can be read and written, and not searched for."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if isinstance(value, str) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return decrypt(value) if isinstance(value, str) else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Only “is it there at all?” can be asked: equal texts are not stored alike."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class KeyCheck(models.Model):
    """A row that says whether this process has the keys with which the rest was written."""

    KNOWN = "These keys can read what is stored."

    sealed = EncryptedTextField()

    def __str__(self) -> str:
        return "key check"

    @classmethod
    def confirm(cls, alias: str = "default") -> None:
        """Raises WrongKeyError where the keys are not those of this database."""
        cls.objects.using(alias).get_or_create(pk=1, defaults={"sealed": cls.KNOWN})
