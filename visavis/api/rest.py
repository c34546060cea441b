"""The REST API, version 1: each operation asks the same verbs and policies as a page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Query, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import StringConstraints

from visavis.accounts.public import (
    NoSuchKey,
    Practitioner,
    TooManyCalls,
    actor_from_key,
    public_practitioners,
)
from visavis.api import cursors, problems, schemas
from visavis.api.described import DescribedAPI
from visavis.api.problems import Problem
from visavis.core.public import (
    Actor,
    Denied,
    Sought,
    events_page,
    people,
    require_organization,
    seen,
)
from visavis.patients.public import (
    Outdated,
    Patient,
    add_patient,
    change_details,
    file_seen,
    get,
    list_seen,
    search,
    version_of,
)
from visavis.scheduling.public import (
    appointments_seen,
    free_slots,
    online_types,
    visible_to,
)

LONGEST_PERIOD = timedelta(days=62)
Size = Annotated[int, Query(ge=1, le=200)]
Words = Annotated[str, StringConstraints(max_length=100, pattern=schemas.NO_CONTROLS)]
Word = Annotated[str, StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9_-]*$")]


class KeyAuth(HttpBearer):
    """``Authorization: Bearer vvk_…``; never in an address."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        try:
            return actor_from_key(token)
        except NoSuchKey:
            return None


api = DescribedAPI(
    title="Visavis",
    version="1",
    description="The practice at whose address this is asked, by an API key of that practice.",
    auth=KeyAuth(),
    docs_url=None,
    urls_namespace="api",
)


def _actor(request: HttpRequest, scope: str) -> Actor:
    """The key's actor, if it has *scope*.

    Raises:
        Problem: 403.
    """
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if not actor.may_use(scope):
        raise Problem(403, _("This key may not do that."), scope=scope)
    return actor


def _period(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """A period of at most 62 days, in UTC; a moment without a zone is in UTC."""
    pair = []
    for name, moment in (("start", start), ("end", end)):
        if not 1990 <= moment.year <= 2100:
            raise cursors.wrong(name)
        pair.append(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    if not timedelta(0) < pair[1] - pair[0] <= LONGEST_PERIOD:
        raise cursors.wrong("end")
    return pair[0], pair[1]


@api.get("/organization", response=schemas.OrganizationOut)
def organization(request: HttpRequest) -> Any:
    """The practice. Scope `organization:read`."""
    _actor(request, "organization:read")
    return schemas.organization_out(require_organization())


@api.get("/practitioners", response=schemas.Practitioners)
def practitioners(request: HttpRequest) -> Any:
    """Those who can be booked, and what for. Scope `practitioners:read`."""
    _actor(request, "practitioners:read")
    found = list(public_practitioners())
    return {"items": [schemas.practitioner_out(one, online_types(one)) for one in found]}


def _practitioner(key: UUID) -> Practitioner:
    found = public_practitioners().filter(pk=key).first()
    if found is None:
        raise Denied("no such practitioner")
    return found


@api.get("/practitioners/{practitioner_id}", response=schemas.PractitionerOut)
def practitioner(request: HttpRequest, practitioner_id: UUID) -> Any:
    """One of them. Scope `practitioners:read`."""
    _actor(request, "practitioners:read")
    one = _practitioner(practitioner_id)
    return schemas.practitioner_out(one, online_types(one))


@api.get("/practitioners/{practitioner_id}/slots", response=schemas.Slots)
def slots(
    request: HttpRequest,
    practitioner_id: UUID,
    appointment_type: UUID,
    start: datetime,
    end: datetime,
) -> Any:
    """Free slots within a period of at most 62 days. Scope `slots:read`."""
    _actor(request, "slots:read")
    one, period = _practitioner(practitioner_id), _period(start, end)
    kind = next((kind for kind in online_types(one) if kind.pk == appointment_type), None)
    if kind is None:
        raise Denied("no such type")
    found = free_slots(one, type=kind, start=period[0], end=period[1])
    return {"items": [{"starts_at": slot.starts_at, "ends_at": slot.ends_at} for slot in found]}


@api.get("/patients", response=schemas.Patients)
def patients(
    request: HttpRequest,
    q: Words = "",
    external_number: Words = "",
    after: UUID | None = None,
    limit: Size = 50,
) -> Any:
    """Patients in the order of their arrival; `q` searches as the practice does, by name, mail,
    phone, birth date or file number. Scope `patients:read`."""
    actor = _actor(request, "patients:read")
    found = search(actor, q).order_by("pk")
    if external_number:
        found = found.filter(external_number=external_number)
    if after is not None:
        found = found.filter(pk__gt=after)
    rows = list(found[: limit + 1])
    shown = rows[:limit]
    list_seen(actor, shown)
    further = str(shown[-1].pk) if len(rows) > limit else None
    return {"items": [schemas.patient_out(one) for one in shown], "next": further}


def _tagged(response: HttpResponse, one: Patient) -> dict[str, Any]:
    response["ETag"] = f'"{version_of(one)}"'
    return schemas.patient_out(one)


@api.post("/patients", response={201: schemas.PatientOut})
def new_patient(request: HttpRequest, response: HttpResponse, told: schemas.PatientIn) -> Any:
    """A new patient; two of the same name stay two. Scope `patients:write`."""
    actor = _actor(request, "patients:write")
    return Status(201, _tagged(response, add_patient(actor, details=told.model_dump())))


@api.get("/patients/{patient_id}", response=schemas.PatientOut)
def patient(request: HttpRequest, response: HttpResponse, patient_id: UUID) -> Any:
    """One patient; the ETag tells this version. Scope `patients:read`."""
    actor = _actor(request, "patients:read")
    one = get(actor, patient_id)
    file_seen(actor, one)
    return _tagged(response, one)


@api.patch("/patients/{patient_id}", response=schemas.PatientOut)
def change_patient(
    request: HttpRequest,
    response: HttpResponse,
    patient_id: UUID,
    told: schemas.PatientChange,
    if_match: Annotated[str, Header(alias="If-Match")] = "",
) -> Any:
    """Change what is sent. `If-Match` with the ETag that was read is required, so that nobody's
    change is lost. Scopes `patients:read` and `patients:write`."""
    _actor(request, "patients:read")
    actor = _actor(request, "patients:write")
    if not if_match:
        raise Problem(428, _("Send If-Match with the ETag of the version you have read."))
    version = if_match.strip().removeprefix("W/").strip('"')
    one = change_details(actor, patient_id=patient_id, version=version, details=told.told())
    return _tagged(response, one)


@api.get("/appointments", response=schemas.Appointments)
def appointments(
    request: HttpRequest,
    start: datetime,
    end: datetime,
    practitioner: UUID | None = None,
    patient: UUID | None = None,
    after: Word = "",
    limit: Size = 50,
) -> Any:
    """Appointments that begin within a period of at most 62 days. Scope `appointments:read`."""
    actor, period = _actor(request, "appointments:read"), _period(start, end)
    found = visible_to(actor).filter(starts_at__gte=period[0], starts_at__lt=period[1])
    if practitioner is not None:
        found = found.filter(practitioner=practitioner)
    if patient is not None:
        found = found.filter(encounter__patient=patient)
    place = cursors.read(after)
    if place is not None:
        found = found.filter(Q(starts_at__gt=place[0]) | Q(starts_at=place[0], pk__gt=place[1]))
    rows = list(found.order_by("starts_at", "pk")[: limit + 1])
    shown = rows[:limit]
    appointments_seen(actor, shown)
    last = shown[-1] if len(rows) > limit else None
    further = cursors.written(last.starts_at, last.pk) if last else None
    return {"items": [schemas.appointment_out(one) for one in shown], "next": further}


@api.get("/appointments/{appointment_id}", response=schemas.AppointmentOut)
def appointment(request: HttpRequest, appointment_id: UUID) -> Any:
    """One appointment. Scope `appointments:read`."""
    actor = _actor(request, "appointments:read")
    one = visible_to(actor).filter(pk=appointment_id).first()
    if one is None:
        raise Denied("no such appointment")
    appointments_seen(actor, [one])
    return schemas.appointment_out(one)


@api.get("/audit-events", response=schemas.Events)
def audit_events(
    request: HttpRequest, patient: UUID | None = None, after: Word = "", limit: Size = 50
) -> Any:
    """The activity record, newest first. Scope `audit:read`."""
    actor = _actor(request, "audit:read")
    found, further = events_page(Sought(patient=patient), after=cursors.read(after), size=limit)
    about = people(found)
    shown = {one for patients in about.values() for one in patients}
    seen("audit.viewed", by=actor, patients=shown, live=True)
    return {
        "items": [schemas.event_out(one, about[one.pk]) for one in found],
        "next": cursors.written(*further) if further else None,
    }


# Whatever is wrong ------------------------------------------------------------------------


@api.exception_handler(Problem)
def _problem(request: HttpRequest, fault: Problem) -> HttpResponse:
    return problems.answer(fault.status, fault.title, **fault.extra)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    return problems.invalid(fault.errors)


@api.exception_handler(AuthenticationError)
def _no_key(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    return problems.unauthorized()


@api.exception_handler(HttpError)
def _http(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return problems.answer(fault.status_code, fault.message)


@api.exception_handler(TooManyCalls)
def _too_many(request: HttpRequest, fault: TooManyCalls) -> HttpResponse:
    wait = {"Retry-After": str(fault.seconds)}
    return problems.answer(429, _("This key has been used too often. Wait a moment."), wait)


@api.exception_handler(Outdated)
def _outdated(request: HttpRequest, fault: Outdated) -> HttpResponse:
    return problems.answer(412, _("The patient was changed in between. Read it again."))


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, fault: RequestDataTooBig) -> HttpResponse:
    return problems.answer(413, _("The request is too large."))


@api.exception_handler(Denied)
@api.exception_handler(Http404)
def _nothing(request: HttpRequest, fault: Exception) -> HttpResponse:
    return problems.nothing_here(request)
