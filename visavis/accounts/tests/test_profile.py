"""One's own profile (A5.3)."""

import io
import re

import pytest
from django.core import mail
from django.test import Client
from PIL import Image

from tests.world import PASSWORD
from visavis.accounts.models import User

pytestmark = pytest.mark.django_db
WHO = {"first_name": "Claire", "last_name": "Martin-Roy", "phone": "06 12 34 56 78"}


def confirmed(world, email="claire@exemple.fr"):
    client = Client(headers={"host": world.host()})
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.proves("A5.3")
def test_the_profile_is_kept_and_the_language_holds_at_once(world):
    client = world.client("practitioner")
    answer = client.post("/me/", {**WHO, "language": "de", "theme": "dark"})
    assert answer.headers["Location"] == "/me/"
    page = client.get("/me/")
    assert 'lang="de"' in page.text
    assert 'data-theme="dark"' in page.text
    user = User.objects.get(email="claire@exemple.fr")
    assert (user.last_name, user.language, user.theme) == ("Martin-Roy", "de", "dark")
    wrong = client.post("/me/", {**WHO, "first_name": "", "phone": "12"})
    assert wrong.status_code == 200
    assert set(wrong.context["form"].errors) == {"first_name", "phone"}
    patient = world.client("patient")
    assert 'name="photo"' not in patient.get("/me/").text
    assert patient.post("/me/", {**WHO, "first_name": "Alice"}).status_code == 302


@pytest.mark.proves("A5.3")
def test_the_photo_is_a_square_and_what_is_none_is_refused(world):
    client, picture = world.client("practitioner"), io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(picture, "PNG")
    picture.seek(0)
    picture.name = "me.png"
    assert client.post("/me/", {**WHO, "photo": picture}).status_code == 302
    kept = client.get("/me/photo/")
    assert Image.open(io.BytesIO(b"".join(kept))).size == (512, 512)
    text = io.BytesIO(b"no picture")
    text.name = "me.png"
    assert client.post("/me/", {**WHO, "photo": text}).status_code == 200
    client.post("/me/", {**WHO, "drop_photo": "on"})
    assert client.get("/me/photo/").status_code == 404


@pytest.mark.proves("A5.3")
def test_another_address_is_confirmed_by_mail_and_the_old_one_told(world):
    client = confirmed(world)
    client.post("/me/address/", {"email": "Nouvelle@exemple.fr"})
    assert mail.outbox[-1].to == ["nouvelle@exemple.fr"]
    link = re.search(r"/me/address/\S+", mail.outbox[-1].body).group(0)
    assert client.get(link).status_code == 200
    assert User.objects.filter(email="claire@exemple.fr").exists()  # a link only shows
    assert client.post(link).status_code == 302
    assert not User.objects.filter(email="claire@exemple.fr").exists()
    assert mail.outbox[-1].to == ["claire@exemple.fr"]
    assert client.post(link).status_code == 410
    assert client.get(link[:-5] + "/").status_code == 410


def test_asking_for_anothers_address_tells_nothing(world):
    client, pages = confirmed(world), []
    for email in ("sophie@exemple.fr", "nobody@exemple.fr"):
        pages.append(client.post("/me/address/", {"email": email}).text.replace(email, "?"))
    plain = [re.sub(r'(csrf[^"]*" (?:content|value)=)"[^"]+"', r"\1", page) for page in pages]
    assert plain[0] == plain[1]
    assert mail.outbox[-2].to == ["sophie@exemple.fr"]
    assert "/me/address/" not in mail.outbox[-2].body


def test_the_address_is_changed_only_after_confirming(world):
    client = world.client("practitioner")
    answer = client.post("/me/address/", {"email": "autre@exemple.fr"})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
