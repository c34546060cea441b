"""Where browsers find STUN and TURN, with TURN credentials that end by themselves.

coturn's "TURN REST" scheme (``use-auth-secret``): the user is ``<unix expiry>:<id>``, the password
base64(HMAC-SHA1(shared secret, user)).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from django.conf import settings

from visavis.core.public import now

LASTS = timedelta(hours=4)


def ice_settings(who: str, *, lasts: timedelta = LASTS, relay: bool = True) -> dict[str, Any]:
    """ICE servers and policy as the browser takes them (rtc/protocol.ts: IceSettings).

    *who* is what the TURN server sees as the user: an id that says nothing about the person.
    Without *relay* no TURN credential is given out (pages open to everybody).
    """
    env = settings.ENV
    servers: list[dict[str, Any]] = []
    if env.stun_urls:
        servers.append({"urls": list(env.stun_urls)})
    ends = None
    if env.turn_urls and env.turn_secret and relay:
        ends = now() + lasts
        user = f"{int(ends.timestamp())}:{who}"
        servers.append(
            {
                "urls": list(env.turn_urls),
                "username": user,
                "credential": credential(env.turn_secret, user),
            }
        )
    policy = env.ice_policy if relay else "all"
    return {
        "servers": servers,
        "policy": policy,
        "expires_at": ends.isoformat() if ends else None,
    }


def credential(secret: str, user: str) -> str:
    """The password that coturn expects of *user*."""
    digest = hmac.new(secret.encode(), user.encode(), hashlib.sha1)
    return base64.b64encode(digest.digest()).decode("ascii")
