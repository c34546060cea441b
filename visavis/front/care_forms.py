"""What staff choose about a patient's care."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from visavis.accounts.public import Department, Practitioner
from visavis.core.public import Actor
from visavis.front.care import departments_of
from visavis.patients.public import (
    CareRelation,
    Patient,
    departments_to_set,
    lasting,
    practitioners_to_add,
)


class CarerForm(forms.Form):
    """A practitioner, and as what they care for the patient."""

    practitioner = forms.ModelChoiceField(
        Practitioner.objects.none(),
        label=_("Practitioner"),
        empty_label=_("Choose…"),
        error_messages={"invalid_choice": _("This practitioner cannot be chosen here any more.")},
    )
    kind = forms.ChoiceField(choices=CareRelation.KINDS, label=_("As"), initial="other")

    def __init__(self, actor: Actor, patient: Patient, *args: object, add: bool = True) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        present = lasting(patient).values("practitioner")
        field = self.fields["practitioner"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        if add:
            field.queryset = practitioners_to_add(actor).exclude(pk__in=present)
        else:
            field.queryset = Practitioner.objects.filter(pk__in=present)

    @property
    def has_choice(self) -> bool:
        """Whether there is anybody left to add."""
        field = self.fields["practitioner"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        return field.queryset is not None and field.queryset.exists()


class DepartmentsForm(forms.Form):
    """The departments, of those one may set, in which the patient is cared for."""

    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        required=False,
        label=_("Departments"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("This department cannot be chosen here any more.")},
    )

    def __init__(self, actor: Actor, patient: Patient, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        field = self.fields["departments"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        field.queryset = departments_to_set(actor)
        self.initial["departments"] = [one.pk for one in departments_of(patient)]
