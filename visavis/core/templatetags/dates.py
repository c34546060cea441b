"""Filters that write dates and times as people do: ``{{ visit.start|day }}``."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from visavis.core.ui import dates

register = template.Library()


@register.filter
def day(moment: date | None) -> str:
    """« lundi 23 novembre », in the practice's zone; nothing for nothing."""
    return dates.day(moment) if moment else ""


@register.filter
def near_day(moment: date | None) -> str:
    """« aujourd’hui », « demain », else « lundi 23 novembre »"""
    return dates.near_day(moment) if moment else ""


@register.filter
def short_day(moment: date | None) -> str:
    """« lun. 23 nov. »"""
    return dates.short_day(moment) if moment else ""


@register.filter
def full_date(moment: date | None) -> str:
    """« 23 novembre 2026 »"""
    return dates.full_date(moment) if moment else ""


@register.filter
def clock(moment: datetime | None) -> str:
    """« 14:30 »"""
    return dates.clock(moment) if moment else ""
