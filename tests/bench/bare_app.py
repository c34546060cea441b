"""Bare endpoints to compare with: an empty one, and one that runs the slots query and no more.

Served by uvicorn alone. VISAVIS_DATA and BENCH_SLUG say for whom; the query and its parameters
are the product's own.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import django
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "visavis.config.settings")
django.setup()

from django.conf import settings  # noqa: E402

from visavis.accounts.public import Organization, Practitioner  # noqa: E402
from visavis.core.public import acting_for, now  # noqa: E402
from visavis.scheduling import slots  # noqa: E402


def _question() -> tuple[str, dict[str, Any]]:
    organization = Organization.objects.get(subdomain="bench")
    with acting_for(organization):
        practitioner = Practitioner.objects.get(slug=os.environ["BENCH_SLUG"])
        kind = slots.online_types(practitioner)[0]
        window = (now(), now() + timedelta(days=28))
        values = slots._parameters(practitioner.pk, kind, window, now(), None)
    return str(organization.pk), values


ORGANIZATION, VALUES = _question()
pool: AsyncConnectionPool


async def _prepare(connection: Any) -> None:
    await connection.set_autocommit(True)
    await connection.execute("SELECT set_config('visavis.tenant', %s, false)", [ORGANIZATION])


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[None]:
    global pool
    async with AsyncConnectionPool(
        settings.ENV.database_url,
        min_size=8,
        max_size=8,
        kwargs={"prepare_threshold": 0},
        configure=_prepare,
        open=False,
    ) as pool:
        yield


async def empty(_request: Request) -> Response:
    return JSONResponse([])


async def bare_slots(_request: Request) -> Response:
    async with pool.connection() as connection:
        cursor = await connection.execute(slots._TEXT, VALUES)
        row = await cursor.fetchone()
    return Response(row[0] if row else "[]", media_type="application/json")


app = Starlette(routes=[Route("/empty", empty), Route("/slots", bare_slots)], lifespan=lifespan)
