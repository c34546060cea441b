"""How people sign in to this practice: `/desk/settings/sign-in/`, for owners."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from visavis.accounts.access import require
from visavis.accounts.identity import actor_from
from visavis.accounts.models import Organization
from visavis.accounts.pages import staff_page
from visavis.accounts.profile_forms import SigningInForm
from visavis.accounts.rules import change_signing_in, without_second_factor
from visavis.core.public import require_organization


@staff_page
def signing_in(request: HttpRequest) -> HttpResponse:
    """The page and its form."""
    actor = actor_from(request)
    require(actor, "organization_settings")
    organization = Organization.objects.get(pk=require_organization().pk)
    form = SigningInForm(request.POST or None, instance=organization)
    if request.method == "POST" and form.is_valid():
        change_signing_in(actor, **form.cleaned_data)
        messages.success(request, _("Saved. It holds at once."))
        return redirect("signing_in")
    facts = {"nav": "settings", "setting": "signing_in", "form": form}
    facts["without"] = without_second_factor(actor)
    return render(request, "me/signing_in.html", facts)
