"""The column names of DREAM as a calendar: which weeks and months a delivery holds; opens no data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from ipseval.engine import DataError
from ipseval.registers.dream.declared import DEGREE, INDUSTRY, PERSON, WEEK
from ipseval.registers.register import Column

EPOCH = date(1970, 1, 1)
FIRST_YEAR = 91
"""DREAM begins in 1991, so `y_91…` is 1991 and `y_90…` is 2090."""

Month = tuple[int, int]
"""Year and month."""


@dataclass(frozen=True)
class Calendar:
    """The weeks of a delivery, one after the other, and the months in which it knows of employment.

    `monday` is the first day of week 0, in days since 1970-01-01; week w begins 7 × w days later. `industry`
    and `degree` name a month's columns. `month_of` gives for each week the position of its month in `months`,
    or `len(months)` where the delivery says nothing of employment. `unread` are columns that look like weeks
    or months and are none.
    """

    person: str
    weeks: tuple[str, ...]
    monday: int
    months: tuple[Month, ...]
    industry: Mapping[Month, str]
    degree: Mapping[Month, str]
    month_of: npt.NDArray[np.int16]
    unread: tuple[str, ...] = ()

    @property
    def known_until(self) -> int:
        """The first week after the last one whose month is known; all weeks, if no month is."""
        known = np.flatnonzero(self.month_of < len(self.months))
        return int(known[-1]) + 1 if len(known) else len(self.weeks)

    @property
    def known_from(self) -> int:
        """The first week whose month is known; 0 if none is."""
        known = np.flatnonzero(self.month_of < len(self.months))
        return int(known[0]) if len(known) else 0

    def day(self, week: int) -> date:
        """The Monday of a week."""
        return EPOCH + timedelta(days=self.monday + 7 * week)


def read_calendar(columns: Sequence[str]) -> Calendar:
    """The calendar of these column names.

    `DataError` where there is no column of persons, no week, a week twice, or a week missing in between: a
    spell across a missing week would be a guess.
    """
    person = [name for name, _ in _found(PERSON, columns)]
    if len(person) != 1:
        raise DataError("dream: there must be one column of persons, named person or pnr.")
    weeks, unread = _weeks(columns)
    if not weeks:
        raise DataError("dream: there is no column of weeks, as y_2401.")
    mondays = sorted(weeks)
    gone = [_name(day) for day in range(mondays[0], mondays[-1], 7) if day not in weeks]
    if gone:
        raise DataError(
            f"dream: the weeks {', '.join(gone[:9])} are missing among the weeks; {len(gone)} in all."
        )
    industry, no_month = _months(INDUSTRY, columns)
    degree, nor_this = _months(DEGREE, columns)
    known = tuple(sorted({*industry, *degree}))
    return Calendar(
        person=person[0],
        weeks=tuple(weeks[day] for day in mondays),
        monday=mondays[0],
        months=known,
        industry=industry,
        degree=degree,
        month_of=np.array(list(_month_of(mondays, known)), dtype=np.int16),
        unread=(*unread, *no_month, *nor_this),
    )


def month_of_week(monday: int) -> Month:
    """Year and month of the week that begins on this day: those of its Thursday."""
    thursday = EPOCH + timedelta(days=monday + 3)
    return thursday.year, thursday.month


def _month_of(mondays: Sequence[int], months: Sequence[Month]) -> Iterator[int]:
    places = {month: place for place, month in enumerate(months)}
    for monday in mondays:
        yield places.get(month_of_week(monday), len(months))


def _weeks(columns: Sequence[str]) -> tuple[dict[int, str], list[str]]:
    """Column names by Monday; and those that are no week of the ISO calendar, as y_1053."""
    weeks: dict[int, str] = {}
    unread = []
    for name, found in _found(WEEK, columns):
        year, week = int(found[1]), int(found[2])
        try:
            monday = date.fromisocalendar(year + (1900 if year >= FIRST_YEAR else 2000), week, 1)
        except ValueError:
            unread.append(name)
            continue
        if (monday - EPOCH).days in weeks:
            raise DataError(f"dream: the week {name} is there twice.")
        weeks[(monday - EPOCH).days] = name
    return weeks, unread


def _months(kind: Column, columns: Sequence[str]) -> tuple[dict[Month, str], list[str]]:
    """Column names by month; and those that are no month, as branche_2024_13."""
    months: dict[Month, str] = {}
    unread = []
    for name, found in _found(kind, columns):
        month = int(found[1]), int(found[2])
        if not 1 <= month[1] <= 12:
            unread.append(name)
        elif month in months:
            raise DataError(f"dream: the month {name} is there twice.")
        else:
            months[month] = name
    return months, unread


def _found(kind: Column, columns: Sequence[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """The columns named like a declared one, in capitals or not, with spaces around or none."""
    for name in columns:
        if found := re.match(kind.names, name.strip(), re.IGNORECASE):
            yield name, found


def _name(monday: int) -> str:
    year, week, _ = (EPOCH + timedelta(days=monday)).isocalendar()
    return f"y_{year % 100:02}{week:02}"
