"""The door of consultations: waiting, admission, the room, the end."""

from visavis.consultations.access import Side, as_desk, as_practitioner, room_side
from visavis.consultations.admission import admit, put_back
from visavis.consultations.ending import Attendance, VisitRecord, end, record_of
from visavis.consultations.models import DeviceCheck, Participant, Stay, Visit
from visavis.consultations.room.device_check import BadResult, keep_check, latest_checks
from visavis.consultations.room.signalling import Rooms
from visavis.consultations.room.tickets import ticket
from visavis.consultations.visits import NotNow, find, state_of, states_of
from visavis.consultations.waiting import (
    Waiting,
    arrive,
    leave,
    waiting,
    waiting_count,
    why_not,
)

__all__ = [
    "Attendance",
    "BadResult",
    "DeviceCheck",
    "NotNow",
    "Participant",
    "Rooms",
    "Side",
    "Stay",
    "Visit",
    "VisitRecord",
    "Waiting",
    "admit",
    "arrive",
    "as_desk",
    "as_practitioner",
    "end",
    "find",
    "keep_check",
    "latest_checks",
    "leave",
    "put_back",
    "record_of",
    "room_side",
    "state_of",
    "states_of",
    "ticket",
    "waiting",
    "waiting_count",
    "why_not",
]
