"""Makes the log append-only in the database itself, on SQLite and on PostgreSQL; says nothing of its contents."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

EVENTS, BATCHES = "access_auditevent", "access_auditbatch"


def install_triggers(sender: Any = None, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Put every trigger back. Runs after each migrate: SQLite loses them when it rebuilds a table."""
