from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "visavis.accounts"
    label = "accounts"

    def ready(self) -> None:
        from visavis.accounts.organization import declare_page
        from visavis.accounts.own_pages import declare_own_pages
        from visavis.accounts.platform import open_to_operators
        from visavis.accounts.sso.navigation import declare_settings
        from visavis.accounts.views.api_keys import declare_page as declare_keys

        _declare_members()
        _declare_support()
        open_to_operators()
        declare_page()
        declare_settings()
        declare_keys()
        declare_own_pages()


def _declare_support() -> None:
    from visavis.accounts.acting_as import declare_way
    from visavis.accounts.support import SUPPORT
    from visavis.core.ui.public import Item, declare

    declare_way(SUPPORT)
    declare(
        Item(
            "support",
            _("Remote support"),
            "hand",
            "support",
            95,
            section="settings",
            about=_("Let an operator of the platform in for a while; close it at any moment."),
            shown=lambda actor: actor.has("owner"),
        )
    )


def _declare_members() -> None:
    """What members and previews give to the pages."""
    from visavis.accounts.acting_as import declare_way
    from visavis.accounts.members import may_follow_members
    from visavis.accounts.previews import PREVIEW
    from visavis.accounts.switches import may_follow_rights
    from visavis.accounts.views.places import note_of
    from visavis.core.live.public import rule
    from visavis.core.ui.public import declare_note

    rule("members", may_follow_members)
    rule("rights", may_follow_rights)
    declare_way(PREVIEW)
    declare_note("acting_as", note_of)
