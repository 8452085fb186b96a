"""The published shares that a study names, read from a table."""

from __future__ import annotations

from pathlib import Path

from ipseval.estimates.published import Published
from ipseval.reference import Row, TableError, number, read_table, whole

COLUMNS = ("name", "measure", "horizon", "group", "value", "n", "low", "high", "source")


def published(name: str, path: Path) -> tuple[Published, ...]:
    """The shares of that name in a CSV table with the columns `COLUMNS`; `TableError` with a sentence if none."""
    rows = read_table(path, COLUMNS, _published)
    names = list(dict.fromkeys(one.name for one in rows))
    if name not in names:
        raise TableError(f"{path.name} has no such name; it has {', '.join(names)}.")
    shares = tuple(one for one in rows if one.name == name and 0 <= one.value <= 1)
    if not shares:
        raise TableError(f"{path.name} has no share of that name, only other numbers.")
    return shares


def _published(row: Row) -> Published:
    return Published(
        name=row["name"],
        group=row["group"],
        measure=row["measure"],
        horizon=row["horizon"],
        value=row.value("value", number),
        n=row.value("n", whole, None),
        low=row.value("low", number, None),
        high=row.value("high", number, None),
        source=row["source"],
    )
