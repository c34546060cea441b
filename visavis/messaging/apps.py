from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "visavis.messaging"
    label = "messaging"
