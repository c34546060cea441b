"""The form of a provider's settings."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visavis.accounts.models import IdentityProvider, Membership
from visavis.accounts.sso.fetch import address_fault

DOMAIN = re.compile(
    r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$"
)
SCOPES = re.compile(r"^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$")
LEFT_TO_FILL = ("TENANT", "REALM", "keycloak.example.org")
EMPTY_ROWS = 3
MOST_ROWS = 50
NEW_ROLES = [choice for choice in Membership.ROLES if choice[0] != "owner"]
WELL_KNOWN = re.compile(r"/\.well-known/[\w-]+/?$")


class ProviderForm(forms.Form):
    """What an owner sets for one provider. The table of roles comes as two lists of values."""

    preset = forms.ChoiceField(choices=IdentityProvider.PRESETS, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=80)
    button_text = forms.CharField(label=_("Text of the button"), max_length=80)
    enabled = forms.BooleanField(label=_("Show its button on the sign-in page"), required=False)
    issuer = forms.CharField(
        label=_("Issuer"),
        max_length=300,
        help_text=_("The address before /.well-known/openid-configuration."),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    client_id = forms.CharField(
        label=_("Client id"),
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    scopes = forms.CharField(label=_("Scopes"), max_length=200)
    acr_values = forms.CharField(
        label=_("Level asked for (acr_values)"), max_length=120, required=False
    )
    hosted_domains = forms.CharField(
        label=_("Domains let in"),
        required=False,
        max_length=3000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "One a line, such as clinic.example. Only accounts of these domains may sign in, and"
            " their addresses count as confirmed."
        ),
    )
    create_users = forms.BooleanField(
        label=_("Make a login for people who are not members yet"),
        required=False,
        help_text=_("Off: only members whom an owner has invited can sign in."),
    )
    default_roles = forms.MultipleChoiceField(
        label=_("Roles of new members"),
        choices=NEW_ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("When the table below gives none. Owners are never made this way."),
    )
    role_claim = forms.CharField(
        label=_("Claim that tells roles or groups"),
        max_length=120,
        required=False,
        help_text=_("With dots for what lies within: realm_access.roles"),
        widget=forms.TextInput({"spellcheck": "false"}),
    )
    roles_every_login = forms.BooleanField(
        label=_("Apply the table at every login"),
        required=False,
        help_text=_(
            "Roles in the table then follow the provider; other roles stay as you gave them."
            " Off: only when a login is made."
        ),
    )
    national_id_claim = forms.CharField(
        label=_("Claim with the national number (RPPS)"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"spellcheck": "false"}),
        help_text=_(
            "Stated on the professional’s profile; a member whose approved number it is, is"
            " recognised by it."
        ),
    )
    second_factor = forms.ChoiceField(
        label=_("Does its login count as two factors?"),
        choices=IdentityProvider.SECOND_FACTOR,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, has_secret: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_secret = has_secret
        if has_secret:
            secret = self.fields["client_secret"]
            secret.label = _("New client secret")
            secret.help_text = _(
                "One is kept, encrypted, and never shown. Fill this in only to replace it."
            )

    def clean_issuer(self) -> str:
        issuer = WELL_KNOWN.sub("", self.cleaned_data["issuer"].strip()).rstrip("/")
        if any(part in issuer for part in LEFT_TO_FILL):
            raise ValidationError(_("Replace the words in capitals by your own."))
        fault = address_fault(issuer)
        if fault == "not https":
            raise ValidationError(_("The issuer’s address begins with https://."))
        if fault or any(mark in issuer for mark in "?#\\ "):
            raise ValidationError(_("This is not an address we can read."))
        return issuer

    def clean_scopes(self) -> str:
        scopes = " ".join(self.cleaned_data["scopes"].split())
        if not SCOPES.match(scopes) or "openid" not in scopes.split():
            raise ValidationError(_("Words apart by spaces, “openid” among them."))
        return scopes

    def clean_hosted_domains(self) -> list[str]:
        told = re.split(r"[\s,;]+", self.cleaned_data["hosted_domains"].lower())
        domains = list(dict.fromkeys(one.lstrip("@") for one in told if one.strip("@")))
        wrong = [one for one in domains if not DOMAIN.match(one)]
        if wrong:
            text = _("“%(domain)s” is not a domain: write it as in clinic.example.")
            raise ValidationError(text, params={"domain": wrong[0][:80]})
        return domains

    def role_rows(self) -> list[dict[str, str]]:
        """The table's rows as typed, or as kept, with some empty ones to fill."""
        if self.is_bound:
            rows = self._typed_rows()
        else:
            kept: dict[str, str] = self.initial.get("role_map") or {}
            rows = [{"value": value, "role": role} for value, role in kept.items()]
        return [*rows, *({"value": "", "role": ""} for _row in range(EMPTY_ROWS))]

    def _typed_rows(self) -> list[dict[str, str]]:
        told: Any = self.data
        if not hasattr(told, "getlist"):
            return []
        pairs = zip(told.getlist("map_value"), told.getlist("map_role"), strict=False)
        rows = [{"value": value.strip()[:200], "role": role} for value, role in pairs]
        return [row for row in rows if row["value"] or row["role"]][:MOST_ROWS]

    def clean(self) -> dict[str, Any]:
        """The table of roles, and that someone can be let in at all."""
        told = super().clean() or {}
        rows, roles = self._typed_rows(), dict(Membership.ROLES)
        if any("\x00" in row["value"] for row in rows):
            self.add_error("role_claim", _("Null characters are not allowed."))
        if any(not row["value"] or row["role"] not in roles for row in rows):
            self.add_error("role_claim", _("Each line of the table needs a value and a role."))
        if rows and not told.get("role_claim"):
            self.add_error(
                "role_claim", _("Name the claim in which the values of the table stand.")
            )
        told["role_map"] = {row["value"]: row["role"] for row in rows if row["role"] in roles}
        if told.get("create_users") and not told.get("default_roles") and not rows:
            self.add_error("default_roles", _("Choose the roles of new members."))
        return told


def shown(provider: IdentityProvider) -> dict[str, Any]:
    """The settings of *provider* as the form's first values; never its secret."""
    names = [name for name in ProviderForm.base_fields if name != "client_secret"]
    values = {name: getattr(provider, name) for name in names}
    values["hosted_domains"] = "\n".join(provider.hosted_domains)
    return {**values, "role_map": provider.role_map}
