"""What the engines share: what one must be able to do, which files it reads, how it refuses a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ipseval.refusal import Refusal
from ipseval.registers.register import KINDS, Column, Register
from ipseval.study import FollowUp

if TYPE_CHECKING:
    import narwhals as nw
    import polars as pl

YES, NO = ("true", "yes", "ja", "1"), ("false", "no", "nej", "0")
DAYS = (-719_162, 2_932_896)
"""The days of the years 1 to 9999 since 1970-01-01: a number outside, as 20251231, is no day."""
NO_ROOM = (
    "There is not enough memory for these tables: take a machine with more, or the engine spark on several. Spark gives "
    "itself 1 GB unless told otherwise, as by spark-submit --driver-memory 6g."
)
DAY, WHOLE = r"^\d{4}-\d{2}-\d{2}$", r"^-?\d{1,18}$"


class DataError(Refusal):
    """The tables cannot be read as declared; the text has a sentence for each thing that is wrong."""


@contextmanager
def room() -> Iterator[None]:
    """`Refusal` where the engine says that memory does not do; the library of each has an error of its own for it."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, MemoryError) and "OutOfMemory" not in f"{type(error).__name__} {error}":
            raise
        raise Refusal(NO_ROOM) from error


class Engine(Protocol):
    """What this project asks of an engine."""

    name: str
    version: str

    def read(self, register: Register, paths: Sequence[Path]) -> nw.LazyFrame[Any]:
        """CSV or Parquet files of one register, as one table."""

    def take(self, register: Register, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
        """A Polars frame of that register."""

    def table(self, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
        """A Polars frame as it is."""

    def hold(self, table: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The table worked out, where it stays, so that all that is built on it need not work it out again."""

    def release(self) -> None:
        """Forgets what it holds; what was built on that can no longer be asked."""

    def stretches(self, spells: nw.LazyFrame[Any], by: Sequence[str]) -> nw.LazyFrame[Any]:
        """The unbroken stretches of each `by`, in which spells (from, to) overlap or touch: two columns more.

        `before` is the first day after all spells that began earlier, null where there are none; `begun` is the
        first day of the stretch that the spell is in.
        """

    def ahead(
        self, table: nw.LazyFrame[Any], column: str, follow_up: FollowUp, name: str
    ) -> nw.LazyFrame[Any]:
        """A column `name`: the day that lies `follow_up` after the day in `column`, by the calendar.

        A month that is too short gives its last day: 29 February 2024 and 12 months is 28 February 2025.
        """


def files(register: Register, folder: Path, pattern: str) -> list[Path]:
    """The files that the pattern names, sorted; `DataError` if none or not all of one readable kind."""
    base = Path(pattern)
    found = [folder / pattern] if (folder / pattern).is_file() else sorted(_matches(folder, base))
    if not found:
        raise DataError(f"{register.name}: no file {pattern} in {folder}.")
    if any(path.is_dir() for path in found):
        raise DataError(
            f"{register.name}: {pattern} is a folder; name the files in it, as {pattern}/*.parquet."
        )
    if len({path.suffix for path in found}) > 1 or found[0].suffix not in (".csv", ".parquet"):
        raise DataError(f"{register.name}: {pattern} must be .csv or .parquet, all of one kind.")
    return found


def _matches(folder: Path, pattern: Path) -> list[Path]:
    if not pattern.name:
        return [folder]
    if pattern.is_absolute():
        return list(Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))))
    return list(folder.glob(str(pattern)))


def need(register: Register, present: Sequence[str]) -> None:
    """`DataError` if a required column is not there."""
    gone = [column.name for column in register.columns if column.required and column.name not in present]
    if gone:
        hint = " The file must be separated by commas." if len(present) == 1 and ";" in present[0] else ""
        raise DataError(f"{register.name}: the column {', '.join(gone)} is missing.{hint}")


def refuse(register: Register, column: Column, kind: object) -> DataError:
    """What to raise where a whole column is of a kind that cannot be read."""
    said = f"{register.name}: the column {column.name} holds {kind}; it must hold {KINDS[column.kind]}."
    if not column.advice and str(kind).lower().startswith(("float", "double")):
        return DataError(f"{said} Whole numbers with empty cells are such in pandas: write them as Int64.")
    return DataError(f"{said} {column.advice}".rstrip())
