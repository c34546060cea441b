from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "visavis.accounts"
    label = "accounts"

    def ready(self) -> None:
        from visavis.accounts.acting_as import declare_way
        from visavis.accounts.previews import PREVIEW
        from visavis.accounts.views.places import note_of
        from visavis.core.ui.public import declare_note

        declare_way(PREVIEW)
        declare_note("acting_as", note_of)
        from visavis.accounts.platform import open_to_operators

        open_to_operators()
        from visavis.accounts.sso.navigation import declare_settings

        declare_settings()

        from visavis.accounts.organization import declare_page

        declare_page()
