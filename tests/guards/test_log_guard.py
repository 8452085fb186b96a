"""The promise of the log: nobody changes a row, and what the owner of the database changes is found."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from lifted import lift_triggers, triggers_lifted
from samspor.access import audit, seals
from samspor.access.models import AuditBatch, AuditEvent
from samspor.access.triggers import install_triggers, make_way, missing_triggers
from samspor.access.verification import verify_log

pytestmark = pytest.mark.slow

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
POSTGRESQL = connection.vendor == "postgresql"


@pytest.fixture
def log(db, monkeypatch) -> list[int]:
    """Fourteen rows: twelve in three seals, with a number that no row has in the second, and two not sealed yet."""
    monkeypatch.setattr(seals, "BATCH_ROWS", 4)
    numbers = [write(n) for n in range(6)]
    burn_one()
    numbers += [write(n) for n in range(6, 12)]
    seals.seal_log(AT)
    numbers += [write(n) for n in range(12, 14)]
    assert verify_log().faults == []
    return numbers


def write(n: int) -> int:
    words = {"fields": ["starts_on"], "versions": [n], "shown": [f"course:{n}"], "search": f"Freja {n}"}
    return audit.record("course.see", user=1, at=AT, about=f"course:{n}", **words).pk


def burn_one() -> None:
    with connection.cursor() as cursor:
        if POSTGRESQL:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('access_auditevent', 'id'))")
        else:
            cursor.execute("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'access_auditevent'")


# --- the database refuses ---------------------------------------------------------------------------------
COLUMNS = [field.column for field in AuditEvent._meta.concrete_fields]
SEAL_COLUMNS = [field.column for field in AuditBatch._meta.concrete_fields]
COPIED = ", ".join(COLUMNS)
ATTACKS = [
    *[f"UPDATE access_auditevent SET {column} = {column}" for column in COLUMNS],
    *[f"UPDATE access_auditbatch SET {column} = {column}" for column in SEAL_COLUMNS],
    "UPDATE access_auditbatch SET purged_at = sealed_at",
    "UPDATE access_auditbatch SET purged_at = sealed_at, purge_reason = 'x', purge_mac = 'y', mac = 'z'",
    "DELETE FROM access_auditevent",
    "DELETE FROM access_auditevent WHERE about = 'course:13'",
    "DELETE FROM access_auditbatch",
    "DELETE FROM access_auditbatch WHERE number = 3",
]
SQLITE_ATTACKS = [
    "UPDATE OR REPLACE access_auditevent SET id = id + 1",
    f"INSERT OR REPLACE INTO access_auditevent SELECT {COPIED} FROM access_auditevent LIMIT 1",
    f"REPLACE INTO access_auditevent ({COPIED}) SELECT {COPIED.replace('id', '99', 1)} FROM access_auditevent LIMIT 1",
    "REPLACE INTO access_auditbatch SELECT * FROM access_auditbatch LIMIT 1",
]
POSTGRESQL_ATTACKS = [
    "TRUNCATE access_auditevent",
    "TRUNCATE access_auditbatch",
    "TRUNCATE access_auditevent, access_auditbatch RESTART IDENTITY CASCADE",
    f"INSERT INTO access_auditevent SELECT {COPIED} FROM access_auditevent LIMIT 1"
    " ON CONFLICT (id) DO UPDATE SET event = 'x'",
    "SET LOCAL session_replication_role = replica; DELETE FROM access_auditevent",
    "CREATE TEMPORARY TABLE access_auditbatch ON COMMIT DROP AS SELECT 0 AS first_id, 999999 AS last_id,"
    " now() AS purged_at; DELETE FROM access_auditevent",
    "CREATE TEMPORARY VIEW access_auditbatch AS SELECT 0 AS first_id, 999999 AS last_id, now() AS purged_at;"
    " DELETE FROM access_auditevent",
]


@pytest.mark.parametrize("attack", [*ATTACKS, *(POSTGRESQL_ATTACKS if POSTGRESQL else SQLITE_ATTACKS)])
def test_no_statement_changes_or_removes_a_row_or_a_seal(log, attack):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)
    assert AuditEvent.objects.count() == 14
    assert verify_log().faults == []


@pytest.mark.parametrize(
    "attack",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: AuditEvent.objects.update(outcome="ok"),
        lambda row: AuditEvent.objects.all().delete(),
        lambda row: AuditEvent.objects.bulk_update([row], ["event"]),
        lambda row: AuditBatch.objects.all().delete(),
        lambda row: AuditBatch(number=1, first_id=1, last_id=4, count=4, sealed_at=AT).save(),
    ],
)
def test_no_line_of_the_program_does_either(log, attack):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        attack(AuditEvent.objects.earliest("id"))


# --- the triggers come back -------------------------------------------------------------------------------
def test_triggers_that_were_lifted_are_missed_and_every_migrate_puts_them_back(transactional_db):
    with connection.cursor() as cursor:
        lift_triggers(connection, cursor)
    assert len(missing_triggers()) == (4 if POSTGRESQL else 6)
    assert f"The trigger {missing_triggers()[0]} is missing or altered." in verify_log().faults
    call_command("migrate", verbosity=0)
    assert missing_triggers() == []


def test_a_migration_that_alters_the_log_leaves_it_guarded(transactional_db):
    """SQLite builds the table anew and forgets its triggers, and stumbles over those that name it."""
    make_way(using=connection.alias)
    if not POSTGRESQL:
        assert missing_triggers() == ["access_log_rows_delete"]
        write(1)
        with pytest.raises(DatabaseError, match="append-only"):
            AuditEvent.objects.all().delete()
    for model, name in ((AuditEvent, "role"), (AuditBatch, "purge_reason")):
        old = model._meta.get_field(name)
        new = models.CharField(max_length=300, null=old.null)
        new.set_attributes_from_name(name)
        new.model = model
        with connection.schema_editor() as editor:
            editor.alter_field(model, old, new)
            editor.alter_field(model, new, old)
        assert bool(missing_triggers()) is not POSTGRESQL
    install_triggers(using=connection.alias)
    assert missing_triggers() == []


# --- what the owner of the database changes is found ------------------------------------------------------
def sql(statement: str):
    """`{0}` … are the numbers of the rows, from the first."""
    return lambda cursor, rows, head: cursor.execute(statement.format(*rows, gap=rows[6] - 1))


def each_sql(*statements: str):
    return lambda cursor, rows, head: [sql(statement)(cursor, rows, head) for statement in statements]


def swap(cursor, rows, head) -> None:
    for old, new in ((rows[5], -5), (rows[4], rows[5]), (-5, rows[4])):
        cursor.execute("UPDATE access_auditevent SET id = %s WHERE id = %s", [new, old])


def head(change):
    return lambda cursor, rows, path: path.write_text(
        "".join(change(path.read_text().splitlines(keepends=True)))
    )


E, B = "access_auditevent", "access_auditbatch"
TAMPERED = {
    "a word of a sealed row": (sql(f"UPDATE {E} SET event = 'x' WHERE id = {{2}}"), "Row {2} was changed"),
    "the date of a row": (sql(f"UPDATE {E} SET at = '2020-01-01 00:00:00' WHERE id = {{2}}"), "Row {2} was changed"),
    "whom a list showed": (sql(f"UPDATE {E} SET shown = '[]' WHERE id = {{2}}"), "Row {2} was changed"),
    "whose look it was": (sql(f"UPDATE {E} SET user_id = 2 WHERE id = {{2}}"), "Row {2} was changed"),
    "whom it was about": (sql(f"UPDATE {E} SET about = NULL WHERE id = {{2}}"), "Row {2} was changed"),
    "the search words": (sql(f"UPDATE {E} SET search = NULL WHERE id = {{2}}"), "Row {2} was changed"),
    "the keyed hash": (sql(f"UPDATE {E} SET mac = 'demo:00' WHERE id = {{2}}"), "Row {2} was changed"),
    "the key of a hash": (sql(f"UPDATE {E} SET mac = 'none:00' WHERE id = {{2}}"), "the key 'none' is not in"),
    "a row not sealed yet": (sql(f"UPDATE {E} SET outcome = 'ok ' WHERE id = {{13}}"), "Row {13} was changed"),
    "two whole rows": (sql(f"UPDATE {E} SET event = 'x' WHERE id IN ({{2}}, {{3}})"), "Row {2}–{3} was changed"),
    "a row is gone": (sql(f"DELETE FROM {E} WHERE id = {{5}}"), "Row {5} is missing from seal 2"),
    "the first rows are gone": (sql(f"DELETE FROM {E} WHERE id <= {{1}}"), "Row {0}–{1} is missing from seal 1"),
    "a row goes into a gap": (sql(f"UPDATE {E} SET id = {{gap}} WHERE id = {{13}}"), "Row {gap} was inserted after seal 2"),
    "a row from another place": (sql(f"UPDATE {E} SET id = {{gap}} WHERE id = {{1}}"), "Row {1} is missing from seal 1"),
    "rows in another order": (swap, "seal 2 stand in another order"),
    "a row before the first": (sql(f"UPDATE {E} SET id = -7 WHERE id = {{13}}"), "Row -7 was inserted before the first"),
    "the end of the rows": (sql(f"DELETE FROM {E} WHERE id >= {{10}}"), "Row {10}–{11} is missing from seal 3"),
    "the end of rows and seals": (
        each_sql(f"DELETE FROM {E} WHERE id >= {{8}}", f"DELETE FROM {B} WHERE number = 3"),
        "The database was cut off: it ends at seal 2, the head file knows seal 3 up to row {11}",
    ),
    "the whole log": (each_sql(f"DELETE FROM {E}", f"DELETE FROM {B}"), "it ends at seal 0"),
    "a seal is gone": (sql(f"DELETE FROM {B} WHERE number = 2"), "Seal 2 is missing"),
    "the first seal is gone": (sql(f"DELETE FROM {B} WHERE number = 1"), "Seal 1 is missing"),
    "the count of a seal": (sql(f"UPDATE {B} SET count = 3 WHERE number = 2"), "Seal 2 was changed"),
    "the gaps of a seal": (sql(f"UPDATE {B} SET gaps = '[[{{4}}, {{4}}]]' WHERE number = 2"), "Seal 2 was changed"),
    "the end of a seal": (sql(f"UPDATE {B} SET last_id = last_id - 1 WHERE number = 2"), "Seal 3 does not follow"),
    "the chain": (sql(f"UPDATE {B} SET previous_mac = 'demo:00' WHERE number = 2"), "Seal 2 does not follow on seal 1"),
    "a purge without the key": (
        each_sql(
            f"UPDATE {B} SET purged_at = sealed_at, purge_reason = 'old', purge_mac = mac WHERE number = 1",
            f"DELETE FROM {E} WHERE id <= {{3}}",
        ),
        "Seal 1 is marked as purged, but not by one who has the log key",
    ),
    "the end of the head file": (head(lambda lines: lines[:-1]), "The head file was cut off or altered: it does not know seal 3"),
    "the start of the head file": (head(lambda lines: lines[1:]), "it does not know seal 1"),
    "all of the head file": (lambda cursor, rows, path: path.unlink(), "it does not know seal 1–3"),
    "a line of the head file": (head(lambda lines: [lines[0].replace('"count": 4', '"count": 5'), *lines[1:]]), "Seal 1 is not the one"),
    "the head file is nonsense": (head(lambda lines: ["nonsense\n", *lines]), "a line that cannot be read"),
}  # fmt: skip
SPOILED = {"a list that is no list": "shown = '5'", "a date that is no date": "at = 'x'"}
SPOILED |= {"a uid that is no uid": "uid = 'x'", "words that are no bytes": "search = 'x'"}
if not POSTGRESQL:  # SQLite keeps whatever it is given
    for what, words in SPOILED.items():
        TAMPERED[what] = (sql(f"UPDATE {E} SET {words} WHERE id = {{2}}"), "Row {2} was changed")


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_is_tampered_with_is_found_and_named(log, settings, what):
    tamper, sentence = TAMPERED[what]
    with triggers_lifted(connection) as cursor:
        tamper(cursor, log, settings.AUDIT_HEAD_FILE)
    faults = " ".join(verify_log().faults)
    assert sentence.format(*log, gap=log[6] - 1) in faults


def test_a_copied_row_is_found_even_where_its_uid_may_stand_twice(transactional_db):
    """Somebody lifts the unique constraint too."""
    number = write(1)
    rest = ", ".join(COLUMNS[1:])
    uid = AuditEvent._meta.get_field("uid")
    loose = models.UUIDField()
    loose.set_attributes_from_name("uid")
    loose.model = AuditEvent
    with connection.schema_editor() as editor:
        editor.alter_field(AuditEvent, uid, loose)
    with triggers_lifted(connection) as cursor:
        cursor.execute(f"INSERT INTO {E} ({rest}) SELECT {rest} FROM {E}")
    assert verify_log().faults == [f"Row {number + 1} is a copy of another row."]
    with triggers_lifted(connection) as cursor:
        cursor.execute(f"DELETE FROM {E}")
    with connection.schema_editor() as editor:
        editor.alter_field(AuditEvent, loose, uid)
