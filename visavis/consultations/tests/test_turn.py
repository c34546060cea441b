"""STUN and TURN: what browsers get, and what coturn accepts."""

from __future__ import annotations

import dataclasses
import time
from datetime import timedelta

import pytest

from visavis.consultations.room.turn import credential, ice_settings


@pytest.fixture
def turn(settings):
    settings.ENV = dataclasses.replace(
        settings.ENV,
        stun_urls=("stun:127.0.0.1:3478",),
        turn_urls=("turn:127.0.0.1:3478?transport=udp",),
        turn_secret="north",
        ice_policy="relay",
    )


@pytest.mark.proves("D4.1")
def test_credentials_end_by_themselves(turn):
    ice = ice_settings("somebody", lasts=timedelta(minutes=10))
    stun, server = ice["servers"]
    assert stun == {"urls": ["stun:127.0.0.1:3478"]}
    until, who = server["username"].split(":")
    assert who == "somebody"
    assert 590 < int(until) - time.time() <= 600
    assert server["credential"] == credential("north", server["username"])
    assert ice["policy"] == "relay"
    assert ice["expires_at"]


def test_the_credential_is_coturns():
    # echo -n 12345678:user | openssl dgst -sha1 -hmac north -binary | base64
    assert credential("north", "12345678:user") == "6AIyrjBRL2ZfvRH9KHL1H7qrzxg="


def test_a_page_open_to_everybody_gets_no_credential(turn):
    ice = ice_settings("anybody", relay=False)
    assert ice == {
        "servers": [{"urls": ["stun:127.0.0.1:3478"]}],
        "policy": "all",
        "expires_at": None,
    }


def test_nothing_configured_is_nothing_given(settings):
    assert ice_settings("x") == {"servers": [], "policy": "all", "expires_at": None}
