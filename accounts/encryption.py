"""Encryption of stored text: the notes of walks and the secrets of the second step.

The keys are in the setting DATA_KEYS and never in the database, so that a copy of the database, or
of a backup, reveals nothing that people wrote. The first key encrypts, and all of them decrypt:
`manage.py rotate_keys` encrypts everything again with the first. The method is Fernet (AES-128-CBC
and HMAC-SHA256, of the package cryptography).
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

MARK = "enc1:"  # starts every encrypted text; text without it was stored before there were keys


class WrongKeyError(Exception):
    """None of the keys in DATA_KEYS can decrypt what is stored."""


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """`key`, a text of any length, as the 32 bytes in base64 that Fernet needs."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"backsite data")
    return urlsafe_b64encode(derive.derive(key.encode()))


def encrypt(text: str) -> str:
    """`text` encrypted, in about 4/3 of its bytes and 100 characters; empty text stays empty."""
    if not text:
        return text
    return MARK + _cipher(tuple(settings.DATA_KEYS)).encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """The text that `encrypt` was given; text that is not encrypted comes back as it is.

    Raises WrongKeyError where no key can decrypt it.
    """
    if not stored.startswith(MARK):
        return stored
    try:
        return _cipher(tuple(settings.DATA_KEYS)).decrypt(stored[len(MARK) :]).decode()
    except InvalidToken as error:
        raise WrongKeyError("The keys in DATA_KEYS cannot read what is stored.") from error


class EncryptedTextField(PrintableTextField):
    """A text field that is encrypted in the database: read and written as usual, never searched."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if isinstance(value, str) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return decrypt(value) if isinstance(value, str) else value

    def get_lookup(self, lookup_name: str) -> Any:
        """The `isnull` lookup alone: equal texts are stored differently, so no other can work."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class KeyCheck(models.Model):
    """A row with a known text, encrypted: a process that cannot read it has other keys."""

    KNOWN = "These keys can read what is stored."

    sealed = EncryptedTextField()

    def __str__(self) -> str:
        return "key check"

    @classmethod
    def confirm(cls, alias: str = "default") -> None:
        """Raise WrongKeyError where the keys are not those of the database `alias`.

        A database without the row gets one, encrypted with the first key.
        """
        cls.objects.using(alias).get_or_create(pk=1, defaults={"sealed": cls.KNOWN})
