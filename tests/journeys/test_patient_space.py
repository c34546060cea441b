"""A patient opens a space of their own on a phone: mail, agreement, booking, and taking it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.house_server import House
from tests.journeys import steps
from tests.journeys.browsers import until
from tests.journeys.conftest import never_closed, rows
from tests.journeys.mailbox import Mailbox
from tests.journeys.test_look import faults

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
Someone = Callable[..., BrowserContext]
WORDS = "trois-mots-jamais-dits"
ZOE = {
    "first_name": "Zoé",
    "last_name": "Lambert",
    "birth_date": "1990-02-03",
    "email": "zoe.lambert@exemple.fr",
    "mobile": "06 98 76 54 33",
    "password": WORDS,
}


def sign_up(page: Page, house: House) -> None:
    page.goto(steps.address(house, "/accounts/sign-up/"))
    steps.fill_details(page, ZOE)
    page.locator("input[name=altcha]").wait_for(state="attached")
    until(lambda: page.locator("input[name=altcha]").input_value(), 20, "captcha solved")
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**/sign-up/sent/")


def link_in(message: Any) -> str:
    """The link that confirms the address."""
    found = re.search(
        r"http://\S+/accounts/sign-up/\S+/", message.get_body(("plain",)).get_content()
    )
    assert found
    return found.group(0)


def consents(house: House) -> list[tuple[str, bool]]:
    """Each consent of hers: text or use, and whether it stands."""
    found = rows(
        house,
        "SELECT coalesce(t.kind, u.key), c.withdrawn_at IS NULL FROM patients_consent c "
        "JOIN patients_patient p ON p.id = c.patient_id "
        "LEFT JOIN patients_legaltext t ON t.id = c.text_id "
        "LEFT JOIN patients_datause u ON u.id = c.use_id "
        "WHERE p.email = %s ORDER BY 1",
        ZOE["email"],
    )
    return [(str(what), bool(stands)) for what, stands in found]


def agree(page: Page, look: Callable[[str], None]) -> None:
    """Before anything else: two boxes needed, the others off."""
    page.wait_for_url("**/portal/terms/")
    assert page.locator("input[type=checkbox]:checked").count() == 0
    look("terms")
    page.get_by_role("button", name="Accepter et continuer").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_text("Lire le texte").first.click()
    expect(page.get_by_role("heading", name="La téléconsultation")).to_be_visible()
    for box in page.locator("input[name^=text_]").all():
        box.check()
    page.get_by_label("Le cabinet peut m’écrire").check()
    page.get_by_role("button", name="Accepter et continuer").click()
    page.wait_for_url("**/portal/")


def take_back(page: Page, house: House) -> None:
    """A choice, then the terms: the space closes at once."""
    page.get_by_role("button", name=re.compile("Ne plus autoriser")).click()
    expect(page.get_by_text("Retiré.")).to_be_visible()
    assert consents(house) == [("mailings", False), ("privacy", True), ("terms", True)]
    page.get_by_text("Retirer mon accord").first.click()
    page.get_by_role("button", name="Oui, le retirer").first.click()
    page.wait_for_load_state()
    page.goto(steps.address(house, "/portal/"))
    page.wait_for_url("**/portal/terms/")
    expect(page.get_by_role("heading", name="Votre espace est fermé")).to_be_visible()


@pytest.mark.proves("A6.4", "A8.2")
def test_from_sign_up_to_a_consent_taken_back(
    house: House, post: Mailbox, someone: Someone
) -> None:
    never_closed(house, "dr-samir-haddad")
    page = someone(phone=True).new_page()
    wrong: dict[str, list[str]] = {}

    def look(name: str) -> None:
        page.wait_for_load_state("networkidle")
        wrong[name] = faults(page)

    sign_up(page, house)
    look("sent")
    page.goto(link_in(until(lambda: post.to(ZOE["email"]), 20, "a mail")[0]))
    look("confirm")
    page.get_by_role("button", name="Confirmer et ouvrir mon espace").click()
    agree(page, look)
    look("portal")

    # booking asks nothing again
    steps.pick_next_free(page, house, "Dr Samir Haddad")
    expect(page.get_by_text("Zoé Lambert")).to_be_visible()
    assert not page.locator("[name=email]").count()
    look("booking")
    page.get_by_role("button", name="Confirmer le rendez-vous").click()
    page.wait_for_url("**/done/")
    page.goto(steps.address(house, "/portal/"))
    expect(page.get_by_text("Dr Samir Haddad")).to_be_visible()
    page.get_by_role("link", name="Mes choix").click()
    look("choices")
    take_back(page, house)
    look("closed")
    assert {name: sentences for name, sentences in wrong.items() if sentences} == {}
