from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "visavis.consultations"
    label = "consultations"
