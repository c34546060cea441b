from django.apps import AppConfig


class FrontConfig(AppConfig):
    name = "visavis.front"
    label = "front"
