"""Addresses of the platform itself, outside of any practice."""

from django.urls import URLPattern, path

from visavis.front.views import platform

app_name = "platform"
urlpatterns: list[URLPattern] = [
    path("", platform.platform_home, name="home"),
    path("health/", platform.health, name="health"),
]
