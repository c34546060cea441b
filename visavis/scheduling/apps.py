from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "visavis.scheduling"
    label = "scheduling"
