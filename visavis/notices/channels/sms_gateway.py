"""Short messages by a generic HTTP gateway; the contract is docs/howto/sms-gateway.md (C1.5)."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

import httpx

from visavis.notices.channels.carrier import Away, NotNow, Refused, without_address
from visavis.notices.models import Notice
from visavis.notices.segments import measure
from visavis.notices.writing import Written

TIMEOUT = 15.0
_LATER = (408, 425, 429)
_HAD_ALREADY = 409
_OUR_SETUP = (401, 403, 404)


def carry(notice: Notice, written: Written, url: str) -> None:
    """POST the message to the gateway.

    Raises:
        NotNow: the gateway is away, slow, busy, or does not let us in.
        Refused: the gateway will not have this message (any other 4xx).
    """
    length = measure(written.text)
    address, headers, sender = _target(url)
    body = {
        "id": str(notice.pk),
        "to": notice.recipient,
        "from": sender,
        "text": written.text,
        "encoding": length.encoding,
        "parts": length.parts,
    }
    headers["Idempotency-Key"] = str(notice.pk)
    try:
        answer = httpx.post(address, json=body, headers=headers, timeout=TIMEOUT, trust_env=False)
    except httpx.HTTPError as fault:
        raise Away(without_address(type(fault).__name__, notice.recipient)) from fault
    if answer.is_success or answer.status_code == _HAD_ALREADY:
        return
    reason = f"The SMS gateway answered {answer.status_code}."
    final = answer.is_client_error and answer.status_code not in (*_LATER, *_OUR_SETUP)
    raise Refused(reason) if final else NotNow(reason)


def _target(url: str) -> tuple[str, dict[str, str], str]:
    """The gateway's address without secrets, the headers that let us in, the sender's name.

    ``https://token@host/path?from=Name``: a Bearer token; ``user:password@``: Basic.
    """
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    headers: dict[str, str] = {}
    if parts.password:
        basic = httpx.BasicAuth(unquote(parts.username or ""), unquote(parts.password))
        headers["Authorization"] = basic._auth_header
    elif parts.username:
        headers["Authorization"] = f"Bearer {unquote(parts.username)}"
    host = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit((parts.scheme, host, parts.path, "", "")), headers, query.get("from", [""])[0]
