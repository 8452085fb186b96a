"""Opens tables on DuckDB, Polars or Spark; the only package that knows the engines apart.

Whatever was opened is a lazy Narwhals table with the declared columns only: texts, whole numbers, yes/no as
1/0 and dates as whole days since 1970-01-01, so that everything after this package computes with integers
alone and comes to the same answer on every engine. A value that cannot be read is null and counted in the
column `unreadable`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ipseval.engine.common import NO, YES, DataError, Engine, files, room

if TYPE_CHECKING:
    import narwhals as nw
    import polars as pl

__all__ = ["ENGINES", "NO", "YES", "DataError", "Engine", "collect", "files", "open_engine", "preceding"]


ENGINES = ("duckdb", "polars", "spark")


def open_engine(name: str) -> Engine:
    """One of `ENGINES`; `ValueError` for anything else, `DataError` where Spark or Java is not installed.

    The libraries are loaded here: a page of the platform that opens none does not wait for them.
    """
    if name == "duckdb":
        from ipseval.engine.duckdb import DuckDB

        return DuckDB()
    if name == "polars":
        from ipseval.engine.polars import Polars

        return Polars()
    if name == "spark":
        from ipseval.engine.spark import Spark

        return Spark()
    raise ValueError(f"There is no engine {name!r}; the engines are {', '.join(ENGINES)}.")


def preceding(spells: nw.LazyFrame[Any], by: Sequence[str]) -> nw.LazyFrame[Any]:
    """Of each spell `from`, and `before`: where the one before it ends, by `from` and `to` among those alike in `by`;
    null for the first.

    They are told apart by a number of 64 bits made of `by`: that any two of ten million different ones come to the
    same has a chance of three in a million.
    """
    if spells.implementation.is_polars():
        from ipseval.engine import polars

        return polars.preceding(spells, by)
    if spells.implementation.is_duckdb():
        from ipseval.engine import duckdb

        return duckdb.preceding(spells, by)
    from ipseval.engine import spark

    return spark.preceding(spells, by)


def collect(table: nw.LazyFrame[Any], by: Sequence[str] = ()) -> pl.DataFrame:
    """The table in memory, each whole number in the narrowest type that holds its column: compute with none of them
    before it is widened. Sorted by `by`, if named, nulls first; `by` must tell rows apart.
    """
    import polars as pl

    with room():
        frame: pl.DataFrame = table.collect("polars").to_native()
    columns = []
    for name in frame.columns:
        column = frame.drop_in_place(name)  # which makes room for the narrow one
        # DuckDB widens integer sums to HUGEINT, which arrives as a decimal
        columns.append(column.cast(pl.Int64).shrink_dtype() if column.dtype.is_numeric() else column)
    found = pl.DataFrame(columns)
    return found.sort(by) if by else found
