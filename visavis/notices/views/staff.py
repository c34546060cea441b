"""`/outbox/`: the built-in outbox of demos and development; in production there is no such page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visavis.accounts.public import actor_from
from visavis.core.public import Denied
from visavis.notices import outbox_page
from visavis.notices.audited import notices_seen
from visavis.notices.channels.smtp import CALENDAR_FILE
from visavis.notices.models import Notice


def _found(notice_id: UUID) -> Notice:
    notice = Notice.objects.select_related("encounter").filter(pk=notice_id).first()
    if notice is None:
        raise Denied("no such notice")
    return notice


def _require_outbox() -> None:
    if not settings.ENV.shows_outbox:
        raise Denied("no outbox in production")


def _list(request: HttpRequest) -> dict[str, Any]:
    planned = request.GET.get("show") == "planned"
    page = outbox_page.page_of(request.GET.get("page"), planned=planned)
    notices_seen(actor_from(request), page)
    lines = [outbox_page.line_of(notice) for notice in page]
    return {"page": page, "lines": lines, "planned": planned}


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The list: newest first, or those still to come."""
    _require_outbox()
    template = "notices/_outbox_list.html" if "fragment" in request.GET else "notices/outbox.html"
    return render(request, template, _list(request))


@require_safe
def message(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One mail or short message as its receiver sees it, beside the list."""
    _require_outbox()
    found = _found(notice_id)
    notices_seen(actor_from(request), [found])
    opened = outbox_page.opened(found)
    return render(request, "notices/outbox.html", {"opened": opened, **_list(request)})


@require_safe
def invitation(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The calendar event a mail carries, as a file."""
    _require_outbox()
    found = _found(notice_id)
    notices_seen(actor_from(request), [found])
    text = outbox_page.opened(found).written.calendar
    if not text:
        raise Denied("this notice carries no event")
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{CALENDAR_FILE}"'},
    )
