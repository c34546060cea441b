"""Keys of the encrypted fields can be changed while the practice works."""

import uuid

import pytest
from django.core.management import call_command
from django.db import connection

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
