"""One's own account, for staff and patients alike, and how people sign in to this practice."""

from django.urls import path

from visavis.accounts.views import my_factors, my_profile, my_sessions, my_switching, signing_in

SECURITY = [
    path("me/security/", my_factors.security, name="mfa_index"),
    path("me/security/app/", my_factors.AppView.as_view(), name="mfa_activate_totp"),
    path("me/security/passkey/", my_factors.PasskeyView.as_view(), name="mfa_add_webauthn"),
    path("me/security/rename/", my_factors.rename_passkey, name="me_passkey_rename"),
    path("me/security/remove/", my_factors.remove_factor, name="me_factor_remove"),
    path("me/security/codes/", my_factors.codes, name="mfa_view_recovery_codes"),
    path("me/security/codes/new/", my_factors.new_codes, name="mfa_generate_recovery_codes"),
]
"""The platform's own address has these too: its operators need a second factor."""

urlpatterns = [
    path("me/", my_profile.me, name="me_profile"),
    path("me/photo/", my_profile.photo, name="me_photo"),
    path("me/address/", my_profile.address, name="me_address"),
    path("me/address/<str:letter>/", my_profile.confirm_address, name="me_address_confirm"),
    path("me/sessions/", my_sessions.my_sessions, name="me_sessions"),
    path("me/sessions/end/", my_sessions.end, name="me_session_end"),
    path("me/sessions/end-others/", my_sessions.end_all_others, name="me_sessions_end"),
    path("me/switch/", my_switching.switch, name="me_switch"),
    *SECURITY,
    path("desk/settings/sign-in/", signing_in.signing_in, name="signing_in"),
]
