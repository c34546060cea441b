from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.fernet import Fernet, InvalidToken

from visavis.core import crypto
from visavis.core.crypto import Keyring
from visavis.core.links import BadToken, read, sign
from visavis.core.management.commands import rotate_keys


def test_a_text_is_sealed_and_opened_again():
    token = crypto.encrypt("mal de dos 🙂")
    assert "dos" not in token
    assert crypto.decrypt(token) == "mal de dos 🙂"
    with pytest.raises(InvalidToken):
        crypto.decrypt(Fernet(Fernet.generate_key()).encrypt(b"x").decode())


def test_keys_are_made_once_private_and_read_again_when_they_change(tmp_path):
    path = tmp_path / "keys" / "field-keys"
    first, second = Keyring(path), Keyring(path)
    token = first.fernet().encrypt(b"x")
    assert path.stat().st_mode & 0o077 == 0
    assert second.fernet().decrypt(token) == b"x"
    first.write([Fernet.generate_key().decode(), *first.keys()])
    newer = first.fernet().encrypt(b"y")
    assert second.fernet().decrypt(newer) == b"y"
    assert second.fernet().decrypt(token) == b"x"
    first.write(first.keys()[:1])
    with pytest.raises(InvalidToken):
        second.fernet().decrypt(token)


def test_many_who_need_the_first_key_at_once_get_the_same(tmp_path):
    path = tmp_path / "keys" / "field-keys"
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _n: Keyring(path).keys(), range(64)))
    assert len({tuple(keys) for keys in found}) == 1
    assert [file.name for file in path.parent.iterdir()] == ["field-keys"]


def test_every_encrypted_field_belongs_to_a_tenant_and_cannot_be_searched():
    found = rotate_keys.encrypted_models()
    assert found
    for model, fields in found:
        with pytest.raises(TypeError, match="cannot be searched"):
            str(model._base_manager.filter(**{fields[0]: "x"}).query)


def test_a_token_serves_one_purpose_and_expires(time_machine):
    time_machine.move_to("2026-03-01 10:00Z", tick=False)
    token = sign("ticket", {"visit": "1"})
    assert read("ticket", token, max_age=60) == {"visit": "1"}
    for purpose, age, text in (("other", 60, token), ("ticket", 60, token + "x")):
        with pytest.raises(BadToken):
            read(purpose, text, max_age=age)
    time_machine.move_to("2026-03-01 10:01:01Z")
    with pytest.raises(BadToken):
        read("ticket", token, max_age=60)
