"""Tables that others give and that change by decision (codes, prices, trials, published numbers): where they lie, and how
one is read, with a sentence for each row that cannot be used."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import isfinite
from pathlib import Path
from typing import TypeVar

from ipseval.refusal import Refusal

Kind = TypeVar("Kind")
Empty = TypeVar("Empty")

_HERE = Path(__file__).resolve()


class TableError(Refusal):
    """A table is not as declared; the text has a sentence for each thing that is wrong."""


def reference(name: str) -> Path:
    """The table of that name: beside this package where it was installed from a wheel, else in the repository."""
    packaged = _HERE.parent / "reference" / name
    return packaged if packaged.exists() else _HERE.parents[2] / "reference" / name


def number(text: str) -> float:
    """A finite number with a decimal point."""
    if not isfinite(value := float(text)):
        raise ValueError
    return value


def whole(text: str) -> int:
    """A whole number."""
    return int(text)


def day(text: str) -> date:
    """A date, as 2025-12-31."""
    return date.fromisoformat(text)


class Row:
    """One row as texts. Asked for a value that it does not hold, it raises `ValueError` with what is wrong."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, column: str) -> str:
        return self._texts.get(column, "")

    def value(self, column: str, kind: Callable[[str], Kind], *empty: Empty) -> Kind | Empty:
        """The value, of `number`, `whole` or `day`; where the cell is empty, `empty` if it may be."""
        if empty and not self[column]:
            return empty[0]
        try:
            return kind(self[column])
        except ValueError:
            wanted = (kind.__doc__ or "").strip(".")
            raise ValueError(
                f"{column} is {self[column]!r}; it must be {wanted[0].lower()}{wanted[1:]}."
            ) from None

    def one_of(self, column: str, known: Sequence[Kind]) -> Kind:
        """The value, which is one of those."""
        if self[column] not in known:
            raise ValueError(f"{column} is {self[column]!r}; it may be {', '.join(map(str, known))}.")
        return known[known.index(self[column])]


def read_table(path: Path, columns: Sequence[str], understand: Callable[[Row], Kind]) -> list[Kind]:
    """What `understand` makes of each row of a CSV table in UTF-8 that has at least those columns, in their order.

    `TableError` where there is no such table, a column is missing, or `understand` raised `ValueError`: a sentence a row.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file)
            rows = list(lines)
    except (OSError, UnicodeDecodeError):
        raise TableError(f"There is no table {path.name}, or it is not UTF-8.") from None
    if gone := [column for column in columns if column not in (lines.fieldnames or ())]:
        raise TableError(f"{path.name}: the column {', '.join(gone)} is missing.")
    said, found = [], []
    for place, row in enumerate(rows, start=2):
        try:
            if None in row:
                raise ValueError("it has more cells than the table has columns.")
            found.append(understand(Row({column: (text or "").strip() for column, text in row.items()})))
        except ValueError as error:
            said.append(f"{path.name} row {place}: {error}")
    if said:
        raise TableError("\n".join(said))
    return found
