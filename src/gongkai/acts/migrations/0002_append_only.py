"""Acts can be added only: the database itself refuses to change or remove one.

A later migration that makes SQLite rebuild one of these tables drops its triggers: it must end
with the same operation again.
"""

from django.db import migrations

REFUSAL = "留痕只能追加，不能修改、删除或覆盖"

REFUSE = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"

# A replacing INSERT removes rows without firing a DELETE trigger, so it is refused before.
WHEN_ACT = """
    WHEN EXISTS (
        SELECT 1 FROM acts_act WHERE id = NEW.id
        UNION ALL
        SELECT 1 FROM acts_act WHERE subject_kind = NEW.subject_kind
            AND subject_uid = NEW.subject_uid AND seq = NEW.seq
    )
"""
WHEN_DETAIL = """
    WHEN EXISTS (SELECT 1 FROM acts_actdetail WHERE id = NEW.id OR act_id = NEW.act_id)
"""
SQLITE = [
    f"CREATE TRIGGER acts_act_no_update BEFORE UPDATE ON acts_act {REFUSE}",
    f"CREATE TRIGGER acts_act_no_delete BEFORE DELETE ON acts_act {REFUSE}",
    f"CREATE TRIGGER acts_act_no_replace BEFORE INSERT ON acts_act {WHEN_ACT} {REFUSE}",
    f"CREATE TRIGGER acts_actdetail_no_update BEFORE UPDATE ON acts_actdetail {REFUSE}",
    f"CREATE TRIGGER acts_actdetail_no_replace BEFORE INSERT ON acts_actdetail {WHEN_DETAIL} {REFUSE}",
]
SQLITE_BACK = [
    "DROP TRIGGER acts_act_no_update",
    "DROP TRIGGER acts_act_no_delete",
    "DROP TRIGGER acts_act_no_replace",
    "DROP TRIGGER acts_actdetail_no_update",
    "DROP TRIGGER acts_actdetail_no_replace",
]

POSTGRESQL = [
    f"""
    CREATE FUNCTION acts_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER acts_act_no_change BEFORE UPDATE OR DELETE ON acts_act
    FOR EACH ROW EXECUTE FUNCTION acts_refuse()
    """,
    """
    CREATE TRIGGER acts_act_no_truncate BEFORE TRUNCATE ON acts_act
    FOR EACH STATEMENT EXECUTE FUNCTION acts_refuse()
    """,
    """
    CREATE TRIGGER acts_actdetail_no_update BEFORE UPDATE ON acts_actdetail
    FOR EACH ROW EXECUTE FUNCTION acts_refuse()
    """,
    """
    CREATE TRIGGER acts_actdetail_no_truncate BEFORE TRUNCATE ON acts_actdetail
    FOR EACH STATEMENT EXECUTE FUNCTION acts_refuse()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER acts_act_no_change ON acts_act",
    "DROP TRIGGER acts_act_no_truncate ON acts_act",
    "DROP TRIGGER acts_actdetail_no_update ON acts_actdetail",
    "DROP TRIGGER acts_actdetail_no_truncate ON acts_actdetail",
    "DROP FUNCTION acts_refuse()",
]


def arm(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def disarm(apps, schema_editor):
    back = {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}
    for statement in back[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("acts", "0001_initial")]

    operations = [migrations.RunPython(arm, disarm)]
