"""`/operator/`: the area of those who run the platform (A1.5, A8.1)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visavis.accounts import operators, support
from visavis.accounts.founding import AddressTaken
from visavis.accounts.founding_form import NOT_FREE
from visavis.accounts.models import Organization, Qualification, User
from visavis.accounts.operating_forms import OrganizationForm, ReasonForm
from visavis.accounts.places import origin_of
from visavis.accounts.platform import practices
from visavis.accounts.signin import shown_second_factor
from visavis.core.public import Denied, above_tenants, serve

PER_PAGE = 50
View = Callable[..., HttpResponseBase]


def operator_page(view: View) -> View:
    """For operators with a second factor, under the platform's own database role."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            if request.method in ("GET", "HEAD"):
                return redirect_to_login(request.get_full_path())
            raise Denied("nobody")
        if not operators.is_operator(user):
            raise Denied("no operator")
        if not operators.has_second_factor(user) or not shown_second_factor(request):
            return redirect("operator_second_factor")
        actor = operators.operator_actor(user)
        with above_tenants():
            return view(request, actor, *args, **kwargs)

    return guarded


@require_safe
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """What is missing before the area opens."""
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(request.get_full_path())
    if not operators.is_operator(user):
        raise Denied("no operator")
    if operators.has_second_factor(user):
        if shown_second_factor(request):
            return redirect("operator")
        ways = {"app": operators.has_app(user), "there": True, "next": reverse("operator")}
        return render(request, "accounts/operator/second_factor.html", ways)
    return render(request, "accounts/operator/second_factor.html")


def _page(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    return render(request, f"accounts/operator/{name}.html", context, status=status)


@never_cache
@require_safe
@operator_page
def organizations(request: HttpRequest, actor: Any) -> HttpResponse:
    """Every organization: name, address, state, members, created, last activity."""
    words = request.GET.get("q", "").replace("\x00", "")[:80]
    found = practices().order_by("name", "pk")
    if words:
        found = found.filter(name__icontains=words) | found.filter(subdomain__icontains=words)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "at": "organizations",
        "page": page,
        "lines": operators.lines(list(page)),
        "q": words,
        "waiting": len(operators.queue()),
    }
    return _page(request, "organizations", context)


def _organization(key: UUID) -> Organization:
    found = practices().filter(pk=key).first()
    if found is None:
        raise Denied("no such organization")
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@operator_page
def new_organization(request: HttpRequest, actor: Any) -> HttpResponse:
    """Make one; its owner is told by mail."""
    form = OrganizationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = operators.create_organization(actor, **form.cleaned_data)
        except AddressTaken:
            form.add_error("subdomain", NOT_FREE)
        else:
            messages.success(request, _("The organization is made and its owner is told by mail."))
            return redirect("operator_organization", made.pk)
    return _page(request, "new", {"at": "new", "form": form}, 422 if form.errors else 200)


@never_cache
@require_safe
@operator_page
def organization(request: HttpRequest, actor: Any, organization_id: UUID) -> HttpResponse:
    """One of them."""
    return _show_organization(request, _organization(organization_id), ReasonForm())


def _show_organization(
    request: HttpRequest, found: Organization, form: ReasonForm, status: int = 200
) -> HttpResponse:
    (line,) = operators.lines([found])
    context = {
        "at": "organizations",
        "line": line,
        "practice": found,
        "owners": operators.owners_of(found),
        "form": form,
        "access": support.access_at(found),
        "members": support.members_at(found),
    }
    return _page(request, "organization", context, status)


@require_POST
@operator_page
def enter(request: HttpRequest, actor: Any, organization_id: UUID) -> HttpResponse:
    """Over to the practice, as one of its members, while support is open there."""
    found = _organization(organization_id)
    try:
        member = UUID(request.POST.get("membership", ""))
    except ValueError as fault:
        raise Denied("no member") from fault
    token = support.support_token(actor, organization=found, membership_id=member)
    return redirect(f"{origin_of(found.subdomain)}/accounts/support/{token}/")


@require_POST
@operator_page
def suspend(request: HttpRequest, actor: Any, organization_id: UUID) -> HttpResponse:
    """Close its pages, with a reason."""
    found, form = _organization(organization_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _show_organization(request, found, form, 422)
    operators.suspend(actor, organization=found, reason=form.cleaned_data["reason"])
    messages.success(request, _("The organization is suspended. Nothing was deleted."))
    return redirect("operator_organization", found.pk)


@require_POST
@operator_page
def resume(request: HttpRequest, actor: Any, organization_id: UUID) -> HttpResponse:
    """Open its pages again."""
    found = _organization(organization_id)
    operators.resume(actor, organization=found)
    messages.success(request, _("The organization is open again."))
    return redirect("operator_organization", found.pk)


@never_cache
@require_safe
@operator_page
def professionals(request: HttpRequest, actor: Any) -> HttpResponse:
    """Who waits to be checked."""
    states = [key for key, _label in Qualification.STATES]
    state = request.GET.get("state", "")
    state = state if state in states else "submitted"
    context = {
        "at": "professionals",
        "rows": operators.queue(state),
        "state": state,
        "states": Qualification.STATES,
    }
    return _page(request, "professionals", context)


@never_cache
@require_safe
@operator_page
def professional(request: HttpRequest, actor: Any, qualification_id: UUID) -> HttpResponse:
    """One statement with its proof."""
    row = operators.qualification_at(qualification_id)
    return _show_professional(request, row, ReasonForm())


def _show_professional(
    request: HttpRequest, row: Qualification, form: ReasonForm, status: int = 200
) -> HttpResponse:
    proof = operators.proof_of(row) if row.proof_id else None
    context = {"at": "professionals", "row": row, "form": form, "proof": proof}
    return _page(request, "professional", context, status)


@never_cache
@require_safe
@operator_page
def proof(request: HttpRequest, actor: Any, qualification_id: UUID) -> HttpResponseBase:
    """The file itself."""
    row = operators.qualification_at(qualification_id)
    return serve(operators.proof_of(row), inline=True)


@require_POST
@operator_page
def decide(request: HttpRequest, actor: Any, qualification_id: UUID) -> HttpResponse:
    """Approve, or refuse with a reason."""
    if request.POST.get("decision") == "approve":
        operators.approve(actor, qualification_id=qualification_id)
        messages.success(request, _("Approved. The professional is told by mail."))
        return redirect("operator_professionals")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show_professional(request, operators.qualification_at(qualification_id), form, 422)
    operators.refuse(actor, qualification_id=qualification_id, reason=form.cleaned_data["reason"])
    messages.success(request, _("Refused. The professional is told by mail, with the reason."))
    return redirect("operator_professionals")
