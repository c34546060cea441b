"""Choosing a new password by the link from a mail."""

from __future__ import annotations

from typing import Any

from allauth.account.views import PasswordResetFromKeyView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from visavis.accounts.known_devices import remember_device
from visavis.accounts.passwords import ask_reset, fault_of


class FromKey(PasswordResetFromKeyView):  # type: ignore[misc]
    """allauth's, saying why a link does not work; who has the mailbox is known to this browser."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        if found.get("token_fail"):
            found["fault"] = fault_of(str(self.kwargs["uidb36"]), str(self.key))
        return found

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        remember_device(self.request, response, self.reset_user.email)
        return response


from_key = FromKey.as_view()


@login_required
def set_by_mail(request: HttpRequest) -> HttpResponse:
    """Whoever has no password yet gets the link by mail, like one who has forgotten it."""
    if request.method == "POST":
        ask_reset(email=request.user.email)  # type: ignore[union-attr]
    return redirect("account_reset_password_done" if request.method == "POST" else "mfa_index")
