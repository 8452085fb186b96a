"""How a test does what the database refuses: tamper with the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from samspor.access.triggers import _POSTGRESQL, _SQLITE, install_triggers


@contextmanager
def triggers_lifted(connection: Any) -> Iterator[Any]:
    """A cursor for one who owns the database and has lifted the log's triggers; after it they stand again."""
    with connection.cursor() as cursor:
        lift_triggers(connection, cursor)
        yield cursor
    install_triggers(using=connection.alias)


def lift_triggers(connection: Any, cursor: Any) -> None:
    """Without a way back: also lets Django empty the tables after a test with real transactions."""
    if connection.vendor == "postgresql":
        for name, (table, *_) in _POSTGRESQL.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
    else:
        for name in _SQLITE:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
