"""The live process: sockets, with the tenant by host name and the actor by session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "visavis.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.http import HttpRequest  # noqa: E402

from visavis.accounts.public import (  # noqa: E402
    actor_of,
    must_set_up,
    organization_at,
    platform_organization,
)
from visavis.config.middleware import SUPPORT, subdomain_of  # noqa: E402
from visavis.consultations.public import Rooms  # noqa: E402
from visavis.core.live.public import Handshake, Live, TopicSockets  # noqa: E402
from visavis.core.public import Actor, Denied, acting_for  # noqa: E402


@contextmanager
def entering(handshake: Handshake) -> Iterator[Actor]:
    """Act for the organization of the host; who knocks is told by the session's cookie.

    Raises:
        Denied: no organization answers at this host, or it is suspended, or it requires a second
            factor of those who have none.
    """
    subdomain = subdomain_of(handshake.host)
    organization = platform_organization() if subdomain == "" else organization_at(subdomain or "-")
    if organization is None:
        raise Denied("no such practice")
    with acting_for(organization):
        request = HttpRequest()
        request.session = SessionStore(handshake.cookie(settings.SESSION_COOKIE_NAME) or None)
        actor = actor_of(get_user(request), request.session)
        if must_set_up(actor):
            raise Denied("no second factor yet")
        if organization.suspended_at is not None and actor.via_way != SUPPORT:
            raise Denied("suspended")
        yield actor


def make() -> Live:
    """The live application with everything it serves."""
    live = Live(entering, settings.ENV.live_url)
    live.route("/live/topics/", TopicSockets(live))
    live.route("/live/visit/", Rooms(live))
    return live


application = make()
