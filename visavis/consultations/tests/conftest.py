from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import pytest

from tests.live import Line, LiveHouse, in_thread


@dataclass
class Visiting:
    """People of the world going through the visit « now » (Alice with Dr Claire Martin)."""

    world: Any
    house: LiveHouse
    visit: str = "now"

    def __post_init__(self) -> None:
        self.clients: dict[str, Any] = {}

    @property
    def encounter(self) -> str:
        return str(self.world.visits[self.visit].pk)

    def client(self, role: str, at: str = "practice") -> Any:
        key = f"{role}@{at}"
        if key not in self.clients:
            self.clients[key] = self.world.client(role, at=at)
        return self.clients[key]

    def post(self, role: str, path: str, data: Any = None, at: str = "practice") -> Any:
        return self.client(role, at).post(
            path, data, content_type="application/json", headers={"accept": "application/json"}
        )

    def arrive(self) -> Any:
        return self.post("patient", f"/visit/{self.encounter}/wait/")

    def admit(self) -> Any:
        return self.post("practitioner", f"/desk/visit/{self.encounter}/admit/")

    def end(self) -> Any:
        return self.post("practitioner", f"/desk/visit/{self.encounter}/end/")

    def ticket(self, role: str, at: str = "practice") -> Any:
        return self.post(role, f"/visit/{self.encounter}/ticket/", at=at)

    def open(self, role: str, at: str = "practice") -> Line:
        return self.house.open(self.client(role, at), f"/live/visit/{self.encounter}/")

    def hello(self, line: Line, ticket: str, session: str = "") -> None:
        line.send(
            {
                "type": "hello",
                "ticket": ticket,
                "resume": False,
                "session": session or uuid.uuid4().hex,
                "media": {"audio": True, "video": True},
            }
        )

    def enter(self, role: str, session: str = "") -> tuple[Line, dict[str, Any]]:
        """An open page of that role, and its welcome."""
        answer = self.ticket(role)
        assert answer.status_code == 200, answer.content
        line = self.open(role)
        self.hello(line, answer.json()["ticket"], session)
        return line, line.until("welcome")


@pytest.fixture
def visiting(committed_world):
    with in_thread() as house:
        yield Visiting(committed_world, house)
