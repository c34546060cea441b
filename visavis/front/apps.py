from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontConfig(AppConfig):
    name = "visavis.front"
    label = "front"

    def ready(self) -> None:
        from visavis.core.ui.public import Item, declare
        from visavis.front.staff_home import how_many_wait

        declare(Item("today", _("Today"), "today", "front:desk", 10))
        declare(Item("planning", _("Planning"), "calendar", "scheduling:planning", 20))
        declare(
            Item(
                "waiting",
                _("Waiting room"),
                "waiting",
                "consultations:waiting",
                30,
                badge=how_many_wait,
            )
        )
        declare(Item("patients", _("Patients"), "users", "front:patients", 40))
        declare(Item("settings", _("Settings"), "settings", "front:settings", 90))
