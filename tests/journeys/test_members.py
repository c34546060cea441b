"""Joining, leaving and rights, in real browsers: what is decided holds on pages already open."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.house_server import House
from tests.journeys import steps
from tests.journeys.browsers import until
from tests.journeys.conftest import rows
from tests.journeys.mailbox import Mailbox
from tests.journeys.test_look import faults

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
Someone = Callable[..., BrowserContext]
NADIA = "nadia.petit@exemple.fr"
WORDS = "un-long-chemin-de-pierre"
OWNER = "olivia@parc.example"
MEMBERS = "/desk/settings/members/"
RIGHTS = "/desk/settings/rights/"
HEARD = 4.0
"""Seconds within which an open page has left, on a busy machine; it is meant to take two."""


def invite(owner: Page, house: House) -> None:
    """Offer Nadia to be the secretary of Dr Claire Martin."""
    owner.goto(steps.address(house, MEMBERS))
    owner.get_by_role("link", name="Inviter").click()
    steps.fill_details(owner, {"email": NADIA, "first_name": "Nadia", "last_name": "Petit"})
    owner.locator("[name=roles][value=secretary]").check()
    owner.get_by_label("Dr Claire Martin").check()
    owner.get_by_role("button", name="Envoyer l’invitation").click()
    expect(owner.locator("#members").get_by_text(NADIA, exact=True)).to_be_visible()


def link_to_join(post: Mailbox) -> str:
    message = until(lambda: post.to(NADIA), 20, "an invitation")[0]
    found = re.search(r"http://\S+/invitation/[^\s)>]+", message.get_body(("plain",)).get_content())
    assert found, "no link in the invitation"
    return found.group(0)


def join(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_text(NADIA)).to_be_visible()
    expect(page.locator("[name=first_name]")).to_have_value("Nadia")
    assert faults(page) == []
    page.fill("[name=password]", "court")
    page.get_by_role("button", name="Rejoindre l’équipe").click()
    expect(page.locator("[name=password]")).to_have_attribute("aria-invalid", "true")
    page.fill("[name=password]", WORDS)
    page.get_by_role("button", name="Rejoindre l’équipe").click()
    expect(page).to_have_url(re.compile("/desk/$"))


def status(page: Page, path: str) -> int:
    """What the server answers this browser there, without leaving the page; 0 when sent away."""
    ask = "async (path) => (await fetch(path, { redirect: 'manual' })).status"
    found: int = page.evaluate(ask, path)
    return found


def sees_as_a_secretary(page: Page, house: House) -> None:
    """The patients of the practitioner served, and nothing that is above her."""
    page.goto(steps.address(house, "/desk/patients/"))
    expect(page.locator("#found").get_by_role("link", name="Faure Henri")).to_be_visible()
    expect(page.locator("#found").get_by_role("link", name="Girard")).to_have_count(0)
    (girard,) = rows(house, "SELECT id FROM patients_patient WHERE last_name = 'Girard'")[0]
    above = [MEMBERS, RIGHTS, "/desk/settings/organization/", "/desk/settings/audit/"]
    for path in (*above, f"/desk/patients/{girard}/"):
        assert status(page, path) == 404, path


def blocks_a_time(page: Page, house: House) -> None:
    """What she makes: an hour that Dr Claire Martin does not work."""
    page.goto(steps.address(house, "/desk/planning/"))
    page.get_by_role("button", name="Bloquer une plage").click()
    fields = page.locator("form[action$='/block/']")
    fields.locator("[name=start]").fill("2027-03-03T10:00")
    fields.locator("[name=end]").fill("2027-03-03T11:00")
    fields.locator("[name=reason]").fill("Réunion de Nadia")
    fields.locator("button[type=submit]").click()
    expect(page.get_by_text("Réunion de Nadia")).to_be_visible()


def open_desk(page: Page, house: House) -> None:
    page.goto(steps.address(house, "/desk/"))
    page.wait_for_function("window.__sockets.some((one) => one.readyState === 1)")


def kept_with_her_name(owner: Page, house: House) -> None:
    """It stands in the planning still, and the record says who did it; her page says she left."""
    owner.goto(steps.address(house, "/desk/planning/?who=dr-claire-martin&view=day&day=2027-03-03"))
    expect(owner.locator("#planning").get_by_text("Réunion de Nadia")).to_be_visible()
    owner.goto(steps.address(house, "/desk/settings/audit/"))
    line = owner.locator("li, tr").filter(has_text="Nadia Petit").filter(has_text="bloqué")
    expect(line.first).to_be_visible()
    owner.goto(steps.address(house, MEMBERS))
    gone = owner.locator("#members li").filter(has_text="Petit Nadia")
    expect(gone).to_contain_text("A quitté le cabinet")


def ends(owner: Page, house: House, name: str) -> float:
    """The owner ends this membership; the moment at which the button was pressed."""
    owner.goto(steps.address(house, MEMBERS))
    owner.locator("#members").get_by_role("link", name=name).click()
    owner.get_by_role("link", name="Mettre fin à cette appartenance").click()
    pressed = time.monotonic()
    owner.get_by_role("button", name="Mettre fin à cette appartenance").click()
    return pressed


@pytest.mark.proves("A5.1", "A5.2", "A2.1")
def test_a_secretary_joins_by_mail_and_leaves_at_once(
    house: House, post: Mailbox, someone: Someone
) -> None:
    owner = someone().new_page()
    steps.sign_in(owner, house, OWNER)
    invite(owner, house)
    link = link_to_join(post)
    page = someone(phone=True).new_page()
    join(page, link)
    expect(owner.locator("#members").get_by_role("link", name="Petit Nadia")).to_be_visible()
    stranger = someone().new_page()
    answer = stranger.goto(link)
    assert answer is not None
    assert answer.status == 410  # works once
    sees_as_a_secretary(page, house)

    blocks_a_time(page, house)
    open_desk(page, house)
    pressed = ends(owner, house, "Petit Nadia")
    page.locator("[data-rights]").wait_for(state="detached")
    assert time.monotonic() - pressed < HEARD
    for path in ("/desk/", "/desk/patients/", "/desk/planning/"):
        assert status(page, path) != 200, path
    kept_with_her_name(owner, house)


def turn(owner: Page, house: House, switch: str, button: str) -> float:
    """The owner turns a switch; the moment at which it was pressed."""
    owner.goto(steps.address(house, RIGHTS))
    pressed = time.monotonic()
    owner.locator(f"#{switch}").get_by_role("button", name=button).click()
    return pressed


def busy_again(planning: Page, pressed: float) -> None:
    """Busy, and not with whom."""
    expect(planning.locator(".is-busy").first).to_be_visible()
    assert time.monotonic() - pressed < HEARD
    expect(planning.locator("#planning").get_by_text("Rousseau")).to_have_count(0)


@pytest.mark.proves("A3.1")
def test_a_switch_holds_on_a_planning_that_is_open(house: House, someone: Someone) -> None:
    owner, planning = someone().new_page(), someone().new_page()
    steps.sign_in(owner, house, OWNER)
    steps.sign_in(planning, house, "jeanne@parc.example")
    planning.goto(steps.address(house, "/desk/planning/?who=dr-claire-martin&view=week"))
    names = planning.locator("#planning").get_by_text("Rousseau").first
    busy_again(planning, time.monotonic())

    pressed = turn(owner, house, "own_patients_only", "Désactiver")
    expect(names).to_be_visible()
    assert time.monotonic() - pressed < HEARD
    told = owner.get_by_role("status").filter(has_text="Les praticiens voient")
    expect(told).to_contain_text("les dossiers de tous les patients du cabinet")
    assert faults(owner) == []
    pressed = time.monotonic()
    told.get_by_role("button", name="Annuler ce changement").click()
    busy_again(planning, pressed)
    told = owner.get_by_role("status").filter(has_text="Les praticiens voient")
    expect(told).to_contain_text("les dossiers des patients qu’ils suivent")

    pressed = turn(owner, house, "everybodys_schedule", "Désactiver")
    expect(planning.locator("#planning").get_by_text("Claire Martin")).to_have_count(0)
    assert time.monotonic() - pressed < HEARD
    owner.get_by_role("button", name="Annuler ce changement").click()
    busy_again(planning, time.monotonic())


@pytest.mark.proves("A1.3", "A1.4", "A3.1", "A3.2")
def test_the_page_of_rights_counts_whom_a_switch_concerns(house: House, someone: Someone) -> None:
    owner = someone().new_page()
    steps.sign_in(owner, house, OWNER)
    owner.goto(steps.address(house, RIGHTS))
    ((doctors, office, patients),) = rows(
        house,
        "SELECT count(*) FILTER (WHERE 'practitioner' = ANY(m.roles)), "
        "count(*) FILTER (WHERE m.roles = '{secretary}'), "
        "(SELECT count(*) FROM patients_patient p WHERE p.organization_id = o.id) "
        "FROM accounts_membership m JOIN accounts_organization o ON o.id = m.organization_id "
        "WHERE o.subdomain = 'parc' AND m.ended_at IS NULL GROUP BY o.id",
    )
    concerned = {
        "strict_departments": doctors + office,
        "strict_patients": doctors,
        "own_patients_only": doctors,
        "everybodys_schedule": doctors,
        "practitioners_send_forms": doctors,
        "secretaries_see_notes": office,
    }
    for switch, count in concerned.items():
        members = "membres" if count > 1 else "membre"
        line = owner.locator(f"#{switch}")
        expect(line).to_contain_text(f"Concerne {count} {members} actuellement.")
    expect(owner.locator("#strict_patients")).to_contain_text(f"{patients} patients")
    expect(owner.locator("#strict_departments")).to_contain_text(f"{patients} patients")
    expect(owner.locator("#everybodys_schedule")).not_to_contain_text("secrétaires")
    assert faults(owner) == []
