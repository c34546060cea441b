"""Mail by any SMTP server.

MAIL_URL ``smtp://user:password@host:port?starttls=1`` or ``smtps://…`` (TLS from the first byte).
starttls: 1 demands it (the default, but for a server on this machine), 0 does without.
timeout: seconds per step (10). ca: a file with the certificates to trust.
"""

from __future__ import annotations

import contextlib
import ipaddress
import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from visavis.core.public import now, require_organization
from visavis.notices.channels.carrier import Away, NotNow, Refused, without_address
from visavis.notices.models import Notice
from visavis.notices.writing import Written, sender_address

CALENDAR_FILE = "invite.ics"


@dataclass(frozen=True)
class Server:
    """An SMTP server as MAIL_URL gives it. timeout in seconds."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    starttls: bool
    timeout: float
    ca: str


def server_from(url: str) -> Server:
    """The server that *url* names."""
    parts = urlsplit(url)
    query = {name: found[-1] for name, found in parse_qs(parts.query).items()}
    tls = parts.scheme == "smtps"
    host = parts.hostname or "localhost"
    return Server(
        host=host,
        port=parts.port or (465 if tls else 587 if parts.username else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
        starttls=not tls and query.get("starttls", "0" if _is_here(host) else "1") == "1",
        timeout=float(query.get("timeout", "10")),
        ca=query.get("ca", ""),
    )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def message_of(notice: Notice, written: Written) -> EmailMessage:
    """The mail, whole: text, HTML, and the invitation both inline and as a file.

    Gmail and Outlook read the inline part, Apple Mail and others the file.
    """
    message = EmailMessage(policy=SMTP_POLICY)
    organization = require_organization()
    message["Subject"] = written.subject
    message["From"] = _address(organization.name, sender_address())
    message["To"] = _address(notice.name, notice.recipient)
    if organization.email:
        message["Reply-To"] = _address(organization.name, organization.email)
    message["Date"] = format_datetime(now())
    message["Message-ID"] = notice.message_id
    message["Content-Language"] = notice.language
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(written.text)
    message.add_alternative(written.html, subtype="html")
    if written.calendar:
        params = {"method": written.method}
        message.add_alternative(written.calendar, subtype="calendar", params=params)
        message.add_attachment(
            written.calendar.encode(), maintype="application", subtype="ics", filename=CALENDAR_FILE
        )
    return message


def _address(name: str, address: str) -> Address:
    return Address(display_name=" ".join(name.split()), addr_spec=parseaddr(address)[1] or address)


def carry(notice: Notice, written: Written, url: str) -> None:
    """Hand the mail to the server.

    Raises:
        NotNow: the server is away, slow, busy, or refuses our own set-up.
        Refused: the server will not have this mail (SMTP 5xx), or the address is none.
    """
    try:
        message = message_of(notice, written)
    except ValueError as fault:
        raise Refused("The address cannot be written in a mail.") from fault
    try:
        _hand_over(server_from(url), message, notice.recipient)
    except smtplib.SMTPRecipientsRefused as fault:
        code, text = next(iter(fault.recipients.values()))
        raise _answer(code, text, notice.recipient) from fault
    except (
        smtplib.SMTPAuthenticationError,
        smtplib.SMTPConnectError,
        smtplib.SMTPHeloError,
    ) as fault:
        raise Away(_said(fault.smtp_code, fault.smtp_error, notice.recipient)) from fault
    except smtplib.SMTPResponseException as fault:
        raise _answer(fault.smtp_code, fault.smtp_error, notice.recipient) from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise Away(without_address(f"{type(fault).__name__}: {fault}", notice.recipient)) from fault


def _hand_over(server: Server, message: EmailMessage, recipient: str) -> None:
    """Raises what smtplib raises; after the server's 250 nothing more can fail."""
    context = ssl.create_default_context(cafile=server.ca or None)
    if server.tls:
        line: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout, context=context
        )
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        if server.starttls:
            line.starttls(context=context)
        if server.user:
            line.login(server.user, server.password)
        line.send_message(message, from_addr=sender_address(), to_addrs=[recipient])
        with contextlib.suppress(smtplib.SMTPException, OSError):
            line.quit()
    finally:
        line.close()


def _said(code: int, text: bytes | str, recipient: str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return without_address(f"{code} {words}", recipient)


def _answer(code: int, text: bytes | str, recipient: str) -> NotNow | Refused:
    """What the server's answer means: 5xx is for good, all else for now (RFC 5321, 4.2.1)."""
    reason = _said(code, text, recipient)
    return Refused(reason) if 500 <= code < 600 else NotNow(reason)
