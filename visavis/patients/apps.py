from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "visavis.patients"
    label = "patients"

    def ready(self) -> None:
        from visavis.core.live.public import rule
        from visavis.patients.own_files import may_follow

        rule("consents", may_follow)
