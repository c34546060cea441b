from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "visavis.consultations"
    label = "consultations"

    def ready(self) -> None:
        from visavis.consultations import notices, shown

        notices.declare_kinds()
        shown.declare_topics()
        shown.declare_navigation()
