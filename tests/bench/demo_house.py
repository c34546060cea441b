"""The demo practice under measurement: one web worker, people signed in, browsers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, sync_playwright

from tests.house_server import House, start_house
from tests.journeys import browsers
from tests.journeys.steps import PASSWORD


@contextmanager
def demo_house(**environment: str) -> Iterator[House]:
    with start_house(workers=1, env=environment) as house:
        yield house


def client(house: House, subdomain: str = "parc") -> httpx.Client:
    """An HTTP client at a practice of *house*."""
    return httpx.Client(
        base_url=f"http://127.0.0.1:{house.port}",
        headers={"Host": f"{subdomain}.localhost:{house.port}", "Accept-Language": "fr"},
        timeout=60,
    )


def signed_in(house: House, email: str, subdomain: str = "parc") -> httpx.Client:
    """A client signed in with the demo's password."""
    http = client(house, subdomain)
    http.get("/accounts/login/")
    answer = http.post(
        "/accounts/login/",
        data={"login": email, "password": PASSWORD},
        headers={"X-CSRFToken": http.cookies["csrftoken"]},
    )
    if answer.status_code != 302:
        raise RuntimeError(f"could not sign in as {email}: {answer.status_code}")
    return http


def cookies(http: httpx.Client) -> str:
    """The client's cookies as one header."""
    return "; ".join(f"{name}={value}" for name, value in http.cookies.items())


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = browsers.launch(playwright)
        with contextlib.closing(browser):
            yield browser


def practice_path(address: str) -> str:
    return urlsplit(address).path
