"""A member's page: roles, departments, profile, who serves whom, leaving, seeing as they do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visavis.accounts.public import (
    AddressTaken,
    LastOwner,
    Membership,
    Practitioner,
    actor_from,
    end_membership,
    givable_departments,
    last_sign_ins,
    link_secretary,
    may_change,
    member,
    reset_second_factor,
    secretaries,
    served_by,
    serving,
    set_departments,
    set_member_profile,
    set_photo,
    set_roles,
    staff_page,
    start_preview,
    unlink_secretary,
    with_second_factor,
)
from visavis.core.public import WEBP, Actor, Denied, remove, serve, store
from visavis.front.leaving import ahead_of
from visavis.front.member_forms import (
    KeysForm,
    PhotoForm,
    ProfileForm,
    RolesForm,
    practitioner_choices,
    profile_initial,
)
from visavis.front.views.members import HERE

Forms = dict[str, Any]
LAST_OWNER = gettext_lazy("The practice keeps at least one owner: make somebody else owner first.")


def forms_of(
    actor: Actor, found: Membership, posted: Any = None, part: str = "", files: Any = None
) -> Forms:
    """The forms of a member's page; the *part* that was sent holds what was typed."""

    def given(name: str) -> Any:
        return posted if name == part else None

    made: Forms = {"roles": RolesForm(given("roles"), actor=actor, initial={"roles": found.roles})}
    made["photo"] = PhotoForm(given("photo"), files if part == "photo" else None)
    departments = [(str(one.pk), one.name) for one in givable_departments(actor)]
    present = [str(pk) for pk in found.departments.values_list("department_id", flat=True)]
    made["departments"] = KeysForm(
        given("departments"),
        label=_("Departments"),
        choices=departments,
        initial={"chosen": present},
    )
    if "practitioner" in found.roles:
        made["profile"] = ProfileForm(given("profile"), initial=profile_initial(found))
    profile = Practitioner.objects.filter(membership=found).first()
    if "practitioner" in found.roles and profile is not None:
        made["secretaries"] = secretaries_form(actor, profile, given("secretaries"))
    if "secretary" in found.roles:
        made["serves"] = KeysForm(
            given("serves"),
            label=_("Serves, as a secretary"),
            choices=practitioner_choices(),
            initial={"chosen": [str(one.pk) for one in served_by(found)]},
        )
    return made


def secretaries_form(actor: Actor, profile: Practitioner, posted: Any = None) -> KeysForm:
    """Who serves this practitioner, among those who may."""
    now_serving = serving(profile)
    everybody = {one.pk: one.user.name for one in [*secretaries(actor), *now_serving]}
    return KeysForm(
        posted,
        label=_("Served by"),
        choices=[(str(pk), name) for pk, name in everybody.items()],
        initial={"chosen": [str(one.pk) for one in now_serving]},
    )


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def show(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """The page; each of its forms comes back here with its `part`."""
    actor = actor_from(request)
    found = member(actor, membership_id)
    if request.method != "POST":
        return _page(request, found, forms_of(actor, found))
    part = request.POST.get("part", "")
    made = forms_of(actor, found, request.POST, part, request.FILES)
    if part not in made or not may_change(actor, found):
        raise Denied("no such part of this member")
    if part == "photo" and "remove" in request.POST:
        _save_photo(actor, found, None)
        return redirect("front:member", found.pk)
    form = made[part]
    if form.is_valid() and _done(actor, found, form, PARTS[part]):
        messages.success(request, _("Saved; it holds from now on."))
        return redirect("front:member", found.pk)
    return _page(request, found, made, status=422)


def _done(
    actor: Actor, found: Membership, form: Any, save: Callable[[Actor, Membership, Any], None]
) -> bool:
    try:
        save(actor, found, form)
    except LastOwner:
        form.add_error("roles", LAST_OWNER)
    except AddressTaken:
        form.add_error("slug", _("Another practitioner has this address already."))
    return not form.errors


def _save_roles(actor: Actor, found: Membership, form: RolesForm) -> None:
    set_roles(actor, membership=found, roles=form.cleaned_data["roles"])


def _save_departments(actor: Actor, found: Membership, form: KeysForm) -> None:
    set_departments(actor, membership=found, departments=form.keys)


def _save_profile(actor: Actor, found: Membership, form: ProfileForm) -> None:
    set_member_profile(actor, membership=found, profile=form.profile)


def _save_photo(actor: Actor, found: Membership, form: PhotoForm | None) -> None:
    before, photo = found.photo, None
    if form is not None:
        photo = store(actor, form.cleaned_data["photo"], name="photo.webp", content_type=WEBP)
    set_photo(actor, membership=found, photo=photo)
    if before is not None:
        remove(actor, before)


def _save_serves(actor: Actor, found: Membership, form: KeysForm) -> None:
    before = {one.pk for one in served_by(found)}
    offered = {one.pk: one for one in Practitioner.objects.filter(pk__in=before | set(form.keys))}
    for pk, practitioner in offered.items():
        if (pk in before) != (pk in form.keys):
            link = link_secretary if pk in form.keys else unlink_secretary
            link(actor, secretary=found, practitioner=practitioner)


def _save_secretaries(actor: Actor, found: Membership, form: KeysForm) -> None:
    save_secretaries(actor, Practitioner.objects.get(membership=found), form.keys)


def save_secretaries(actor: Actor, profile: Practitioner, chosen: Iterable[UUID]) -> None:
    """Let these serve *profile*, and nobody else."""
    wanted, before = set(chosen), {one.pk for one in serving(profile)}
    for one in Membership.objects.filter(pk__in=wanted ^ before):
        link = link_secretary if one.pk in wanted else unlink_secretary
        link(actor, secretary=one, practitioner=profile)


PARTS: dict[str, Callable[[Actor, Membership, Any], None]] = {
    "roles": _save_roles,
    "departments": _save_departments,
    "profile": _save_profile,
    "photo": _save_photo,
    "serves": _save_serves,
    "secretaries": _save_secretaries,
}


def _page(request: HttpRequest, found: Membership, made: Forms, status: int = 200) -> HttpResponse:
    actor = actor_from(request)
    context = HERE | {
        "member": found,
        "forms": made,
        "may_change": may_change(actor, found),
        "may_preview": actor.has("owner")
        and found.ended_at is None
        and found.pk != actor.membership_id,
        "strong": bool(with_second_factor([found])),
        "seen_at": last_sign_ins([found]).get(found.user_id),
        "departments": found.departments.select_related("department"),
        "serves": served_by(found),
    }
    return render(request, "front/members/member.html", context, status=status)


class EndForm(forms.Form):
    """To be ticked where patients have appointments still to come."""

    known = forms.BooleanField(
        label=gettext_lazy(
            "I know that these appointments stay booked until they are moved or cancelled"
        ),
        error_messages={
            "required": gettext_lazy(
                "Please tick that you know: patients are waiting for these appointments."
            )
        },
    )


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def end(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """What ending means, what is still to be done, and the button."""
    actor = actor_from(request)
    found = member(actor, membership_id)
    if not may_change(actor, found):
        raise Denied("may not end this membership")
    ahead = ahead_of(found)
    form = EndForm(request.POST if request.method == "POST" else None)
    if not ahead.count:
        del form.fields["known"]
    if request.method == "POST" and form.is_valid():
        try:
            end_membership(actor, membership=found)
        except LastOwner:
            form.add_error(None, LAST_OWNER)
        else:
            messages.success(
                request, _("%(name)s has left the practice.") % {"name": found.user.name}
            )
            return redirect("front:members")
    context = HERE | {"member": found, "ahead": ahead, "form": form}
    status = 422 if form.errors else 200
    return render(request, "front/members/end.html", context, status=status)


@staff_page
@require_safe
def photo(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """A member's face, for those who see their page."""
    found = member(actor_from(request), membership_id)
    if found.photo is None:
        raise Denied("no photo")
    return serve(found.photo, inline=True, keep=300)


@staff_page
@require_POST
def preview(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """See the practice as this member does, from here on, for half an hour."""
    start_preview(actor_from(request), request.session, membership_id=membership_id)
    return redirect("front:desk")


@staff_page
@require_POST
def reset_factor(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """For a member who has lost theirs; they are told by mail."""
    actor = actor_from(request)
    found = member(actor, membership_id)
    if reset_second_factor(actor, membership=found):
        messages.success(request, _("The second factor is taken away; a mail tells them."))
    return redirect("front:member", found.pk)
