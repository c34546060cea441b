"""The door of consultations: waiting, admission, the room, the end."""

from visavis.consultations.access import Side, as_desk, as_practitioner, room_side
from visavis.consultations.admission import admit, put_back
from visavis.consultations.models import DeviceCheck, Participant, Stay, Visit
from visavis.consultations.room.device_check import BadResult, keep_check, latest_checks
from visavis.consultations.room.tickets import ticket
from visavis.consultations.visits import NotNow, find, state_of, states_of

__all__ = [
    "BadResult",
    "DeviceCheck",
    "NotNow",
    "Participant",
    "Side",
    "Stay",
    "Visit",
    "admit",
    "as_desk",
    "as_practitioner",
    "find",
    "keep_check",
    "latest_checks",
    "put_back",
    "room_side",
    "state_of",
    "states_of",
    "ticket",
]
