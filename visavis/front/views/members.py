"""`/desk/settings/members/`: who works here, and inviting others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visavis.accounts.public import (
    NotInvited,
    actor_from,
    former_members,
    invitations,
    last_sign_ins,
    members,
    require,
    revoke_invitation,
    seats_left,
    set_invitation_hours,
    staff_page,
    with_second_factor,
)
from visavis.core.public import Actor, now, require_organization
from visavis.front import inviting
from visavis.front.member_forms import HoursForm, InviteForm

HERE = {"nav": "settings", "setting": "members"}


def why_not(fault: NotInvited) -> str:
    """The sentence for a refused invitation."""
    return {
        "member": _("Somebody with this address is a member already."),
        "invited": _("This address is invited already: send that invitation again instead."),
        "limit": _("Your plan allows no more members. End a membership or an invitation first."),
        "state": _("This invitation was accepted or revoked in the meantime."),
        "other_login": _("This invitation is for another address."),
        "slow": _("That were many invitations at once. Please go on in an hour."),
    }[fault.why]


def _slowly(request: HttpRequest) -> None:
    """Mails to addresses that somebody types leave slowly.

    Raises:
        NotInvited: too many in an hour.
    """
    if not ratelimit.consume(request, action="invite"):
        raise NotInvited("slow")


@staff_page
@require_safe
@never_cache
def list_members(request: HttpRequest) -> HttpResponse:
    """Those who work here, those invited, and those who have left."""
    actor = actor_from(request)
    require(actor, "members")
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    fragment = request.htmx  # type: ignore[attr-defined]
    template = "front/members/_list.html" if fragment else "front/members/list.html"
    return render(request, template, HERE | _listed(actor, words))


def _listed(actor: Actor, words: str) -> dict[str, Any]:
    rows = list(
        _found(members(actor), words).prefetch_related(
            "departments__department", "serves__practitioner"
        )
    )
    strong, seen = with_second_factor(rows), last_sign_ins(rows)
    for row in rows:
        row.strong = row.user_id in strong
        row.serves_now = [one.practitioner.name for one in row.serves.all() if not one.ended_at]
        row.seen_at = seen.get(row.user_id)
    return {
        "rows": rows,
        "former": list(_found(former_members(actor), words)),
        "invited": list(invitations(actor)),
        "words": words,
        "now": now(),
        "seats": seats_left(),
        "hours": HoursForm(initial={"hours": require_organization().invitation_hours}),
    }


def _found(rows: Any, words: str) -> Any:
    for word in words.split()[:6]:
        rows = rows.filter(
            Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
            | Q(user__email__icontains=word)
        )
    return rows


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """The form of an invitation; sent, it leaves by mail."""
    actor = actor_from(request)
    require(actor, "rights_settings")
    form = InviteForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            _slowly(request)
            made = inviting.invite(actor, place=form.place)
        except NotInvited as fault:
            beside = "email" if fault.why in ("member", "invited") else None
            form.add_error(beside, why_not(fault))
        else:
            messages.success(
                request, _("The invitation is on its way to %(email)s.") % {"email": made.email}
            )
            return redirect("front:members")
    status = 422 if form.errors else 200
    context = HERE | {"form": form, "seats": seats_left()}
    return render(request, "front/members/invite.html", context, status=status)


@staff_page
@require_POST
def invite_again(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """A new link; the old one is dead."""
    try:
        _slowly(request)
        found = inviting.invite_again(actor_from(request), invitation_id=invitation_id)
    except NotInvited as fault:
        messages.warning(request, why_not(fault))
    else:
        text = _("A new link is on its way to %(email)s; the one before no longer works.")
        messages.success(request, text % {"email": found.email})
    return redirect("front:members")


@staff_page
@require_POST
def revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The link opens nothing any more."""
    try:
        found = revoke_invitation(actor_from(request), invitation_id=invitation_id)
    except NotInvited as fault:
        messages.warning(request, why_not(fault))
    else:
        text = _("The invitation of %(email)s is revoked: its link no longer works.")
        messages.success(request, text % {"email": found.email})
    return redirect("front:members")


@staff_page
@require_POST
def set_hours(request: HttpRequest) -> HttpResponse:
    """For how long the links of coming invitations work."""
    actor = actor_from(request)
    require(actor, "rights_settings")
    form = HoursForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["hours"])))
        return redirect("front:members")
    set_invitation_hours(actor, hours=form.cleaned_data["hours"])
    messages.success(request, _("Saved: it holds for the invitations sent from now on."))
    return redirect("front:members")
