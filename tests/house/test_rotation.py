"""Keys of the encrypted fields can be changed while the practice works."""

import time
import uuid

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from visavis.accounts.tests import test_second_factor as factors
from visavis.core import crypto
from visavis.core.crypto import Keyring
from visavis.messaging.public import Message, post


@pytest.mark.django_db
def test_rotation_encrypts_everything_anew_and_drops_the_old_key(world, monkeypatch, tmp_path):
    ring = Keyring(tmp_path / "field-keys")
    monkeypatch.setattr(crypto, "_keyring", ring)
    old = ring.keys()
    with world.acting():
        message, _new = post(
            world.actor("patient"),
            encounter=world.visits["now"],
            text="Bonjour",
            client_id=uuid.uuid4(),
        )
        before = _stored(message)
    call_command("rotate_keys")
    assert len(ring.keys()) == 1
    assert ring.keys() != old
    with world.acting():
        assert _stored(message) != before
        assert Message.objects.get(pk=message.pk).text == "Bonjour"


def _stored(message):
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM messaging_message WHERE id = %s", [message.pk])
        return cursor.fetchone()[0]


@pytest.fixture
def clock():
    with time_machine.travel(factors.AT, tick=False) as travelling:
        yield travelling


@pytest.mark.django_db
@pytest.mark.proves("A6.3")
def test_secrets_of_second_factors_are_encrypted_and_rotate(world, clock, monkeypatch, tmp_path):
    ring = Keyring(tmp_path / "field-keys")
    monkeypatch.setattr(crypto, "_keyring", ring)
    _client, app = factors.set_up(world)

    def stored():
        with connection.cursor() as cursor:
            cursor.execute("SELECT data::text FROM mfa_authenticator ORDER BY id")
            return [row[0] for row in cursor.fetchall()]

    before = stored()
    assert app.secret not in str(before)
    call_command("rotate_keys")
    assert all(old != new for old, new in zip(before, stored(), strict=True))
    clock.shift(60)
    assert factors.second_step(world, app.at(time.time())).status_code == 302
