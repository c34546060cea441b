"""Why a booking, a move or a cancellation may be refused; the views make sentences of them."""

from __future__ import annotations

from collections.abc import Sequence

from visavis.scheduling.slots import Slot


class Refused(Exception):
    """A rule of the practice stands against it."""


class SlotTaken(Refused):
    """The time is not free, or not any more. *nearest* are free ones close to it."""

    def __init__(self, nearest: Sequence[Slot] = ()) -> None:
        super().__init__("the time is taken")
        self.nearest = list(nearest)


class NotOffered(Refused):
    """This type cannot be booked here by this person."""


class NotTheirs(Refused):
    """Patients are strictly separate, and this one has no care relation with the practitioner."""


class TooManyHolds(Refused):
    """Too many times are being held from one network address."""


class TooManyBookings(Refused):
    """The patient has as many bookings to come as the practitioner allows."""


class TooLate(Refused):
    """The practice does not let patients change this appointment, or not any more."""


class NotPossible(Refused):
    """The appointment is in a state that does not allow this."""
