"""Visitors who book by HTTP alone: the same three screens as a browser, many at a time."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import altcha
import httpx


@dataclass
class Visitor:
    """One visitor with cookies of their own."""

    email: str
    http: httpx.AsyncClient = field(repr=False)
    statuses: list[int] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    async def _ask(self, method: str, path: str, **extra: Any) -> httpx.Response:
        answer = await self.http.request(method, path, **extra)
        self.statuses.append(answer.status_code)
        self.pages.append(answer.text)
        return answer

    async def look(self, slug: str) -> None:
        """Screen 1, for its cookies."""
        await self._ask("GET", f"/book/{slug}/")

    async def pick(self, slug: str, type_id: str, start: str) -> bool:
        """Ask for a time to be held; whether it is."""
        answer = await self._post(f"/book/{slug}/hold/", {"type": type_id, "start": start})
        return answer.status_code == 302

    async def confirm(self, slug: str) -> bool:
        """Screen 2 and the captcha; whether it is booked."""
        await self._ask("GET", f"/book/{slug}/details/")
        challenge = (await self._ask("GET", "/captcha/")).json()
        answer = await self._post(
            f"/book/{slug}/details/",
            {
                "first_name": "Zoé",
                "last_name": self.email.split("@")[0],
                "birth_date": "1990-05-17",
                "email": self.email,
                "mobile": "06 12 34 56 78",
                "motive": "",
                "altcha": await asyncio.to_thread(solved, challenge),
            },
        )
        return answer.status_code == 302 and answer.headers["Location"].endswith("/done/")

    async def _post(self, path: str, data: dict[str, str]) -> httpx.Response:
        token = self.http.cookies.get("csrftoken") or ""
        return await self._ask("POST", path, data=data, headers={"X-CSRFToken": token})


def solved(challenge: dict[str, Any]) -> str:
    """What the captcha's widget would send for *challenge*."""
    known = altcha.Challenge.from_dict(challenge)
    found = altcha.solve_challenge(known)
    if found is None:
        raise AssertionError("the captcha has no solution")
    return altcha.Payload(challenge=known, solution=found).to_base64()


def visitor(practice: str, email: str) -> Visitor:
    """A new visitor of the practice at this address (as in the demo's facts)."""
    parts = urlsplit(practice)
    client = httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{parts.port}",
        headers={"Host": parts.netloc, "Accept-Language": "fr", "Accept": "text/html"},
        timeout=60,
        follow_redirects=False,
    )
    return Visitor(email, client)


def sentences(page: str) -> str:
    """The words of a page, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
