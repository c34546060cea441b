"""What this room writes into the audit (A9.3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from visavis.core.audit_words import Act

ACTS = {
    "file.stored": Act("change", _("File stored")),
    "file.removed": Act("change", _("File removed")),
}
