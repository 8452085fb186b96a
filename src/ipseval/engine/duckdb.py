"""Tables on DuckDB, the default."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import polars as pl

from ipseval.engine.common import DAY, DAYS, NO, WHOLE, YES, need, refuse
from ipseval.registers.register import Column, Register
from ipseval.study import FollowUp


class DuckDB:
    """DuckDB in memory: no spill file, no extension fetched."""

    name, version = "duckdb", duckdb.__version__
    _INTEGERS = frozenset(
        {"BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT"}
    )

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

    def hold(self, table: nw.LazyFrame[Any], number: str = "") -> nw.LazyFrame[Any]:
        self._held += 1
        native: duckdb.DuckDBPyRelation = table.to_native()
        if number:
            native = native.project(f'*, row_number() OVER () AS "{number}"')
        native.create(f"held_{self._held}")
        return nw.from_native(self._connection.table(f"held_{self._held}"))

    def stretches(self, spells: nw.LazyFrame[Any], by: Sequence[str]) -> nw.LazyFrame[Any]:
        native: duckdb.DuckDBPyRelation = spells.to_native()
        names = ", ".join(f'"{name}"' for name in by)
        order = f'PARTITION BY {names} ORDER BY "from", "to" ROWS BETWEEN UNBOUNDED PRECEDING AND'
        before = native.project(f'*, MAX("to") OVER ({order} 1 PRECEDING) AS "before"')
        first = 'CASE WHEN "before" IS NULL OR "from" > "before" THEN "from" END'
        return nw.from_native(before.project(f'*, MAX({first}) OVER ({order} CURRENT ROW) AS "begun"'))

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
        need(register, raw.columns)
        values = [self._value(register, column, kinds.get(column.name)) for column in register.columns]
        bad = [
            f"CAST(NULLIF(CAST(\"{column.name}\" AS VARCHAR), '') IS NOT NULL AND {value} IS NULL AS BIGINT)"
            for column, value in zip(register.columns, values, strict=True)
            if column.name in kinds
        ]
        named = [
            f'{value} AS "{column.name}"' for column, value in zip(register.columns, values, strict=True)
        ]
        return nw.from_native(raw.project(", ".join([*named, f'{" + ".join(bad)} AS "unreadable"'])))

    def _value(self, register: Register, column: Column, kind: str | None) -> str:
        """The column as SQL for VARCHAR or BIGINT, null where it cannot be read."""
        cell = f'"{column.name}"'
        if kind is None or kind == '"NULL"':
            return f"CAST(NULL AS {'VARCHAR' if column.kind == 'text' else 'BIGINT'})"
        if kind.startswith("ENUM"):
            cell, kind = f"CAST({cell} AS VARCHAR)", "VARCHAR"
        whole, text = kind in self._INTEGERS, kind == "VARCHAR"
        if column.kind == "text" and (text or whole):
            return f"NULLIF(CAST({cell} AS VARCHAR), '')"
        if column.kind == "yes_no" and (text or whole or kind == "BOOLEAN"):
            word = f"lower(CAST({cell} AS VARCHAR))"
            return f"CAST(CASE WHEN {word} IN {YES} THEN 1 WHEN {word} IN {NO} THEN 0 END AS BIGINT)"
        if column.kind == "day" and whole:
            return f"CASE WHEN {cell} BETWEEN {DAYS[0]} AND {DAYS[1]} THEN CAST({cell} AS BIGINT) END"
        if column.kind == "whole" and whole:
            return f"CAST({cell} AS BIGINT)"
        if column.kind == "whole" and text:
            return f"CASE WHEN regexp_matches({cell}, '{WHOLE}') THEN TRY_CAST({cell} AS BIGINT) END"
        if column.kind == "day" and text:
            shaped = f"CASE WHEN regexp_matches({cell}, '{DAY}') THEN TRY_CAST({cell} AS DATE) END"
            return f"CAST({shaped} - DATE '1970-01-01' AS BIGINT)"
        if column.kind == "day" and (kind == "DATE" or kind.startswith("TIMESTAMP")):
            return f"CAST(CAST({cell} AS DATE) - DATE '1970-01-01' AS BIGINT)"
        raise refuse(register, column, kind)
