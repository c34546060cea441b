from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "visavis.notices"
    label = "notices"
