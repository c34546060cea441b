"""What surrounds every page: the tenant by its host name, the language, the refusals."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from visavis.accounts.public import (
    Organization,
    actor_from,
    organization_at,
    origin_of,
    other_places,
    platform_organization,
    rights_mark,
    successor,
)
from visavis.core.public import Denied, acting_for, current_organization
from visavis.core.ui.public import notes_for

Handler = Callable[[HttpRequest], HttpResponse]
SUPPORT = "support"
SAFE = ("GET", "HEAD")
PLATFORM_URLS = "visavis.config.urls_platform"
NEEDS_NOBODY = (settings.STATIC_URL, "/health/")  # answered without the database


def subdomain_of(host: str) -> str | None:
    """The part of *host* before the base domain; "" for the base domain; None for neither."""
    name = host.rsplit(":", 1)[0].lower().rstrip(".")
    if name in (settings.BASE_DOMAIN, "127.0.0.1"):
        return ""
    suffix = "." + settings.BASE_DOMAIN
    return name[: -len(suffix)] if name.endswith(suffix) else None


def platform_address() -> str:
    """The full address of the base domain: the way home from where no practice answers."""
    env = settings.ENV
    port = "" if env.public_port in (80, 443) else f":{env.public_port}"
    return f"{env.public_scheme}://{settings.BASE_DOMAIN}{port}/"


class TransferMiddleware(GZipMiddleware):
    """Pages go compressed; a stored file goes as it is, or not at all if the browser has it."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if not getattr(response, "as_it_is", False):
            return super().process_response(request, response)
        answer = get_conditional_response(request, etag=response["ETag"], response=response)
        if answer is not response:
            response.close()
        return answer


class LanguageMiddleware(LocaleMiddleware):
    """Cookie, then the browser's wish, then (in TenantMiddleware) the organization's language."""


def _has_wish(request: HttpRequest) -> bool:
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return True
    wished = request.headers.get("Accept-Language", "").lower()
    offered = tuple(code for code, _name in settings.LANGUAGES)
    return any(part.strip().startswith(offered) for part in wished.split(","))


class TenantMiddleware:
    """One request, one organization, its zone, one transaction; an error or refusal undoes it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        subdomain = subdomain_of(request.get_host())
        if subdomain == "" or request.path.startswith(settings.STATIC_URL):
            request.urlconf = PLATFORM_URLS
            if request.path.startswith(NEEDS_NOBODY):
                return self.get_response(request)
            return self._inside(request, platform_organization())
        organization = organization_at(subdomain) if subdomain else None
        if organization is None:
            moved = successor(subdomain) if subdomain and request.method in SAFE else None
            if moved is not None:
                return redirect(origin_of(moved) + request.get_full_path())
            home = {"home": platform_address()}
            return render(request, "no_such_practice.html", home, status=404)
        if not _has_wish(request):
            translation.activate(organization.language)
            request.LANGUAGE_CODE = organization.language
        return self._inside(request, organization)

    def _inside(self, request: HttpRequest, organization: Organization) -> HttpResponse:
        with acting_for(organization), timezone.override(organization.zone):
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(response, "undo", False):
                transaction.set_rollback(True)
            return response


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "") or request.path.endswith(".json")


def problem(status: int, title: str, **extra: Any) -> JsonResponse:
    """An RFC 9457 answer."""
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status, **extra},
        status=status,
        content_type="application/problem+json",
    )


class SuspensionMiddleware:
    """A suspended organization (A1.5) shows one polite page; its data stay where they are.

    503, not 404 or 410: the practice exists and may be back, so search engines and calendars keep
    its addresses. The operator's own support goes on, or nobody could look into what is wrong.
    """

    OPEN = ("/health/", "/i18n/", "/accounts/support/")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        organization = current_organization()
        if organization is None or organization.suspended_at is None:
            return self.get_response(request)
        if request.path.startswith(self.OPEN) or actor_from(request).via_way == SUPPORT:
            return self.get_response(request)
        if wants_json(request):
            response: HttpResponse = problem(503, _("This practice is closed for the moment."))
        else:
            shown = {"home": platform_address()}
            response = render(request, "suspended.html", shown, status=503)
        response._has_been_logged = True  # type: ignore[attr-defined]  # no fault of ours
        return response


class RefusalMiddleware:
    """``Denied`` anywhere below: undone, and answered like a thing that does not exist."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not isinstance(fault, Denied | Http404):
            return None
        if wants_json(request):
            response: HttpResponse = problem(404, _("There is nothing here."))
        else:
            response = render(request, "404.html", status=404)
        response.undo = True  # type: ignore[attr-defined]
        return response


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every template may use: the organization, the actor, the mode."""
    organization = current_organization()
    actor = actor_from(request) if organization is not None else None
    is_staff = actor is not None and actor.is_staff
    return {
        "organization": organization,
        "actor": actor,
        "rights_mark": rights_mark(actor) if actor is not None and is_staff else "",
        "banner_notes": notes_for(request, actor) if actor is not None else [],
        "frame": f"layouts/{'staff' if is_staff else 'public'}.html",
        "other_places": functools.partial(other_places, actor) if actor else (),
        "mode": settings.ENV.mode,
        "shows_outbox": settings.ENV.shows_outbox,
    }


def as_uuid(value: str) -> uuid.UUID:
    """*value* as a UUID; a thing that does not exist otherwise."""
    try:
        return uuid.UUID(value)
    except ValueError as fault:
        raise Denied("not an id") from fault
