"""Reads DREAM from Parquet, CSV and SAS, some ten thousand persons at a time; works nothing out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow.parquet as pq

from ipseval.engine import DataError
from ipseval.registers.codes import HIGHEST
from ipseval.registers.dream import sas, text
from ipseval.registers.dream.ahead import ahead
from ipseval.registers.dream.declared import WORST_INDUSTRY
from ipseval.registers.dream.weeks import Calendar, read_calendar

PERSONS = 40_000
"""How many persons are held at a time; two such chunks are in memory."""

NO_CODE = HIGHEST + 1
"""What a week holds whose value is no code of three digits."""

NO_INDUSTRY = -1
"""What a month holds in which somebody is employed in no industry that can be read."""

BLANKS = ("", ".", "na", "nan")
"""What SAS, R and Python write where there is nothing."""

WORDS = (pl.String, pl.Categorical, pl.Enum)
TOLD = 5
"""So many columns are named that files do not share."""

Weeks = npt.NDArray[np.int16]
Jobs = npt.NDArray[np.int32]
Number = TypeVar("Number", np.int16, np.int32)


@dataclass(frozen=True)
class Chunk:
    """Some persons, in the order of the file.

    `weeks` gives, once, an array per week with the code of each person, 0 for blank. `jobs` is (months + 1,
    persons): the industry of the month's employment, 0 for none, `NO_INDUSTRY` where only the degree tells of it;
    the last row is the month of which nothing is known. `no_degree` counts months with an industry and no degree.
    """

    persons: pl.Series
    weeks: Iterator[Weeks]
    jobs: Jobs
    no_degree: int


@dataclass(frozen=True)
class Source:
    """The files of one delivery, all of the same columns and kind."""

    paths: tuple[Path, ...]
    calendar: Calendar
    separator: str = ","

    @property
    def kind(self) -> str:
        """How the names of the files end."""
        return self.paths[0].suffix.lower()

    @property
    def rows(self) -> int:
        """How many there are, where the files say so before they are read; else 0."""
        if self.kind != ".parquet":
            return 0
        return sum(pq.read_metadata(path).num_rows for path in self.paths)

    def chunks(self) -> Iterator[Chunk]:
        """The delivery chunk by chunk; while one is worked on, the next is read.

        A CSV is read as numbers first, and where that fails once more as text, from the chunk that failed.
        """
        frames = {".parquet": self._parquet, ".csv": self._csv}.get(self.kind, self._sas)()
        for frame in ahead(frames):
            yield _chunk(frame, self.calendar)

    def _parquet(self) -> Iterator[pl.DataFrame]:
        for path in self.paths:
            table = normal(pl.scan_parquet(path), self.calendar)
            for first, last in pairwise(_cuts(path)):
                try:
                    yield table.slice(first, last - first).collect()
                except pl.exceptions.PolarsError as error:
                    raise DataError(f"dream: {path.name} cannot be read: it is damaged.") from error

    def _sas(self) -> Iterator[pl.DataFrame]:
        for path in self.paths:
            for frame in ahead(sas.frames(path, self.columns)):
                yield normal(frame.lazy(), self.calendar).collect()

    @property
    def columns(self) -> list[str]:
        """The columns that are read."""
        calendar = self.calendar
        return [
            calendar.person,
            *calendar.weeks,
            *calendar.industry.values(),
            *calendar.degree.values(),
        ]

    def _csv(self) -> Iterator[pl.DataFrame]:
        for path in self.paths:
            done = 0
            for typed in (True, False):
                try:
                    table = self._scan(path, typed).slice(done)
                    for frame in table.collect_batches(chunk_size=PERSONS):
                        done += len(frame)
                        yield normal(frame.lazy(), self.calendar).collect()
                    if not done:
                        yield normal(table, self.calendar).collect()
                    break
                except pl.exceptions.PolarsError as error:
                    if "utf-8" in str(error).lower():
                        raise text.no_text(path) from None
                    if not typed:
                        text.uneven_rows(path, self.separator, len(text.heading(path)[1]))
                        said = str(error).splitlines()[0]
                        raise DataError(f"dream: {path.name} cannot be read: {said}.") from error

    def _scan(self, path: Path, typed: bool) -> pl.LazyFrame:
        calendar, kinds = self.calendar, dict[str, type[pl.DataType]]()
        if typed:
            kinds = dict.fromkeys(calendar.weeks, pl.Int16) | dict.fromkeys(
                calendar.industry.values(), pl.Int32
            )
            kinds |= dict.fromkeys(calendar.degree.values(), pl.Float32)
        kinds[calendar.person] = pl.String
        return pl.scan_csv(
            path,
            separator=self.separator,
            schema_overrides=kinds,
            infer_schema=False,
            null_values=["NA", "."] if typed else None,
            decimal_comma=self.separator != ",",
        ).select(self.columns)


def open_source(paths: Sequence[Path]) -> Source:
    """The delivery in these files; `DataError` if they are missing, mixed, of an unknown kind, broken or unlike."""
    gone = [str(path) for path in paths if not path.is_file()]
    if gone or not paths:
        raise DataError(f"dream: there is no file {', '.join(gone)}.")
    kinds = {path.suffix.lower() for path in paths}
    if len(kinds) > 1 or not kinds <= {".parquet", ".csv", *sas.SUFFIXES}:
        raise DataError("dream: the files must be .parquet, .csv, .sas7bdat or .xpt, all of one kind.")
    source, *others = [_source(path) for path in paths]
    for other in others:
        _alike(source, other)
    return Source(tuple(paths), source.calendar, source.separator)


def _source(path: Path) -> Source:
    """One file as a delivery of its own."""
    separator, columns = _head(path)
    source = Source((path,), read_calendar(columns), separator)
    if source.kind == ".parquet":
        _suited(path, source.columns)
    if source.kind == ".csv":
        text.whole_rows(path, separator, len(columns))
    return source


def _head(path: Path) -> tuple[str, list[str]]:
    """Separator and column names."""
    if path.suffix.lower() in sas.SUFFIXES:
        return ",", sas.names(path)
    if path.suffix.lower() == ".csv":
        return text.heading(path)
    try:
        return ",", pl.scan_parquet(path, glob=False).collect_schema().names()
    except pl.exceptions.ComputeError:
        raise DataError(f"dream: {path.name} is no Parquet file, or not a whole one.") from None


def _suited(path: Path, columns: Sequence[str]) -> None:
    """`DataError` where a column of a Parquet file holds neither numbers nor text, as dates."""
    kinds = pl.scan_parquet(path, glob=False).collect_schema()
    for name in columns:
        if not (kinds[name].is_numeric() or kinds[name] in WORDS or kinds[name] == pl.Null):
            raise DataError(
                f"dream: the column {name} in {path.name} holds {kinds[name]}; it must hold numbers or text."
            )


def _alike(source: Source, other: Source) -> None:
    """`DataError` where two files are not of one delivery: other weeks, other names, another separator."""
    (path,), (first,) = other.paths, source.paths
    if other.separator != source.separator:
        raise DataError(
            f"dream: {path.name} is separated by {other.separator!r}, {first.name} by another sign."
        )
    names, more = set(source.columns), set(other.columns)
    said = [f"{name} is not there" for name in source.columns if name not in more]
    said += [f"{name} is there too" for name in other.columns if name not in names]
    if said:
        told = "; ".join(said[:TOLD]) + (f"; {len(said) - TOLD} more" if len(said) > TOLD else "")
        raise DataError(
            f"dream: {path.name} and {first.name} do not have the same columns: {told}. The files of a delivery hold "
            "the same weeks of other persons; files with other weeks of the same persons must be joined by person "
            "first, one row each."
        )


def _cuts(path: Path) -> list[int]:
    """Row numbers at which a Parquet file is cut: between row groups where they are small enough."""
    groups = pq.ParquetFile(path).metadata
    cuts, row = [0], 0
    for place in range(groups.num_row_groups):
        size = groups.row_group(place).num_rows
        if row + size - cuts[-1] > PERSONS and row > cuts[-1]:
            cuts.append(row)
        # a larger group is cut evenly, which costs the reader little
        pieces = max(1, round((row + size - cuts[-1]) / PERSONS))
        cuts += [cuts[-1] + (row + size - cuts[-1]) * piece // pieces for piece in range(1, pieces)]
        row += size
    return cuts if 0 < row == cuts[-1] else [*cuts, row]


def _chunk(frame: pl.DataFrame, calendar: Calendar) -> Chunk:
    weeks = (_filled(frame[name], np.int16) for name in calendar.weeks)
    return Chunk(frame[calendar.person], weeks, *_jobs(frame, calendar))


def _filled(cells: pl.Series, kind: type[Number]) -> npt.NDArray[Number]:
    """The numbers with 0 for null; made a column at a time, while it is at hand, they never need memory of their own."""
    array = cells.rechunk().to_arrow()
    known, values = array.buffers()
    place = slice(array.offset, array.offset + len(array))
    numbers = np.frombuffer(values, kind)[place]
    if known is None:
        return numbers
    filled: npt.NDArray[Number] = (
        numbers * np.unpackbits(np.frombuffer(known, np.uint8), bitorder="little")[place]
    )
    return filled


def _jobs(frame: pl.DataFrame, calendar: Calendar) -> tuple[Jobs, int]:
    """`Chunk.jobs` and `Chunk.no_degree`."""
    jobs, no_degree = np.zeros((len(calendar.months) + 1, len(frame)), dtype=np.int32), 0
    for job, month in zip(jobs, calendar.months, strict=False):
        if month in calendar.industry:
            job[:] = _filled(frame[calendar.industry[month]], np.int32)
            job[job.view(np.uint32) > WORST_INDUSTRY] = NO_INDUSTRY  # those below 0 too
        if month in calendar.degree:
            employed, has_degree = job != 0, frame[calendar.degree[month]].to_numpy()
            no_degree += int(np.count_nonzero(employed > has_degree))
            job[has_degree > employed] = NO_INDUSTRY
    return jobs, no_degree


def normal(raw: pl.LazyFrame, calendar: Calendar) -> pl.LazyFrame:
    """The columns of the calendar: weeks Int16, industries Int32, both null or 0 for none; degrees as whether there
    is one. Numbers that are no code or industry may be left in them."""
    kinds = raw.collect_schema()
    if factors := [name for name, kind in kinds.items() if kind in (pl.Categorical, pl.Enum)]:
        raw = raw.with_columns(pl.col(factors).cast(pl.String))
        kinds = raw.collect_schema()
    person = pl.col(calendar.person)
    if kinds[calendar.person].is_float() or kinds[calendar.person].is_decimal():
        person = person.cast(pl.Int64, strict=False)
    if kinds[calendar.person] == pl.String:
        person = pl.when(person.str.strip_chars() != "").then(person.str.strip_chars())
    return raw.select(
        person,
        *(_whole(cells, kind, pl.Int16, HIGHEST, NO_CODE) for cells, kind in _by_kind(calendar.weeks, kinds)),
        *(
            _whole(cells, kind, pl.Int32, WORST_INDUSTRY, NO_INDUSTRY)
            for cells, kind in _by_kind(calendar.industry.values(), kinds)
        ),
        *(_has_degree(cells, kind) for cells, kind in _by_kind(calendar.degree.values(), kinds)),
    )


def _by_kind(names: Iterable[str], kinds: pl.Schema) -> Iterator[tuple[pl.Expr, pl.DataType]]:
    """The columns of each kind as one expression: a hundred expressions take longer to plan than to work out."""
    for kind in {kinds[name]: None for name in names}:
        yield pl.col([name for name in names if kinds[name] == kind]), kind


def _whole(cells: pl.Expr, kind: pl.DataType, size: type[pl.DataType], most: int, wrong: int) -> pl.Expr:
    """Whole numbers of this size, null for blank; `wrong` for what is none, and perhaps for one below 0 or above
    `most`, which may also be left as it is."""
    if kind == size:
        return cells
    if kind.is_integer():
        return pl.when(cells.is_not_null()).then(cells.cast(size, strict=False).fill_null(wrong))
    # a NaN stays one, and is seen as such: to make it null first takes as long as all the rest
    number = cells if kind.is_float() else _number(cells, kind)
    given = number.is_not_nan() if kind.is_float() else number.is_not_null()
    whole = number.clip(-1, most + 1).cast(size, strict=False)
    return pl.when(number.floor() == number).then(whole).when(given).then(pl.lit(wrong, size))


def _has_degree(cells: pl.Expr, kind: pl.DataType) -> pl.Expr:
    return (_number(cells, kind) > 0).fill_null(False)


def _number(cells: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """Cells as numbers, null for blank and −1 for what is none."""
    if kind == pl.Null:
        return cells.cast(pl.Int64)
    if kind == pl.String:
        text = cells.str.strip_chars()
        number = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        blank = cells.is_null() | text.str.to_lowercase().is_in(BLANKS)
        return pl.when(~blank).then(number.fill_null(-1))
    return cells.fill_nan(None) if kind.is_float() else cells
