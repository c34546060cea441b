from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontConfig(AppConfig):
    name = "visavis.front"
    label = "front"

    def ready(self) -> None:
        from visavis.core.ui.public import Item, declare, declare_note
        from visavis.front.patient_logins import declare_kinds
        from visavis.front.standing import standing_note

        declare(Item("today", _("Today"), "today", "front:desk", 10))
        declare(Item("planning", _("Planning"), "calendar", "scheduling:planning", 20))
        declare(Item("patients", _("Patients"), "users", "front:patients", 40))
        declare(Item("settings", _("Settings"), "settings", "front:settings", 90))
        _declare_settings()
        declare_kinds()
        declare_note("standing", standing_note)


def _declare_settings() -> None:
    from visavis.core.ui.public import Item, declare
    from visavis.patients.public import login_files

    declare(
        Item(
            "departments",
            _("Departments"),
            "list",
            "front:departments",
            30,
            shown=lambda actor: actor.has("owner", "manager"),
            section="settings",
            about=_("The parts of your practice, and who belongs to each."),
        )
    )
    declare(
        Item(
            "consents",
            _("Terms and consents"),
            "shield",
            "front:legal_settings",
            60,
            shown=lambda actor: actor.has("owner"),
            section="settings",
            about=_("The texts your patients agree to, and what else their data may serve."),
        )
    )
    declare(
        Item(
            "portal",
            _("My own appointments"),
            "calendar",
            "front:portal",
            90,
            shown=lambda actor: login_files(actor).exists(),
            section="me",
        )
    )
