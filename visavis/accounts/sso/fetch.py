"""Asking a provider over the network: guarded, because owners of practices name the address.

https only (http for the loopback outside of production); no redirects followed; in production no
address inside private networks, checked on the open connection, so that a name that changes its
mind between two look-ups gains nothing; short times and a small answer.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from visavis.accounts.sso.problems import SsoProblem

SECONDS_TO_CONNECT = 4
SECONDS_BETWEEN_BYTES = 5
SECONDS_IN_ALL = 10
LARGEST = 512 * 1024


class _Inside(Exception):
    """The name leads into a private network."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: requests.structures.CaseInsensitiveDict[str]
    text: str

    def json(self) -> dict[str, Any]:
        """The answer as a JSON object.

        Raises:
            SsoProblem: it is none.
        """
        try:
            told = json.loads(self.text)
        except ValueError as fault:
            raise SsoProblem("nonsense", f"not JSON: {self.text[:120]!r}") from fault
        if not isinstance(told, dict):
            raise SsoProblem("nonsense", "not a JSON object")
        return told


def is_loopback(host: str) -> bool:
    """Whether *host* names this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address_fault(url: str) -> str:
    """What is wrong with *url* as an address to ask; empty when it may be asked."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        return "not an address"
    if not host or parts.username is not None:
        return "not an address"
    if parts.scheme == "https":
        return ""
    if parts.scheme == "http" and settings.ENV.mode != "production" and is_loopback(host):
        return ""
    return "not https"


def may_connect(peer: str, host: str) -> bool:
    """Whether a connection to *host* that ended at *peer* may be used."""
    env = settings.ENV
    if env.mode != "production" or host.lower() in env.oidc_private_hosts:
        return True
    address = ipaddress.ip_address(peer.split("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_global


def _checked(opened: socket.socket, host: str) -> socket.socket:
    if not may_connect(opened.getpeername()[0], host):
        opened.close()
        raise _Inside(host)
    return opened


class _PlainConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn(), self.host)


class _TlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn(), self.host)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Guarded(HTTPAdapter):  # type: ignore[misc]
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}


def session() -> requests.Session:
    """A session that goes nowhere it should not; no proxy of the surroundings is used."""
    made = requests.Session()
    made.trust_env = False
    for scheme in ("https://", "http://"):
        made.mount(scheme, _Guarded(max_retries=0))
    return made


def fetch(method: str, url: str, **sent: Any) -> Answer:
    """Ask *url*; redirects are an answer like others.

    Raises:
        SsoProblem: the address may not be asked, nothing answers, or too slowly or too much.
    """
    fault = address_fault(url)
    if fault:
        raise SsoProblem("nonsense", f"{fault}: {url[:200]}")
    try:
        with (
            session() as asking,
            asking.request(
                method,
                url,
                stream=True,
                allow_redirects=False,
                timeout=(SECONDS_TO_CONNECT, SECONDS_BETWEEN_BYTES),
                **sent,
            ) as response,
        ):
            return Answer(response.status_code, response.headers, _read(response))
    except _Inside as inside:
        detail = f"{inside} leads into a private network, where this server asks nobody"
        raise SsoProblem("unreachable", detail) from inside
    except requests.RequestException as fault_of_network:
        raise SsoProblem("unreachable", _plain(fault_of_network, url)) from fault_of_network
    except (ValueError, UnicodeError) as odd:  # an address that no library takes
        raise SsoProblem("nonsense", f"not an address: {url[:200]}") from odd


def _read(response: requests.Response) -> str:
    """The body, unless it is too large or too slow."""
    end, body = time.monotonic() + SECONDS_IN_ALL, bytearray()
    for part in response.iter_content(16 * 1024):
        body += part
        if len(body) > LARGEST:
            raise SsoProblem("nonsense", f"more than {LARGEST // 1024} KiB from {response.url}")
        if time.monotonic() > end:
            raise SsoProblem("unreachable", f"still sending after {SECONDS_IN_ALL} s")
    return body.decode(response.encoding or "utf-8", errors="replace")


def _plain(fault: requests.RequestException, url: str) -> str:
    """A network fault in a few words."""
    host = urlsplit(url).netloc
    text = str(fault)
    if isinstance(fault, requests.exceptions.SSLError):
        return f"{host}: the certificate is not accepted"
    if isinstance(fault, requests.Timeout):
        return f"{host}: no answer in time"
    if "NameResolution" in text or "getaddrinfo" in text:
        return f"{host}: no such name"
    if "refused" in text:
        return f"{host}: connection refused"
    return f"{host}: {type(fault).__name__}"
