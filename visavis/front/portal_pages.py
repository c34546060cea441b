"""The patient's own space: who may open its pages, and what must be agreed to first (A8.2)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from visavis.accounts.public import actor_from
from visavis.core.public import Actor
from visavis.patients.public import LegalText, Patient, missing_consents, own_files

View = Callable[..., HttpResponse]


def first_missing(actor: Actor) -> tuple[Patient, list[LegalText]] | None:
    """The first of *actor*'s own files for which something must be agreed to, and what."""
    for patient in own_files(actor)[:20]:
        texts = missing_consents(patient)
        if texts:
            return patient, texts
    return None


def patient_page(view: View) -> View:
    """A page of one's own: by login or by a personal link. A visitor is asked to sign in."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if actor_from(request).kind == "visitor":
            if request.headers.get("HX-Request"):
                return HttpResponse(headers={"HX-Refresh": "true"})
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def agreed_page(view: View) -> View:
    """A page of one's own that opens once the texts in force are agreed to.

    The visits themselves (``/visit/…``) are never behind it: care does not wait for a legal page.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if first_missing(actor_from(request)) is not None:
            if request.headers.get("HX-Request"):
                return HttpResponse(headers={"HX-Refresh": "true"})
            return redirect("front:portal_terms")
        return view(request, *args, **kwargs)

    return patient_page(guarded)
