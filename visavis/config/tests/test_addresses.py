import pytest

from visavis.config.addresses import client_of


@pytest.mark.proves("A6.2")
@pytest.mark.parametrize(
    ("peer", "told", "client"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.7", "203.0.113.7"),  # the left part is the client's story
        ("127.0.0.1", "203.0.113.7, 127.0.0.1", "203.0.113.7"),
        ("203.0.113.7", "1.2.3.4", "203.0.113.7"),  # no proxy of ours: not believed
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("::1", "[2001:db8::7]:443", "2001:db8::7"),
        ("127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_the_clients_address_is_told_by_trusted_proxies_only(peer, told, client):
    assert client_of(peer, told) == client
