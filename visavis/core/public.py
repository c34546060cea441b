"""The door of core: tenant, audit, access, jobs, live. No word of medicine."""

from visavis.core.actor import Actor, Denied, Role, system
from visavis.core.audit import Fault, length, record, seen, verify
from visavis.core.audit_list import PAGE, Sought, events, events_page, people
from visavis.core.audit_words import KIND_NAMES, Act, ActKind, verbs_of, words_of
from visavis.core.captcha import captcha_challenge, captcha_solved
from visavis.core.clock import now
from visavis.core.crypto import (
    EncryptedJSONField,
    EncryptedTextField,
    decrypt,
    encrypt,
    rotates_with,
)
from visavis.core.files import (
    FileLost,
    FileResponse,
    open_file,
    read_file,
    remove,
    serve,
    store,
    sweep_files,
)
from visavis.core.jobs import periodic, tenant_job
from visavis.core.links import BadToken, new_secret, read, secret_hash, sign
from visavis.core.live.changes import changed, changed_at
from visavis.core.models import AuditAbout, AuditEvent, StoredFile
from visavis.core.pictures import WEBP, NotAPicture, fitted_picture, square_picture
from visavis.core.platform import (
    Grant,
    above_tenants,
    in_service_of,
    leaving_for,
    platform_may,
    rows_of_all,
)
from visavis.core.platform import grants as platform_grants
from visavis.core.tenancy import (
    IdModel,
    NoTenant,
    TenantManager,
    TenantModel,
    TenantQuerySet,
    across_tenants,
    acting_for,
    current_organization,
    new_id,
    on_rollback,
    require_organization,
)

__all__ = [
    "KIND_NAMES",
    "PAGE",
    "WEBP",
    "Act",
    "ActKind",
    "Actor",
    "AuditAbout",
    "AuditEvent",
    "BadToken",
    "Denied",
    "EncryptedJSONField",
    "EncryptedTextField",
    "Fault",
    "FileLost",
    "FileResponse",
    "Grant",
    "IdModel",
    "NoTenant",
    "NotAPicture",
    "Role",
    "Sought",
    "StoredFile",
    "TenantManager",
    "TenantModel",
    "TenantQuerySet",
    "above_tenants",
    "across_tenants",
    "acting_for",
    "captcha_challenge",
    "captcha_solved",
    "changed",
    "changed_at",
    "current_organization",
    "decrypt",
    "encrypt",
    "events",
    "events_page",
    "fitted_picture",
    "in_service_of",
    "leaving_for",
    "length",
    "new_id",
    "new_secret",
    "now",
    "on_rollback",
    "open_file",
    "people",
    "periodic",
    "platform_grants",
    "platform_may",
    "read",
    "read_file",
    "record",
    "remove",
    "require_organization",
    "rotates_with",
    "rows_of_all",
    "secret_hash",
    "seen",
    "serve",
    "sign",
    "square_picture",
    "store",
    "sweep_files",
    "system",
    "tenant_job",
    "verbs_of",
    "verify",
    "words_of",
]
