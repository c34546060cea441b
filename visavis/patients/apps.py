from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "visavis.patients"
    label = "patients"
