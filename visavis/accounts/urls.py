"""The pages of django-allauth that are open here; signing up comes by invitation."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from visavis.accounts.views import founding, my_switching, places, resets, supporting


class Plain(StringConverter):
    """Letters and digits: a key after it may hold dashes of its own."""

    regex = "[0-9A-Za-z]+"


register_converter(Plain, "plain")
urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("login/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("login/second-factor/", mfa.authenticate, name="mfa_authenticate"),
    path("arrive/", my_switching.arrive, name="account_arrive"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", views.signup, name="account_signup"),
    path("support/<str:token>/", supporting.enter, name="enter_support"),
    path("enter/<str:token>/", founding.enter, name="enter"),
    path("leave-place/", places.leave, name="leave_place"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "reauthenticate/passkey/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", resets.set_by_mail, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/<plain:uidb36>-<key>/",
        resets.from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
