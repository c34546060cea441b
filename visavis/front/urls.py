"""Addresses of this room, within a practice."""

from django.urls import URLPattern, path

from visavis.front.views import (
    care,
    consents,
    departments,
    desk,
    joining,
    legal_settings,
    letting_in,
    own_details,
    patient,
    patient_consents,
    patients,
    platform,
    settings,
    sign_up,
    site,
)

app_name = "front"
FILE = "desk/patients/<uuid:patient_id>/"
LEGAL = "desk/settings/consents/"

ONE = "desk/settings/departments/<uuid:department_id>/"
urlpatterns: list[URLPattern] = [
    path("", site.home, name="home"),
    path("health/", platform.health, name="health"),
    path("legal/<slug:kind>/", consents.legal_text, name="legal_text"),
    path("v/<str:token>/", letting_in.personal_link, name="link"),
    path("visit/<uuid:encounter_id>/", patient.visit, name="visit"),
    path("visit/<uuid:encounter_id>/terms/", consents.visit_terms, name="visit_terms"),
    path("visit/<uuid:encounter_id>/end/", patient.end, name="end"),
    path("accounts/sign-up/", sign_up.sign_up, name="sign_up"),
    path("accounts/sign-up/sent/", sign_up.sign_up_sent, name="sign_up_sent"),
    path("accounts/sign-up/<str:token>/", sign_up.confirm, name="sign_up_confirm"),
    path("accounts/patient-invitation/<str:token>/", joining.invited, name="invited"),
    path("portal/", patient.portal, name="portal"),
    path("portal/terms/", consents.portal_terms, name="portal_terms"),
    path("portal/consents/", consents.choices, name="choices"),
    path("portal/consents/proof/", consents.proof, name="proof"),
    path("portal/consents/<uuid:patient_id>/give/", consents.give, name="give"),
    path("portal/consents/<uuid:consent_id>/withdraw/", consents.withdraw, name="withdraw"),
    path("portal/details/", own_details.own_details, name="own_details"),
    path("desk/", desk.desk, name="desk"),
    path("desk/settings/", settings.settings, name="settings"),
    path(LEGAL, legal_settings.consents, name="legal_settings"),
    path(f"{LEGAL}uses/new/", legal_settings.new_use, name="use_new"),
    path(f"{LEGAL}uses/adopt/", legal_settings.adopt_use, name="use_adopt"),
    path(f"{LEGAL}uses/<uuid:use_id>/", legal_settings.edit_use, name="use_edit"),
    path(f"{LEGAL}uses/<uuid:use_id>/switch/", legal_settings.switch_use, name="use_switch"),
    path(f"{LEGAL}versions/<uuid:text_id>/", legal_settings.version, name="legal_version"),
    path(f"{LEGAL}<slug:kind>/", legal_settings.edit_text, name="legal_edit"),
    path(f"{LEGAL}<slug:kind>/preview/", legal_settings.preview, name="legal_preview"),
    path(f"{LEGAL}<slug:kind>/publish/", legal_settings.publish_text, name="legal_publish"),
    path(f"{LEGAL}<slug:kind>/discard/", legal_settings.discard, name="legal_discard"),
    path("desk/settings/departments/", departments.departments, name="departments"),
    path(f"{ONE}name/", departments.rename, name="rename_department"),
    path(f"{ONE}archive/", departments.archive, name="archive_department"),
    path(f"{ONE}back/", departments.bring_back, name="bring_back_department"),
    path(f"{ONE}add/", departments.add, name="add_to_department"),
    path(f"{ONE}take-out/", departments.take_out, name="take_from_department"),
    path("desk/patients/", patients.patients, name="patients"),
    path(FILE, patients.patient, name="patient"),
    path(f"{FILE}care/", care.care, name="care"),
    path(f"{FILE}care/end/", care.end_care, name="end_care"),
    path(f"{FILE}care/departments/", care.departments, name="care_departments"),
    path(f"{FILE}consents/", patient_consents.file_consents, name="file_consents"),
    path(
        f"{FILE}consents/<uuid:consent_id>/withdraw/",
        patient_consents.file_withdraw,
        name="file_withdraw",
    ),
    path(f"{FILE}invitation/", patient_consents.invite, name="invite"),
    path(f"{FILE}invitation/revoke/", patient_consents.revoke, name="revoke"),
    path(f"{FILE}notices/<uuid:notice_id>/again/", patients.send_again, name="send_again"),
]
