"""Who really asks: the client's address, told by proxies that are trusted and by nobody else."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


class AddressMiddleware:
    """REMOTE_ADDR becomes the address of the person, as the nearest trusted proxy has seen it.

    X-Forwarded-For grows to the right: each proxy appends whom it saw. Read from the right, the
    first that is no proxy of ours is the client; what stands left of it is the client's own story.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        request.META["REMOTE_ADDR"] = client_of(peer, request.headers.get("X-Forwarded-For", ""))
        return self.get_response(request)


def client_of(peer: str, forwarded: str) -> str:
    """The client behind *peer*, who has told *forwarded*; "127.0.0.1" if nothing fits."""
    found = _parsed(peer) or "127.0.0.1"
    for hop in reversed(forwarded.split(",")):
        if not _is_ours(found):
            break
        address = _parsed(hop)
        if not address:
            break
        found = address
    return found


def _parsed(text: str) -> str:
    """An address without port or brackets, in its usual form; else empty."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)


def _is_ours(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return any(parsed in network for network in _ours(settings.TRUSTED_PROXIES))


@functools.lru_cache(maxsize=8)
def _ours(
    given: tuple[str, ...],
) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(one, strict=False) for one in given)
