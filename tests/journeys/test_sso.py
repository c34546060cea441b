"""Two providers on one sign-in page, from their set-up by an owner to a member at the desk."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.house_server import House
from tests.journeys import steps
from tests.journeys.test_look import SIGHTS, faults
from tests.oidc import OpenIdServer, running

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
Someone = Callable[..., BrowserContext]
SETTINGS = "/desk/settings/sso/"
CLAIRE = {"email": "claire@parc.example", "email_verified": True, "name": "Claire Martin"}
SHOTS = os.environ.get("VISAVIS_SHOTS", "")


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, OpenIdServer]]:
    with running("east") as east, running("west") as west:
        east.add_account("claire", **CLAIRE, groups=["medecins"])
        east.add_account("stranger", email="x@elsewhere.example", email_verified=True)
        west.add_account("claire", **CLAIRE)
        yield {"East": east, "West": west}


def shot(page: Page, name: str) -> None:
    """A picture to look at, when asked for by VISAVIS_SHOTS=folder."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def set_up(page: Page, house: House, server: OpenIdServer, name: str) -> str:
    """As an owner: add a provider, give its redirect address to the provider; its page."""
    page.goto(steps.address(house, SETTINGS))
    page.get_by_role("link", name="Autre fournisseur").click()
    page.get_by_label("Nom", exact=True).fill(name)
    page.get_by_label("Texte du bouton").fill(f"Se connecter avec {name}")
    page.get_by_label("Montrer son bouton").check()
    page.get_by_label("Émetteur").fill(server.issuer)
    page.get_by_label("Identifiant client").fill("visavis")
    page.get_by_label("Secret client").fill("a-secret-of-the-tests")
    page.get_by_role("button", name="Enregistrer").click()
    redirect = page.locator("code", has_text="/callback/").inner_text()
    server.set_client("visavis", "a-secret-of-the-tests", redirect)
    return page.url


def walk_a_trial(page: Page, who: str) -> None:
    """From the provider's page: both halves of the trial."""
    page.get_by_role("button", name="Tester cette liaison").click()
    expect(page.locator("[data-step=client][data-state=ok]")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Continuer : se connecter")).click()
    page.get_by_role("button", name=who).click()
    page.wait_for_url("**/test/")


@pytest.mark.proves("A7.1", "A7.2", "A7.3")
def test_two_providers_from_set_up_to_the_desk(
    house: House, someone: Someone, servers: dict[str, OpenIdServer]
) -> None:
    owner = someone().new_page()
    steps.sign_in(owner, house, "olivia@parc.example")
    for name, server in servers.items():
        set_up(owner, house, server, name)
        walk_a_trial(owner, "claire")
        expect(owner.locator("[data-state=ok]")).to_have_count(8)
    shot(owner, "trial")
    for name, scripts in (("East", True), ("West", False)):  # the way is open without script
        member = someone(phone=True, java_script_enabled=scripts).new_page()
        member.goto(steps.address(house, "/accounts/login/?next=/desk/patients/"))
        expect(
            member.get_by_role("button", name=re.compile("Se connecter avec (East|West)"))
        ).to_have_count(2)
        shot(member, "login")
        member.get_by_role("button", name=f"Se connecter avec {name}").click()
        member.get_by_role("button", name="claire").click()
        member.wait_for_url("**/desk/patients/")
    stranger = someone().new_page()
    stranger.goto(steps.address(house, "/accounts/login/"))
    stranger.get_by_role("button", name="Se connecter avec East").click()
    stranger.get_by_role("button", name="stranger").click()
    expect(stranger.get_by_role("heading", name="Connexion refusée")).to_be_visible()
    shot(stranger, "refused")
    owner.goto(steps.address(house, SETTINGS))
    owner.get_by_role("link", name="East", exact=True).click()
    expect(owner.get_by_text("x@elsewhere.example")).to_be_visible()


@pytest.mark.parametrize("sight", SIGHTS.values(), ids=SIGHTS.keys())
def test_its_pages_for_every_eye(house: House, someone: Someone, sight: dict[str, Any]) -> None:
    page = someone(**sight).new_page()
    name = f"{sight['color_scheme']}-{sight['viewport']['width']}"
    found = {}
    steps.sign_in(page, house, "olivia@parc.example")
    paths = [SETTINGS, f"{SETTINGS}new/?preset=keycloak"]
    page.goto(steps.address(house, SETTINGS))
    one = page.get_by_role("link", name="East", exact=True)
    if one.count():
        path = one.get_attribute("href") or ""
        paths += [path, f"{path}test/"]
    for number, path in enumerate(paths):
        page.goto(steps.address(house, path))
        page.wait_for_load_state("networkidle")
        shot(page, f"{name}-{number}")
        found[path] = faults(page)
    guest = someone(**sight).new_page()
    guest.goto(steps.address(house, "/accounts/login/"))
    shot(guest, f"{name}-login")
    found["login"] = faults(guest)
    assert {path: sentences for path, sentences in found.items() if sentences} == {}
