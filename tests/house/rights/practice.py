"""The practice's settings: its record, keys, providers, details, departments, first steps."""

from __future__ import annotations

from tests.house.rights.care import FILE
from tests.house.rights.kind import MANAGING, OWNERS, SEEING, STAFF, Row

AUDIT = "desk/settings/audit/"
READS_AUDIT = MANAGING

KEYS = "desk/settings/api-keys/"
OFFICE = [
    Row("GET", KEYS, {200: OWNERS, 302: ("visitor",)}),
    Row("POST", KEYS, {422: OWNERS}),
    Row("POST", f"{KEYS}<uuid:key_id>/revoke/"),
    Row("GET", AUDIT, {200: READS_AUDIT, 302: ("visitor",)}),
    Row("GET", AUDIT, {200: READS_AUDIT, 302: ("visitor",)}, query="?q=o&kind=look&since=x"),
    Row("GET", f"{AUDIT}export.csv", {200: READS_AUDIT, 302: ("visitor",)}),
    Row("POST", f"{AUDIT}verify/", {302: READS_AUDIT}),
    Row(
        "GET",
        f"{FILE}seen/",
        {200: tuple(role for role in READS_AUDIT if role in SEEING), 302: ("visitor",)},
    ),
    Row("GET", f"{FILE}seen/", {302: ("visitor",)}, about="neighbours"),
]

PROVIDER = "desk/settings/sso/<uuid:provider_id>/"

# Who signs in where is the owners' affair; the little world's provider answers nothing.
SSO = [
    Row("POST", "accounts/sso/<uuid:provider_id>/login/", others=403),
    Row("GET", "accounts/sso/<uuid:provider_id>/callback/", others=403),
    Row("GET", "desk/settings/sso/", {200: OWNERS, 302: ("visitor",)}),
    Row("GET", "desk/settings/sso/new/", {200: OWNERS, 302: ("visitor",)}, query="?preset=google"),
    Row("POST", "desk/settings/sso/new/", {422: OWNERS}),
    Row("GET", PROVIDER, {200: OWNERS, 302: ("visitor",)}),
    Row("POST", PROVIDER, {422: OWNERS}),
    Row("POST", f"{PROVIDER}move/", {302: OWNERS}),
    Row("POST", f"{PROVIDER}remove/", {302: OWNERS}),
    Row("GET", f"{PROVIDER}test/", {200: OWNERS, 302: ("visitor",)}),
    Row("POST", f"{PROVIDER}test/", {302: OWNERS}),
    Row("POST", f"{PROVIDER}test/go/", {302: OWNERS}),
]

ORGANIZATION_PAGE = "desk/settings/organization/"
DEPARTMENTS = "desk/settings/departments/"
DEPARTMENT = f"{DEPARTMENTS}<uuid:department_id>/"

# The practice itself is its owners' alone; managers look at their departments.
ORGANIZATION = [
    Row("GET", "logo/<uuid:file_id>/"),
    Row("GET", ORGANIZATION_PAGE, {200: OWNERS, 302: ("visitor",)}),
    Row("POST", ORGANIZATION_PAGE, {200: OWNERS}),
    Row("GET", f"{ORGANIZATION_PAGE}regions/", {200: OWNERS, 302: ("visitor",)}),
    Row("POST", f"{ORGANIZATION_PAGE}address/", {200: OWNERS}),
    Row("POST", f"{ORGANIZATION_PAGE}logo/", {200: OWNERS}),
    Row("GET", DEPARTMENTS, {200: ("owner", "manager", "department_manager"), 302: ("visitor",)}),
    Row("POST", DEPARTMENTS, {200: OWNERS}),
    Row("POST", f"{DEPARTMENT}name/", {200: OWNERS}),
    Row("POST", f"{DEPARTMENT}archive/", {302: OWNERS}),
    Row("POST", f"{DEPARTMENT}back/", {302: OWNERS}),
    Row("POST", f"{DEPARTMENT}add/", {302: OWNERS}),
    Row("POST", f"{DEPARTMENT}take-out/", {302: OWNERS}),
    Row("POST", f"{DEPARTMENT}name/", about="neighbours"),
    Row("POST", f"{DEPARTMENT}archive/", about="neighbours"),
    Row("POST", f"{DEPARTMENT}add/", about="neighbours"),
]

# The guided set-up is an owner's who practises; here nobody is both. Support is the owner's.
START = [
    Row("GET", "desk/start/", {302: ("visitor",)}),
    Row("POST", "desk/start/on/", {302: STAFF}),
    Row("POST", "desk/start/preview/"),
    Row("GET", "desk/start/<slug:key>/", {302: ("visitor",)}),
    Row("POST", "desk/start/<slug:key>/"),
    Row("GET", "desk/settings/support/", {200: OWNERS, 302: ("visitor",)}),
    Row("POST", "desk/settings/support/", {422: OWNERS}),
    Row("POST", "desk/settings/support/close/", {302: OWNERS}),
    # From the platform's address, by a token that is none here.
    Row("GET", "accounts/enter/<str:token>/"),
    Row("POST", "accounts/enter/<str:token>/"),
    Row("GET", "accounts/support/<str:token>/"),
    Row("POST", "accounts/support/<str:token>/"),
]
