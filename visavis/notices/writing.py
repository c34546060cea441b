"""From a kind's texts and the facts to what the receiver reads, in the receiver's language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from visavis.accounts.public import Organization
from visavis.core.public import require_organization
from visavis.notices.codes import filled, thawed, values
from visavis.notices.ical import calendar_text, method_of, uid_of
from visavis.notices.kinds import Kind, kind_named
from visavis.notices.models import Notice
from visavis.notices.segments import plain

_BUTTON = re.compile(r"\[([^\]\n]+)\]\((\S+)\)")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class Written:
    """What the receiver gets. html and calendar are for mails; calendar may be empty."""

    text: str
    subject: str = ""
    html: str = ""
    calendar: str = ""
    method: str = ""


@dataclass(frozen=True)
class Block:
    """A piece of a mail: running text, the facts set apart, or a button."""

    kind: Literal["text", "facts", "button"]
    lines: tuple[str, ...]
    url: str = ""


def write(notice: Notice) -> Written:
    """*notice* in words. Reads the encounter as it is now."""
    with translation.override(notice.language):
        kind = kind_named(notice.kind)
        facts = thawed(notice.context)
        organization = require_organization()
        found = values(
            organization, notice.encounter, facts, name=notice.name, language=notice.language
        )
        if notice.channel == "sms":
            return Written(plain(filled(str(kind.sms or ""), found).strip()))
        if kind.mail is None:
            return _ready_made(notice, facts)
        subject = _BLANKS.sub(" ", filled(str(kind.mail.subject), found)).strip()
        paragraphs = [filled(str(paragraph), found) for paragraph in kind.mail.body]
        return _mail(notice, kind, subject, blocks_of(paragraphs), facts)


def _mail(
    notice: Notice, kind: Kind, subject: str, blocks: list[Block], facts: dict[str, Any]
) -> Written:
    calendar, method = _calendar(notice, kind, facts)
    return Written(
        text=as_text(blocks),
        subject=subject,
        html=as_html(blocks, subject, notice.language),
        calendar=calendar,
        method=method,
    )


def _ready_made(notice: Notice, facts: dict[str, Any]) -> Written:
    """A mail that another part of the house has written itself (sign-in mails)."""
    subject = _BLANKS.sub(" ", str(facts.get("subject", ""))).strip()
    blocks = blocks_of(re.split(r"\n\s*\n", str(facts.get("text", ""))))
    html = as_html(blocks, subject, notice.language)
    return Written(text=as_text(blocks), subject=subject, html=html)


def blocks_of(paragraphs: list[str]) -> list[Block]:
    """The pieces of a mail; empty paragraphs are left out."""
    blocks = []
    for paragraph in paragraphs:
        text = paragraph.strip()
        button = _BUTTON.fullmatch(text)
        lines = tuple(text.split("\n"))
        if not text:
            continue
        if button is not None:
            blocks.append(Block("button", (button[1],), button[2]))
        elif all(line.startswith("> ") for line in lines):
            blocks.append(Block("facts", tuple(line[2:] for line in lines)))
        else:
            blocks.append(Block("text", lines))
    return blocks


def as_text(blocks: list[Block]) -> str:
    """The mail for those who read plain text."""
    parts = []
    for block in blocks:
        lines = "\n".join(block.lines)
        parts.append(f"{lines}\n{block.url}" if block.kind == "button" else lines)
    organization = require_organization()
    return "\n\n".join([*parts, "-- \n" + "\n".join(_foot(organization))]) + "\n"


def as_html(blocks: list[Block], subject: str, language: str) -> str:
    """The mail as a page of its own, with all its style inside; every value is escaped."""
    organization = require_organization()
    return render_to_string(
        "notices/mail.html",
        {
            "blocks": blocks,
            "subject": subject,
            "language": language,
            "practice": organization.name,
            "foot": _foot(organization),
        },
    )


def _foot(organization: Organization) -> list[str]:
    town = f"{organization.postal_code} {organization.city}".strip()
    phone = organization.phone.as_international if organization.phone else ""
    return [line for line in (organization.name, organization.street, town, phone) if line]


def sender_address() -> str:
    """The bare address that mails are sent from (MAIL_FROM)."""
    given: str = settings.ENV.mail_from
    return given.rsplit("<", 1)[-1].rstrip("> ").strip()


def _calendar(notice: Notice, kind: Kind, facts: dict[str, Any]) -> tuple[str, str]:
    """The invitation that the mail carries, and its method; empty when it carries none."""
    if kind.calendar is None or notice.encounter is None:
        return "", ""
    event = kind.calendar(notice.encounter, facts)
    if event is None:
        return "", ""
    text = calendar_text(
        event,
        uid=uid_of(notice.encounter),
        sequence=notice.sequence,
        organizer=(require_organization().name, sender_address()),
        attendee=(notice.name, notice.recipient),
    )
    return text, method_of(event)
