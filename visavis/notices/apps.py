from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "visavis.notices"
    label = "notices"

    def ready(self) -> None:
        from visavis.notices.channels.backend import declare_account_mail

        declare_account_mail()
