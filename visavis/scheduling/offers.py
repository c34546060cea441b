"""What a practitioner offers online with the rules that bound it: one query, for the free times
that other programs ask for often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from visavis.accounts.public import Practitioner, public_practitioners
from visavis.core.public import require_organization
from visavis.scheduling.models import BookingRules

USUAL = BookingRules()


@dataclass(frozen=True)
class Offer:
    """A type of visit that anybody may book online with one practitioner."""

    practitioner_id: UUID
    type_id: UUID
    minutes: int
    gap_minutes: int
    horizon_days: int
    earliest_notice_minutes: int

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def step(self) -> timedelta:
        """From one start of the grid to the next."""
        return timedelta(minutes=self.minutes + self.gap_minutes)


_TYPE = "type_offers__type__"
_RULES = "booking_rules__"
_SLUG = "slug-of-the-practitioner"


def _query(slug: str) -> QuerySet[Practitioner, tuple[Any, ...]]:
    return (
        public_practitioners()
        .filter(slug=slug, type_offers__type__active=True, type_offers__type__online="all")
        .order_by(f"{_TYPE}position", f"{_TYPE}id")
        .values_list(
            "id",
            f"{_TYPE}id",
            f"{_TYPE}minutes",
            f"{_TYPE}gap_minutes",
            f"{_RULES}horizon_days",
            f"{_RULES}earliest_notice_minutes",
        )
    )


@cache
def _compiled() -> tuple[str, Callable[[UUID, str], list[Any]]]:
    """The query as SQL, and how to fill it for an organization and a slug.

    Django compiles a query anew each time, which takes longer than the database's answer.
    """
    first = require_organization().pk
    sql, values = _query(_SLUG).query.sql_with_params()

    def fill(organization_id: UUID, slug: str) -> list[Any]:
        known = {first: organization_id, _SLUG: slug}
        return [known.get(value, value) for value in values]

    return sql, fill


def offers_of(slug: str) -> list[Offer]:
    """What visitors may book with the practitioner at this address, in the order they set; empty
    when there is nothing, or nobody."""
    sql, fill = _compiled()
    with connection.cursor() as cursor:
        cursor.execute(sql, fill(require_organization().pk, slug))
        return [
            Offer(who, kind, minutes, gap, *_rules(horizon, notice))
            for who, kind, minutes, gap, horizon, notice in cursor.fetchall()
        ]


def _rules(horizon: int | None, notice: int | None) -> tuple[int, int]:
    """The rules set, or the usual ones where none are."""
    if horizon is None or notice is None:
        return USUAL.horizon_days, USUAL.earliest_notice_minutes
    return horizon, notice
