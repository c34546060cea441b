from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "visavis.scheduling"
    label = "scheduling"

    def ready(self) -> None:
        from visavis.core.live.public import rule
        from visavis.scheduling.access import may_follow
        from visavis.scheduling.notices import declare_kinds

        declare_kinds()
        rule("planning", may_follow)
