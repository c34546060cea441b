"""Django's migrate, then the second wall and the shared cache table."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection, transaction

from visavis.core import walls


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options.get("plan") or options.get("check_unapplied"):
            return
        call_command("createcachetable", verbosity=0)
        if "core_auditevent" in connection.introspection.table_names():
            with transaction.atomic():
                walls.build()
