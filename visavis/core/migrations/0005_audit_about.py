import django.db.models.deletion
from django.db import migrations, models

import visavis.core.tenancy

ABOUT = """
CREATE FUNCTION visavis_audit_about() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO core_auditabout (id, organization_id, event_id, patient, at)
    SELECT gen_random_uuid(), NEW.organization_id, NEW.id, who, NEW.at FROM (
        SELECT NEW.patient AS who WHERE NEW.patient IS NOT NULL
        UNION
        SELECT one::uuid FROM jsonb_array_elements_text(
            CASE WHEN jsonb_typeof(NEW.facts -> 'patients') = 'array'
                 THEN NEW.facts -> 'patients' ELSE '[]' END) AS one
    ) shown;
    RETURN NULL;
END $$;

CREATE TRIGGER about AFTER INSERT ON core_auditevent
FOR EACH ROW WHEN (NEW.patient IS NOT NULL OR NEW.facts ? 'patients')
EXECUTE FUNCTION visavis_audit_about();

INSERT INTO core_auditabout (id, organization_id, event_id, patient, at)
SELECT gen_random_uuid(), organization_id, id, patient, at
FROM core_auditevent WHERE patient IS NOT NULL;
"""
FORGET = """
DROP TRIGGER about ON core_auditevent;
DROP FUNCTION visavis_audit_about();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_identity_rows"),
        ("core", "0004_stored_file"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditAbout",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=visavis.core.tenancy.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("patient", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name="auditevent",
            name="audit_by_time",
        ),
        migrations.RemoveIndex(
            model_name="auditevent",
            name="audit_by_patient",
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["organization", "-at", "-id"], name="audit_by_time"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                fields=["organization", "actor_user", "-at", "-id"], name="audit_by_person"
            ),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["organization", "verb", "-at", "-id"], name="audit_by_verb"),
        ),
        migrations.AddField(
            model_name="auditabout",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="about",
                db_constraint=False,
                to="core.auditevent",
            ),
        ),
        migrations.AddField(
            model_name="auditabout",
            name="organization",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organization",
            ),
        ),
        migrations.AddIndex(
            model_name="auditabout",
            index=models.Index(
                fields=["organization", "patient", "-at", "-event"], name="audit_about_patient"
            ),
        ),
        migrations.RunSQL(ABOUT, FORGET),
    ]
