"""The simple markup of legal texts: paragraphs, headings, lists. Everything else is plain text."""

from __future__ import annotations

import re

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

_BLOCKS = re.compile(r"\n[ \t]*\n")
_HEADING = re.compile(r"^(#{1,3})\s+(.*)$")
_ITEM = re.compile(r"^[-*•]\s+(.*)$")
_NUMBERED = re.compile(r"^\d{1,3}[.)]\s+(.*)$")


def rendered(text: str, level: int = 3) -> SafeString:
    """*text* as HTML that holds nothing but h, p, ul, ol, li and br; headings begin at *level*."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return mark_safe("\n".join(_block(block, level) for block in _BLOCKS.split(lines) if block))  # noqa: S308 - every piece is escaped below


def _block(block: str, level: int) -> str:
    """One block: a heading (the rest of its lines is a block of its own), a list, a paragraph."""
    first, _end, rest = block.strip("\n").partition("\n")
    heading = _HEADING.match(first)
    if heading:
        tag = f"h{min(level + max(len(heading[1]) - 2, 0), 6)}"
        below = _block(rest, level) if rest.strip() else ""
        return f"<{tag}>{conditional_escape(heading[2])}</{tag}>\n{below}"
    lines = block.strip("\n").split("\n")
    for tag, pattern in (("ul", _ITEM), ("ol", _NUMBERED)):
        if pattern.match(lines[0]):
            return _list(tag, pattern, lines)
    return _paragraph(lines)


def _list(tag: str, pattern: re.Pattern[str], lines: list[str]) -> str:
    """Lines that begin no item go on with the one before."""
    items: list[list[str]] = []
    for line in lines:
        item = pattern.match(line)
        if item:
            items.append([item[1]])
        else:
            items[-1].append(line.strip())
    return f"<{tag}>{_joined('<li>{}</li>', [' '.join(item) for item in items])}</{tag}>"


def _paragraph(lines: list[str]) -> str:
    return "<p>" + "<br>".join(conditional_escape(line) for line in lines) + "</p>"


def _joined(pattern: str, texts: list[str]) -> SafeString:
    return format_html_join("", pattern, ((text,) for text in texts))
