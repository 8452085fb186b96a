"""Opens tables on DuckDB or Polars; the only module that knows the engines apart.

Whatever was opened is a lazy Narwhals table with the declared columns only: texts, whole numbers, yes/no as
1/0 and dates as whole days since 1970-01-01, so that everything after this module computes with integers
alone and comes to the same answer on every engine. A value that cannot be read is null and counted in the
column `unreadable`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import duckdb
import narwhals as nw
import polars as pl

from ipseval.registers import Column, Register
from ipseval.study import FollowUp

YES, NO = ("true", "yes", "ja", "1"), ("false", "no", "nej", "0")
DAY, WHOLE = r"^\d{4}-\d{2}-\d{2}$", r"^-?\d{1,18}$"


class DataError(ValueError):
    """The tables cannot be read as declared; the text has a sentence for each thing that is wrong."""


class Engine(Protocol):
    """What this project asks of an engine."""

    name: str
    version: str

    def read(self, register: Register, paths: Sequence[Path]) -> nw.LazyFrame[Any]:
        """CSV or Parquet files of one register, as one table."""

    def take(self, register: Register, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
        """A Polars frame of that register."""

    def ahead(
        self, table: nw.LazyFrame[Any], column: str, follow_up: FollowUp, name: str
    ) -> nw.LazyFrame[Any]:
        """A column `name`: the day that lies `follow_up` after the day in `column`, by the calendar.

        A month that is too short gives its last day: 29 February 2024 and 12 months is 28 February 2025.
        """


def open_engine(name: str) -> Engine:
    """`duckdb` or `polars`; `ValueError` for anything else."""
    if name == "duckdb":
        return DuckDB()
    if name == "polars":
        return Polars()
    raise ValueError(f"There is no engine {name!r}; the engines are duckdb and polars.")


def collect(table: nw.LazyFrame[Any], by: Sequence[str]) -> pl.DataFrame:
    """The table in memory, its whole numbers as Int64, sorted by `by`, nulls first; `by` must tell rows apart."""
    frame: pl.DataFrame = table.collect("polars").to_native()
    # DuckDB widens integer sums to HUGEINT, which arrives as a decimal
    whole = [name for name, kind in frame.schema.items() if kind.is_numeric()]
    return frame.with_columns(pl.col(whole).cast(pl.Int64)).sort(list(by))


def files(register: Register, folder: Path, pattern: str) -> list[Path]:
    """The files that the pattern names, sorted; `DataError` if none or not all of one readable kind."""
    base = Path(pattern)
    found = [folder / pattern] if (folder / pattern).is_file() else sorted(_matches(folder, base))
    if not found:
        raise DataError(f"{register.name}: no file {pattern} in {folder}.")
    if len({path.suffix for path in found}) > 1 or found[0].suffix not in (".csv", ".parquet"):
        raise DataError(f"{register.name}: {pattern} must be .csv or .parquet, all of one kind.")
    return found


def _matches(folder: Path, pattern: Path) -> list[Path]:
    if pattern.is_absolute():
        return list(Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))))
    return list(folder.glob(str(pattern)))


def _columns(register: Register, present: Sequence[str]) -> None:
    gone = [column.name for column in register.columns if column.required and column.name not in present]
    if gone:
        hint = " The file must be separated by commas." if len(present) == 1 and ";" in present[0] else ""
        raise DataError(f"{register.name}: the column {', '.join(gone)} is missing.{hint}")


def _refuse(register: Register, column: Column, kind: object) -> DataError:
    return DataError(f"{register.name}: the column {column.name} holds {kind}, which is no {column.kind}.")


class Polars:
    """Polars, lazy and streaming."""

    name, version = "polars", pl.__version__

    def read(self, register: Register, paths: Sequence[Path]) -> nw.LazyFrame[Any]:
        if paths[0].suffix == ".parquet":
            return self._normal(register, pl.scan_parquet(list(paths)))
        return self._normal(register, pl.scan_csv(list(paths), infer_schema=False))

    def take(self, register: Register, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
        return self._normal(register, frame.lazy())

    def ahead(
        self, table: nw.LazyFrame[Any], column: str, follow_up: FollowUp, name: str
    ) -> nw.LazyFrame[Any]:
        if follow_up.days is not None:
            return table.with_columns((nw.col(column) + follow_up.days).alias(name))
        day = pl.col(column).cast(pl.Int32).cast(pl.Date).dt.offset_by(f"{follow_up.length}mo")
        native: pl.LazyFrame = table.to_native()
        return nw.from_native(native.with_columns(day.cast(pl.Int32).cast(pl.Int64).alias(name)))

    def _normal(self, register: Register, raw: pl.LazyFrame) -> nw.LazyFrame[Any]:
        schema = raw.collect_schema()
        _columns(register, schema.names())
        values = [self._value(register, column, schema.get(column.name)) for column in register.columns]
        bad = [
            (
                pl.col(column.name).is_not_null()
                & (pl.col(column.name).cast(pl.String) != "")
                & value.is_null()
            )
            if column.name in schema
            else pl.lit(0)
            for column, value in zip(register.columns, values, strict=True)
        ]
        named = [value.alias(column.name) for column, value in zip(register.columns, values, strict=True)]
        unreadable = pl.sum_horizontal([flag.cast(pl.Int64) for flag in bad]).alias("unreadable")
        return nw.from_native(raw.select(*named, unreadable))

    def _value(self, register: Register, column: Column, kind: pl.DataType | None) -> pl.Expr:
        """The column as text or Int64, null where it cannot be read."""
        cell = pl.col(column.name)
        if kind is None or kind == pl.Null:
            return pl.lit(None, dtype=pl.String if column.kind == "text" else pl.Int64)
        if kind in (pl.Categorical, pl.Enum):
            cell, kind = cell.cast(pl.String), pl.String()
        if column.kind == "text" and (kind == pl.String or kind.is_integer()):
            text = cell.cast(pl.String)
            return pl.when(text != "").then(text)
        if column.kind == "yes_no" and (kind in (pl.String, pl.Boolean) or kind.is_integer()):
            text = cell.cast(pl.String).str.to_lowercase()
            return pl.when(text.is_in(YES)).then(1).when(text.is_in(NO)).then(0).cast(pl.Int64)
        if column.kind in ("day", "whole") and kind.is_integer():
            return cell.cast(pl.Int64)
        if column.kind == "whole" and kind == pl.String:
            return pl.when(cell.str.contains(WHOLE)).then(cell).cast(pl.Int64)
        if column.kind == "day" and kind == pl.String:
            shaped = pl.when(cell.str.contains(DAY)).then(cell)
            return shaped.str.to_date("%Y-%m-%d", strict=False).cast(pl.Int32).cast(pl.Int64)
        if column.kind == "day" and kind in (pl.Date, pl.Datetime):
            return cell.cast(pl.Date).cast(pl.Int32).cast(pl.Int64)
        raise _refuse(register, column, kind)


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
        self._connection = duckdb.connect(config=settings)

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
        _columns(register, raw.columns)
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
        if column.kind in ("day", "whole") and whole:
            return f"CAST({cell} AS BIGINT)"
        if column.kind == "whole" and text:
            return f"CASE WHEN regexp_matches({cell}, '{WHOLE}') THEN TRY_CAST({cell} AS BIGINT) END"
        if column.kind == "day" and text:
            shaped = f"CASE WHEN regexp_matches({cell}, '{DAY}') THEN TRY_CAST({cell} AS DATE) END"
            return f"CAST({shaped} - DATE '1970-01-01' AS BIGINT)"
        if column.kind == "day" and (kind == "DATE" or kind.startswith("TIMESTAMP")):
            return f"CAST(CAST({cell} AS DATE) - DATE '1970-01-01' AS BIGINT)"
        raise _refuse(register, column, kind)
