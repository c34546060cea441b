"""Many rows, quickly: a practice of its own with as many practitioners and visits as asked.

Runs as its own process with the owner's role: ``python -m tests.bench.rows PEOPLE VISITS [WEEKS]``.
Visits of each practitioner stand one after the other, 40 minutes apart, from some days ahead back
into the past; every practitioner is open on weekdays from 9 to 12 and from 14 to 18.
"""

from __future__ import annotations

import os
import sys
from datetime import time

SUBDOMAIN = "bench"
VISITS = """
WITH wanted AS (
  SELECT p.id AS practitioner, p.organization_id AS organization, n,
         gen_random_uuid() AS encounter,
         date_trunc('hour', now()) + interval '{ahead} days' - n * interval '40 minutes' AS start
  FROM accounts_practitioner p, generate_series(1, {each}) AS n
  WHERE p.organization_id = '{organization}'
    AND NOT EXISTS (SELECT FROM scheduling_appointment a WHERE a.practitioner_id = p.id)
), encounters AS (
  INSERT INTO patients_encounter (id, organization_id, patient_id, practitioner_id, kind, status,
                                  opened_at)
  SELECT encounter, organization,
         (SELECT id FROM patients_patient WHERE organization_id = '{organization}' LIMIT 1),
         practitioner, 'virtual', 'planned', start FROM wanted
)
INSERT INTO scheduling_appointment (id, organization_id, practitioner_id, type_id, encounter_id,
  during, starts_at, minutes, gap_minutes, status, hold_secret_hash, hold_origin, motive,
  booked_online, sequence, cancelled_by)
SELECT gen_random_uuid(), organization, practitioner, '{type}', encounter,
       tstzrange(start, start + interval '30 minutes'), start, 20, 10, 'booked', '', '', '',
       true, 0, '' FROM wanted
"""


def main(people: int, visits: int, ahead: int) -> None:
    """Make *people* practitioners with *visits* in all, the newest *ahead* days from now."""
    import django

    django.setup()
    from django.db import connection

    from visavis.accounts.public import Organization
    from visavis.core.public import acting_for

    organization, _made = Organization.objects.get_or_create(
        subdomain=SUBDOMAIN, defaults={"name": "Cabinet des mesures"}
    )
    with acting_for(organization):
        kind = _practice(people)
        statement = VISITS.format(
            ahead=ahead, each=visits // people, organization=organization.pk, type=kind
        )
        with connection.cursor() as cursor:
            cursor.execute(statement.encode())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _practice(people: int) -> object:
    from visavis.accounts.public import Membership, Practitioner, User
    from visavis.patients.public import Patient
    from visavis.scheduling.models import (
        AppointmentType,
        AppointmentTypeOffer,
        BookingRules,
        WeeklyHours,
    )

    start = Practitioner.objects.count()
    Patient.objects.create(first_name="Ana", last_name="Bench", email="ana@bench.invalid")
    kind = AppointmentType.objects.create(names={"fr": "Suivi"}, minutes=20, gap_minutes=10)
    users = User.objects.bulk_create(
        User(email=f"p{n}@bench.invalid", first_name="P", last_name=f"{n:05}")
        for n in range(start, start + people)
    )
    members = Membership.objects.bulk_create(
        Membership(user=user, roles=["practitioner"]) for user in users
    )
    profiles = Practitioner.objects.bulk_create(
        Practitioner(
            membership=member,
            slug=f"p-{member.user.last_name}",
            first_name="P",
            last_name=member.user.last_name,
            specialty="Bench",
            is_public=True,
        )
        for member in members
    )
    BookingRules.objects.bulk_create(BookingRules(practitioner=p) for p in profiles)
    AppointmentTypeOffer.objects.bulk_create(
        AppointmentTypeOffer(type=kind, practitioner=p) for p in profiles
    )
    WeeklyHours.objects.bulk_create(
        WeeklyHours(practitioner=p, weekday=day, opens=time(opens), closes=time(closes))
        for p in profiles
        for day in range(1, 6)
        for opens, closes in ((9, 12), (14, 18))
    )
    return kind.pk


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "visavis.config.settings")
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 14)
