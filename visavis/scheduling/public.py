"""The door of scheduling: when, where and with whom."""

from visavis.scheduling.access import bookable_types, plannings_of, visible_to
from visavis.scheduling.audited import appointment_seen, appointments_seen, planning_seen
from visavis.scheduling.booking import Booking, Person, book
from visavis.scheduling.cancelling import last_moment, may_cancel
from visavis.scheduling.changes import (
    cancel,
    fulfil,
    mark_absent,
    mark_arrived,
    mark_ready,
    move,
)
from visavis.scheduling.closures import booked_inside, close, reopen, work_on_holiday
from visavis.scheduling.forms import HoursForm, born_on, initial_hours, mobile_number
from visavis.scheduling.holds import hold, release, sweep
from visavis.scheduling.hours import HalfDay, hours_on, set_hours
from visavis.scheduling.models import (
    Appointment,
    AppointmentType,
    AppointmentTypeOffer,
    BookingRules,
    Closure,
    HolidayOpening,
    Site,
    WeeklyHours,
)
from visavis.scheduling.notices import place_words
from visavis.scheduling.planning import Block, Column, Planning, busy_blocks, planning
from visavis.scheduling.refusals import (
    NotOffered,
    NotPossible,
    NotTheirs,
    Refused,
    SlotTaken,
    TooLate,
    TooManyBookings,
    TooManyHolds,
)
from visavis.scheduling.slots import Slot, first_free, free_slots, next_free, online_types, rules_of
from visavis.scheduling.trying import slots_if
from visavis.scheduling.types import first_site, offer_visit, offered, stop_offering
from visavis.scheduling.visits import (
    JoinWindow,
    appointment_of,
    appointments_of,
    join_window,
    window_of,
)

__all__ = [
    "Appointment",
    "AppointmentType",
    "AppointmentTypeOffer",
    "Block",
    "Booking",
    "BookingRules",
    "Closure",
    "Column",
    "HalfDay",
    "HolidayOpening",
    "HoursForm",
    "JoinWindow",
    "NotOffered",
    "NotPossible",
    "NotTheirs",
    "Person",
    "Planning",
    "Refused",
    "Site",
    "Slot",
    "SlotTaken",
    "TooLate",
    "TooManyBookings",
    "TooManyHolds",
    "WeeklyHours",
    "appointment_of",
    "appointment_seen",
    "appointments_of",
    "appointments_seen",
    "book",
    "bookable_types",
    "booked_inside",
    "born_on",
    "busy_blocks",
    "cancel",
    "close",
    "first_free",
    "first_site",
    "free_slots",
    "fulfil",
    "hold",
    "hours_on",
    "initial_hours",
    "join_window",
    "last_moment",
    "mark_absent",
    "mark_arrived",
    "mark_ready",
    "may_cancel",
    "mobile_number",
    "move",
    "next_free",
    "offer_visit",
    "offered",
    "online_types",
    "place_words",
    "planning",
    "planning_seen",
    "plannings_of",
    "release",
    "reopen",
    "rules_of",
    "set_hours",
    "slots_if",
    "stop_offering",
    "sweep",
    "visible_to",
    "window_of",
    "work_on_holiday",
]
