"""Reads DREAM from Parquet, CSV and SAS, some ten thousand persons at a time; works nothing out."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow.parquet as pq

from ipseval.engine import DataError
from ipseval.registers.codes import HIGHEST
from ipseval.registers.dream import sas
from ipseval.registers.dream.declared import WORST_INDUSTRY
from ipseval.registers.dream.weeks import Calendar, Month, read_calendar

PERSONS = 40_000
"""How many persons are held at a time; two such chunks are in memory."""

NO_CODE = HIGHEST + 1
"""What a week holds whose value is no code of three digits."""

NO_INDUSTRY = -1
"""What a month holds in which somebody is employed in no industry that can be read."""

BLANKS = ("", ".", "na", "nan")
"""What SAS, R and Python write where there is nothing."""

Weeks = npt.NDArray[np.int16]
Jobs = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Chunk:
    """Some persons, in the order of the file.

    `weeks` holds an array per week with the code of each person, 0 for blank. `jobs` is (months + 1, persons):
    the industry of the month's employment, 0 for none, `NO_INDUSTRY` where only the degree tells of it; the last
    row is the month of which nothing is known. `no_degree` counts months with an industry and no degree.
    """

    persons: pl.Series
    weeks: Sequence[Weeks]
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

    def chunks(self) -> Iterator[Chunk]:
        """The delivery chunk by chunk; while one is worked on, the next is read.

        A CSV is read as numbers first, and where that fails once more as text, from the chunk that failed.
        """
        with ThreadPoolExecutor(1) as reader:
            frames = {".parquet": self._parquet, ".csv": self._csv}.get(self.kind, self._sas)()
            ahead = reader.submit(_next, frames, self.calendar)
            while (chunk := ahead.result()) is not None:
                ahead = reader.submit(_next, frames, self.calendar)
                yield chunk

    def _parquet(self) -> Iterator[pl.DataFrame]:
        for path in self.paths:
            table = normal(pl.scan_parquet(path), self.calendar)
            for first, last in pairwise(_cuts(path)):
                yield table.slice(first, last - first).collect()

    def _sas(self) -> Iterator[pl.DataFrame]:
        for path in self.paths:
            for frame in sas.frames(path, self._columns()):
                yield normal(frame.lazy(), self.calendar).collect()

    def _columns(self) -> list[str]:
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
                except (pl.exceptions.ComputeError, pl.exceptions.SchemaError) as error:
                    if not typed:
                        raise DataError(f"dream: {path.name} cannot be read: {error}") from error

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
            decimal_comma=self.separator == ";",
        ).select(self._columns())


def open_source(paths: Sequence[Path]) -> Source:
    """The delivery in these files; `DataError` if they are missing, mixed, of an unknown kind or unlike."""
    gone = [str(path) for path in paths if not path.is_file()]
    if gone or not paths:
        raise DataError(f"dream: there is no file {', '.join(gone)}.")
    kinds = {path.suffix.lower() for path in paths}
    if len(kinds) > 1 or not kinds <= {".parquet", ".csv", *sas.SUFFIXES}:
        raise DataError("dream: the files must be .parquet, .csv, .sas7bdat or .xpt, all of one kind.")
    heads = [_head(path) for path in paths]
    if any(set(head[1]) != set(heads[0][1]) for head in heads):
        raise DataError("dream: the files do not all have the same columns.")
    return Source(tuple(paths), read_calendar(heads[0][1]), heads[0][0])


def _head(path: Path) -> tuple[str, list[str]]:
    """Separator and column names."""
    if path.suffix.lower() == ".parquet":
        return ",", pl.scan_parquet(path).collect_schema().names()
    if path.suffix.lower() in sas.SUFFIXES:
        return ",", sas.names(path)
    with path.open(encoding="utf-8-sig") as lines:
        line = lines.readline()
    separator = ";" if line.count(";") > line.count(",") else ","
    return separator, pl.read_csv(io.StringIO(line), separator=separator, infer_schema=False).columns


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


def _next(frames: Iterator[pl.DataFrame], calendar: Calendar) -> Chunk | None:
    frame = next(frames, None)
    if frame is None:
        return None
    rows, months = len(frame), len(calendar.months)
    jobs = np.zeros((months + 1, rows), dtype=np.int32)
    for place in range(months):
        jobs[place] = frame[f"job {place}"].to_numpy()
    weeks = [frame[name].rechunk().to_numpy() for name in calendar.weeks]
    return Chunk(frame[calendar.person], weeks, jobs, int(frame["no degree"].sum()))


def normal(raw: pl.LazyFrame, calendar: Calendar) -> pl.LazyFrame:
    """The columns of a `Chunk`, none of them null but the person: weeks Int16, `job 0` … Int32, `no degree`."""
    kinds = raw.collect_schema()
    weeks = [_code(name, kinds[name]).alias(name) for name in calendar.weeks]
    jobs = [_job(month, calendar, kinds).alias(f"job {place}") for place, month in enumerate(calendar.months)]
    both = [
        (_industry(calendar.industry[month], kinds) != 0) & ~_has_degree(calendar.degree[month], kinds)
        for month in calendar.months
        if month in calendar.industry and month in calendar.degree
    ]
    no_degree = pl.sum_horizontal(both).cast(pl.Int64) if both else pl.lit(0, dtype=pl.Int64)
    person = pl.col(calendar.person)
    if kinds[calendar.person].is_float():
        person = person.cast(pl.Int64, strict=False)
    if kinds[calendar.person] == pl.String:
        person = pl.when(person.str.strip_chars() != "").then(person.str.strip_chars())
    return raw.select(person, *weeks, *jobs, no_degree.alias("no degree"))


def _code(name: str, kind: pl.DataType) -> pl.Expr:
    """A week as Int16: 0 for blank, `NO_CODE` for what is not one of the numbers 1 to 999."""
    cell = pl.col(name)
    if kind in (pl.Int16, pl.Int8, pl.UInt8):
        return cell.cast(pl.Int16).fill_null(0)
    number = _number(cell, kind)
    fits = (number >= 0) & (number <= HIGHEST) & (number == number.floor())
    return pl.when(number.is_null()).then(0).when(fits).then(number).otherwise(NO_CODE).cast(pl.Int16)


def _number(cell: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """The cell as a number, null for blank and −1 for what is none."""
    if kind == pl.Null:
        return cell.cast(pl.Int64)
    if kind == pl.String:
        text = cell.str.strip_chars()
        number = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        return pl.when(~(cell.is_null() | text.str.to_lowercase().is_in(BLANKS))).then(number.fill_null(-1))
    return cell.fill_nan(None) if kind.is_float() else cell


def _industry(name: str, kinds: pl.Schema) -> pl.Expr:
    """A month's industry as Int32, 0 for none."""
    number = _number(pl.col(name), kinds[name])
    fits = (number >= 0) & (number <= WORST_INDUSTRY)
    return pl.when(number.is_null()).then(0).when(fits).then(number).otherwise(NO_INDUSTRY).cast(pl.Int32)


def _has_degree(name: str, kinds: pl.Schema) -> pl.Expr:
    return (_number(pl.col(name), kinds[name]) > 0).fill_null(False)


def _job(month: Month, calendar: Calendar, kinds: pl.Schema) -> pl.Expr:
    """The month's employment: its industry; or `NO_INDUSTRY` where the degree alone tells of it; else 0."""
    industry, degree = calendar.industry.get(month), calendar.degree.get(month)
    by_degree = pl.when(_has_degree(degree, kinds)).then(NO_INDUSTRY).otherwise(0) if degree else pl.lit(0)
    if industry is None:
        return by_degree.cast(pl.Int32)
    job = _industry(industry, kinds)
    return pl.when(job != 0).then(job).otherwise(by_degree).cast(pl.Int32) if degree else job
