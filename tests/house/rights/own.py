"""One's own account, and the steps of signing in."""

from __future__ import annotations

from tests.house.rights.kind import SIGNED_IN, WITHOUT_LOGIN, Row

ME = "me/"

# One's own account, for whoever has a login; without one, to the sign-in page. What touches the
# proofs themselves asks for the password first (302 as well). Nothing of another can be named.
OWN_ACCOUNT = [
    *(
        Row("GET", f"{ME}{page}", {200: SIGNED_IN}, others=302)
        for page in ("", "security/", "sessions/")
    ),
    *(
        Row("GET", f"{ME}{page}", others=302)
        for page in ("address/", "security/app/", "security/passkey/", "security/codes/")
    ),
    *(
        Row("POST", f"{ME}{page}", others=302)
        for page in (
            "address/",
            "security/app/",
            "security/passkey/",
            "security/codes/new/",
            "security/remove/",
            "sessions/end-others/",
        )
    ),
    Row("POST", ME, {200: SIGNED_IN}, others=302),
    Row("GET", f"{ME}photo/", {302: WITHOUT_LOGIN}),
    Row("POST", f"{ME}security/rename/", {302: WITHOUT_LOGIN}),
    Row("POST", f"{ME}sessions/end/", {302: WITHOUT_LOGIN}, data={"session": "1"}),
    Row("POST", f"{ME}switch/", {302: WITHOUT_LOGIN}),
    Row("GET", f"{ME}address/<str:letter>/", others=410),
    Row("POST", f"{ME}address/<str:letter>/", others=410),
    Row("GET", "desk/settings/sign-in/", {200: ("owner",), 302: ("visitor",)}),
    Row("POST", "desk/settings/sign-in/", {200: ("owner",)}),
    # The steps of signing in, without anybody signing in.
    Row("GET", "accounts/login/passkey/", others=302),
    Row("POST", "accounts/login/passkey/", others=302),
    Row("GET", "accounts/login/second-factor/", others=302),
    Row("POST", "accounts/login/second-factor/", others=302),
    Row("POST", "accounts/arrive/", others=302),
    Row("POST", "accounts/password/set/", others=302),
    Row("GET", "accounts/reauthenticate/code/", others=302),
    Row("POST", "accounts/reauthenticate/code/", others=302),
    Row("GET", "accounts/reauthenticate/passkey/", others=302),
    Row("POST", "accounts/reauthenticate/passkey/", others=302),
]
