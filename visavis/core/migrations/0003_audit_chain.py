from django.db import migrations

SEAL = """
CREATE FUNCTION visavis_seal_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    head core_audithead%ROWTYPE;
    sealed text;
BEGIN
    INSERT INTO core_audithead (id, organization_id, seq, digest)
    VALUES (NEW.organization_id, NEW.organization_id, 0, '')
    ON CONFLICT (organization_id) DO NOTHING;
    SELECT * INTO head FROM core_audithead
    WHERE organization_id = NEW.organization_id FOR UPDATE;
    sealed := encode(sha256(convert_to(concat_ws('|', head.digest, NEW.id,
        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        NEW.verb, NEW.actor_kind, coalesce(NEW.actor_user::text, ''), NEW.actor_name,
        NEW.on_type, coalesce(NEW.on_id::text, ''), coalesce(NEW.patient::text, ''),
        NEW.facts::text), 'UTF8')), 'hex');
    UPDATE core_auditevent
    SET seq = head.seq + 1, previous = head.digest, digest = sealed WHERE id = NEW.id;
    UPDATE core_audithead
    SET seq = head.seq + 1, digest = sealed WHERE organization_id = NEW.organization_id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER seal AFTER INSERT ON core_auditevent
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION visavis_seal_audit();
"""
UNSEAL = """
DROP TRIGGER seal ON core_auditevent;
DROP FUNCTION visavis_seal_audit();
"""


class Migration(migrations.Migration):
    """Events are chained when they commit: one short lock per organization, none while working."""

    dependencies = [("core", "0002_initial")]
    operations = [migrations.RunSQL(SEAL, UNSEAL)]
