from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "visavis.patients"
    label = "patients"

    def ready(self) -> None:
        from visavis.core.live.public import rule
        from visavis.patients import access, own_files

        rule("consents", own_files.may_follow)
        rule("patient", access.may_follow)
