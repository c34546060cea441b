"""`/desk/settings/api-keys/`: keys for programs, made and revoked by owners (A9.2)."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from visavis.accounts.access import may, require
from visavis.accounts.api_keys import DAYS, SCOPES, keys_of, make_key, revoke_key
from visavis.accounts.identity import actor_from
from visavis.accounts.pages import staff_page
from visavis.core.public import now
from visavis.core.ui.public import Item, declare

_LASTS = [
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("One year")),
    ("0", gettext_lazy("Until it is revoked")),
]


class KeyForm(forms.Form):
    """Name, scopes and how long the key lasts."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Which program it is for, to know it again."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(
        label=gettext_lazy("How long it lasts"),
        choices=_LASTS,
        initial=str(DAYS[1]),
        help_text=gettext_lazy(
            "A key without an end stays dangerous when it is lost: prefer a term."
        ),
    )


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def api_keys(request: HttpRequest) -> HttpResponse:
    """The keys, and a new one; its secret is on the answer to the form and nowhere else."""
    actor = actor_from(request)
    require(actor, "organization_settings")
    form = KeyForm(request.POST or None) if request.method == "POST" else KeyForm()
    made, secret = None, ""
    if request.method == "POST":
        form = KeyForm(request.POST)
        if form.is_valid():
            told = form.cleaned_data
            days = int(told["days"]) or None
            made, secret = make_key(actor, name=told["name"], scopes=told["scopes"], days=days)
            form = KeyForm()
    context = {
        "nav": "settings",
        "setting": "api-keys",
        "form": form,
        "made": made,
        "secret": secret,
        "keys": keys_of(actor),
        "scopes": SCOPES,
        "now": now(),
    }
    faulty = request.method == "POST" and made is None
    return render(request, "accounts/api_keys.html", context, status=422 if faulty else 200)


@staff_page
@require_POST
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Revoke one key."""
    revoke_key(actor_from(request), key_id=key_id)
    messages.success(request, _("The key is revoked: it opens nothing any more."))
    return redirect("api_keys")


def declare_page() -> None:
    """The page's entry in the practice's settings."""
    declare(
        Item(
            "api-keys",
            gettext_lazy("API keys"),
            "key",
            "api_keys",
            85,
            section="settings",
            about=gettext_lazy("Access for other programs to your practice’s data."),
            shown=lambda actor: may(actor, "organization_settings"),
        )
    )
