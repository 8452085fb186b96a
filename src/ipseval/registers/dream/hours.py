"""The hours register: paid hours by person, month and employer, which show the work that a benefit hides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from ipseval.engine import NO, YES, DataError
from ipseval.engine.common import need
from ipseval.registers.dream import text
from ipseval.registers.dream.declared import HOURS, MOST_HOURS
from ipseval.registers.dream.runs import Int32, Runs
from ipseval.registers.dream.spells import Spells, islands
from ipseval.registers.dream.weeks import EPOCH, Calendar, Month, month_of_week

LEAST = 4.0
"""The paid hours from which a month is one of work: a start counts after four paid hours (IPS Grow)."""


@dataclass(frozen=True)
class Months:
    """The weeks of each month of the hours register: the first, the first of the next month, and how many Thursdays
    the month has, in the delivery or not."""

    start: Int32
    end: Int32
    weeks: Int32


def weeks_of(calendar: Calendar, months: Sequence[Month]) -> Months:
    """Where each month begins and ends among the weeks of the calendar."""
    of = [months.index(month_of_week(calendar.monday + 7 * week)) for week in range(len(calendar.weeks))]
    start = np.searchsorted(of, np.arange(len(months))).astype(np.int32)
    firsts = np.array([(date(year, month, 1) - EPOCH).days for year, month in months])
    nexts = np.array([(date(year + month // 12, month % 12 + 1, 1) - EPOCH).days for year, month in months])
    # 1 January 1970 was a Thursday
    weeks = (nexts + 6) // 7 - (firsts + 6) // 7
    return Months(start, np.append(start[1:], len(of)).astype(np.int32), weeks.astype(np.int32))


@dataclass(frozen=True)
class Hours:
    """Months of work with their employers, one row per person, employer and month; sorted by person.

    `person` holds the persons as text, `row` the place in it, `month` the place in `months` (of the calendar's
    weeks, without a gap), `employer` the place in `employers` (0: not named), `minutes` those of the month.
    `tells_ordinary`: the register itself says which hours are of an ordinary job. `last` is the place of the last
    month with a row, of work or not; −1 where there is none. `weeks` says where the months lie among the weeks.
    """

    person: pl.Series
    row: Int32
    month: npt.NDArray[np.int16]
    employer: Int32
    minutes: Int32
    employers: tuple[str, ...]
    months: tuple[Month, ...]
    tells_ordinary: bool
    last: int
    weeks: Months


def read_hours(path: Path, calendar: Calendar, least: float, faults: Counter[str]) -> Hours:
    """The months of work in a CSV or Parquet file of person, month, hours, perhaps employer and ordinary.

    `month` is a date, or text or a number as 2024-03 or 202403; `ordinary` is yes or no, and without that
    column all hours are taken as told by `Hours.tells_ordinary`. `DataError` where the file lacks a column.
    """
    raw = _open(path)
    kinds = raw.collect_schema()
    present = kinds.names()
    need(HOURS, present)
    months = tuple(
        dict.fromkeys(month_of_week(calendar.monday + 7 * week) for week in range(len(calendar.weeks)))
    )
    places = {year * 100 + month: place for place, (year, month) in enumerate(months)}
    try:
        rows = raw.select(_columns(kinds, places)).collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        if "utf-8" in str(error).lower():
            raise text.no_text(path) from None
        raise DataError(f"hours: {path.name} cannot be read: {str(error).splitlines()[0]}.") from error
    usable = _usable(rows, faults)
    last = int(usable["month"].to_numpy().max(initial=-1))
    kept = usable.filter((pl.col("ordinary") == 1) & (pl.col("minutes") > 0))
    month = pl.col("minutes").sum().over("person", "month") >= round(least * 60)
    work = kept.group_by("person", "month", "employer").agg(pl.col("minutes").sum(), pl.len())
    faults["hours_twice"] += int((work["len"] - 1).sum())
    work = work.filter(month).sort("person", "employer", "month")
    persons, employers = (
        work["person"].unique(maintain_order=True),
        work["employer"].unique().sort().drop_nulls(),
    )
    return Hours(
        person=persons,
        row=_numbers(work["person"].rle_id()),
        month=work["month"].cast(pl.Int16).to_numpy(),
        employer=_numbers(employers.search_sorted(work["employer"].fill_null("")) + 1)
        * _has_name(work["employer"]),
        minutes=_numbers(work["minutes"]),
        employers=("", *employers),
        months=months,
        tells_ordinary="ordinary" in present,
        last=last,
        weeks=weeks_of(calendar, months),
    )


def _open(path: Path) -> pl.LazyFrame:
    if not path.is_file() or path.suffix.lower() not in (".parquet", ".csv"):
        raise DataError(f"hours: {path} must be a .csv or .parquet file.")
    if path.suffix.lower() == ".parquet":
        raw = pl.scan_parquet(path)
        try:
            kinds = raw.collect_schema()
        except pl.exceptions.PolarsError:
            raise DataError(f"hours: {path.name} is no Parquet file, or not a whole one.") from None
        names = kinds.names()
        factors = [name for name, kind in kinds.items() if kind in (pl.Categorical, pl.Enum)]
        raw = raw.with_columns(pl.col(factors).cast(pl.String)) if factors else raw
    else:
        separator, names = text.heading(path)
        text.whole_rows(path, separator, len(names))
        raw = pl.scan_csv(path, separator=separator, infer_schema=False)
    return raw.select(pl.col(name).alias(plain) for plain, name in _named(names).items())


def _named(names: Sequence[str]) -> dict[str, str]:
    """The declared columns by their names, which may be written in capitals or with spaces around; pnr is person."""
    found: dict[str, str] = {}
    for name in names:
        plain = name.strip().lower()
        plain = "person" if plain == "pnr" else plain
        if plain in found:
            raise DataError(f"hours: the column {plain} is there twice.")
        if any(plain == column.name for column in HOURS.columns):
            found[plain] = name
    return found


def _columns(kinds: pl.Schema, places: Mapping[int, int]) -> Sequence[pl.Expr]:
    month, hours = pl.col("month"), pl.col("hours")
    if kinds["month"].is_temporal():
        number = month.dt.year().cast(pl.Int32) * 100 + month.dt.month()
    else:
        digits = month.cast(pl.String).str.replace_all("-", "", literal=True).str.slice(0, 6)
        number = digits.cast(pl.Int32, strict=False)
    if kinds["hours"] == pl.String:
        hours = hours.str.strip_chars().str.replace(",", ".", literal=True)
    ordinary = pl.lit(1)
    if "ordinary" in kinds:
        word = pl.col("ordinary").cast(pl.String).str.to_lowercase()
        ordinary = pl.when(word.is_in(YES)).then(1).when(word.is_in(NO)).then(0)
    employer = pl.col("employer").cast(pl.String).str.strip_chars() if "employer" in kinds else pl.lit("")
    number = pl.when((number % 100).is_between(1, 12)).then(number)
    return (
        pl.col("person").cast(pl.String).str.strip_chars().alias("person"),
        number.replace_strict(places, default=-1, return_dtype=pl.Int16).alias("month"),
        number.is_null().alias("no_month"),
        (hours.cast(pl.Float64, strict=False) * 60).round().cast(pl.Int32, strict=False).alias("minutes"),
        pl.when(employer != "").then(employer).alias("employer"),
        ordinary.cast(pl.Int8).alias("ordinary"),
    )


def _usable(rows: pl.DataFrame, faults: Counter[str]) -> pl.DataFrame:
    """The rows that can be used; the others are counted, each for the first thing wrong with it."""
    wrong = (
        pl.when(pl.col("person").is_null() | (pl.col("person") == "") | pl.col("no_month")).then(1)
        .when(pl.col("minutes").is_null() | ~pl.col("minutes").is_between(0, MOST_HOURS * 60)).then(2)
        .when(pl.col("ordinary").is_null()).then(3)
        .when(pl.col("month") == -1).then(4)
        .otherwise(0)
    )  # fmt: skip
    rows = rows.with_columns(wrong.alias("wrong"))
    names = (
        "",
        "hours_without_person_or_month",
        "hours_impossible",
        "hours_not_said_ordinary",
        "hours_outside",
    )
    for number, name in enumerate(names[1:], start=1):
        faults[name] += int((rows["wrong"] == number).sum())
    faults["hours_not_ordinary"] += int(((rows["wrong"] == 0) & (rows["ordinary"] == 0)).sum())
    return rows.filter(pl.col("wrong") == 0)


def _numbers(series: pl.Series) -> Int32:
    numbers: Int32 = series.cast(pl.Int32).to_numpy()
    return numbers


def _has_name(employer: pl.Series) -> Int32:
    return _numbers(employer.is_not_null())


def paid_hours(hours: Hours, places: npt.NDArray[np.int64], closed: Runs, until: Int32, state: int) -> Spells:
    """The spells of work by hours of the persons of a chunk, with `state` as their state.

    `places` gives the place of each person in `hours.person`, −1 for none; `until` the end of observation;
    `closed` the weeks with the code of a subsidised job, which are left out where the register does not say
    which hours are ordinary. A spell is of one employer and of the same minutes each month.
    """
    rows, person = _rows_of(hours, places)
    month = hours.month[rows]
    start, end = hours.weeks.start[month], np.minimum(hours.weeks.end[month], until[person])
    employer, minutes = hours.employer[rows], hours.minutes[rows]
    seen = start < end
    parts = (person[seen], start[seen], end[seen], employer[seen], minutes[seen])
    weeks = hours.weeks.weeks[month[seen]]
    if not hours.tells_ordinary:
        parts, weeks = _outside(parts, weeks, closed)
    return _joined(*parts, weeks, state)


def _rows_of(hours: Hours, places: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.intp], Int32]:
    """The rows of these persons, and whose they are, by person in the order of the chunk."""
    found = np.flatnonzero(places >= 0)
    first = np.searchsorted(hours.row, places[found], side="left")
    size = np.searchsorted(hours.row, places[found], side="right") - first
    person = np.repeat(found, size).astype(np.int32)
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    return np.repeat(first, size) + within, person


Parts = tuple[Int32, Int32, Int32, Int32, Int32]
"""Person, first week, end, employer, minutes of the month."""


def _outside(parts: Parts, weeks: Int32, closed: Runs) -> tuple[Parts, Int32]:
    """The parts without the weeks of the closed runs; a part that one of them cuts comes week by week."""
    person, start, end, _, _ = parts
    far = np.int64(end.max(initial=0)) + 1
    if not len(closed.person) or not len(person):
        return parts, weeks
    # closed weeks up to a week, counted over all persons one after the other
    shut = np.zeros((int(max(person.max(), closed.person.max())) + 1) * int(far) + 1, dtype=np.int32)
    inside = closed.start < far
    np.add.at(shut, closed.person[inside] * far + closed.start[inside], 1)
    np.add.at(shut, closed.person[inside] * far + np.minimum(closed.end[inside], far), -1)
    is_shut = np.cumsum(shut)[:-1] > 0
    size = end - start
    row = np.repeat(np.arange(len(person)), size)
    week = start[row] + np.arange(size.sum(), dtype=np.int32) - np.repeat(np.cumsum(size) - size, size)
    open_ = ~is_shut[person[row] * far + week]
    row, week = row[open_], week[open_].astype(np.int32)
    cut = (person[row], week, week + 1, parts[3][row], parts[4][row])
    return cut, weeks[row]


def _joined(
    person: Int32, start: Int32, end: Int32, employer: Int32, minutes: Int32, weeks: Int32, state: int
) -> Spells:
    """Parts of one person and employer that touch and are of the same minutes as one spell, with the islands."""
    order = np.lexsort((start, employer, person))
    person, start, end, employer, minutes, weeks = (
        array[order] for array in (person, start, end, employer, minutes, weeks)
    )
    touch = (person[1:] == person[:-1]) & (employer[1:] == employer[:-1]) & (start[1:] == end[:-1])
    first = np.flatnonzero(np.concatenate(([True], ~(touch & (minutes[1:] == minutes[:-1]))))[: len(person)])
    last = np.append(first[1:], len(person))[: len(first)] - 1
    # a month's minutes lie evenly over its weeks; what is cut off at an end goes with them
    length = (end - start).astype(np.float64)
    total = np.add.reduceat(minutes * length / weeks, first) if len(first) else np.array([])
    person, start, end, employer = person[first], start[first], end[last], employer[first]
    job = _jobs(person, employer, start, end)
    spells = Spells(
        person, np.full(len(first), state, dtype=np.int16), start, end, employer,
        np.rint(total / (end - start)).astype(np.int32), start, end, *job,
    )  # fmt: skip
    spells = spells.where(np.lexsort((employer, start, person)))
    held = islands(spells.person, spells.start, spells.end)
    return Spells(**(vars(spells) | dict(zip(("held_start", "held_end"), held, strict=True))))


def _jobs(person: Int32, employer: Int32, start: Int32, end: Int32) -> tuple[Int32, Int32]:
    """The islands within one employer; the spells are sorted by person, employer and start."""
    both = np.cumsum(np.concatenate(([False], (person[1:] != person[:-1]) | (employer[1:] != employer[:-1]))))
    return islands(both[: len(person)].astype(np.int32), start, end)
