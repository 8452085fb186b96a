"""Tables on Polars, in memory or streaming."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from ipseval.engine.common import DAY, DAYS, NO, WHOLE, YES, need, refuse, room
from ipseval.registers.register import Column, Register
from ipseval.study import FollowUp

REPEATED = ("state", "employer")
"""The words of spells, which are compared with no other table: where a file has them as categories, they stay such."""


class Polars:
    """Polars, lazy and streaming."""

    name, version = "polars", pl.__version__

    def read(self, register: Register, paths: Sequence[Path]) -> nw.LazyFrame[Any]:
        if paths[0].suffix == ".parquet":
            return self._normal(register, pl.scan_parquet(list(paths), glob=False))
        return self._normal(register, pl.scan_csv(list(paths), infer_schema=False, glob=False))

    def take(self, register: Register, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
        return self._normal(register, frame.lazy())

    def table(self, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
        return nw.from_native(frame.lazy())

    def hold(self, table: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        native: pl.LazyFrame = table.to_native()
        with room():
            return nw.from_native(native.collect(engine="streaming").lazy())

    def release(self) -> None:
        """What is held goes with the last who asks for it."""

    def stretches(self, spells: nw.LazyFrame[Any], by: Sequence[str]) -> nw.LazyFrame[Any]:
        native: pl.LazyFrame = spells.to_native()
        is_first = pl.any_horizontal(pl.col(by).ne_missing(pl.col(by).shift()))
        # days that count on from one `by` to the next, so that one running maximum does for all
        day = pl.col("to") + is_first.cum_sum().cast(pl.Int64) * (DAYS[1] - DAYS[0])
        before = pl.col("to") + (day.cum_max().shift() - day)
        begins = pl.col("before").is_null() | (pl.col("from") > pl.col("before"))
        return nw.from_native(
            native.sort(*by, "from", "to")
            .with_columns(pl.when(~is_first).then(before).alias("before"))
            .with_columns(pl.when(begins).then("from").forward_fill().alias("begun"))
        )

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
        need(register, schema.names())
        values = [self._value(register, column, schema.get(column.name)) for column in register.columns]
        bad = [
            given_in(column.name, schema[column.name]) & value.is_null()
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
            cell, kind = cell.cast(_words(column, kind)), pl.String()
        if column.kind == "text" and (kind == pl.String or kind.is_integer()):
            text = cell if kind == pl.String else cell.cast(pl.String)
            return pl.when(text != "").then(text)
        if column.kind == "yes_no" and (kind in (pl.String, pl.Boolean) or kind.is_integer()):
            text = cell.cast(pl.String).str.to_lowercase()
            return pl.when(text.is_in(YES)).then(1).when(text.is_in(NO)).then(0).cast(pl.Int64)
        if column.kind == "day" and kind.is_integer():
            return pl.when(cell.is_between(*DAYS)).then(cell).cast(pl.Int64)
        if column.kind == "whole" and kind.is_integer():
            return cell.cast(pl.Int64)
        if column.kind == "whole" and kind == pl.String:
            return pl.when(cell.str.contains(WHOLE)).then(cell).cast(pl.Int64)
        if column.kind == "day" and kind == pl.String:
            shaped = pl.when(cell.str.contains(DAY)).then(cell)
            return shaped.str.to_date("%Y-%m-%d", strict=False).cast(pl.Int32).cast(pl.Int64)
        if column.kind == "day" and kind in (pl.Date, pl.Datetime):
            return cell.cast(pl.Date).cast(pl.Int32).cast(pl.Int64)
        raise refuse(register, column, kind)


def preceding(spells: nw.LazyFrame[Any], by: Sequence[str]) -> nw.LazyFrame[Any]:
    """As `engine.preceding` has it; a window by `by` takes twice as long as one sort."""
    native: pl.LazyFrame = spells.to_native()
    ordered = native.select(pl.struct(by).hash().alias("number"), "from", "to").sort("number", "from", "to")
    same = pl.col("number") == pl.col("number").shift()
    return nw.from_native(ordered.select("from", pl.when(same).then(pl.col("to").shift()).alias("before")))


def given_in(name: str, kind: pl.DataType) -> pl.Expr:
    """Whether the cell has a value; an empty text is none."""
    cell = pl.col(name)
    is_text = kind in (pl.String, pl.Categorical, pl.Enum)
    return cell.is_not_null() & (cell.cast(pl.String) != "") if is_text else cell.is_not_null()


def _words(column: Column, kind: pl.DataType) -> pl.DataType:
    return kind if column.name in REPEATED and kind == pl.Categorical else pl.String()
