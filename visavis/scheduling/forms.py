"""What people type: sentences beside the fields, and forgiving reading of dates and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visavis.accounts.public import Practitioner
from visavis.core.public import require_organization
from visavis.patients.public import Patient
from visavis.scheduling.booking import MOTIVE_LENGTH, Person
from visavis.scheduling.closures import REASON_LENGTH
from visavis.scheduling.hours import HalfDay, read_time
from visavis.scheduling.models import MIDNIGHT, BookingRules, Site, WeeklyHours

_MOBILE = (
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    phonenumbers.PhoneNumberType.UNKNOWN,
)
DATES = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y"]
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"]
OLDEST = 130  # years
PERSONAL = ("first_name", "last_name", "birth_date", "email", "mobile")
HALVES = ("a", "b")
HALF_DAYS = [(weekday, half) for weekday in range(1, 8) for half in HALVES]
AFTERNOON = time(12)


def sane_year(moment: date) -> None:
    """Refuse years that nobody means: computing with them overflows.

    Raises:
        ValidationError: before 2000 or after 2199.
    """
    if moment.year not in range(2000, 2200):
        raise ValidationError(_("Please check the year."))


def mobile_number(text: str, country: str) -> str:
    """*text* as an international (E.164) mobile number; *country* where no prefix is given.

    Raises:
        ValidationError: it is no number, or not a mobile one.
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as fault:
        raise ValidationError(_("This is not a phone number we can read.")) from fault
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(_("This phone number does not exist. Is a digit missing?"))
    if phonenumbers.number_type(number) not in _MOBILE:
        raise ValidationError(_("Please give a mobile number: we send the link there."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def born_on(born: date) -> date:
    """*born*, a day on which somebody alive can have been born.

    Raises:
        ValidationError: it is still to come, or too long ago.
    """
    today = timezone.localdate()
    if born > today:
        raise ValidationError(_("This date is still to come."))
    if born.year < today.year - OLDEST:
        raise ValidationError(_("Please check the year."))
    return born


class DetailsForm(forms.Form):
    """Who comes, and why: screen 2 of booking. Of a login with *files* only the reason is asked."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "given-name"}),
        error_messages={"required": _("Please give your first name.")},
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "family-name"}),
        error_messages={"required": _("Please give your last name.")},
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        input_formats=DATES,
        widget=forms.DateInput({"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Please give your date of birth."),
            "invalid": _("Please write the date as in 31/12/1980."),
        },
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("We send the confirmation and your personal link there."),
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Please give your e-mail address."),
            "invalid": _("This e-mail address does not look right."),
        },
    )
    mobile = forms.CharField(
        label=_("Mobile phone"),
        max_length=40,
        help_text=_("For the reminder, and if the connection fails."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("Please give your mobile number.")},
    )
    motive = forms.CharField(
        label=_("Reason for the visit"),
        max_length=MOTIVE_LENGTH,
        required=False,
        help_text=_("Only your practitioner reads it. 200 characters at most."),
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(
        self, *args: Any, rules: BookingRules, files: Sequence[Patient] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own = files
        self.fields["mobile"].required = rules.mobile_required
        if rules.motive_mode == "T":
            del self.fields["motive"]
        if files:
            for name in PERSONAL:
                del self.fields[name]
        if len(files) > 1:
            self.fields["who"] = forms.ChoiceField(
                label=_("For whom?"),
                choices=[(str(file.pk), file.name) for file in files],
                widget=forms.RadioSelect,
                initial=str(files[0].pk),
            )

    @property
    def chosen_file(self) -> Patient | None:
        """The file of the login it is for; None where somebody else's details were given."""
        wanted = self.cleaned_data.get("who")
        return next((file for file in self.own if wanted in (None, str(file.pk))), None)

    def clean_birth_date(self) -> date:
        """A day on which somebody alive can have been born."""
        return born_on(self.cleaned_data["birth_date"])

    def clean_mobile(self) -> str:
        """The number in its international form; empty when it may be."""
        text: str = self.cleaned_data["mobile"]
        return mobile_number(text, require_organization().country) if text else ""

    def person(self, language: str) -> Person:
        """What was typed, as the person it tells of."""
        told = self.cleaned_data
        return Person(
            told["first_name"],
            told["last_name"],
            told["birth_date"],
            told["email"],
            told["mobile"],
            language,
        )


class ClosureForm(forms.Form):
    """A time to block: B2.5."""

    who = forms.ModelChoiceField(label=_("Practitioner"), queryset=Practitioner.objects.none())
    start = forms.DateTimeField(
        label=_("From"),
        input_formats=MOMENTS,
        validators=[sane_year],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Please write the time as in 31/12/2026 14:30.")},
    )
    end = forms.DateTimeField(
        label=_("Until"),
        input_formats=MOMENTS,
        validators=[sane_year],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Please write the time as in 31/12/2026 14:30.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        required=False,
        help_text=_("Seen by those who run this planning only."),
    )

    def __init__(self, *args: Any, practitioners: QuerySet[Practitioner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = self.fields["who"]
        assert isinstance(who, forms.ModelChoiceField)  # noqa: S101
        who.queryset = practitioners
        who.empty_label = None

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning, within two years."""
        told = super().clean() or {}
        start, end = told.get("start"), told.get("end")
        if start and end and end <= start:
            self.add_error("end", _("The end comes after the beginning."))
        if start and end and end - start > timedelta(days=731):
            self.add_error("end", _("Block two years at most at a time."))
        return told


class MoveForm(forms.Form):
    """Another time for an appointment."""

    start = forms.DateTimeField(
        label=_("New time"),
        input_formats=MOMENTS,
        validators=[sane_year],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Please write the time as in 31/12/2026 14:30.")},
    )


class HoursForm(forms.Form):
    """The week: two half-days a day, each from–to; empty is closed (B1.4)."""

    valid_from = forms.DateField(
        label=_("Valid from"),
        required=False,
        input_formats=DATES,
        validators=[sane_year],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave empty to change them at once. Bookings stay as they are."),
        error_messages={"invalid": _("Please write the date as in 31/12/1980.")},
    )

    def __init__(self, *args: Any, sites: Sequence[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(site.pk): site for site in sites}
        choices = [("", "–"), *((key, site.name) for key, site in self.sites.items())]
        for weekday, half in HALF_DAYS:
            for end in ("opens", "closes"):
                self.fields[f"{half}{weekday}_{end}"] = forms.CharField(
                    required=False,
                    max_length=8,
                    label=_("Opens") if end == "opens" else _("Closes"),
                    widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
                )
            if self.sites:
                self.fields[f"{half}{weekday}_site"] = forms.ChoiceField(
                    required=False, choices=choices, label=_("Place")
                )

    def clean(self) -> dict[str, Any]:
        """Each half-day has both times, readable, in order, and none overlaps the other."""
        told = super().clean() or {}
        self.half_days: list[HalfDay] = []
        for weekday, half in HALF_DAYS:
            found = self._half_day(told, weekday, f"{half}{weekday}")
            if found is None:
                continue
            before = self.half_days[-1] if self.half_days else None
            if before and before.weekday == weekday and _runs_into(before, found):
                self.add_error(f"{half}{weekday}_opens", _("These hours overlap."))
            self.half_days.append(found)
        return told

    def _half_day(self, told: dict[str, Any], weekday: int, name: str) -> HalfDay | None:
        texts = [told.get(f"{name}_{end}", "").strip() for end in ("opens", "closes")]
        if not any(texts):
            return None
        times = []
        for end, text in zip(("opens", "closes"), texts, strict=True):
            read = read_time(text)
            if read is None:
                self.add_error(f"{name}_{end}", _("Write a time such as 9:00 or 9h30."))
            else:
                times.append(read)
        if len(times) < 2:
            return None
        opens, closes = times
        if opens >= closes and closes != MIDNIGHT:
            self.add_error(f"{name}_closes", _("The end comes after the beginning."))
            return None
        return HalfDay(weekday, opens, closes, self.sites.get(told.get(f"{name}_site", "")))

    def rows(self) -> list[dict[str, Any]]:
        """The fields by day, for the page: the day (ISO) and its two half-days."""
        return [
            {
                "weekday": weekday,
                "halves": [
                    {
                        "opens": self[f"{half}{weekday}_opens"],
                        "closes": self[f"{half}{weekday}_closes"],
                        "site": self[f"{half}{weekday}_site"] if self.sites else None,
                    }
                    for half in HALVES
                ],
            }
            for weekday in range(1, 8)
        ]


def _runs_into(before: HalfDay, after: HalfDay) -> bool:
    return before.closes == MIDNIGHT or before.closes > after.opens


def initial_hours(hours: Iterable[WeeklyHours]) -> dict[str, Any]:
    """What :class:`HoursForm` shows for these hours: the first two of each day."""
    found: dict[str, Any] = {}
    seen: dict[int, int] = {}
    for row in hours:
        place = seen.setdefault(row.weekday, 0)
        if place == 0 and row.opens >= AFTERNOON:
            place = 1
        if place > 1:
            continue
        name = f"{HALVES[place]}{row.weekday}"
        found[f"{name}_opens"] = f"{row.opens:%H:%M}"
        found[f"{name}_closes"] = "24:00" if row.closes == MIDNIGHT else f"{row.closes:%H:%M}"
        found[f"{name}_site"] = str(row.site_id or "")
        seen[row.weekday] = place + 1
    return found
