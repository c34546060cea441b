"""Say that a topic changed: heard by every open page when, and only when, this commits."""

from __future__ import annotations

import functools
import json
import logging
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from visavis.core.tenancy import require_organization

log = logging.getLogger(__name__)

CHANNEL = "visavis_live"


def changed(*topics: str) -> None:
    """Tell the open pages of this organization that *topics* changed, on commit.

    PostgreSQL delivers NOTIFY when the transaction commits and drops it on rollback. With Redis
    (LIVE_URL) it is published right after the commit; if that fails the pages show it at their
    next request, and the fault is logged.
    """
    changed_at(require_organization().pk, *topics)


def changed_at(organization_id: UUID, *topics: str) -> None:
    """The same at another organization: a person's login is open at several (accounts/sessions)."""
    organization = str(organization_id)
    payloads = [json.dumps({"o": organization, "t": topic}) for topic in topics]
    if settings.ENV.live_url.startswith(("redis:", "rediss:")):
        transaction.on_commit(functools.partial(_publish, settings.ENV.live_url, payloads))
        return
    with connection.cursor() as cursor:
        for payload in payloads:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


@functools.lru_cache(maxsize=1)
def _redis(url: str) -> Any:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    once_more = Retry(NoBackoff(), 1)
    return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, retry=once_more)


def _publish(url: str, payloads: list[str]) -> None:
    from redis.exceptions import RedisError

    try:
        for payload in payloads:
            _redis(url).publish(CHANNEL, payload)
    except (RedisError, OSError) as fault:
        log.error("a change could not be published: %s", fault)
