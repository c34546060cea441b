"""``visavis rotate-keys``: a new key for the encrypted fields, everything encrypted anew."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Model

from visavis.core.crypto import EncryptedTextField, keyring, rotations
from visavis.core.tenancy import TenantModel, across_tenants

BATCH = 500


class Command(BaseCommand):
    help = (
        "Make a new key, encrypt every encrypted field with it, then drop the old keys. "
        "Safe to repeat: interrupted, it leaves the old keys in place."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        ring = keyring()
        if not ring.given:
            ring.write([Fernet.generate_key().decode(), *ring.keys()])
        newest = ring.keys()[0]
        count = 0
        for _organization in across_tenants("rotate keys"):
            for model, fields in encrypted_models():
                count += reencrypt(model, fields)
        for rotate in rotations():
            with transaction.atomic():
                count += rotate()
        self.stdout.write(f"{count} rows encrypted with the new key.")
        if ring.given:
            self.stdout.write("Keys come from VISAVIS_KEYS: now remove all but the first.")
        elif ring.keys()[0] != newest:
            raise CommandError("Another rotation has begun meanwhile; run this one again.")
        else:
            ring.write([newest])


def encrypted_models() -> list[tuple[type[Model], list[str]]]:
    """Every tenant model with encrypted fields, and the fields' names."""
    found = []
    for model in apps.get_models():
        fields = [f.name for f in model._meta.fields if isinstance(f, EncryptedTextField)]
        if fields and not issubclass(model, TenantModel):
            raise CommandError(f"{model._meta.label} has encrypted fields but no tenant.")
        if fields:
            found.append((model, fields))
    return found


def reencrypt(model: type[Model], fields: list[str]) -> int:
    """Write every row's encrypted *fields* again, with the newest key."""
    manager: Any = model._default_manager
    done, last = 0, None
    while True:
        rows = manager.select_for_update().order_by("pk").only("pk", *fields)
        batch = list((rows.filter(pk__gt=last) if last else rows)[:BATCH])
        if not batch:
            return done
        manager.bulk_update(batch, fields)
        done, last = done + len(batch), batch[-1].pk
