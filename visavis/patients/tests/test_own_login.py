from datetime import date, timedelta

import pytest

from visavis.accounts.public import User
from visavis.core.public import AuditEvent, Denied, now
from visavis.patients import public as patients
from visavis.patients.public import Patient, PatientInvitation, PatientSignUp, Wish

pytestmark = pytest.mark.django_db
PASSWORD = "trois-mots-jamais-dits"
BORN = date(1958, 9, 30)


def wish(**changed):
    told = {
        "first_name": "Bruno",
        "last_name": "Faure",
        "birth_date": BORN,
        "email": "bruno@exemple.fr",
    }
    return Wish(**(told | changed))


def sign_up(world, **changed):
    return patients.ask_for_login(world.actor("visitor"), wish=wish(**changed), password=PASSWORD)


def confirmed(world, **changed):
    asked = sign_up(world, **changed)
    return patients.confirm_sign_up(world.actor("visitor"), sign_up=asked.sign_up)


@pytest.mark.proves("A6.4")
def test_nothing_opens_before_the_mail_is_confirmed(world):
    with world.acting():
        asked = sign_up(world)
        assert not User.objects.filter(email="bruno@exemple.fr").exists()
        world.bruno.refresh_from_db()
        assert world.bruno.user is None
        assert patients.open_sign_up(asked.secret) == asked.sign_up
        user, patient = patients.confirm_sign_up(world.actor("visitor"), sign_up=asked.sign_up)
        assert patient == world.bruno
        assert user.check_password(PASSWORD)
        with pytest.raises(patients.BadLink, match="used"):
            patients.open_sign_up(asked.secret)


@pytest.mark.parametrize(
    "changed",
    [
        {"first_name": "Brunot"},
        {"last_name": "Fabre"},
        {"birth_date": date(1958, 9, 29)},
        {"email": "bruno.faure@exemple.fr"},
    ],
    ids=lambda changed: next(iter(changed)),
)
@pytest.mark.proves("A6.4")
def test_a_file_is_joined_only_when_all_agree(world, changed):
    with world.acting():
        user, patient = confirmed(world, **changed)
        assert patient != world.bruno
        assert patient.user == user
        world.bruno.refresh_from_db()
        assert world.bruno.user is None


def test_letter_case_and_blanks_do_not_matter(world):
    with world.acting():
        _user, patient = confirmed(world, first_name=" bruno ", email="Bruno@Exemple.FR")
        assert patient == world.bruno


def test_two_files_that_agree_are_joined_to_nobody(world):
    with world.acting():
        twin = Patient.objects.create(
            first_name="Bruno", last_name="Faure", birth_date=BORN, email="bruno@exemple.fr"
        )
        _user, patient = confirmed(world)
        assert patient not in (world.bruno, twin)


def test_the_file_of_another_login_is_never_taken(world):
    with world.acting():
        Patient.objects.filter(pk=world.bruno.pk).update(user=world.users["alice"])
        _user, patient = confirmed(world)
        assert patient != world.bruno


@pytest.mark.proves("A6.4")
def test_a_known_address_must_be_signed_in_and_keeps_its_password(world):
    facts = {"first_name": "Nadia", "last_name": "Benali", "birth_date": date(1991, 7, 21)}
    with world.acting():
        asked = sign_up(world, email="nadia@exemple.fr", **facts)
        assert asked.is_known
        with pytest.raises(patients.NeedsSignIn):
            patients.confirm_sign_up(world.actor("visitor"), sign_up=asked.sign_up)
        actor = world.actor("neighbour_patient")
        user, patient = patients.confirm_sign_up(actor, sign_up=asked.sign_up)
        assert user == world.users["nadia"]
        assert not user.check_password(PASSWORD)
        assert patient != world.nadia
        assert patient.organization == world.practice


def test_an_expired_wish_opens_nothing_and_is_dropped(world):
    with world.acting():
        asked = sign_up(world)
        PatientSignUp.objects.update(expires_at=now() - timedelta(seconds=1))
        with pytest.raises(patients.BadLink, match="expired"):
            patients.open_sign_up(asked.secret)
        PatientSignUp.objects.update(expires_at=now() - timedelta(days=8))
    from visavis.patients.own_login import forget_sign_ups

    forget_sign_ups()
    with world.acting():
        assert not PatientSignUp.objects.exists()


def test_a_wish_of_next_door_does_not_exist_here(world):
    visitor = world.actor("visitor", at="neighbour")
    with world.acting("neighbour"):
        asked = patients.ask_for_login(visitor, wish=wish(), password=PASSWORD)
    with world.acting(), pytest.raises(patients.BadLink, match="unknown"):
        patients.open_sign_up(asked.secret)


def test_no_mailbox_is_flooded(world):
    with world.acting():
        asked = [sign_up(world) for _ in range(5)]
    assert [bool(one.secret) for one in asked] == [True, True, True, False, False]


def test_guessing_the_password_of_a_wish_closes_it(world):
    with world.acting():
        asked = sign_up(world)
        assert patients.knows_password(asked.sign_up, PASSWORD)
        for _ in range(5):
            assert not patients.knows_password(asked.sign_up, "wrong")
        with pytest.raises(patients.BadLink, match="expired"):
            patients.open_sign_up(asked.secret)


# Invited by the practice --------------------------------------------------------------------


def accept(world, invitation, role="visitor", birth_date=BORN):
    return patients.accept_invitation(
        world.actor(role), invitation=invitation, birth_date=birth_date, password=PASSWORD
    )


@pytest.mark.proves("A6.4")
def test_an_invitation_opens_the_login_once(world):
    with world.acting():
        _row, secret = patients.invite_patient(world.actor("secretary"), patient=world.bruno)
        user = accept(world, patients.open_invitation(secret))
        world.bruno.refresh_from_db()
        assert world.bruno.user == user
        with pytest.raises(patients.BadLink, match="used"):
            patients.open_invitation(secret)
        verbs = AuditEvent.objects.filter(patient=world.bruno.pk).values_list("verb", flat=True)
        assert {"patient.invited", "patient.login_joined", "patient.invitation_accepted"} <= {
            *verbs
        }


@pytest.mark.parametrize("role", ["colleague", "visitor", "other_patient", "patient", "former"])
def test_only_staff_who_see_the_file_invite(world, role):
    with world.acting():
        with pytest.raises(Denied):
            patients.invite_patient(world.actor(role), patient=world.bruno)
        with pytest.raises(Denied):
            patients.revoke_patient_invitation(world.actor(role), patient=world.bruno)


def test_sent_again_the_old_link_is_dead_and_revoked_both_are(world):
    actor = world.actor("practitioner")
    with world.acting():
        _row, old = patients.invite_patient(actor, patient=world.bruno)
        _row, secret = patients.invite_patient(actor, patient=world.bruno)
        with pytest.raises(patients.BadLink, match="unknown"):
            patients.open_invitation(old)
        assert patients.open_invitation(secret)
        assert patients.revoke_patient_invitation(actor, patient=world.bruno)
        assert not patients.revoke_patient_invitation(actor, patient=world.bruno)
        with pytest.raises(patients.BadLink, match="revoked"):
            patients.open_invitation(secret)


def test_an_expired_invitation_opens_nothing(world):
    with world.acting():
        _row, secret = patients.invite_patient(world.actor("owner"), patient=world.bruno)
        PatientInvitation.objects.update(expires_at=now())
        with pytest.raises(patients.BadLink, match="expired"):
            patients.open_invitation(secret)
    with world.acting("neighbour"), pytest.raises(patients.BadLink, match="unknown"):
        patients.open_invitation(secret)


def test_five_wrong_birth_dates_revoke_it(world):
    with world.acting():
        row, secret = patients.invite_patient(world.actor("owner"), patient=world.bruno)
        for _ in range(5):
            with pytest.raises(patients.WrongBirthDate):
                accept(world, row, birth_date=date(1990, 1, 1))
        with pytest.raises(patients.BadLink, match="revoked"):
            patients.open_invitation(secret)


def test_no_login_is_offered_twice_or_to_nowhere(world):
    actor = world.actor("owner")
    with world.acting():
        with pytest.raises(patients.NotInvitable, match="has_login"):
            patients.invite_patient(actor, patient=world.alice)
        Patient.objects.filter(pk=world.bruno.pk).update(email="")
        with pytest.raises(patients.NotInvitable, match="no_email"):
            patients.invite_patient(actor, patient=world.bruno)


def test_a_known_login_signs_in_to_take_up_an_invitation(world):
    with world.acting():
        Patient.objects.filter(pk=world.bruno.pk).update(email="nadia@exemple.fr")
        row, _secret = patients.invite_patient(world.actor("owner"), patient=world.bruno)
        with pytest.raises(patients.NeedsSignIn):
            accept(world, row)
        assert accept(world, row, "neighbour_patient") == world.users["nadia"]
