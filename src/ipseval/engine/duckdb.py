"""Tables on DuckDB, the default."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import polars as pl

from ipseval.engine.common import room
from ipseval.engine.sql import Dialect
from ipseval.registers.register import Register
from ipseval.study import FollowUp

SQL = Dialect(
    quote='"',
    text="VARCHAR",
    nothing='"null"',
    integers=frozenset(f"{sign}{size}int" for sign in ("", "u") for size in ("big", "small", "tiny"))
    | {"integer", "uinteger"},
    matches="regexp_matches({}, '{}')",
    since_1970="{} - DATE '1970-01-01'",
    number="hash({})",
)


class DuckDB:
    """DuckDB in memory: no spill file, no extension fetched."""

    name, version = "duckdb", duckdb.__version__

    def __init__(self) -> None:
        # an empty temp_directory: a person row never lies in a temporary file
        settings: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
        }
        self._connection, self._held = duckdb.connect(config=settings), 0

    def read(self, register: Register, paths: Sequence[Path]) -> nw.LazyFrame[Any]:
        names = [str(path) for path in paths]
        if paths[0].suffix == ".parquet":
            return self._normal(register, self._connection.read_parquet(names))
        many: Any = names  # the stub knows of one file only
        csv = self._connection.read_csv(
            many, all_varchar=True, header=True, sep=",", quotechar='"', escapechar='"'
        )
        return self._normal(register, csv)

    def take(self, register: Register, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
        return self._normal(register, self._connection.from_arrow(frame.to_arrow()))

    def table(self, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
        return nw.from_native(self._connection.from_arrow(frame.to_arrow()))

    def hold(self, table: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        self._held += 1
        native: duckdb.DuckDBPyRelation = table.to_native()
        with room():
            native.create(f"held_{self._held}")
        return nw.from_native(self._connection.table(f"held_{self._held}"))

    def release(self) -> None:
        for number in range(self._held):
            self._connection.execute(f"DROP TABLE held_{number + 1}")
        self._held = 0

    def stretches(self, spells: nw.LazyFrame[Any], by: Sequence[str]) -> nw.LazyFrame[Any]:
        native: duckdb.DuckDBPyRelation = spells.to_native()
        for column in SQL.stretches(by):
            native = native.project(f"*, {column}")
        return nw.from_native(native)

    def ahead(
        self, table: nw.LazyFrame[Any], column: str, follow_up: FollowUp, name: str
    ) -> nw.LazyFrame[Any]:
        if follow_up.days is not None:
            return table.with_columns((nw.col(column) + follow_up.days).alias(name))
        epoch = "DATE '1970-01-01'"
        later = f'CAST({epoch} + CAST("{column}" AS INTEGER) + INTERVAL {follow_up.length} MONTH AS DATE)'
        native: duckdb.DuckDBPyRelation = table.to_native()
        return nw.from_native(native.project(f'*, CAST({later} - {epoch} AS BIGINT) AS "{name}"'))

    def _normal(self, register: Register, raw: duckdb.DuckDBPyRelation) -> nw.LazyFrame[Any]:
        kinds = dict(zip(raw.columns, map(str, raw.types), strict=True))
        return nw.from_native(raw.project(", ".join(SQL.normal(register, kinds))))


def preceding(spells: nw.LazyFrame[Any], by: Sequence[str]) -> nw.LazyFrame[Any]:
    """As `engine.preceding` has it."""
    native: duckdb.DuckDBPyRelation = spells.to_native()
    for columns in SQL.preceding(by):
        native = native.project(", ".join(columns))
    return nw.from_native(native)
