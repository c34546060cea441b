from django.db import migrations

FREEZE = """
CREATE FUNCTION visavis_frozen_legal_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published text is never changed' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON patients_legaltext
FOR EACH ROW EXECUTE FUNCTION visavis_frozen_legal_text();

CREATE FUNCTION visavis_frozen_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
        OR (OLD.patient_id, OLD.text_id, OLD.use_id, OLD.how, OLD.given_at, OLD.given_to_id)
            IS DISTINCT FROM
            (NEW.patient_id, NEW.text_id, NEW.use_id, NEW.how, NEW.given_at, NEW.given_to_id)
    THEN
        RAISE EXCEPTION 'a consent is only ever withdrawn' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE ON patients_consent
FOR EACH ROW EXECUTE FUNCTION visavis_frozen_consent();
"""
THAW = """
DROP TRIGGER frozen ON patients_consent;
DROP FUNCTION visavis_frozen_consent();
DROP TRIGGER frozen ON patients_legaltext;
DROP FUNCTION visavis_frozen_legal_text();
"""


class Migration(migrations.Migration):
    """What was agreed to stays as it was: published texts and given consents do not change."""

    dependencies = [("patients", "0003_own_logins")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
