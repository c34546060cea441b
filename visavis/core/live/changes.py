"""Say that a topic changed: heard by every open page when, and only when, this commits."""

from __future__ import annotations

import json

from django.db import connection

from visavis.core.tenancy import require_organization

CHANNEL = "visavis_live"


def changed(*topics: str) -> None:
    """Tell the open pages of this organization that *topics* changed, on commit.

    PostgreSQL delivers NOTIFY when the transaction commits and drops it on rollback.
    """
    organization = require_organization()
    with connection.cursor() as cursor:
        for topic in topics:
            payload = json.dumps({"o": str(organization.pk), "t": topic})
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
