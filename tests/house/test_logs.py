"""The log tells where and what kind; never who, what was typed, or what opens something."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.db import IntegrityError

from tests.house.addresses import PLATFORM, PRACTICE, addresses_of
from visavis.accounts.models import User
from visavis.config.logs import Console, masked

SECRET = "b7Qx-91_zzTT:1aBcD:Ef0Gh1Ij2"
MARK = "zz91secret"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the console of the running settings writes."""
    console = next(one for one in logging.getLogger().handlers if isinstance(one, Console))
    written = io.StringIO()
    kept = console.setStream(written)
    yield written
    if kept is not None:
        console.setStream(kept)


@pytest.mark.django_db
def test_a_fault_is_told_by_its_place_in_the_code(world, log, monkeypatch):
    """A 500 whose exception carries a name, at an address that carries a token."""

    def fails(*args: object, **kwargs: object) -> None:
        typed = "douleur thoracique"
        try:
            raise KeyError("Alice Moreau")
        except KeyError as cause:
            raise ValueError(f"Moreau wrote {typed}") from cause

    monkeypatch.setattr("visavis.front.views.letting_in.open_link", fails)
    client = world.client()
    client.raise_request_exception = False
    answer = client.get(f"/v/{SECRET}/?q=Moreau", {"note": "douleur thoracique"})
    assert answer.status_code == 500
    text = log.getvalue()
    for hidden in (SECRET, "Moreau", "Alice", "douleur", "typed"):
        assert hidden not in text
    assert "/v/…/" in text
    assert "test_logs.py:" in text
    assert " in fails" in text
    assert "KeyError" in text
    assert "ValueError" in text


@pytest.mark.django_db
def test_a_refused_row_is_told_by_its_constraint(world, log):
    """PostgreSQL's DETAIL repeats what was to be written."""
    with world.acting(), pytest.raises(IntegrityError) as refused:
        User.objects.create_user("alice@exemple.fr", "x", last_name="Moreau")
    assert "alice@exemple.fr" in str(refused.value)
    logging.getLogger("visavis.x").error("no row: %s", refused.value)
    logging.getLogger("visavis.x").error(refused.value)
    logging.getLogger("visavis.x").error("as text: " + str(refused.value))
    try:
        raise refused.value
    except IntegrityError:
        logging.getLogger("visavis.x").exception("again")
    text = log.getvalue()
    assert "alice" not in text
    assert "Key (" not in text
    assert "23505" in text
    assert "IntegrityError" in text


def test_every_address_with_a_word_that_opens_something_is_masked():
    """A new route with a token in it is masked, or fails here."""
    routes = [route for tree in (PRACTICE, PLATFORM) for route in addresses_of(tree)]
    opening = [route for route in routes if "<str:" in route or "<key>" in route]
    assert len(opening) > 6
    for route in opening:
        path = "/" + "/".join(MARK if "<str:" in part else part for part in route.split("/"))
        assert MARK not in masked(f"Internal Server Error: {path}"), route


@pytest.mark.parametrize(
    "text",
    [
        f"Not Found: /v/{MARK}/",
        f"/accounts/patient-invitation/{MARK}/",
        f"/accounts/password/reset/key/{MARK}-c9x-abc/",
        f"GET /accounts/enter/{MARK}/ HTTP/1.1",
        f"/desk/patients/?q={MARK}",
        f"/accounts/oidc/callback/?code={MARK}&state={MARK}",
        f"/anything/else/{MARK}-and-twenty-more-0123/",
        f"key vvk_{MARK}",
        f"Authorization: Bearer {MARK}",
        f"to {MARK}@exemple.fr failed",
        f"bad\nDETAIL:  Key (email)=({MARK}) already exists.\n",
        f"DETAIL:  Failing row contains (1, {MARK}).",
    ],
)
def test_what_opens_or_names_is_masked(text):
    assert MARK not in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "/desk/patients/01939a7e-77b1-7c4e-8b1a-0123456789ab/",
        "/desk/settings/signing-in/providers/",
        "Notice 01939a7e-77b1-7c4e-8b1a-0123456789ab of kind reminder: still true?",
        "/work/visavis/consultations/room/signalling.py:94 in serve",
    ],
)
def test_what_helps_to_find_a_fault_stays(text):
    assert masked(text) == text


def test_a_phone_number_is_masked():
    assert masked("carrier refused +33 6 12 34 56 78") == "carrier refused …"


def test_a_line_that_cannot_be_made_does_not_print_what_it_was_made_of(log):
    console = next(one for one in logging.getLogger().handlers if isinstance(one, Console))
    record = logging.makeLogRecord({"msg": "%d of %d", "args": ("Moreau",)})
    console.handle(record)
    assert "Moreau" not in log.getvalue()
    assert "a log line failed" in log.getvalue()
