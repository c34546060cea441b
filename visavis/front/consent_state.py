"""A patient's consents on one page: what stands, what is missing, everything that ever was."""

from __future__ import annotations

from dataclasses import dataclass

from visavis.patients.public import (
    Consent,
    DataUse,
    LegalText,
    Patient,
    current_texts,
    history_of,
    open_uses,
)


@dataclass(frozen=True)
class TextState:
    """A text in force and the consent to it that stands, if any."""

    text: LegalText
    consent: Consent | None


@dataclass(frozen=True)
class UseState:
    """An optional use and the consent to it that stands, if any."""

    use: DataUse
    consent: Consent | None


@dataclass(frozen=True)
class ConsentState:
    """Everything about one patient's consents."""

    patient: Patient
    texts: list[TextState]
    uses: list[UseState]
    history: list[Consent]

    @property
    def missing(self) -> list[LegalText]:
        """The texts in force that are not agreed to."""
        return [state.text for state in self.texts if state.consent is None]

    @property
    def uses_left(self) -> list[DataUse]:
        """The uses that are not allowed."""
        return [state.use for state in self.uses if state.consent is None]

    @property
    def texts_in_history(self) -> list[LegalText]:
        """Each text ever agreed to, once, for the proof."""
        found = {row.text.pk: row.text for row in reversed(self.history) if row.text is not None}
        return list(found.values())


def state_of(patient: Patient) -> ConsentState:
    """The state of *patient*'s consents now; the caller has checked who asks."""
    history = history_of(patient)
    standing = [row for row in history if row.withdrawn_at is None]
    by_text = {row.text_id: row for row in standing if row.text_id}
    by_use = {row.use_id: row for row in standing if row.use_id}
    return ConsentState(
        patient,
        [TextState(text, by_text.get(text.pk)) for text in current_texts()],
        [UseState(use, by_use.get(use.pk)) for use in open_uses()],
        history,
    )
