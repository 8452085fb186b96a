"""Makes the log append-only in the database itself, on SQLite and on PostgreSQL; knows nothing of its words.

Who owns the database can still lift a trigger: then `verify-log` finds it missing, and what was changed.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

EVENTS, BATCHES = "access_auditevent", "access_auditbatch"
SENTENCE = "the audit log is append-only"

# A row may go only when the seal over it is marked as purged.
PURGED = (
    f"EXISTS (SELECT 1 FROM {BATCHES} WHERE last_id >= OLD.id"  # noqa: S608 – our own names, no input
    " AND first_id <= OLD.id AND purged_at IS NOT NULL)"
)
# Of a seal, only the three purge columns may change: together, once, from nothing to something.
SEALED = ("number", "first_id", "last_id", "count", "gaps", "digest", "sealed_at", "previous_mac", "mac")
PURGE = ("purged_at", "purge_reason", "purge_mac")
ONCE = " AND ".join(f"OLD.{column} IS NULL AND NEW.{column} IS NOT NULL" for column in PURGE)


def _kept(same: str) -> str:
    return " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in SEALED)


def _sqlite(name: str, when: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"


# INSERT OR REPLACE removes the row in its way without firing a DELETE trigger: hence the two on INSERT.
_SQLITE = {
    name: _sqlite(name, when)
    for name, when in {
        "access_log_rows_update": f"UPDATE ON {EVENTS}",
        "access_log_rows_delete": f"DELETE ON {EVENTS} WHEN NOT {PURGED}",
        "access_log_rows_replace": f"INSERT ON {EVENTS} WHEN EXISTS (SELECT 1 FROM {EVENTS}"  # noqa: S608
        " WHERE (NEW.id > 0 AND id = NEW.id) OR uid = NEW.uid)",
        "access_log_seals_update": f"UPDATE ON {BATCHES} WHEN NOT ({_kept('IS')} AND {ONCE})",
        "access_log_seals_delete": f"DELETE ON {BATCHES}",
        "access_log_seals_replace": f"INSERT ON {BATCHES} WHEN EXISTS (SELECT 1 FROM {BATCHES}"  # noqa: S608
        " WHERE number = NEW.number OR last_id = NEW.last_id)",
    }.items()
}

_FUNCTIONS = {
    "access_log_rows": f"""
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF {PURGED} THEN RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION '{SENTENCE}';
END""",
    "access_log_seals": f"""
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF {_kept("IS NOT DISTINCT FROM")} AND {ONCE} THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION '{SENTENCE}';
END""",
}
_POSTGRESQL = {  # name → table, what fires it, its function
    "access_log_rows_change": (EVENTS, "UPDATE OR DELETE", "ROW", "access_log_rows"),
    "access_log_rows_truncate": (EVENTS, "TRUNCATE", "STATEMENT", "access_log_rows"),
    "access_log_seals_change": (BATCHES, "UPDATE OR DELETE", "ROW", "access_log_seals"),
    "access_log_seals_truncate": (BATCHES, "TRUNCATE", "STATEMENT", "access_log_seals"),
}


def make_way(sender: Any = None, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Before a migrate on SQLite, which cannot rebuild a table that another table's trigger names: until the
    triggers are put back, no row may go at all, purged or not."""
    connection = connections[using]
    if connection.vendor != "sqlite" or EVENTS not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS access_log_rows_delete")
        cursor.execute(_sqlite("access_log_rows_delete", f"DELETE ON {EVENTS}"))


def install_triggers(sender: Any = None, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Put every trigger back. Runs after each migrate: SQLite loses them when it rebuilds a table."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if not {EVENTS, BATCHES} <= set(connection.introspection.table_names(cursor)):
            return
        if connection.vendor == "postgresql":
            _install_on_postgresql(cursor, connection.ops.quote_name)
        else:
            for name, statement in _SQLITE.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(statement)


def _install_on_postgresql(cursor: Any, quote: Any) -> None:
    cursor.execute("SELECT current_schema()")
    schema = quote(cursor.fetchone()[0])
    for name, body in _FUNCTIONS.items():
        # the search path is fixed, so that no temporary table can pass for the seals
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = {schema}, pg_temp AS $body${body}$body$"
        )
    for name, (table, events, each, function) in _POSTGRESQL.items():
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {events} ON {table}"
            f" FOR EACH {each} EXECUTE FUNCTION {function}()"
        )
        cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
    # finds the lists that showed a thing; a kind of index that migrations for both databases cannot say
    cursor.execute(
        f"CREATE INDEX IF NOT EXISTS access_log_shown ON {EVENTS}"
        " USING gin (shown jsonb_path_ops) WHERE count > 0"
    )


def missing_triggers(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The triggers that ought to stand guard and do not, or not as they were written."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            written = dict(cursor.fetchall())
            return sorted(name for name, statement in _SQLITE.items() if written.get(name) != statement)
        cursor.execute(
            "SELECT t.tgname, p.proname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgenabled = 'A' AND t.tgqual IS NULL"
            " AND t.tgrelid IN (to_regclass(%s), to_regclass(%s))",
            [EVENTS, BATCHES],
        )
        standing = {name: (function, body) for name, function, body in cursor.fetchall()}
        return sorted(
            name
            for name, (_, _, _, function) in _POSTGRESQL.items()
            if standing.get(name) != (function, _FUNCTIONS[function])
        )
