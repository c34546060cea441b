"""Who is in the named little world (tests/world.py), and what is booked there."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Literal

Role = Literal[
    "visitor",
    "patient",
    "other_patient",
    "practitioner",
    "colleague",
    "secretary",
    "manager",
    "owner",
    "supervisor",
    "department_manager",
    "double_secretary",
    "visiting",
    "former",
    "neighbour_practitioner",
    "neighbour_patient",
]
ROLES: tuple[Role, ...] = (
    "visitor",
    "patient",
    "other_patient",
    "practitioner",
    "colleague",
    "secretary",
    "manager",
    "owner",
    "supervisor",
    "department_manager",
    "double_secretary",
    "visiting",
    "former",
    "neighbour_practitioner",
    "neighbour_patient",
)

# Who plays a role; a patient without a login comes by a link.
WHO: dict[Role, str] = {
    "visitor": "",
    "patient": "alice",
    "other_patient": "bruno",
    "practitioner": "claire",
    "colleague": "paul",
    "secretary": "sophie",
    "manager": "marc",
    "owner": "olivia",
    "supervisor": "diane",
    "department_manager": "mona",
    "double_secretary": "sara",
    "visiting": "yves",
    "former": "fabien",
    "neighbour_practitioner": "luc",
    "neighbour_patient": "nadia",
}
LINK_OF: dict[Role, str] = {"other_patient": "early"}

# name -> first name, last name, has a login
PEOPLE = {
    "practice": {
        "olivia": ("Olivia", "Laurent", ["owner"]),
        "marc": ("Marc", "Girard", ["manager"]),
        "claire": ("Claire", "Martin", ["practitioner"]),
        "paul": ("Paul", "Petit", ["practitioner"]),
        "sophie": ("Sophie", "Bernard", ["secretary"]),
        "diane": ("Diane", "Morel", ["practitioner"]),
        "mona": ("Mona", "Fabre", ["manager"]),
        "sara": ("Sara", "Colin", ["secretary"]),
        "yves": ("Yves", "Roy", ["practitioner"]),
        "fabien": ("Fabien", "Roux", ["practitioner"]),
    },
    "neighbour": {
        "luc": ("Luc", "Lefèvre", ["owner", "practitioner"]),
        "nora": ("Nora", "Diallo", ["secretary"]),
        "yves_there": ("Yves", "Roy", ["practitioner"]),
    },
}
PRACTITIONERS = {
    "claire": ("Dr", "dr-claire-martin", "Médecine générale", ["fr", "en"]),
    "paul": ("", "paul-petit", "Kinésithérapie", ["fr"]),
    "diane": ("Dr", "dr-diane-morel", "Cardiologie", ["fr"]),
    "yves": ("Dr", "dr-yves-roy", "Radiologie", ["fr"]),
    "luc": ("Dr", "dr-luc-lefevre", "Dermatologie", ["fr", "de"]),
    "yves_there": ("Dr", "dr-yves-roy", "Radiologie", ["fr"]),
}
PUBLIC = ("claire", "paul", "luc")
# The login of somebody who works at both.
LOGIN_OF = {"yves_there": "yves"}
# name -> French name, its members, its patients
DEPARTMENTS = {
    "cardio": ("Cardiologie", ("claire", "diane", "mona"), ("alice", "bruno")),
    "rehab": ("Rééducation", ("paul",), ("bruno", "chloe")),
}
SERVES = {"sophie": ("claire",), "sara": ("claire", "paul")}
SUPERVISES = {"diane": ("alice",)}
# name -> organization, first, last, born, primary practitioner
PATIENTS = {
    "alice": ("practice", "Alice", "Moreau", date(1987, 4, 12), "claire"),
    "bruno": ("practice", "Bruno", "Faure", date(1958, 9, 30), "claire"),
    "chloe": ("practice", "Chloé", "Garnier", date(1999, 1, 5), "paul"),
    "denis": ("practice", "Denis", "Lambert", date(1970, 3, 3), "yves"),
    "nadia": ("neighbour", "Nadia", "Benali", date(1991, 7, 21), "luc"),
}
WITH_LOGIN = ("alice", "nadia")
# name -> patient, practitioner, kind, status, starts in (from now)
VISITS: dict[str, tuple[str, str, str, str, timedelta]] = {
    "past": ("alice", "claire", "virtual", "finished", timedelta(days=-7)),
    "now": ("alice", "claire", "virtual", "planned", timedelta(minutes=10)),
    "early": ("bruno", "claire", "virtual", "planned", timedelta(minutes=75)),
    "tomorrow": ("alice", "claire", "ambulatory", "planned", timedelta(days=1)),
    "cancelled": ("alice", "claire", "virtual", "cancelled", timedelta(days=2)),
    "colleagues": ("chloe", "paul", "virtual", "planned", timedelta(minutes=10)),
    "visiting": ("denis", "yves", "virtual", "planned", timedelta(days=3)),
    "neighbours": ("nadia", "luc", "virtual", "planned", timedelta(minutes=10)),
}
LENGTH = timedelta(minutes=20)
# name -> organization, French name, minutes, gap, place, who offers it
TYPES = {
    "video": ("practice", "Téléconsultation", 20, 10, "video", ("claire", "paul")),
    "in_person": ("practice", "Consultation au cabinet", 30, 0, "in_person", ("claire", "paul")),
    "neighbours": ("neighbour", "Avis dermatologique", 20, 10, "video", ("luc",)),
}
HOURS = ((time(9), time(12, 30)), (time(14), time(18)))
STATUS = {"planned": "booked", "finished": "fulfilled", "cancelled": "cancelled"}
