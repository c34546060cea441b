"""Who lives in the demo: invented people, addresses that lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

PASSWORD = "visavis-demo"  # noqa: S105 - shown on purpose


@dataclass(frozen=True)
class Offer:
    """Something that can be booked."""

    names: dict[str, str]
    minutes: int
    gap: int
    place: str
    colour: str


@dataclass(frozen=True)
class Professional:
    """A practitioner with a login; hours are (ISO weekdays, opens, closes)."""

    email: str
    title: str
    first: str
    last: str
    slug: str
    specialty: str
    presentation: str
    languages: tuple[str, ...]
    hours: tuple[tuple[tuple[int, ...], time, time], ...]
    offers: tuple[str, ...]
    notice_minutes: int = 60


@dataclass(frozen=True)
class Person:
    """Staff without a profile, or a patient (``born``); a patient's practitioner by slug."""

    email: str
    first: str
    last: str
    role: str = ""
    born: date | None = None
    mobile: str = ""
    of: str = ""


@dataclass(frozen=True)
class Practice:
    """One organization and everybody in it."""

    name: str
    subdomain: str
    street: str
    postal_code: str
    city: str
    phone: str
    email: str
    presentation: str
    offers: dict[str, Offer]
    professionals: tuple[Professional, ...]
    staff: tuple[Person, ...]
    patients: tuple[Person, ...]
    secretary_serves: tuple[str, ...] = field(default=())


WEEK = (1, 2, 3, 4, 5)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
MORNING, AFTERNOON = (time(9), time(12, 30)), (time(14), time(18, 30))

VIDEO = Offer(
    {
        "fr": "Téléconsultation",
        "en": "Video consultation",
        "nl": "Videoconsult",
        "de": "Videosprechstunde",
    },
    20,
    10,
    "video",
    "teal",
)
AT_PRACTICE = Offer(
    {
        "fr": "Consultation au cabinet",
        "en": "Visit at the practice",
        "nl": "Consult in de praktijk",
        "de": "Sprechstunde in der Praxis",
    },
    30,
    0,
    "in_person",
    "blue",
)
SESSION = Offer(
    {
        "fr": "Séance en visio",
        "en": "Session by video",
        "nl": "Sessie per video",
        "de": "Sitzung per Video",
    },
    45,
    15,
    "video",
    "violet",
)

OPERATOR = Person("odile@visavis.example", "Odile", "Morin", role="operator")

PARC = Practice(
    name="Cabinet du Parc",
    subdomain="parc",
    street="12 rue du Parc-de-Montsouris",
    postal_code="75014",
    city="Paris",
    phone="+33199005612",
    email="accueil@parc.example",
    presentation=(
        "Médecine générale et psychologie, au cabinet ou en vidéo. "
        "Nous prenons le temps de vous écouter, où que vous soyez."
    ),
    offers={"video": VIDEO, "cabinet": AT_PRACTICE, "seance": SESSION},
    professionals=(
        Professional(
            email="claire@parc.example",
            title="Dr",
            first="Claire",
            last="Martin",
            slug="dr-claire-martin",
            specialty="Médecine générale",
            presentation="Suivi régulier, renouvellements et conseils, pour toute la famille.",
            languages=("fr", "en"),
            hours=((WEEK, *MORNING), (WEEK, *AFTERNOON), ((6,), time(9), time(12))),
            offers=("video", "cabinet"),
        ),
        Professional(
            email="samir@parc.example",
            title="Dr",
            first="Samir",
            last="Haddad",
            slug="dr-samir-haddad",
            specialty="Médecine générale",
            presentation="Téléconsultations tous les jours, du matin au soir, sans longue attente.",
            languages=("fr", "en", "ar"),
            hours=((EVERY_DAY, time(7), time(13)), (EVERY_DAY, time(13, 30), time(23, 30))),
            offers=("video",),
            notice_minutes=5,
        ),
        Professional(
            email="jeanne@parc.example",
            title="",
            first="Jeanne",
            last="Dubois",
            slug="jeanne-dubois",
            specialty="Psychologue",
            presentation="Thérapies brèves, soutien au long cours, adultes et adolescents.",
            languages=("fr", "de"),
            hours=(((1, 2, 4, 5), time(10), time(13)), ((1, 2, 4), time(15), time(20))),
            offers=("seance",),
        ),
    ),
    staff=(
        Person("olivia@parc.example", "Olivia", "Laurent", role="owner"),
        Person("sophie@parc.example", "Sophie", "Bernard", role="secretary"),
    ),
    secretary_serves=("dr-claire-martin", "dr-samir-haddad"),
    patients=(
        Person(
            "camille@parc.example",
            "Camille",
            "Rousseau",
            born=date(1987, 4, 12),
            mobile="+33639980001",
            of="dr-claire-martin",
        ),
        Person(
            "henri.faure@parc.example",
            "Henri",
            "Faure",
            born=date(1951, 9, 30),
            mobile="+33639980002",
            of="dr-claire-martin",
        ),
        Person(
            "ines.moreau@parc.example",
            "Inès",
            "Moreau",
            born=date(1994, 1, 22),
            mobile="+33639980003",
            of="dr-claire-martin",
        ),
        Person(
            "mehdi.lambert@parc.example",
            "Mehdi",
            "Lambert",
            born=date(1979, 11, 3),
            mobile="+33639980004",
            of="dr-samir-haddad",
        ),
        Person(
            "louise.girard@parc.example",
            "Louise",
            "Girard",
            born=date(2008, 6, 17),
            mobile="+33639980005",
            of="jeanne-dubois",
        ),
        Person(
            "paul.lefebvre@parc.example",
            "Paul",
            "Lefebvre",
            born=date(1966, 3, 8),
            mobile="+33639980006",
            of="dr-claire-martin",
        ),
    ),
)

LILAS = Practice(
    name="Centre des Lilas",
    subdomain="lilas",
    street="4 place des Lilas",
    postal_code="93260",
    city="Les Lilas",
    phone="+33199005634",
    email="contact@lilas.example",
    presentation="Un centre de dermatologie, en vidéo et sur place.",
    offers={"video": VIDEO},
    professionals=(
        Professional(
            email="luc@lilas.example",
            title="Dr",
            first="Luc",
            last="Lefèvre",
            slug="dr-luc-lefevre",
            specialty="Dermatologie",
            presentation="",
            languages=("fr",),
            hours=((WEEK, *MORNING), (WEEK, *AFTERNOON)),
            offers=("video",),
        ),
    ),
    staff=(Person("nora@lilas.example", "Nora", "Diallo", role="secretary"),),
    secretary_serves=("dr-luc-lefevre",),
    patients=(
        Person(
            "nadia.benali@lilas.example",
            "Nadia",
            "Benali",
            born=date(1991, 7, 21),
            mobile="+33639980011",
            of="dr-luc-lefevre",
        ),
    ),
)

WAITING = Professional(
    email="hugo@lilas.example",
    title="Dr",
    first="Hugo",
    last="Perrin",
    slug="dr-hugo-perrin",
    specialty="Dermatologie",
    presentation="",
    languages=("fr", "en"),
    hours=((WEEK, *MORNING),),
    offers=("video",),
)
"""Of the Centre des Lilas; the operator has still to check the registration."""
WAITING_NUMBER = "10003456786"
