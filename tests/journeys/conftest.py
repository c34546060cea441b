"""What the journeys share: one house with a real mailbox, one Chromium, people with browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.house_server import House, start_house
from tests.journeys import browsers, mailbox
from tests.journeys.mailbox import Mailbox

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def post() -> Iterator[Mailbox]:
    """The SMTP server that the house sends to."""
    with mailbox.running() as box:
        yield box


@pytest.fixture(scope="session")
def house(post: Mailbox) -> Iterator[House]:
    """The demo practice, served as a host would, its mail going to ``post``."""
    with start_house(workers=1, env={"MAIL_URL": post.url}) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file. Not for the session: its event loop would stay in this worker."""
    with sync_playwright() as playwright:
        browser = browsers.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def someone(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """``someone(phone=True)``: a person with a browser of their own, closed after the test."""
    contexts: list[BrowserContext] = []

    def arrive(**options: Any) -> BrowserContext:
        contexts.append(browsers.person(chromium, **options))
        return contexts[-1]

    yield arrive
    for context in contexts:
        context.close()


def never_closed(house: House, slug: str) -> None:
    """Open this practitioner day and night, so that a journey can begin at any hour."""
    change(
        house,
        "UPDATE scheduling_weeklyhours SET opens = '00:00', closes = '00:00' "
        "WHERE practitioner_id = (SELECT id FROM accounts_practitioner WHERE slug = %s) "
        "AND opens = (SELECT min(h.opens) FROM scheduling_weeklyhours h "
        "WHERE h.practitioner_id = scheduling_weeklyhours.practitioner_id)",
        slug,
    )


def change(house: House, statement: str, *values: Any) -> None:
    """What the owner of the house's tables changes."""
    with psycopg.connect(_owner(house), autocommit=True) as connection:
        connection.execute(statement.encode(), values)


def _owner(house: House) -> str:
    return (house.data / "postgres" / "owner-url").read_text().strip()


def rows(house: House, statement: str, *values: Any) -> list[Any]:
    """What the owner of the house's tables reads."""
    with psycopg.connect(_owner(house), autocommit=True) as connection:
        return connection.execute(statement.encode(), values).fetchall()
