from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "visavis.api"
    label = "api"
