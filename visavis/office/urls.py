"""Addresses of this room."""

from django.urls import path

from visavis.office.views import audit

app_name = "office"
urlpatterns = [
    path("desk/settings/audit/", audit.audit, name="audit"),
    path("desk/settings/audit/export.csv", audit.export, name="audit_export"),
    path("desk/settings/audit/verify/", audit.verified, name="audit_verify"),
    path("desk/patients/<uuid:patient_id>/seen/", audit.seen, name="seen"),
]
