"""Addresses of the settings page of API keys."""

from django.urls import path

from visavis.accounts.views import api_keys

urlpatterns = [
    path("desk/settings/api-keys/", api_keys.api_keys, name="api_keys"),
    path("desk/settings/api-keys/<uuid:key_id>/revoke/", api_keys.revoke, name="api_key_revoke"),
]
