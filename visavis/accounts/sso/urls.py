"""Addresses of single sign-on: the way in, and its settings."""

from django.urls import path

from visavis.accounts.sso import entrance, views

app_name = "sso"
ONE = "desk/settings/sso/<uuid:provider_id>/"
urlpatterns = [
    path("accounts/sso/<uuid:provider_id>/login/", entrance.login, name="login"),
    path("accounts/sso/<uuid:provider_id>/callback/", entrance.callback, name="callback"),
    path("desk/settings/sso/", views.overview, name="overview"),
    path("desk/settings/sso/new/", views.new, name="new"),
    path(ONE, views.provider, name="provider"),
    path(f"{ONE}move/", views.move, name="move"),
    path(f"{ONE}remove/", views.remove, name="remove"),
    path(f"{ONE}test/", views.trial, name="trial"),
    path(f"{ONE}test/go/", views.trial_go, name="trial_go"),
]
