"""Addresses of accounts on the platform's own host: signing up, and the operators' area."""

from django.urls import path

from visavis.accounts.urls_me import SECURITY
from visavis.accounts.views import founding, operating

ONE = "operator/organizations/<uuid:organization_id>"
WHO = "operator/professionals/<uuid:qualification_id>"

urlpatterns = [
    *SECURITY,
    path("sign-up/", founding.sign_up, name="founding"),
    path("sign-up/address/", founding.address, name="founding_address"),
    path("sign-up/sent/", founding.sent, name="founding_sent"),
    path("sign-up/<str:token>/", founding.confirm, name="founding_confirm"),
    path("operator/", operating.organizations, name="operator"),
    path("operator/second-factor/", operating.second_factor, name="operator_second_factor"),
    path("operator/organizations/new/", operating.new_organization, name="operator_new"),
    path(f"{ONE}/", operating.organization, name="operator_organization"),
    path(f"{ONE}/suspend/", operating.suspend, name="operator_suspend"),
    path(f"{ONE}/enter/", operating.enter, name="operator_enter"),
    path(f"{ONE}/resume/", operating.resume, name="operator_resume"),
    path("operator/professionals/", operating.professionals, name="operator_professionals"),
    path(f"{WHO}/", operating.professional, name="operator_professional"),
    path(f"{WHO}/proof/", operating.proof, name="operator_proof"),
    path(f"{WHO}/decide/", operating.decide, name="operator_decide"),
]
