from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontConfig(AppConfig):
    name = "visavis.front"
    label = "front"

    def ready(self) -> None:
        from visavis.core.ui.public import Item, declare, declare_note
        from visavis.front.inviting import declare_invitation
        from visavis.front.patient_logins import declare_kinds
        from visavis.front.standing import standing_note

        declare(Item("today", _("Today"), "today", "front:desk", 10))
        declare(Item("planning", _("Planning"), "calendar", "scheduling:planning", 20))
        declare(Item("patients", _("Patients"), "users", "front:patients", 40))
        declare(Item("settings", _("Settings"), "settings", "front:settings", 90))
        _declare_settings()
        _declare_staffing()
        declare_invitation()
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


def _declare_staffing() -> None:
    """What is there to set of members and rights."""
    from visavis.accounts.public import may
    from visavis.core.ui.public import Item, declare

    declare(
        Item(
            "members",
            _("Members"),
            "users",
            "front:members",
            20,
            shown=lambda actor: may(actor, "members"),
            section="settings",
            about=_("Who works here, with which roles; invite, and end a membership."),
        )
    )
    declare(
        Item(
            "rights",
            _("Rights"),
            "shield",
            "front:rights",
            30,
            shown=lambda actor: may(actor, "rights_settings"),
            section="settings",
            about=_("What each role sees and does, and the switches that change it."),
        )
    )
    declare(
        Item(
            "secretaries",
            _("My secretaries"),
            "user-add",
            "front:secretaries",
            25,
            shown=lambda actor: actor.practitioner_id is not None,
            section="settings",
            about=_("Who runs your schedule and your bookings with you."),
        )
    )
