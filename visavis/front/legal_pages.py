"""Legal texts as pages show them: in the reader's language, as boxes to tick, as a draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from visavis.accounts.public import LANGUAGES
from visavis.core.public import require_organization
from visavis.patients.public import (
    FIRST_LANGUAGE,
    LONGEST,
    DataUse,
    LegalText,
    body_in,
    words,
)

AGREE = {
    "terms": _("I have read the terms of use and accept them."),
    "privacy": _("I have read the privacy information and agree to it."),
}
REFUSED = {
    "terms": _("Without your agreement to the terms of use this space cannot be opened."),
    "privacy": _("Without your agreement on privacy this space cannot be opened."),
}


@dataclass(frozen=True)
class Shown:
    """A text as one reader gets it; ``only_in`` names its language where it is not the reader's."""

    text: LegalText
    body: str
    language: str
    only_in: str


def shown(text: LegalText, language: str = "") -> Shown:
    """*text* in *language* (the reader's unless given), else in French."""
    wanted = language or (get_language() or FIRST_LANGUAGE)[:2]
    body, found = body_in(text, wanted)
    name = str(dict(settings.LANGUAGES).get(found, found)) if found != wanted else ""
    return Shown(text, body, found, name)


def first_draft(kind: str) -> str:
    """Our own French text to start from, with the practice's name in its places."""
    organization = require_organization()
    found = render_to_string(f"front/legal/{kind}.fr.txt", {"organization": organization})
    return found.strip()


class AcceptForm(forms.Form):
    """A box for each text in force (needed, never ticked before) and each optional use."""

    def __init__(
        self, *args: Any, texts: Iterable[LegalText], uses: Iterable[DataUse], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts = {f"text_{text.pk}": text for text in texts}
        self.uses = {f"use_{use.pk}": use for use in uses}
        language = (get_language() or "")[:2]
        for name, text in self.texts.items():
            self.fields[name] = forms.BooleanField(
                label=AGREE[text.kind], error_messages={"required": REFUSED[text.kind]}
            )
        for name, use in self.uses.items():
            self.fields[name] = forms.BooleanField(
                label=words(use.names, language),
                help_text=words(use.details, language),
                required=False,
            )

    @property
    def needed(self) -> list[tuple[LegalText, forms.BoundField]]:
        """The texts with their boxes."""
        return [(text, self[name]) for name, text in self.texts.items()]

    @property
    def optional(self) -> list[forms.BoundField]:
        """The boxes of the optional uses."""
        return [self[name] for name in self.uses]

    @property
    def ticked_texts(self) -> list[LegalText]:
        return [text for name, text in self.texts.items() if self.cleaned_data[name]]

    @property
    def ticked_uses(self) -> list[DataUse]:
        return [use for name, use in self.uses.items() if self.cleaned_data[name]]


class RecordForm(AcceptForm):
    """What a patient said in session, ticked by a member of staff: any of it, at least one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        for name, text in self.texts.items():
            self.fields[name].label = str(text.get_kind_display())
            self.fields[name].help_text = _("Version %(n)d") % {"n": text.version}

    def clean(self) -> dict[str, Any]:
        """Something is ticked."""
        told = super().clean() or {}
        if not any(told.get(name) for name in self.fields):
            raise forms.ValidationError(_("Tick what the patient agrees to."))
        return told


class TextForm(forms.Form):
    """The draft of a text, a field per language; French first and needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        for code, _own_name in LANGUAGES:
            self.fields[code] = forms.CharField(
                label=names[code],
                max_length=LONGEST,
                required=code == FIRST_LANGUAGE,
                widget=forms.Textarea({"rows": 22 if code == FIRST_LANGUAGE else 10, "lang": code}),
                error_messages={"required": _("The French text is needed: it is the first one.")},
            )

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields of the other languages."""
        return [self[code] for code, _name in LANGUAGES if code != FIRST_LANGUAGE]


class UseForm(forms.Form):
    """How a use of data is worded: the box and a line below it, per language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        for code, _own_name in LANGUAGES:
            first = code == FIRST_LANGUAGE
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("What the box says (%(language)s)") % {"language": names[code]},
                max_length=300,
                required=first,
                widget=forms.TextInput({"lang": code}),
                error_messages={"required": _("Say in French what the patient would allow.")},
            )
            self.fields[f"details_{code}"] = forms.CharField(
                label=_("What it means (%(language)s)") % {"language": names[code]},
                max_length=1_000,
                required=False,
                widget=forms.Textarea({"rows": 3, "lang": code}),
            )

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[f"name_{FIRST_LANGUAGE}"], self[f"details_{FIRST_LANGUAGE}"]]

    @property
    def others(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.endswith(f"_{FIRST_LANGUAGE}")]

    def texts(self, part: str) -> dict[str, str]:
        """The ``name`` or ``details`` given, by language."""
        told = {code: self.cleaned_data[f"{part}_{code}"].strip() for code, _name in LANGUAGES}
        return {code: text for code, text in told.items() if text}

    @staticmethod
    def initial_of(use: DataUse) -> dict[str, str]:
        """What the fields show of *use*."""
        names = {f"name_{code}": text for code, text in use.names.items()}
        return names | {f"details_{code}": text for code, text in use.details.items()}
