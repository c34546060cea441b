import json
import re

import altcha
import pytest

from tests.world import PASSWORD
from visavis.accounts.public import User
from visavis.core.public import AuditEvent
from visavis.notices.public import Notice
from visavis.patients.public import Patient, PatientInvitation

pytestmark = pytest.mark.django_db
SIGN_UP = "/accounts/sign-up/"
NEW = "trois-mots-jamais-dits"
BRUNO = {
    "first_name": "Bruno",
    "last_name": "Faure",
    "birth_date": "1958-09-30",
    "email": "bruno@exemple.fr",
    "mobile": "06 12 34 56 79",
    "password": NEW,
}


def solved(client):
    made = altcha.Challenge.from_dict(json.loads(client.get("/captcha/").content))
    return altcha.Payload(made, altcha.solve_challenge(made)).to_base64()


def send(client, **changed):
    return client.post(SIGN_UP, {**BRUNO, "altcha": solved(client), **changed})


def mailed(world, kind, email="bruno@exemple.fr"):
    """The path of the link in the latest mail of this kind."""
    with world.acting():
        notice = Notice.objects.filter(kind=kind, recipient=email).latest("created_at")
        return notice.context["portal_deeplink"]


@pytest.mark.proves("A6.4")
def test_from_the_form_by_the_mail_to_the_space(world):
    client = world.client()
    assert send(client).headers["Location"] == f"{SIGN_UP}sent/"
    assert "bruno@exemple.fr" in client.get(f"{SIGN_UP}sent/").content.decode()
    assert client.get("/portal/").status_code == 302
    link = mailed(world, "patient.sign_up")
    page = client.get(link)
    assert page.status_code == 200
    assert not User.objects.filter(email="bruno@exemple.fr").exists()  # a link only shows
    answer = client.post(link)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/portal/")
    assert "Mes rendez-vous" in client.get("/portal/").content.decode()
    with world.acting():
        world.bruno.refresh_from_db()
    assert world.bruno.user.email == "bruno@exemple.fr"


@pytest.mark.proves("A6.4")
def test_no_captcha_no_login(world):
    client = world.client()
    page = client.post(SIGN_UP, BRUNO)
    assert page.status_code == 422
    again = client.post(SIGN_UP, {**BRUNO, "altcha": "nonsense"})
    assert again.status_code == 422
    with world.acting():
        assert not Notice.objects.filter(kind="patient.sign_up").exists()


@pytest.mark.proves("A6.4")
def test_the_screen_does_not_tell_whether_an_address_is_known(world):
    pages = []
    for email in ("alice@exemple.fr", "nobody@exemple.fr"):
        client = world.client()
        answer = send(client, email=email)
        text = client.get(answer.headers["Location"]).content.decode().replace(email, "X")
        text = re.sub(r'(csrfmiddlewaretoken|csrf-token)"[^>]*', "", text)
        pages.append((answer.status_code, answer.headers["Location"], text))
    assert pages[0] == pages[1]
    assert mailed(world, "patient.sign_up_known", "alice@exemple.fr")
    assert mailed(world, "patient.sign_up", "nobody@exemple.fr")


@pytest.mark.proves("A6.4")
def test_the_mail_alone_does_not_open_what_another_browser_asked_for(world):
    send(world.client())
    link, other = mailed(world, "patient.sign_up"), world.client()
    assert other.post(link).status_code == 422
    assert other.post(link, {"password": "not-that-one"}).status_code == 422
    assert not User.objects.filter(email="bruno@exemple.fr").exists()
    assert other.post(link, {"password": NEW}).headers["Location"] == "/portal/"


def test_a_known_address_signs_in_first_and_comes_back(world):
    send(world.client(), email="nadia@exemple.fr", first_name="Nadia", last_name="Benali")
    link, client = mailed(world, "patient.sign_up_known", "nadia@exemple.fr"), world.client()
    page = client.get(link).content.decode()
    assert f"/accounts/login/?next={link}" in page
    assert client.post(link).status_code == 200
    client.post("/accounts/login/", {"login": "nadia@exemple.fr", "password": PASSWORD})
    assert client.post(link).headers["Location"] == "/portal/"
    with world.acting():
        assert Patient.objects.filter(user=world.users["nadia"]).count() == 1


@pytest.mark.parametrize("password", ["short", "password123", "bruno@exemple", "1234567890"])
def test_weak_passwords_get_a_sentence(world, password):
    page = send(world.client(), password=password)
    assert page.status_code == 422
    assert page.context["form"].errors["password"]


def test_who_has_just_booked_need_not_type_again(world):
    page = world.client("other_patient").get(SIGN_UP)
    assert 'value="Faure"' in page.content.decode()
    assert 'value="1958-09-30"' in page.content.decode()
    assert "Faure" not in world.client().get(SIGN_UP).content.decode()


@pytest.mark.proves("A6.4")
def test_staff_invite_and_the_patient_comes_in(world):
    desk = world.client("secretary")
    file = f"/desk/patients/{world.bruno.pk}/"
    desk.post(f"{file}invitation/")
    assert "Renvoyer" in desk.get(file).content.decode()
    link, client = mailed(world, "patient.invited"), world.client()
    assert client.get(link).status_code == 200
    right = {"birth_date": "1958-09-30", "password": NEW}
    assert client.post(link, {**right, "birth_date": "1958-09-29"}).status_code == 422
    assert client.post(link, right).headers["Location"] == "/portal/"
    assert client.get("/portal/").status_code == 200
    used = world.client().get(link)
    assert used.status_code == 404
    assert "déjà servi" in used.content.decode()


def test_each_bad_link_has_its_sentence(world):
    desk, file = world.client("owner"), f"/desk/patients/{world.bruno.pk}/"
    desk.post(f"{file}invitation/")
    link = mailed(world, "patient.invited")
    said = {world.client().get("/accounts/patient-invitation/nonsense/").content}
    desk.post(f"{file}invitation/revoke/")
    said.add(world.client().get(link).content)
    desk.post(f"{file}invitation/")
    link = mailed(world, "patient.invited")
    with world.acting():
        PatientInvitation.objects.update(expires_at=world.now)
    said.add(world.client().get(link).content)
    assert len(said) == 3
    assert world.client(at="neighbour").get(link).status_code == 404
    with world.acting():
        assert AuditEvent.objects.filter(verb="patient.invitation_revoked").exists()


def test_contact_data_is_ones_own_to_change_the_name_is_not(world):
    client = world.client("patient")
    told = {"email": "alice.m@exemple.fr", "mobile": "06 12 34 56 80", "language": "de"}
    assert client.post("/portal/details/", {**told, "last_name": "X"}).status_code == 302
    with world.acting():
        world.alice.refresh_from_db()
    assert (world.alice.email, world.alice.language) == ("alice.m@exemple.fr", "de")
    assert world.alice.last_name == "Moreau"
    assert world.users["alice"].email == "alice@exemple.fr"
    wrong = client.post("/portal/details/", {**told, "mobile": "12"})
    assert wrong.status_code == 422


def test_staff_who_are_patients_here_reach_both(world):
    with world.acting():
        Patient.objects.filter(pk=world.bruno.pk).update(user=world.users["sophie"])
    client = world.client("secretary")
    page = client.get("/portal/").content.decode()
    assert "/desk/" in page
    assert client.get("/portal/details/").status_code == 200
    assert client.get("/desk/").status_code == 200
