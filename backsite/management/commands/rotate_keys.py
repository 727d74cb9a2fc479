"""Encrypt again, with the first of DATA_KEYS, everything that is stored encrypted."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from accounts.encryption import EncryptedTextField, KeyCheck, WrongKeyError, decrypt, encrypt

BATCH_SIZE = 500
# The keys under which allauth stores the secrets of an authenticator: one text, or a list.
SECRETS = ("secret", "seed", "migrated_codes")


class Command(BaseCommand):
    help = (
        "Encrypts notes and secrets again with the first key in DATA_KEYS. Put a new key first, "
        "restart, run this, then take the old key out. Can be stopped and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            KeyCheck.confirm()
            for model, field in encrypted_fields():
                count = sum(_rewrite(model, field.attname, pks) for pks in _batches(model))
                self.stdout.write(f"{model._meta.verbose_name_plural}: {count} written again")
            count = sum(_rewrite_secrets(pks) for pks in _batches(Authenticator))
            self.stdout.write(f"second steps: {count} written again")
        except WrongKeyError as error:
            raise CommandError(f"{error} Add the key that wrote it to DATA_KEYS.") from error


def encrypted_fields() -> list[tuple[type[models.Model], EncryptedTextField]]:
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def _batches(model: type[models.Model]) -> Iterator[list[Any]]:
    """The primary keys of all rows in batches, so that nobody waits long for a lock."""
    last: Any = None
    while True:
        rows = model._base_manager.order_by("pk")
        if last is not None:
            rows = rows.filter(pk__gt=last)
        pks = list(rows.values_list("pk", flat=True)[:BATCH_SIZE])
        if not pks:
            return
        yield pks
        last = pks[-1]


def _rewrite(model: type[models.Model], name: str, pks: list[Any]) -> int:
    with transaction.atomic():
        rows = model._base_manager.select_for_update().filter(pk__in=pks).only("pk", name)
        changed = [row for row in rows if getattr(row, name)]
        model._base_manager.bulk_update(changed, [name])  # encrypts as it writes
    return len(changed)


def _rewrite_secrets(pks: list[Any]) -> int:
    with transaction.atomic():
        rows = list(Authenticator.objects.select_for_update().filter(pk__in=pks))
        for row in rows:
            for name in SECRETS:
                row.data |= {name: _again(row.data[name])} if name in row.data else {}
        Authenticator.objects.bulk_update(rows, ["data"])
    return len(rows)


def _again(stored: Any) -> Any:
    if isinstance(stored, list):
        return [_again(each) for each in stored]
    return encrypt(decrypt(stored)) if isinstance(stored, str) else stored
