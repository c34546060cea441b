from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "visavis.notices"
    label = "notices"

    def ready(self) -> None:
        from visavis.core.live.public import rule
        from visavis.notices.access import may_follow_notices, may_follow_outbox
        from visavis.notices.channels.backend import declare_account_mail

        declare_account_mail()
        rule("outbox", may_follow_outbox)
        rule("notices", may_follow_notices)
