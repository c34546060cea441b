"""One's own profile: name, phone, photo, language, appearance, address (A5.3)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from visavis.accounts import profile
from visavis.accounts.identity import actor_from
from visavis.accounts.models import User
from visavis.accounts.profile_forms import AddressForm, ProfileForm
from visavis.accounts.signin import with_choices
from visavis.accounts.views.confirming import confirmed
from visavis.core.public import Denied, serve


@login_required
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """`/me/`: who I am here."""
    actor = actor_from(request)
    user = User.objects.get(pk=request.user.pk)  # type: ignore[misc]
    form = ProfileForm(
        request.POST or None, request.FILES or None, instance=user, membership=actor.is_staff
    )
    if request.method == "POST" and form.is_valid():
        profile.change(actor, user=user, **form.facts())
        return with_choices(redirect("me_profile"), User.objects.get(pk=user.pk))
    facts = {"mine": "profile", "form": form, **profile.shown(actor)}
    return render(request, "me/profile.html", facts)


@login_required
def photo(request: HttpRequest) -> HttpResponse:
    """One's own photo here."""
    member = profile.shown(actor_from(request))["membership"]
    if member is None or member.photo is None:
        raise Denied("no photo")
    return serve(member.photo, inline=True)


@login_required
@never_cache
@confirmed
def address(request: HttpRequest) -> HttpResponse:
    """Sign in with another mail address: a link goes to the new one."""
    actor = actor_from(request)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        profile.ask_address(actor, address=form.cleaned_data["email"])
        return render(request, "me/address_sent.html", {"mine": "profile", "form": form})
    return render(request, "me/address.html", {"mine": "profile", "form": form})


@never_cache
def confirm_address(request: HttpRequest, letter: str) -> HttpResponse:
    """The link from the mail: a button that takes the new address."""
    try:
        found = profile.read_address(letter)
        if request.method == "POST":
            profile.take_address(found)
            messages.success(request, _("From now on you sign in with your new address."))
            return redirect("me_profile")
    except profile.AddressRefused as refusal:
        return render(request, "me/address_over.html", {"refusal": refusal}, status=410)
    return render(request, "me/address_confirm.html", {"found": found})
