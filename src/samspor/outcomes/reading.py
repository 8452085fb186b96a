"""The tables of a register delivery, read in memory and looked through row by row; no database, no identifier told."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from ipseval.engine import DataError
from ipseval.registers import OBSERVED, SPELLS, Column, Register
from samspor.people.rules import System, fault

MOST_ROWS = 200_000
MOST_WORDS = 60
"""Different states of a delivery: each is given its rung by hand."""
PERSON = (
    Column("system", "text", "Who gave the number.", required=True, filled=True),
    Column("value", "text", "The number.", required=True, filled=True),
)
MAJOR_GROUPS = frozenset("0123456789")
BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of Excel begin, whatever they are called."""
TABLES = {
    register.name: Register(
        register.name,
        register.meaning,
        (*PERSON, *(column for column in register.columns if column.name != "person")),
    )
    for register in (SPELLS, OBSERVED)
}
"""What a delivery holds: as the registers of `ipseval`, with an identifier in place of the person."""


@dataclass(frozen=True)
class RowFault:
    """What is wrong where. The heading is row 1; no row where it concerns the column or the whole file."""

    table: str
    what: str
    column: str = ""
    row: int | None = None


def mark_of(*contents: bytes) -> str:
    """The same files give the same mark."""
    mark = hashlib.sha256()
    for content in contents:
        mark.update(hashlib.sha256(content).digest())
    return mark.hexdigest()


def read(name: str, content: bytes, *, demo: bool) -> tuple[pl.DataFrame | None, list[RowFault]]:
    """One table as declared, or everything that is wrong with it."""
    register = TABLES[name]
    raw = _opened(content)
    if isinstance(raw, str):
        return None, [RowFault(name, raw)]
    if len(raw) > MOST_ROWS:
        return None, [RowFault(name, "rows")]
    gone = [c.name for c in register.columns if c.required and c.name not in raw.columns]
    if gone:
        return None, [RowFault(name, "gone", column) for column in gone]
    raw = raw.select(column.name for column in register.columns if column.name in raw.columns)
    columns, faults = {}, []
    for column in register.columns:
        if column.name in raw.columns:
            columns[column.name], wrong = _column(name, column, raw[column.name])
            faults += wrong
    told = {found.column for found in faults if found.row is None}
    if not told & {"system", "value"}:
        faults += _numbers(name, columns, demo)
    if not faults:
        faults = [*_order(name, columns), *_words(name, columns)]
    if faults:
        return None, sorted(faults, key=lambda found: (found.row or 0, found.column))
    return pl.DataFrame(columns), []


def _opened(content: bytes) -> pl.DataFrame | str:
    """The rows as texts, or what kind of file it is instead."""
    try:
        if content[:4] == b"PAR1":
            return pl.read_parquet(io.BytesIO(content), n_rows=MOST_ROWS + 1)
        if content[:4] in BOOKS:
            return "book"
        text = content.decode("utf-8-sig")
        heading = text.partition("\n")[0]
        by = ";" if ";" in heading and "," not in heading else ","
        rows = pl.read_csv(io.BytesIO(text.encode()), separator=by, infer_schema=False, n_rows=MOST_ROWS + 1)
        # a mark that does not close swallows the rows after it; no cell of a delivery goes over two lines
        lines = sum(1 for line in text.splitlines() if line.strip()) - 1
        return rows if len(rows) >= min(lines, MOST_ROWS + 1) else "quotes"
    except UnicodeDecodeError:
        return "letters"
    except (pl.exceptions.PolarsError, OSError):
        return "file"


def _column(name: str, column: Column, raw: pl.Series) -> tuple[pl.Series, list[RowFault]]:
    """The column read as its register declares it, with a fault for each cell that cannot be."""
    from ipseval.engine.polars import Polars  # opened with the first delivery, not with the platform

    try:
        taken = Polars().take(Register(name, "", (column,)), pl.DataFrame({column.name: raw}))
    except DataError:
        return raw, [RowFault(name, column.kind, column.name)]
    found: pl.Series = taken.collect("polars").to_native()[column.name]
    given = (raw.is_not_null() & (raw.cast(pl.String) != "")).fill_null(False)
    wrong = [RowFault(name, column.kind, column.name, row) for row in _rows(given & found.is_null())]
    if column.filled:
        wrong += [RowFault(name, "empty", column.name, row) for row in _rows(~given)]
    return found, wrong


def _rows(flags: pl.Series) -> list[int]:
    return [index + 2 for index in flags.arg_true().to_list()]


def _numbers(name: str, columns: dict[str, pl.Series], demo: bool) -> Iterator[RowFault]:
    known = {str(system) for system in System}
    told: dict[tuple[str, str], str | None] = {}
    for row, (system, value) in enumerate(zip(columns["system"], columns["value"], strict=True), start=2):
        if system is None or value is None:
            continue  # told of as empty
        if system not in known:
            yield RowFault(name, "system", "system", row)
            continue
        if (system, value) not in told:
            told[system, value] = fault(System(system), value, demo=demo)
        if wrong := told[system, value]:
            yield RowFault(name, wrong, "value", row)


def _order(name: str, columns: dict[str, pl.Series]) -> Iterator[RowFault]:
    if name == SPELLS.name:
        late = (columns["to"] <= columns["from"]).fill_null(False)
        yield from (RowFault(name, "order", "to", row) for row in _rows(late))


def _words(name: str, columns: dict[str, pl.Series]) -> Iterator[RowFault]:
    column = "state" if name == SPELLS.name else "why"
    if columns[column].n_unique() > MOST_WORDS:
        yield RowFault(name, "words", column)


def people_of(spells: pl.DataFrame, observed: pl.DataFrame | None) -> dict[tuple[str, str], dict[str, Any]]:
    """What the delivery says of each number: spells as [state, from, to, minutes, employer, occupation], ends as [until,
    why]. No more is kept than is read: of an employer a running number of the person's own, the same one or another; of
    an occupation its major group, the first digit of its code."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    employers: dict[tuple[str, str], dict[str, int]] = {}
    for row in spells.iter_rows(named=True):
        key = row["system"], row["value"]
        said = row.get("employer")
        mine = employers.setdefault(key, {})
        employer = str(mine.setdefault(said, len(mine) + 1)) if said else None
        group = (row.get("occupation") or "")[:1]
        occupation = group if group in MAJOR_GROUPS else None
        spell = [row["state"], row["from"], row["to"], row.get("minutes_week"), employer, occupation]
        found.setdefault(key, {"spells": [], "observed": []})["spells"].append(spell)
    for row in observed.iter_rows(named=True) if observed is not None else ():
        key = row["system"], row["value"]
        found.setdefault(key, {"spells": [], "observed": []})["observed"].append([row["until"], row["why"]])
    return found
