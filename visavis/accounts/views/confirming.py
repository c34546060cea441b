"""Pages that ask to confirm first that it is still the same person at the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse

View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """*view*, after the password, a code or a passkey was given within the last ten minutes."""
    asks: Any = reauthentication_required(app="allauth.account")
    return cast(View, asks(view))
