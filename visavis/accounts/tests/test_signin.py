import pytest

from tests.world import PASSWORD
from visavis.accounts.public import acts_for, runs
from visavis.core.public import now

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def sign_in(client, email, password=PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


@pytest.mark.proves("A6.1")
def test_staff_lands_on_the_desk_a_patient_in_the_portal(world):
    assert sign_in(world.client(), "claire@exemple.fr").headers["Location"] == "/desk/"
    assert sign_in(world.client(), "ALICE@exemple.fr").headers["Location"] == "/portal/"


@pytest.mark.proves("A6.1")
def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(world):
    pages = [
        sign_in(world.client(), "claire@exemple.fr", "wrong-wrong-wrong"),
        sign_in(world.client(), "nobody@exemple.fr", "wrong-wrong-wrong"),
    ]
    errors = [page.context["form"].non_field_errors() for page in pages]
    assert [page.status_code for page in pages] == [200, 200]
    assert errors[0] == errors[1]
    assert errors[0]


@pytest.mark.proves("A6.1")
def test_the_answer_to_a_reset_is_the_same_for_an_unknown_address(world):
    answers = [
        world.client().post("/accounts/password/reset/", {"email": email})
        for email in ("claire@exemple.fr", "nobody@exemple.fr")
    ]
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {
        (302, "/accounts/password/reset/done/")
    }


@pytest.mark.proves("A6.2")
def test_guessing_is_slowed_down(world):
    client = world.client()
    for _ in range(6):
        page = sign_in(client, "claire@exemple.fr", "wrong-wrong-wrong")
    assert page.status_code == 200
    assert sign_in(client, "claire@exemple.fr").status_code == 200  # right, but too late
    assert sign_in(world.client(), "sophie@exemple.fr").status_code == 302  # others are not locked


def test_nobody_signs_up_unasked(world):
    page = world.client().get("/accounts/signup/")
    assert page.status_code == 200
    assert b"password1" not in page.content


@pytest.mark.proves("A5.2")
def test_a_former_member_is_no_staff(world):
    assert not world.actor("former").is_staff
    assert world.client("former").get("/desk/").status_code in (302, 404)


@pytest.mark.proves("A2.2")
def test_staff_of_one_organization_is_nobody_next_door(world):
    assert world.actor("practitioner").is_staff
    there = world.actor("practitioner", at="neighbour")
    assert not there.is_staff
    assert there.practitioner_ids == frozenset()


@pytest.mark.proves("A2.3")
def test_a_secretary_serves_the_linked_practitioners_while_the_link_lasts(world):
    actor = world.actor("secretary")
    with world.acting():
        assert list(acts_for(actor)) == [world.claire]
        assert not runs(actor, world.paul.pk)
        world.members["sophie"].serves.update(ended_at=now())
    with world.acting():
        assert not acts_for(world.actor("secretary")).exists()


@pytest.mark.proves("A2.1")
def test_owner_and_manager_run_every_desk_a_visitor_none(world):
    with world.acting():
        for role in ("owner", "manager"):
            run = {p.slug for p in acts_for(world.actor(role))}
            assert run == {"dr-claire-martin", "paul-petit", "dr-diane-morel", "dr-yves-roy"}
        covered = {p.slug for p in acts_for(world.actor("department_manager"))}
        assert covered == {"dr-claire-martin", "dr-diane-morel"}
        for role in ("visitor", "patient", "other_patient"):
            assert not acts_for(world.actor(role)).exists()
