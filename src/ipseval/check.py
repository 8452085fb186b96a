"""What is wrong with the data: what stops a run, what a stated rule handles, in which row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from ipseval.engine import DataError, Polars, collect, files
from ipseval.registers import REGISTERS, Register
from ipseval.study import Study

Tables = Mapping[str, nw.LazyFrame[Any]]


def refuse(study: Study, tables: Tables) -> dict[str, int]:
    """How often each stated rule was used; `DataError` with a sentence for each thing that stops the run."""
    said = [line for name, table in tables.items() for line in _unfit(REGISTERS[name], table)]
    said += _unknown_words(tables["spells"], "state", study.states, "[states] give it a rung")
    if "observed" in tables:
        said += _unknown_words(
            tables["observed"], "why", study.endings, "[observed] call it censor or competing"
        )
    if study.groups:
        missing = set(study.groups) - set(_words(tables["courses"], "group"))
        said += [f"courses: nobody is in the group {group!r} of [compare]." for group in sorted(missing)]
    if said:
        raise DataError("\n".join(said))
    backwards = tables["spells"].filter(nw.col("to") <= nw.col("from"))
    return {"spells that end before they begin, left out": _number(backwards)}


def _number(table: nw.LazyFrame[Any]) -> int:
    counted = table.select(nw.len().alias("n"))
    return int(collect(counted, by=["n"])["n"][0])


def _unfit(register: Register, table: nw.LazyFrame[Any]) -> Iterator[str]:
    bad = _number(table.filter(nw.col("unreadable") > 0))
    if bad:
        yield f"{register.name}: {bad} rows have a value that cannot be read; `ipseval check` names them."
    for column in (column for column in register.columns if column.filled):
        # an unreadable value is null too, and has been told of already
        empty = _number(table.filter(nw.col(column.name).is_null() & (nw.col("unreadable") == 0)))
        if empty:
            yield f"{register.name}: {empty} rows have no {column.name}."


def _words(table: nw.LazyFrame[Any], column: str) -> list[str]:
    words = table.select(column).unique()
    return [word for word in collect(words, by=[column])[column] if word is not None]


def _unknown_words(table: nw.LazyFrame[Any], column: str, known: Mapping[str, str], remedy: str) -> list[str]:
    return [
        f"The {column} {word!r} is in the data but not in the study: under {remedy}."
        for word in _words(table, column)
        if word not in known
    ]


def problems(study: Study, folder: Path, most: int = 20) -> list[str]:
    """A sentence for each thing wrong with the files of the study, at most `most` for a column and kind.

    Rows are counted as in the file, the heading being row 1; in Parquet, which has none, the first is row 2.
    """
    said: list[str] = []
    opened = {}
    for name, pattern in study.files.items():
        register = REGISTERS[name]
        try:
            for path in files(register, folder, pattern):
                said += _rows(register, path, most)
            opened[name] = Polars().read(register, files(register, folder, pattern))
        except DataError as error:
            said.append(str(error))
    if not said:
        try:
            refuse(study, opened)
        except DataError as error:
            said += str(error).split("\n")
    return said


def _rows(register: Register, path: Path, most: int) -> Iterator[str]:
    """The values of one file that cannot be read or are missing, and spells that run backwards."""
    raw = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
    read = Polars().take(register, raw).collect().to_native()
    for column in register.columns:
        if column.name not in raw.columns:
            continue
        given = raw[column.name].is_not_null() & (raw[column.name].cast(pl.String) != "")
        unread = read[column.name].is_null()
        for row in (given & unread).arg_true()[:most]:
            value = raw[column.name][row]
            yield f"{path.name} row {row + 2}: {column.name} is {value!r}, which is no {column.kind}."
        if column.filled:
            for row in (~given.fill_null(False)).arg_true()[:most]:
                yield f"{path.name} row {row + 2}: {column.name} is empty."
    if register.name == "spells":
        for row in (read["to"] <= read["from"]).fill_null(False).arg_true()[:most]:
            yield f"{path.name} row {row + 2}: the spell ends before it begins."
