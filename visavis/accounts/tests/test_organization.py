"""The settings of the practice: its owner changes them, everyone sees them, nobody else may."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.world import Role, World
from visavis.accounts.public import (
    Organization,
    ReservedSubdomain,
    TakenSubdomain,
    change_organization,
    move_organization,
    set_logo,
)
from visavis.accounts.whereabouts import countries, regions, zone_named
from visavis.core.public import AuditEvent, Denied, StoredFile

PAGE = "/desk/settings/organization/"
DETAILS = {
    "name": "Cabinet des Tilleuls",
    "presentation": "Trois médecins.",
    "phone": "+262 262 20 00 00",
    "email": "bonjour@tilleuls.fr",
    "street": "3 rue des Tilleuls",
    "postal_code": "97400",
    "city": "Saint-Denis",
    "language": "en",
    "timezone": "reunion",
    "country": "FR",
    "region": "974",
    "door_opens_before": "30",
    "door_closes_after": "15",
}
NOT_OWNERS: tuple[Role, ...] = ("visitor", "patient", "practitioner", "secretary", "manager")


def drawn(size: tuple[int, int] = (900, 300)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (10, 90, 90)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.proves("A1.1")
def test_an_owner_changes_the_details_and_everyone_reads_them(world: World) -> None:
    owner = world.client("owner")
    assert 'value="01 42 68 53 00"' in owner.get(PAGE).content.decode()
    answer = owner.post(PAGE, DETAILS)
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    kept = Organization.objects.get(pk=world.practice.pk)
    assert (kept.timezone, kept.region, kept.language) == ("Indian/Reunion", "974", "en")
    assert (kept.phone.as_e164, kept.door_opens_before, kept.keep_chat) == (
        "+262262200000",
        30,
        False,
    )
    public = world.client().get("/").content.decode()
    for text in ("Cabinet des Tilleuls", "Trois médecins.", "bonjour@tilleuls.fr", "97400"):
        assert text in public
    with world.acting():
        event = AuditEvent.objects.get(verb="organization.changed")
    assert set(event.facts["fields"].split(", ")) >= {"name", "phone", "region", "keep_chat"}
    assert "Tilleuls" not in str(event.facts)
    assert "email" in event.facts["fields"]


def test_saving_without_a_change_leaves_no_event(world: World) -> None:
    owner = world.client("owner")
    owner.post(PAGE, DETAILS)
    owner.post(PAGE, DETAILS)
    with world.acting():
        assert AuditEvent.objects.filter(verb="organization.changed").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Please give the practice’s name."),
        ("phone", "12", "This is not a phone number we can read."),
        ("timezone", "Mars", "We do not know this time zone."),
        ("region", "BY", "Please choose a region anew."),
        ("door_opens_before", "9999", "Please give a day (1440 minutes) at most."),
        ("door_closes_after", "-1", "Please give 0 minutes or more."),
        ("email", "nobody", "email"),
    ],
)
def test_what_cannot_be_meant_is_told_beside_its_field(
    world: World, field: str, value: str, sentence: str
) -> None:
    client = world.client("owner")
    answer = client.post(PAGE, DETAILS | {field: value}, headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Organization.objects.get(pk=world.practice.pk).name == "Cabinet du Parc"


@pytest.mark.parametrize("role", NOT_OWNERS)
def test_nobody_but_an_owner_may(world: World, role: Role) -> None:
    actor = world.actor(role)
    with world.acting():
        with pytest.raises(Denied):
            change_organization(actor, details={"name": "Mine"})
        with pytest.raises(Denied):
            move_organization(actor, subdomain="mine-now")
        with pytest.raises(Denied):
            set_logo(actor, picture=drawn())
    assert world.client(role).post(PAGE, DETAILS).status_code == 404


def test_a_neighbours_owner_changes_nothing_here(world: World) -> None:
    client = world.client("neighbour_practitioner", at="practice")
    assert client.post(PAGE, DETAILS).status_code == 404
    assert client.post(f"{PAGE}logo/", {"remove": "1"}).status_code == 404
    assert Organization.objects.get(pk=world.practice.pk).name == "Cabinet du Parc"


@pytest.mark.proves("A1.1")
def test_the_practice_moves_and_the_old_address_leads_on(world: World) -> None:
    owner = world.client("owner")
    sent = {"subdomain": " Tilleuls ", "understood": "on"}
    answer = owner.post(f"{PAGE}address/", sent)
    assert answer.status_code == 200
    assert answer.headers["Refresh"].startswith("4; url=http://tilleuls.localhost:")
    assert world.client().get("/").headers["Location"].startswith("http://tilleuls.localhost")
    assert Client(headers={"host": "tilleuls.localhost"}).get("/").status_code == 200


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"subdomain": "tilleuls"}, "Please confirm that you have understood."),
        ({"subdomain": "www"}, "This address is kept for the platform."),
        ({"subdomain": "operator"}, "This address is kept for the platform."),
        ({"subdomain": "lilas"}, "Another practice already answers at this address."),
        ({"subdomain": "é-é"}, "Please use 3 to 40 letters"),
        ({"subdomain": "-ab"}, "Please use 3 to 40 letters"),
        ({"subdomain": "xn--ab"}, "Please use 3 to 40 letters"),
        ({"subdomain": "a.b.c"}, "Please use 3 to 40 letters"),
        ({"subdomain": ""}, "Please give an address."),
    ],
)
def test_an_address_it_cannot_have_is_refused(
    world: World, sent: dict[str, str], sentence: str
) -> None:
    understood = {} if sent["subdomain"] == "tilleuls" else {"understood": "on"}
    answer = world.client("owner").post(
        f"{PAGE}address/", sent | understood, headers={"accept-language": "en"}
    )
    assert sentence in answer.content.decode()
    assert Organization.objects.get(pk=world.practice.pk).subdomain == "parc"


def test_two_practices_never_answer_at_one_address(world: World) -> None:
    with world.acting():
        with pytest.raises(TakenSubdomain):
            move_organization(world.actor("owner"), subdomain="lilas")
        with pytest.raises(ReservedSubdomain):
            move_organization(world.actor("owner"), subdomain="admin")
        assert move_organization(world.actor("owner"), subdomain="parc-2").subdomain == "parc-2"


@pytest.mark.proves("A1.1")
def test_the_logo_is_shown_replaced_and_removed(world: World) -> None:
    owner, visitor = world.client("owner"), world.client()
    upload = SimpleUploadedFile("sign.png", drawn(), "image/png")
    assert owner.post(f"{PAGE}logo/", {"logo": upload}).status_code == 302
    first = Organization.objects.get(pk=world.practice.pk).logo_id
    address = f"/logo/{first}/"
    assert f'src="{address}"' in visitor.get("/").content.decode()
    picture = visitor.get(address)
    assert picture.status_code == 200
    assert picture.headers["Content-Type"] == "image/webp"
    assert "immutable" in picture.headers["Cache-Control"]
    shown = Image.open(io.BytesIO(b"".join(picture)))
    assert (shown.format, shown.size) == ("WEBP", (640, 213))
    assert Client(headers={"host": "lilas.localhost"}).get(address).status_code == 404
    again = SimpleUploadedFile("sign.png", drawn((100, 100)), "image/png")
    owner.post(f"{PAGE}logo/", {"logo": again})
    assert visitor.get(address).status_code == 404
    with world.acting():
        assert StoredFile.objects.count() == 1
    owner.post(f"{PAGE}logo/", {"remove": "1"})
    with world.acting():
        assert not StoredFile.objects.exists()
    assert "/logo/" not in visitor.get("/").content.decode()


def test_what_is_no_picture_becomes_no_logo(world: World) -> None:
    upload = SimpleUploadedFile("x.png", b"<svg onload=alert(1)>", "image/png")
    answer = world.client("owner").post(
        f"{PAGE}logo/", {"logo": upload}, headers={"accept-language": "en"}
    )
    assert "We cannot read this picture." in answer.content.decode()
    with world.acting():
        assert not StoredFile.objects.exists()


def test_regions_are_those_of_the_country_asked_for(world: World) -> None:
    owner = world.client("owner")
    assert "Bayern" in owner.get(f"{PAGE}regions/?country=DE").content.decode()
    assert "Réunion" in owner.get(f"{PAGE}regions/?country=FR").content.decode()
    assert owner.get(f"{PAGE}regions/?country=nowhere").status_code == 200
    assert ("BY", "Bayern") in regions("DE")
    assert regions("AQ") == [] or regions("AQ")
    assert ("DE", "Allemagne") in countries("fr")
    assert not [name for _code, name in regions("FR") if "Zone" in name]


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("europe / paris", None),
        ("paris", "Europe/Paris"),
        ("Sao Paulo", "America/Sao_Paulo"),
        ("UTC", "UTC"),
        ("Etc/GMT+3", None),
        ("../../etc/passwd", None),
        ("", None),
    ],
)
def test_a_zone_is_found_by_its_town(typed: str, zone: str | None) -> None:
    assert zone_named(typed) == zone
