"""What is known beforehand of common providers: fills the form, and says where to look there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


@dataclass(frozen=True)
class Preset:
    """A provider's known values, and hints for what only its administrator knows."""

    key: str
    name: str
    about: Sentence
    where: Sentence
    fields: dict[str, Any] = field(default_factory=dict)


PRESETS = {
    preset.key: preset
    for preset in (
        Preset(
            "google",
            "Google",
            _("Google Workspace accounts of your domains."),
            _(
                "In the Google Cloud console: APIs & services → Credentials → OAuth client ID, of"
                " the type “Web application”. List your domains below: without them, any Google"
                " account with a confirmed address may try."
            ),
            {"issuer": "https://accounts.google.com"},
        ),
        Preset(
            "microsoft",
            "Microsoft",
            _("Microsoft 365 and Entra ID accounts of your tenant."),
            _(
                "In the Entra admin center: App registrations → New registration, for this"
                " directory only. Replace TENANT in the issuer by the directory (tenant) ID. List"
                " your domains below, because Microsoft does not say whether an address is"
                " confirmed."
            ),
            {"issuer": "https://login.microsoftonline.com/TENANT/v2.0", "role_claim": "roles"},
        ),
        Preset(
            "keycloak",
            "Keycloak",
            _("Your own Keycloak, or a group’s."),
            _(
                "In Keycloak: Clients → Create client, OpenID Connect, with client authentication"
                " and the standard flow. The issuer ends in /realms/ and the name of the realm."
            ),
            {
                "issuer": "https://keycloak.example.org/realms/REALM",
                "role_claim": "realm_access.roles",
            },
        ),
        Preset(
            "psc",
            "Pro Santé Connect",
            _("Health professionals in France, by CPS card or e-CPS."),
            _(
                "The Agence du Numérique en Santé gives the client id and secret once your"
                " service is registered. Pro Santé Connect tells the RPPS number and mostly no"
                " mail address: members are recognised by the number of their approved"
                " qualification."
            ),
            {
                "issuer": "https://auth.esw.esante.gouv.fr/auth/realms/esante-wallet",
                "scopes": "openid scope_all",
                "acr_values": "eidas1",
                "national_id_claim": "SubjectNameID",
                "second_factor": "always",
            },
        ),
        Preset(
            "other",
            _("Another provider"),  # type: ignore[arg-type]
            _("Anything that speaks OpenID Connect."),
            _(
                "Register a confidential “web” client with the authorization code flow. The"
                " issuer is the address before /.well-known/openid-configuration."
            ),
        ),
    )
}


def initial(key: str) -> dict[str, Any]:
    """The first values of the form for a new provider of this kind."""
    preset = PRESETS[key]
    known = key != "other"
    return {
        "preset": key,
        "name": preset.name if known else "",
        "button_text": _("Sign in with %(name)s") % {"name": preset.name} if known else "",
        "scopes": "openid profile email",
        "second_factor": "ours",
        "roles_every_login": True,
        **preset.fields,
    }
