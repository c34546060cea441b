import pytest

from visavis.patients import public as patients
from visavis.patients.public import Consent

pytestmark = pytest.mark.django_db
SETTINGS = "/desk/settings/consents/"


@pytest.fixture
def texts(world):
    """Both texts published and one use asked for, by the owner."""
    owner = world.actor("owner")
    with world.acting():
        for kind in patients.LEGAL_KINDS:
            patients.save_draft(owner, kind=kind, bodies={"fr": f"## Un titre\n\nTexte {kind}."})
            patients.publish(owner, kind=kind)
        patients.adopt(owner, key="mailings")
        return patients.current_texts()


def ticks(*texts):
    return {f"text_{text.pk}": "on" for text in texts}


@pytest.mark.proves("A8.2")
def test_the_owner_drafts_looks_and_publishes(world):
    client = world.client("owner")
    page = client.get(f"{SETTINGS}privacy/").content.decode()
    assert "Cabinet du Parc" in page
    assert "COMPLÉTER" in page
    started = client.get(f"{SETTINGS}privacy/").context["form"].initial["fr"]
    client.post(f"{SETTINGS}privacy/", {"fr": started, "preview": "1"})
    refused = client.post(f"{SETTINGS}privacy/publish/")
    assert refused.status_code == 422
    client.post(f"{SETTINGS}privacy/", {"fr": "## Titre\n\n- un\n- <script>x</script>"})
    shown = client.get(f"{SETTINGS}privacy/preview/?language=de").content.decode()
    assert "<li>un</li>" in shown
    assert "<script>x" not in shown
    assert "français" in shown
    assert client.post(f"{SETTINGS}privacy/publish/").status_code == 302
    with world.acting():
        assert [text.version for text in patients.current_texts()] == [1]
    assert world.client().get("/legal/privacy/").status_code == 200
    assert world.client().get("/legal/terms/").status_code == 404
    assert world.client("manager").get(f"{SETTINGS}privacy/").status_code == 404


@pytest.mark.proves("A8.2")
def test_before_anything_else_in_ones_space(world, texts):
    client = world.client("patient")
    for path in ("/portal/", "/portal/details/"):
        assert client.get(path).headers["Location"] == "/portal/terms/"
    page = client.get("/portal/terms/").content.decode()
    assert " checked" not in page
    half = client.post("/portal/terms/", ticks(texts[0]))
    assert half.status_code == 422
    with world.acting():
        assert not Consent.objects.exists()
    assert client.post("/portal/terms/", ticks(*texts)).headers["Location"] == "/portal/"
    assert client.get("/portal/").status_code == 200
    with world.acting():
        assert not patients.may_use(world.alice, "mailings")  # what is not ticked is not allowed


@pytest.mark.proves("A8.2")
def test_taken_back_it_closes_the_space_at_once(world, texts):
    client = world.client("patient")
    client.post("/portal/terms/", ticks(*texts))
    with world.acting():
        terms = Consent.objects.get(text=texts[0])
    assert (
        world.client("other_patient").post(f"/portal/consents/{terms.pk}/withdraw/").status_code
        == 404
    )
    client.post(f"/portal/consents/{terms.pk}/withdraw/")
    assert client.get("/portal/").headers["Location"] == "/portal/terms/"
    assert client.get("/portal/consents/").status_code == 200
    visit = f"/visit/{world.visits['tomorrow'].pk}/"
    assert client.get(visit).status_code == 200  # care goes on
    proof = client.get("/portal/consents/proof/").content.decode()
    assert "Texte terms." in proof
    client.post(f"/portal/consents/{world.alice.pk}/give/", {"what": str(texts[0].pk)})
    assert client.get("/portal/").status_code == 200
    with world.acting():
        assert Consent.objects.filter(text=texts[0]).count() == 2


@pytest.mark.proves("A8.2")
def test_a_use_is_allowed_and_taken_back_by_a_button(world, texts):
    client = world.client("patient")
    with world.acting():
        (use,) = patients.open_uses()
    client.post(f"/portal/consents/{world.alice.pk}/give/", {"what": str(use.pk)})
    with world.acting():
        assert patients.may_use(world.alice, "mailings")
        given = Consent.objects.get(use=use)
    client.post(f"/portal/consents/{given.pk}/withdraw/")
    with world.acting():
        assert not patients.may_use(world.alice, "mailings")
    stranger = world.client("patient")
    answer = stranger.post(f"/portal/consents/{world.bruno.pk}/give/", {"what": str(use.pk)})
    assert answer.status_code == 404


@pytest.mark.proves("A8.2")
def test_the_waiting_room_is_never_lost_to_a_legal_page(world, texts):
    soon = f"/visit/{world.visits['now'].pk}/"  # begins in ten minutes
    assert world.client("patient").get(soon).headers["Location"].endswith("/check/")
    early, link = f"/visit/{world.visits['early'].pk}/", world.client("other_patient")
    page = link.get(early).content.decode()
    assert f"{early}terms/" in page
    with world.acting():
        world.practice.door_opens_before = 90
        world.practice.save()
    assert link.get(early).headers["Location"] == f"{early}terms/"
    assert f"{early}check/" in link.get(f"{early}terms/").content.decode()  # it can wait
    assert link.get(f"{early}check/").status_code == 200
    assert link.post(f"{early}terms/", ticks(*texts)).headers["Location"] == early
    assert link.get(early).headers["Location"] == f"{early}check/"


@pytest.mark.proves("A8.2")
def test_the_professional_records_it_in_session(world, texts):
    client, file = world.client("practitioner"), f"/desk/patients/{world.alice.pk}/"
    assert client.post(f"{file}consents/", {}).status_code == 422
    assert client.post(f"{file}consents/", ticks(*texts)).status_code == 302
    page = client.get(file).content.decode()
    assert "enregistré en séance" in page
    assert "Claire Martin" in page
    assert world.client("patient").get("/portal/").status_code == 200
    with world.acting():
        given = Consent.objects.filter(how="in_session").first()
    assert world.client("colleague").post(f"{file}consents/", ticks(*texts)).status_code == 404
    client.post(f"{file}consents/{given.pk}/withdraw/")
    assert world.client("patient").get("/portal/").status_code == 302


@pytest.mark.proves("A8.2")
def test_a_new_version_asks_again(world, texts):
    client = world.client("patient")
    client.post("/portal/terms/", ticks(*texts))
    owner = world.client("owner")
    owner.post(f"{SETTINGS}terms/", {"fr": "Une autre version."})
    assert client.get("/portal/").status_code == 200
    owner.post(f"{SETTINGS}terms/publish/")
    page = client.get("/portal/terms/").content.decode()
    assert "Une autre version." in page
    assert "Texte privacy." not in page
    old = owner.get(f"{SETTINGS}versions/{texts[0].pk}/").content.decode()
    assert "Texte terms." in old
