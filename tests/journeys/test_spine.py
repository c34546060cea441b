"""One visit from beginning to end, in real browsers, through reloads, kills and bad networks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.house_server import House, start_house
from tests.journeys import steps, turn
from tests.journeys.browsers import media_flows, received, until
from tests.journeys.conftest import never_closed, rows
from tests.journeys.mailbox import Mailbox

pytestmark = pytest.mark.browser
SAMIR = "Dr Samir Haddad"
SAMIR_MAIL = "samir@parc.example"
SAMIR_SLUG = "dr-samir-haddad"
Someone = Callable[..., BrowserContext]


def book(page: Page, house: House, name: str, email: str) -> None:
    steps.pick_next_free(page, house, SAMIR)
    steps.fill_details(page, steps.person(name, email))
    steps.confirm(page)


def both_in_call(patient: Page, practitioner: Page) -> None:
    steps.in_room(patient)
    steps.in_room(practitioner)
    media_flows(patient, what="at the patient")
    media_flows(practitioner, what="at the practitioner")


@pytest.mark.proves(
    "B5.1", "B7.3", "C1.2", "C1.6", "C2.3", "D2.1", "D3.1", "D3.2", "D4.1", "D4.5", "D8.1",
    "D12.2", "D12.3",
)  # fmt: skip
def test_one_visit_from_booking_to_the_file(house: House, post: Mailbox, someone: Someone) -> None:
    never_closed(house, SAMIR_SLUG)
    staff = someone()
    planning, desk = staff.new_page(), staff.new_page()
    steps.sign_in(planning, house, SAMIR_MAIL)
    planning.goto(steps.address(house, "/desk/planning/"))
    desk.goto(steps.address(house, "/desk/waiting/"))
    expect(planning.locator("#planning")).to_be_visible()

    # 1, 3: booked on a phone; an open planning shows it within a second, without reload
    phone = someone(phone=True)
    page = phone.new_page()
    steps.pick_next_free(page, house, SAMIR)
    steps.fill_details(page, steps.person("Éloïse Chêne", "eloise@exemple.fr"))
    planning.evaluate("window.__untouched = true")
    steps.confirm(page)
    expect(planning.locator("#planning").get_by_text("Chêne Éloïse")).to_be_visible(timeout=3_000)
    assert planning.evaluate("window.__untouched")

    # 2: one mail with the event, one SMS in the outbox
    link = steps.link_in_mail(post, "eloise@exemple.fr")
    (message,) = post.to("eloise@exemple.fr")
    assert "METHOD:REQUEST" in steps.calendar_of(message)
    assert "Toux" not in message.as_string()
    outbox = phone.new_page()
    outbox.goto(house.facts["outbox"])
    expect(outbox.get_by_text("+33698765432").first).to_be_visible()
    outbox.close()

    # 4, 5: check, waiting room, waiting list
    steps.into_waiting_room(page, link)
    row = desk.locator("[data-waiting]", has_text="Éloïse Chêne")
    expect(row).to_be_visible()
    assert desk.title().startswith("(1)")

    # 5, 6: admitted, picture and sound both ways, the same code, chat
    steps.admit(desk, "Éloïse Chêne")
    both_in_call(page, desk)
    assert steps.safety_code(page) == steps.safety_code(desk) != ""
    steps.say(page, "Bonjour docteur")
    steps.reads(desk, "Bonjour docteur")
    steps.say(desk, "Bonjour, je vous écoute")
    steps.reads(page, "Bonjour, je vous écoute")
    _mute_and_camera(page, desk)
    _comes_back(house, page, desk)

    # 7: ended for both; the patient's end screen, the practitioner's file
    desk.get_by_role("button", name="Terminer").first.click()
    desk.get_by_role("dialog").get_by_role("button", name="Terminer", exact=True).click()
    page.wait_for_url("**/end/")
    expect(page.locator("a[href^='tel:']").first).to_be_visible()
    desk.wait_for_url(lambda url: "/room/" not in url)
    desk.goto(steps.address(house, "/desk/patients/"))
    desk.get_by_role("link", name="Éloïse").first.click()
    expect(desk.get_by_text("Éloïse Chêne").first).to_be_visible()
    visit = rows(
        house,
        "SELECT e.status, v.state, v.started_at, v.ended_at FROM consultations_visit v "
        "JOIN patients_encounter e ON e.id = v.encounter_id "
        "JOIN patients_patient p ON p.id = e.patient_id WHERE p.email = 'eloise@exemple.fr'",
    )
    assert [row[:2] for row in visit] == [("finished", "ended")]
    assert visit[0][2] < visit[0][3]


def _mute_and_camera(patient: Page, practitioner: Page) -> None:
    """What one side switches off, the other is told; and it comes back."""
    patient.get_by_role("button", name="Couper le micro").click()
    expect(practitioner.get_by_text("micro coupé").first).to_be_attached()
    patient.get_by_role("button", name="Allumer le micro").click()
    patient.get_by_role("button", name="Couper la caméra").click()
    expect(
        practitioner.locator("[data-screen=room]").get_by_text("Caméra coupée").first
    ).to_be_visible()
    patient.get_by_role("button", name="Allumer la caméra").click()
    media_flows(practitioner, what="after the camera came back")


def _comes_back(house: House, patient: Page, practitioner: Page) -> None:
    """A reload on either side, an ICE restart, a killed server: the same call, by itself."""
    for page in (patient, practitioner):
        page.reload()
        both_in_call(patient, practitioner)
    practitioner.evaluate("window.__connections.at(-1).restartIce()")
    both_in_call(patient, practitioner)
    for part in ("live", "web"):
        before = received(patient)["frames"]
        old = house.kill(part)
        until(lambda b=before: received(patient)["frames"] > b + 5, 10, "media never stops")
        house.wait_restarted(part, old)
    until(
        lambda: patient.evaluate("window.__sockets.at(-1).readyState === 1"), 20, "socket is back"
    )
    both_in_call(patient, practitioner)
    steps.say(patient, "Toujours là")
    steps.reads(practitioner, "Toujours là")


@pytest.fixture
def relayed(post: Mailbox) -> Iterator[tuple[House, turn.Turn]]:
    with turn.running() as server:
        environment = server.environment | {"MAIL_URL": post.url}
        with start_house(workers=1, env=environment) as running:
            yield running, server


@pytest.mark.proves("D4.1", "D4.5")
def test_through_turn_only_and_ten_seconds_without_network(
    relayed: tuple[House, turn.Turn], post: Mailbox, someone: Someone
) -> None:
    house, server = relayed
    never_closed(house, SAMIR_SLUG)
    staff, phone = someone(), someone(phone=True)
    desk, page = staff.new_page(), phone.new_page()
    steps.sign_in(desk, house, SAMIR_MAIL)
    desk.goto(steps.address(house, "/desk/waiting/"))
    book(page, house, "Yann Le Goff", "yann@exemple.fr")
    steps.into_waiting_room(page, steps.link_in_mail(post, "yann@exemple.fr"))
    steps.admit(desk, "Yann Le Goff")
    both_in_call(page, desk)
    for side in (page, desk):
        facts = received(side)
        assert set(facts["local"]) | set(facts["remote"]) == {"relay"}

    # ten seconds without any network: no relay, no page, no socket
    started = _visit_start(page)
    server.pause()
    phone.set_offline(True)
    time.sleep(10)
    phone.set_offline(False)
    server.resume()
    both_in_call(page, desk)
    assert _visit_start(page) == started


def _visit_start(page: Page) -> Any:
    return page.locator("[data-screen=room]").get_attribute("data-started")
