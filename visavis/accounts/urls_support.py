"""Addresses of remote support in the settings of a practice."""

from django.urls import path

from visavis.accounts.views import supporting

urlpatterns = [
    path("desk/settings/support/", supporting.support_page, name="support"),
    path("desk/settings/support/close/", supporting.close, name="support_close"),
]
