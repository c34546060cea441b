"""Addresses that belong to no room: the language, and the living page of components."""

from django.urls import URLPattern, path
from django.views.i18n import set_language

from visavis.core.ui import views

urlpatterns: list[URLPattern] = [
    path("i18n/setlang/", set_language, name="set_language"),
    path("captcha/", views.captcha, name="captcha"),
    path("_ui/", views.living_page, name="ui"),
]
