from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "visavis.scheduling"
    label = "scheduling"

    def ready(self) -> None:
        from visavis.scheduling.notices import declare_kinds

        declare_kinds()
