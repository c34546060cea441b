"""Signing in with a passkey and with an app's code, in a real browser (A6.3).

The passkey is made and shown by Chromium's virtual authenticator, the codes by another library.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.house_server import House
from tests.journeys.steps import PASSWORD, address, sign_in

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
EMAIL = "sophie@parc.example"


def with_device(context: BrowserContext) -> Page:
    """A page in a browser that has a fingerprint reader."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable", {"enableUI": False})
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def confirm(page: Page) -> None:
    """Give the password once more."""
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()


def make_passkey(page: Page, house: House) -> None:
    page.goto(address(house, "/me/security/passkey/"))
    confirm(page)
    page.fill("[name=name]", "Téléphone")
    page.get_by_role("button", name="Créer la clé d’accès").click()
    expect(page.locator(".code-list li")).to_have_count(10)


def set_up_app(page: Page, house: House) -> pyotp.TOTP:
    page.goto(address(house, "/me/security/app/"))
    expect(page.locator(".qr svg")).to_be_visible()
    app = pyotp.TOTP(page.locator("[data-copy]").get_attribute("data-copy") or "")
    page.fill("[name=code]", app.now())
    page.get_by_role("button", name="Confirmer").click()
    expect(page).to_have_url(re.compile("/me/security/"))
    return app


def sign_out(page: Page, house: House) -> None:
    page.goto(address(house, "/accounts/logout/"))
    page.locator("main button[type=submit]").first.click()


@pytest.mark.proves("A6.3", "A6.1")
def test_a_passkey_signs_in_alone_and_a_code_after_the_password(
    house: House, someone: Callable[..., BrowserContext]
) -> None:
    page = with_device(someone())
    sign_in(page, house, EMAIL)
    make_passkey(page, house)
    app = set_up_app(page, house)
    sign_out(page, house)

    page.goto(address(house, "/accounts/login/"))
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page).to_have_url(re.compile("/desk/$"))
    page.goto(address(house, "/me/sessions/"))
    expect(page.get_by_text("Chrome sur Linux").first).to_be_visible()
    sign_out(page, house)

    elsewhere = someone(phone=True).new_page()  # a telephone without that passkey
    sign_in(elsewhere, house, EMAIL, lands="second-factor")
    time.sleep(31 - time.time() % 30)  # the step after the one that set it up
    elsewhere.fill("[name=code]", app.now())
    elsewhere.locator("main button[type=submit]").first.click()
    expect(elsewhere).to_have_url(re.compile("/desk/$"))
