"""Looking through a member's eyes: what is seen, what is refused, how it ends, what is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from visavis.accounts.public import actor_of, start_preview
from visavis.core.public import AuditEvent, Denied, now

pytestmark = pytest.mark.django_db
LEAVE = "/accounts/leave-place/"


def look_as(world, client, who):
    """*client*'s session sees the practice as the member *who*."""
    session = client.session
    with world.acting():
        start_preview(world.actor("owner"), session, membership_id=world.members[who].pk)
    session.save()


@pytest.fixture
def looking(world):
    """Olivia's browser, as Paul: who treats Chloé, and neither Alice nor Bruno."""
    client = world.client("owner")
    look_as(world, client, "paul")
    return client


def events(world, verb):
    with world.acting():
        return list(AuditEvent.objects.filter(verb=verb))


@pytest.mark.proves("A3.1")
def test_the_owner_sees_what_the_member_sees_with_a_banner_on_every_page(world, looking):
    assert "Moreau" in world.client("owner").get("/desk/patients/").content.decode()
    page = looking.get("/desk/patients/").content.decode()
    assert "Garnier" in page
    assert "Moreau" not in page
    alice = world.alice.pk
    assert looking.get(f"/desk/patients/{alice}/").status_code == 404
    for path in ("/", "/desk/", "/desk/patients/", f"/desk/patients/{world.chloe.pk}/"):
        assert f'action="{LEAVE}"' in looking.get(path).content.decode(), path
    assert LEAVE not in world.client("owner").get("/desk/").content.decode()


@pytest.mark.proves("A9.3")
def test_start_and_reads_are_kept_under_both_names(world, looking):
    looking.get(f"/desk/patients/{world.chloe.pk}/")
    (start,) = events(world, "preview.started")
    assert (start.actor_name, start.on_id) == ("Olivia Laurent", world.members["paul"].pk)
    (read,) = events(world, "patient.viewed")
    assert read.actor_name == "Paul Petit"
    assert read.facts["via"] == "Olivia Laurent"
    assert read.facts["via_user"] == str(world.users["olivia"].pk)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}, {"Accept": "application/json"}])
def test_every_change_is_refused_with_a_sentence(world, looking, headers):
    encounter = world.visits["colleagues"].pk
    for path in (f"/desk/visit/{encounter}/admit/", f"/visit/{encounter}/ticket/", "/desk/hours/"):
        answer = looking.post(path, headers=headers)
        assert answer.status_code == 403, path
        assert len(answer.content) > 40
    assert LEAVE in looking.post("/desk/hours/").content.decode()


def test_the_members_own_account_stays_theirs(looking):
    assert looking.get("/accounts/password/change/").status_code == 403
    assert looking.post("/i18n/setlang/", {"language": "de"}).status_code == 302


def test_leaving_gives_back_ones_own_eyes_and_is_kept(world, looking):
    assert looking.post(LEAVE).status_code == 302
    assert "Moreau" in looking.get("/desk/patients/").content.decode()
    (end,) = events(world, "preview.ended")
    assert (end.actor_name, end.on_id) == ("Olivia Laurent", world.members["paul"].pk)
    assert looking.post(LEAVE).status_code == 302, "a second time does nothing"
    assert len(events(world, "preview.ended")) == 1


def after_half_an_hour(client):
    session = client.session
    for entry in session["visavis.acting_as"].values():
        entry["until"] = (now() - timedelta(seconds=1)).isoformat()
    session.save()


@pytest.mark.parametrize("method", ["get", "post"])
def test_after_half_an_hour_it_is_over_and_nothing_is_done_by_mistake(world, looking, method):
    after_half_an_hour(looking)
    answer = getattr(looking, method)("/desk/patients/")
    assert answer.status_code == 302
    assert len(events(world, "preview.ended")) == 1
    assert "Moreau" in looking.get("/desk/patients/").content.decode()


def test_it_ends_with_the_members_place_and_with_the_owners(world, looking):
    with world.acting():
        world.members["olivia"].roles = ["manager"]
        world.members["olivia"].save()
    assert looking.get("/desk/patients/").status_code == 302
    look_again = world.client("owner")
    with world.acting():
        world.members["olivia"].roles = ["owner"]
        world.members["olivia"].save()
    look_as(world, look_again, "paul")
    with world.acting():
        world.members["paul"].ended_at = now()
        world.members["paul"].save()
    assert look_again.get("/desk/patients/").status_code == 302


@pytest.mark.parametrize("role", ["manager", "practitioner", "secretary", "patient", "former"])
def test_nobody_else_looks_through_others_eyes(world, role):
    with world.acting(), pytest.raises(Denied):
        start_preview(world.actor(role), {}, membership_id=world.members["paul"].pk)


@pytest.mark.parametrize("who", ["fabien", "luc", "olivia"])
def test_nor_through_eyes_that_are_not_here(world, who):
    with world.acting(), pytest.raises(Denied):
        start_preview(world.actor("owner"), {}, membership_id=world.members[who].pk)


def test_not_from_a_place_taken_already(world, looking):
    with world.acting():
        look_as_owner = {"visavis.acting_as": looking.session["visavis.acting_as"]}
        actor = actor_of(world.users["olivia"], look_as_owner)
        with pytest.raises(Denied):
            start_preview(actor, look_as_owner, membership_id=world.members["sophie"].pk)


def test_next_door_the_session_is_its_owners(world, looking):
    looking.defaults["HTTP_HOST"] = world.host("neighbour")
    assert LEAVE not in looking.get("/").content.decode()
