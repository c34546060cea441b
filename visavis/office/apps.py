from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "visavis.office"
    label = "office"

    def ready(self) -> None:
        from visavis.accounts.public import may
        from visavis.core.ui.public import Item, declare

        declare(
            Item(
                "audit",
                _("Activity record"),
                "eye",
                "office:audit",
                80,
                section="settings",
                about=_("Who saw or did what, and when. Nobody can change it."),
                shown=lambda actor: may(actor, "audit"),
            )
        )
