"""A professional's first quarter of an hour: from the platform's page to patients who can book.

Counts what the professional's hands do; docs/howto/first-practice.md tells the figures.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.house_server import House
from tests.journeys import steps
from tests.journeys.browsers import until
from tests.journeys.mailbox import Mailbox
from tests.journeys.test_look import Someone, faults

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
PAGE = Path(__file__).parents[2] / "docs" / "howto" / "first-practice.md"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cf"
    "c0f01f0005000201a5f645400000000049454e44ae426082"
)
ADDRESS, PASSWORD = "ines.caron@exemple.fr", "lavande sous la pluie"
MAILED = re.compile(r"http://[^\s\"<>()]+/sign-up/[^\s\"<>()/]+/")
# Window survives no navigation, so the hands are counted outside of the page.
COUNT = """
for (const kind of ["click", "keydown"]) {
  addEventListener(kind, (event) => {
    if (event.isTrusted && !(kind === "click" && event.detail === 0)) window.countHand(kind);
  }, true);
}
"""


class Hands:
    """What a person does: clicks of the mouse, keys of the keyboard."""

    def __init__(self, page: Page) -> None:
        self.page, self.click, self.keydown = page, 0, 0
        page.expose_function("countHand", self._count)
        page.add_init_script(COUNT)
        self.broken: dict[str, list[str]] = {}

    def _count(self, kind: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)

    def type(self, name: str, text: str) -> None:
        """Into the field that has the focus, key by key; checks that it is the right one."""
        expect(self.page.locator(f"[name={name}]")).to_be_focused()
        self.page.keyboard.type(text)

    def go(self, *fields: tuple[str, str]) -> None:
        """Click into the first field, then Tab to the next ones."""
        self.page.locator(f"[name={fields[0][0]}]").click()
        for number, (name, text) in enumerate(fields):
            if number:
                self.page.keyboard.press("Tab")
            self.type(name, text)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def look(self, what: str) -> None:
        """Hold the page against axe; faults are told together at the end."""
        self.page.wait_for_load_state("networkidle")
        found = faults(self.page)
        if found:
            self.broken[what] = found


def _sign_up(hands: Hands, house: House) -> None:
    page = hands.page
    page.goto(_platform(house, "/sign-up/"))
    hands.look("sign-up")
    hands.go(("first_name", "Inès"), ("last_name", "Caron"))
    page.locator("[name=profession]").select_option("physician")
    hands.go(
        ("email", ADDRESS),
        ("password", PASSWORD),
        ("practice", "Cabinet Caron"),
    )
    expect(page.locator("[name=subdomain]")).to_have_value("cabinet-caron")
    page.locator("[name=terms]").click()
    until(lambda: page.locator("input[name=altcha]").input_value(), 30, "captcha solved")
    hands.press("Continuer")
    page.wait_for_url("**/sign-up/sent/")
    hands.look("sent")


def _platform(house: House, path: str) -> str:
    return str(house.facts["operator"]).replace("/operator/", path)


def _confirm(hands: Hands, post: Mailbox) -> None:
    message = until(lambda: post.to(ADDRESS), 20, "the mail")[0]
    body = message.get_body(("plain",))
    found = MAILED.search(body.get_content() if body is not None else "")
    assert found, "no link in the mail"
    page = hands.page
    page.goto(found.group(0))
    hands.look("confirm")
    hands.press("Ouvrir mon cabinet")
    page.wait_for_url("**/accounts/enter/**")
    hands.look("enter")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/desk/start/**")


def _set_up(hands: Hands) -> None:
    page = hands.page
    page.wait_for_url("**/start/contact/")
    hands.look("contact")
    hands.go(("phone", "0142685300"))
    hands.go(("city", "Lyon"))
    _next(page, "visits", hands)
    _next(page, "hours", hands)
    expect(page.locator("#preview .slot").first).to_be_visible()
    _next(page, "profile", hands)
    _next(page, "registration", hands)
    hands.go(("number", "10002345675"))
    page.locator("[name=proof]").set_input_files(
        {"name": "carte.png", "mimeType": "image/png", "buffer": PNG}
    )
    _next(page, "done", hands)


def _next(page: Page, key: str, hands: Hands) -> None:
    hands.press("Enregistrer et continuer")
    page.wait_for_url(f"**/start/{key}/")
    hands.look(key)


@pytest.mark.proves("A6.4", "A8.1", "B1.3")
def test_from_nothing_to_a_page_patients_can_book_at(
    house: House, post: Mailbox, someone: Someone
) -> None:
    hands = Hands(someone().new_page())
    _sign_up(hands, house)
    _confirm(hands, post)
    _set_up(hands)
    page = hands.page
    page.get_by_role("link", name="Voir ce que verront les patients").click()
    page.wait_for_url("**/book/**")
    expect(page.get_by_text("Inès Caron").first).to_be_visible()
    hands.look("book")
    print(f"first practice: {hands.click} clicks, {hands.keydown} keys")
    book = page.url
    visitor = someone().new_page()
    answer: Any = visitor.goto(book)
    assert answer.status == 404, "not approved yet"
    _approve(house, someone)
    answer = visitor.goto(book)
    assert answer.status == 200
    expect(visitor.locator(".slot").first).to_be_visible()
    assert hands.broken == {}
    told = re.search(r"\*\*(\d+) clicks and (\d+) keystrokes\*\*", PAGE.read_text("utf-8"))
    assert told is not None
    assert (hands.click, hands.keydown) == (int(told[1]), int(told[2]))


def _approve(house: House, someone: Someone) -> None:
    """The demo's operator: a second factor first, then the decision."""
    hands = Hands(someone().new_page())
    page = hands.page
    sign_in_at_the_platform(page, house, "odile@visavis.example")
    page.wait_for_url("**/operator/second-factor/")
    hands.look("second factor needed")
    page.get_by_role("link", name="Mettre en place mon second facteur").click()
    page.wait_for_url("**/me/security/")
    hands.look("security")
    page.goto(_platform(house, "/me/security/app/"))
    if "/reauthenticate/" in page.url:
        page.fill("[name=password]", steps.PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/me/security/app/")
    hands.look("app")
    secret = (page.locator("code.secret").text_content() or "").replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/security/codes/")
    hands.look("codes")
    page.goto(_platform(house, "/operator/professionals/"))
    hands.look("professionals")
    page.get_by_role("link", name="Inès Caron").click()
    hands.look("professional")
    hands.press("Approuver")
    page.wait_for_load_state("networkidle")
    assert hands.broken == {}


@pytest.mark.proves("A1.5")
def test_an_operator_is_made_on_the_command_line(house: House, someone: Someone) -> None:
    page = someone().new_page()
    sign_in_at_the_platform(page, house, "claire@parc.example")
    assert page.goto(_platform(house, "/operator/")).status == 404  # type: ignore[union-attr]
    done = _visavis(house, "operator", "add", "Claire@parc.example")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "/operator/" in done.stdout
    page.goto(_platform(house, "/operator/"))
    page.wait_for_url("**/operator/second-factor/")
    done = _visavis(house, "operator", "add", "nobody@parc.example")
    assert done.returncode == 1
    assert "Nobody signs in with nobody@parc.example" in done.stdout


def _visavis(house: House, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "visavis", *words]
    return subprocess.run(
        command, env=house.environment, capture_output=True, text=True, timeout=120, check=False
    )


def sign_in_at_the_platform(page: Page, house: House, email: str) -> None:
    page.goto(_platform(house, "/accounts/login/"))
    page.fill("[name=login]", email)
    page.fill("[name=password]", steps.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
