"""The settings of the practice itself, for its owners; and its logo, for everyone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visavis.accounts.access import require
from visavis.accounts.identity import actor_from
from visavis.accounts.organization import (
    change_organization,
    logo_of,
    move_organization,
    remove_logo,
    set_logo,
)
from visavis.accounts.organization_forms import NO_PICTURE, LogoForm, MoveForm, OrganizationForm
from visavis.accounts.pages import staff_page
from visavis.accounts.subdomains import BadSubdomain, ReservedSubdomain, TakenSubdomain
from visavis.accounts.whereabouts import zones
from visavis.core.public import NotAPicture, require_organization, serve


def _page(request: HttpRequest, **forms: Any) -> HttpResponse:
    organization = require_organization()
    shown = {
        "nav": "settings",
        "setting": "organization",
        "form": OrganizationForm(organization=organization),
        "move": MoveForm(initial={"subdomain": organization.subdomain}),
        "logo": LogoForm(),
        "zones": zones(),
        "suffix": f".{settings.BASE_DOMAIN}",
    }
    return render(request, "accounts/organization.html", shown | forms)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def organization(request: HttpRequest) -> HttpResponse:
    """`/desk/settings/organization/`"""
    actor = actor_from(request)
    require(actor, "organization_settings")
    if request.method != "POST":
        return _page(request)
    form = OrganizationForm(request.POST, organization=require_organization())
    if not form.is_valid():
        return _page(request, form=form)
    change_organization(actor, details=form.cleaned_data)
    messages.success(request, _("Your settings are saved."))
    return redirect("organization:settings")


@require_safe
@staff_page
def regions(request: HttpRequest) -> HttpResponse:
    """`/desk/settings/organization/regions/?country=`: the field of the region, for a country."""
    require(actor_from(request), "organization_settings")
    country = request.GET.get("country", "")
    form = OrganizationForm(organization=require_organization(), country=country)
    return render(request, "accounts/_region.html", {"form": form})


@require_POST
@staff_page
def move(request: HttpRequest) -> HttpResponse:
    """`/desk/settings/organization/address/`: then the browser goes on to the new address.

    Not by a redirect: to another host, the page's own policy refuses one that follows a form.
    """
    actor = actor_from(request)
    require(actor, "organization_settings")
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            moved = move_organization(actor, subdomain=form.cleaned_data["subdomain"])
        except BadSubdomain as fault:
            form.add_error("subdomain", _why(fault))
        else:
            return _moved(request, moved.subdomain)
    return _page(request, move=form)


def _why(fault: BadSubdomain) -> str:
    if isinstance(fault, TakenSubdomain):
        return _("Another practice already answers at this address.")
    if isinstance(fault, ReservedSubdomain):
        return _("This address is kept for the platform. Please choose another one.")
    return _("Please use 3 to 40 letters without accents, digits or hyphens.")


def _moved(request: HttpRequest, subdomain: str) -> HttpResponse:
    env = settings.ENV
    port = "" if env.public_port in (80, 443) else f":{env.public_port}"
    host = f"{subdomain}.{settings.BASE_DOMAIN}{port}"
    address = f"{env.public_scheme}://{host}/desk/settings/organization/"
    answer = render(request, "accounts/moved.html", {"address": address, "host": host})
    answer["Refresh"] = f"4; url={address}"
    return answer


@require_POST
@staff_page
def logo(request: HttpRequest) -> HttpResponse:
    """`/desk/settings/organization/logo/`: another picture, or none."""
    actor = actor_from(request)
    require(actor, "organization_settings")
    if request.POST.get("remove"):
        remove_logo(actor)
        messages.success(request, _("The logo is removed."))
        return redirect("organization:settings")
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            set_logo(actor, picture=form.cleaned_data["logo"].file)
        except NotAPicture:
            form.add_error("logo", NO_PICTURE)
        else:
            messages.success(request, _("The logo is shown on your public pages."))
            return redirect("organization:settings")
    return _page(request, logo=form)


@require_safe
def shown_logo(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """`/logo/<id>/`: for anyone, and kept by browsers: another logo has another address."""
    return serve(logo_of(require_organization(), file_id), inline=True, private=False)
