"""What people do on the screens, step by step, by the words they read there."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.house_server import House
from tests.journeys.browsers import until
from tests.journeys.mailbox import Mailbox

PASSWORD = "visavis-demo"
LINK = re.compile(r"http://[^\s\"<>]+/v/[^\s\"<>]+")


def address(house: House, path: str) -> str:
    """The full address of a path of the demo practice."""
    parts = urlsplit(house.facts["practice"])
    return f"{parts.scheme}://{parts.netloc}{path}"


def sign_in(page: Page, house: House, email: str, *, lands: str = "desk") -> None:
    """Sign in as staff, to the desk; to its second step when there is one."""
    page.goto(address(house, "/accounts/login/"))
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{lands}/")


def pick_next_free(page: Page, house: House, name: str) -> None:
    """From the practice's page to screen 2, with the next free time of this practitioner."""
    page.goto(house.facts["practice"])
    page.get_by_role("link", name=f"Prendre rendez-vous avec {name}").click()
    page.locator("form[action$='/hold/'] button[name=start]").first.click()
    page.wait_for_url("**/details/")


def fill_details(page: Page, person: dict[str, str]) -> None:
    for field, value in person.items():
        page.fill(f"[name={field}]", value)


def confirm(page: Page) -> None:
    """Let the captcha work, then send the form."""
    page.locator("input[name=altcha]").wait_for(state="attached")
    until(lambda: page.locator("input[name=altcha]").input_value(), 20, "captcha solved")
    page.get_by_role("button", name="Confirmer le rendez-vous").click()
    page.wait_for_url("**/done/")


def link_in_mail(post: Mailbox, email: str) -> str:
    """The personal link from the first mail to this person."""
    message = until(lambda: post.to(email), 20, f"a mail to {email}")[0]
    body = message.get_body(("plain",))
    found = LINK.search(body.get_content() if body is not None else "")
    assert found, "no personal link in the mail"
    return found.group(0)


def into_waiting_room(page: Page, link: str) -> None:
    """Follow the link, pass the device check unless it was passed before."""
    page.goto(link)
    if page.url.endswith("/wait/"):
        return
    if page.url.endswith("/terms/"):
        page.get_by_role("link", name="Plus tard").click()
    page.wait_for_url("**/check/")
    page.get_by_role("button", name="Commencer").or_(
        page.get_by_role("button", name="Entrer en salle d’attente")
    ).first.wait_for()
    start = page.get_by_role("button", name="Commencer")
    if start.count():
        start.click()
    page.get_by_role("button", name="Entrer en salle d’attente").click()
    expect(page.get_by_role("heading", name="Vous êtes en salle d’attente")).to_be_visible()


def admit(page: Page, name: str) -> None:
    """In the waiting list: let this patient in; the page becomes the room."""
    row = page.locator("[data-waiting]", has_text=name)
    row.locator("form[action$='/admit/'] button").click()
    page.wait_for_url("**/room/")


def in_room(page: Page, state: str = "in-call") -> None:
    expect(page.locator("[data-screen=room]")).to_have_attribute("data-state", state)


def safety_code(page: Page) -> str:
    """The code both sides compare."""
    page.get_by_role("button", name="Code de sécurité").click()
    code = page.locator("[data-safety-code]")
    code.wait_for()
    found = code.get_attribute("data-safety-code") or ""
    page.get_by_role("button", name="Fermer").last.click()
    return found


def open_chat(page: Page) -> None:
    if not page.locator("#chat-text").count():
        page.get_by_role("button", name="Messages").first.click()


def say(page: Page, text: str) -> None:
    open_chat(page)
    page.fill("#chat-text", text)
    page.get_by_role("button", name="Envoyer").click()


def reads(page: Page, text: str) -> None:
    open_chat(page)
    expect(page.get_by_role("log").get_by_text(text)).to_be_visible()


def person(name: str, email: str) -> dict[str, str]:
    first, last = name.split(" ", 1)
    return {
        "first_name": first,
        "last_name": last,
        "birth_date": "1979-03-14",
        "email": email,
        "mobile": "06 98 76 54 32",
        "motive": "Toux depuis trois jours",
    }


def calendar_of(message: Any) -> str:
    """The iCalendar part of a mail."""
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            content: str = part.get_content()
            return content
    return ""
