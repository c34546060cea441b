import pytest
from django.db import IntegrityError, transaction

from visavis.core.public import AuditEvent, Denied
from visavis.patients import public as patients
from visavis.patients.public import Consent, DataUse, LegalText

pytestmark = pytest.mark.django_db


def publish(world, kind="terms", **bodies):
    owner = world.actor("owner")
    patients.save_draft(owner, kind=kind, bodies=bodies or {"fr": "Nos conditions."})
    return patients.publish(owner, kind=kind)


def agree(world, role="patient", **changed):
    given = {"patient": world.alice, "texts": patients.current_texts(), "how": "online"}
    patients.give_consent(world.actor(role), **(given | changed))


@pytest.mark.proves("A8.2")
def test_a_draft_asks_nobody_and_a_published_version_asks_all(world):
    with world.acting():
        patients.save_draft(world.actor("owner"), kind="terms", bodies={"fr": "Un brouillon."})
        assert patients.missing_consents(world.alice) == []
        text = patients.publish(world.actor("owner"), kind="terms")
        assert patients.missing_consents(world.alice) == [text]
        assert patients.missing_consents(world.bruno) == [text]
    with world.acting("neighbour"):
        assert patients.missing_consents(world.nadia) == []


@pytest.mark.proves("A8.2")
@pytest.mark.parametrize("role", ["manager", "practitioner", "secretary", "patient", "visitor"])
def test_only_owners_write_and_publish(world, role):
    actor = world.actor(role)
    with world.acting():
        publish(world)
        for attempt in (
            lambda: patients.save_draft(actor, kind="terms", bodies={"fr": "Autre."}),
            lambda: patients.publish(actor, kind="terms"),
            lambda: patients.discard_draft(actor, kind="terms"),
            lambda: patients.adopt(actor, key="mailings"),
            lambda: patients.add_use(actor, names={"fr": "Un usage"}, details={}),
        ):
            with pytest.raises(Denied):
                attempt()


@pytest.mark.proves("A8.2")
def test_what_was_published_or_given_is_never_changed(world):
    with world.acting():
        text = publish(world)
        agree(world)
        consent = Consent.objects.get(patient=world.alice)
        for attempt in (
            lambda: LegalText.objects.filter(pk=text.pk).update(bodies={"fr": "Tout autre chose."}),
            lambda: LegalText.objects.filter(pk=text.pk).update(published_at=None),
            lambda: LegalText.objects.filter(pk=text.pk).delete(),
            lambda: Consent.objects.filter(pk=consent.pk).update(given_at=world.now),
            lambda: Consent.objects.filter(pk=consent.pk).update(patient=world.bruno),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                attempt()
        patients.withdraw_consent(world.actor("patient"), consent=consent)
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.filter(pk=consent.pk).update(withdrawn_at=None)


@pytest.mark.proves("A8.2")
def test_a_new_version_asks_again_and_the_old_consent_stays_as_proof(world):
    with world.acting():
        publish(world)
        agree(world)
        assert patients.missing_consents(world.alice) == []
        second = publish(world, fr="Nos nouvelles conditions.")
        assert second.version == 2
        assert patients.missing_consents(world.alice) == [second]
        agree(world)
        assert [row.text.version for row in patients.history_of(world.alice)] == [2, 1]
        assert all(row.withdrawn_at is None for row in patients.history_of(world.alice))


@pytest.mark.parametrize(
    ("bodies", "reason"),
    [({"en": "Only English."}, "missing"), ({"fr": "Nous. [À COMPLÉTER : qui]"}, "gaps")],
)
def test_a_draft_without_french_or_with_gaps_is_not_published(world, bodies, reason):
    with world.acting(), pytest.raises(patients.NotPublishable, match=reason):
        publish(world, **bodies)


def test_a_missing_language_falls_back_to_french(world):
    with world.acting():
        text = publish(world, fr="Bonjour.", de="Guten Tag.")
    assert patients.body_in(text, "de") == ("Guten Tag.", "de")
    assert patients.body_in(text, "nl") == ("Bonjour.", "fr")


@pytest.mark.proves("A8.2")
def test_the_records_say_who_what_when_and_how(world):
    with world.acting():
        publish(world)
        agree(world)
        agree(world, "practitioner", patient=world.bruno, how="in_session", language="fr")
        alices, brunos = (
            Consent.objects.get(patient=world.alice),
            Consent.objects.get(patient=world.bruno),
        )
        assert (alices.how, alices.given_to) == ("online", world.users["alice"])
        assert (brunos.how, brunos.given_to) == ("in_session", world.users["claire"])
        events = AuditEvent.objects.filter(verb="consent.given").order_by("at")
        assert [(event.patient, event.facts["how"]) for event in events] == [
            (world.alice.pk, "online"),
            (world.bruno.pk, "in_session"),
        ]


@pytest.mark.proves("A8.2")
@pytest.mark.parametrize(
    ("role", "how"),
    [
        ("other_patient", "online"),
        ("visitor", "online"),
        ("practitioner", "online"),
        ("patient", "in_session"),
        ("colleague", "in_session"),
        ("neighbour_practitioner", "in_session"),
    ],
)
def test_nobody_else_agrees_for_a_patient(world, role, how):
    with world.acting():
        publish(world)
        with pytest.raises(Denied):
            agree(world, role, how=how)
        assert not Consent.objects.exists()


def test_agreeing_twice_is_agreeing_once(world):
    with world.acting():
        publish(world)
        agree(world)
        agree(world)
        assert Consent.objects.count() == 1
        assert AuditEvent.objects.filter(verb="consent.given").count() == 1


def test_what_is_no_longer_in_force_cannot_be_agreed_to(world):
    with world.acting():
        first = publish(world)
        publish(world, fr="Deux.")
        with pytest.raises(patients.TextChanged):
            agree(world, texts=[first])


@pytest.mark.proves("A8.2")
def test_an_optional_use_is_off_until_allowed_and_off_again_at_once(world):
    actor = world.actor("patient")
    with world.acting():
        use = patients.adopt(world.actor("owner"), key="mailings")
        assert not patients.may_use(world.alice, "mailings")
        agree(world, texts=[], uses=[use])
        assert patients.may_use(world.alice, "mailings")
        assert not patients.may_use(world.alice, "research")
        assert not patients.may_use(world.bruno, "mailings")
        assert list(patients.allowing("mailings")) == [world.alice]
        patients.withdraw_consent(actor, consent=Consent.objects.get())
        assert not patients.may_use(world.alice, "mailings")
        assert not patients.allowing("mailings").exists()
        agree(world, texts=[], uses=[use])
        assert patients.may_use(world.alice, "mailings")
        assert len(patients.history_of(world.alice)) == 2


def test_a_use_switched_off_is_allowed_for_nobody(world):
    owner = world.actor("owner")
    with world.acting():
        use = patients.adopt(owner, key="mailings")
        agree(world, texts=[], uses=[use])
        patients.switch(owner, use=use, active=False)
        assert not patients.may_use(world.alice, "mailings")
        patients.switch(owner, use=use, active=True)
        assert patients.may_use(world.alice, "mailings")


@pytest.mark.proves("A8.2")
def test_other_words_ask_again_once_somebody_agreed(world):
    owner = world.actor("owner")
    with world.acting():
        use = patients.adopt(owner, key="research")
        again = patients.reword(owner, use=use, names={"fr": "La recherche."}, details={})
        assert again.pk == use.pk
        agree(world, texts=[], uses=[again])
        fresh = patients.reword(owner, use=again, names={"fr": "Tout."}, details={})
        assert fresh.pk != use.pk
        assert not patients.may_use(world.alice, "research")
        assert patients.history_of(world.alice)[0].use.names == {"fr": "La recherche."}
        assert DataUse.objects.filter(key="research").count() == 2


@pytest.mark.proves("A8.2")
def test_staff_who_see_the_file_take_back_what_the_patient_says(world):
    with world.acting():
        publish(world)
        agree(world)
        consent = Consent.objects.get()
        for role in ("colleague", "other_patient", "neighbour_practitioner"):
            with pytest.raises(Denied):
                patients.withdraw_consent(world.actor(role), consent=consent)
        patients.withdraw_consent(world.actor("secretary"), consent=consent)
        consent.refresh_from_db()
        assert consent.withdrawn_by == world.users["sophie"]
        assert AuditEvent.objects.filter(verb="consent.withdrawn").count() == 1
