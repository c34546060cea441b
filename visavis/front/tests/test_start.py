"""The guided set-up: left, resumed, previewed, private (B1.3, A8.1)."""

from __future__ import annotations

import pytest

from visavis.accounts.public import Practitioner, Qualification
from visavis.core.public import now
from visavis.scheduling.public import AppointmentType, WeeklyHours, hours_on

pytestmark = pytest.mark.django_db
CONTACT = {"phone": "01 42 68 53 00", "email": "a@exemple.fr", "city": "Paris"}
VISITS = {
    "video": "on",
    "video_minutes": "20",
    "video_gap": "10",
    "in_person_minutes": "30",
    "in_person_gap": "0",
}
HOURS = {"a1_opens": "9h", "a1_closes": "12:00", "b1_opens": "1400", "b1_closes": "18"}
PROFILE = {
    "first_name": "Luc",
    "last_name": "Lefèvre",
    "specialty": "Dermatologie",
    "languages": ["fr"],
    "is_public": "on",
}
PROOF = b"%PDF-1.4 diploma"


@pytest.fixture
def fresh(world):
    """Dr Luc Lefèvre has just opened his practice: nothing is set up."""
    with world.acting("neighbour"):
        luc = world.practitioners["luc"]
        Practitioner.objects.filter(pk=luc.pk).update(
            approved_at=None, is_public=False, languages=[]
        )
        WeeklyHours.objects.filter(practitioner=luc).delete()
        luc.type_offers.all().delete()
    return world.client("neighbour_practitioner", at="neighbour")


def registration(**changed):
    from django.core.files.uploadedfile import SimpleUploadedFile

    told = {"profession": "physician", "register": "rpps", "number": "10001234565"}
    proof = SimpleUploadedFile("diplome.pdf", changed.pop("content", PROOF), "application/pdf")
    return {**told, "proof": proof, **changed}


@pytest.mark.proves("B1.3", "A8.1")
def test_step_by_step_to_a_private_page(world, fresh):
    def step():
        return fresh.get("/desk/start/").headers["Location"].split("/")[3]

    seen = []
    for told in (CONTACT, VISITS, HOURS, PROFILE, registration()):
        seen.append(step())
        address = f"/desk/start/{seen[-1]}/"
        assert fresh.get(address).status_code == 200
        answer = fresh.post(address, told)
        assert answer.status_code == 302, answer.content.decode()
    assert seen == ["contact", "visits", "hours", "profile", "registration"]
    assert step() == "done"
    with world.acting("neighbour"):
        row = Qualification.objects.get()
        assert (row.state, row.number, row.proof.size) == ("submitted", "10001234565", len(PROOF))
    page = fresh.get("/book/dr-luc-lefevre/")
    assert page.status_code == 200, "its owner sees it"
    assert page.context["is_private"]
    assert page.context["week"].next_free is not None
    visitor = world.client("visitor", at="neighbour")
    assert visitor.get("/book/dr-luc-lefevre/").status_code == 404
    slot = {"type": page.context["type"].pk, "start": page.context["week"].next_free.starts_at}
    assert visitor.post("/book/dr-luc-lefevre/hold/", slot).status_code == 404
    assert fresh.post("/book/dr-luc-lefevre/hold/", slot).status_code == 404, "not even its owner"
    assert (
        "vérifi" in fresh.get("/desk/").content.decode()
        or "checked" in fresh.get("/desk/").content.decode()
    )


def test_the_preview_shows_next_week_and_keeps_nothing(world, fresh):
    fresh.post("/desk/start/visits/", VISITS)
    page = fresh.post("/desk/start/preview/", HOURS).content.decode()
    assert "09:00" in page
    assert "14:00" in page
    with world.acting("neighbour"):
        assert not hours_on(world.practitioners["luc"], now().date()).exists()
    empty = fresh.post("/desk/start/preview/", {"a1_opens": "9"}).content.decode()
    assert "09:00" not in empty


@pytest.mark.parametrize(
    ("number", "register", "fits"),
    [
        ("10001234565", "rpps", True),
        ("1000 1234 565", "rpps", True),
        ("10001234561", "rpps", False),
        ("1000123456", "rpps", False),
        ("751234567", "adeli", True),
        ("2A1234567", "adeli", True),
        ("9D1234567", "adeli", True),
        ("001234567", "adeli", False),
        ("75123456", "adeli", False),
        ("٧٥١٢٣٤٥٦٧", "adeli", False),
    ],
)
@pytest.mark.proves("A8.1")
def test_the_number_is_checked_beside_the_field(fresh, number, register, fits):
    told = registration(number=number, register=register)
    answer = fresh.post("/desk/start/registration/", told)
    assert answer.status_code == (302 if fits else 422)
    if not fits:
        assert "number" in answer.context["form"].errors


@pytest.mark.parametrize("content", [b"MZ not a proof", b"%PDF-" + b"0" * (10 * 1024 * 1024)])
def test_a_proof_is_a_pdf_or_picture_of_ten_megabytes_at_most(fresh, content):
    answer = fresh.post("/desk/start/registration/", registration(content=content))
    assert answer.status_code == 422
    assert "proof" in answer.context["form"].errors


def test_only_an_owner_who_practises_is_guided(world):
    for role in ("owner", "practitioner", "secretary", "manager"):
        assert world.client(role).get("/desk/start/").status_code == 404, role
    with world.acting():
        before = AppointmentType.objects.count()
        assert world.client("practitioner").post("/desk/start/visits/", VISITS).status_code == 404
        assert AppointmentType.objects.count() == before
