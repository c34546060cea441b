"""One's own account: profile, security, sessions, ways in."""

from __future__ import annotations

from tests.house.inputs.kind import Input

OWN_ACCOUNT = [
    Input(
        "me/",
        role="practitioner",
        fields={
            "first_name": "Claire",
            "last_name": "Martin",
            "phone": "06 12 34 56 78",
            "language": "fr",
            "theme": "dark",
            "drop_photo": "on",
        },
    ),
    Input("me/address/", role="practitioner", fields={"email": "new@exemple.fr"}),
    Input("me/address/<str:letter>/"),
    Input("me/sessions/end/", role="practitioner", fields={"session": "1"}),
    Input("me/sessions/end-others/", role="practitioner"),
    Input(
        "me/switch/",
        role="practitioner",
        fields=lambda client, world: {"practice": world.neighbour.pk},
    ),
    Input("me/security/app/", role="practitioner", fields={"code": "123456"}),
    Input("me/security/passkey/", role="practitioner", fields={"name": "a", "credential": "{}"}),
    Input("me/security/rename/", role="practitioner", fields={"factor": "1", "name": "a"}),
    Input("me/security/remove/", role="practitioner", fields={"factor": "1"}),
    Input("me/security/codes/", by="query", role="practitioner", fields={"as": "text"}),
    Input("me/security/codes/new/", role="practitioner"),
    Input(
        "desk/settings/sign-in/",
        role="owner",
        fields={"second_factor": "allow", "session_days": "14"},
    ),
    Input("accounts/login/passkey/", fields={"credential": "{}", "remember": "on"}),
    Input("accounts/login/second-factor/", fields={"code": "123456"}),
    Input("accounts/arrive/", fields={"secret": "nothing"}),
    Input("accounts/password/set/", role="practitioner"),
    Input("accounts/reauthenticate/code/", role="practitioner", fields={"code": "123456"}),
    Input("accounts/reauthenticate/passkey/", role="practitioner", fields={"credential": "{}"}),
]
