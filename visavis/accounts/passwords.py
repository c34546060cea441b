"""Forgotten passwords: a link by mail, and an answer that never tells whether a login exists."""

from __future__ import annotations

from typing import Literal

from allauth.account.utils import url_str_to_user_pk, user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from visavis.accounts import mails
from visavis.accounts.attempts import key_of
from visavis.accounts.models import User
from visavis.core.public import record, require_organization, system, tenant_job

Fault = Literal["too_old", "used", "foreign"]
HOURS = settings.PASSWORD_RESET_TIMEOUT // 3_600
ONE_MAIL_IN = 120
"""Seconds within which one address gets one mail, however often it is asked for."""


def ask_reset(*, email: str) -> None:
    """Somebody has asked for a new password for *email*.

    Here nothing is looked up: the same one job is left for every address, and finds out.
    """
    address = email.strip().lower()
    send_reset.defer(email=address, language=(translation.get_language() or "")[:2])


@tenant_job()
def send_reset(email: str, language: str) -> None:
    """Mail the link for a new password, if there is such a login; else nobody hears of it."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None or not cache.add(f"reset:{key_of('account', email)}", 1, ONE_MAIL_IN):
        return
    user.language = user.language or language
    mails.reset_link(user, reset_path(user), HOURS)
    record("password.reset_asked", on=None, by=system(require_organization().pk))


def reset_path(user: User) -> str:
    """The address of the page where *user* chooses a new password; it works once."""
    key = default_token_generator.make_token(user)
    uid = user_pk_to_url_str(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})


def fault_of(uid: str, key: str) -> Fault:
    """Why a link does not work; a link that was never ours is « foreign »."""
    stamp, dash, _digest = key.partition("-")
    try:
        user = User.objects.filter(pk=url_str_to_user_pk(uid), is_active=True).first()
        made = int(stamp, 36)
    except (ValueError, ValidationError):
        return "foreign"
    now = default_token_generator._num_seconds(default_token_generator._now())
    if user is None or not dash or made > now:
        return "foreign"
    return "too_old" if now - made > settings.PASSWORD_RESET_TIMEOUT else "used"
