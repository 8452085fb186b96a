"""The column names of DREAM as a calendar: which weeks and months a delivery holds; opens no data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from ipseval.engine import DataError

EPOCH = date(1970, 1, 1)
FIRST_YEAR = 91
"""DREAM begins in 1991, so `y_91…` is 1991 and `y_90…` is 2090."""

_WEEK = re.compile(r"y_(\d\d)(\d\d)$", re.IGNORECASE)
_MONTH = re.compile(r"(branche|grad)_(\d{4})_(\d\d)$", re.IGNORECASE)
_PERSON = ("person", "pnr")

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
    person = [name for name in columns if name.lower() in _PERSON]
    if len(person) != 1:
        raise DataError(f"dream: there must be one column of persons, named {' or '.join(_PERSON)}.")
    weeks, unread = _weeks(columns)
    if not weeks:
        raise DataError("dream: there is no column of weeks, as y_2401.")
    mondays = sorted(weeks)
    gone = [_name(day) for day in range(mondays[0], mondays[-1], 7) if day not in weeks]
    if gone:
        raise DataError(
            f"dream: the weeks {', '.join(gone[:9])} are missing among the weeks; {len(gone)} in all."
        )
    months, wrong = _months(columns)
    known = tuple(sorted({month for kind in months.values() for month in kind}))
    return Calendar(
        person=person[0],
        weeks=tuple(weeks[day] for day in mondays),
        monday=mondays[0],
        months=known,
        industry=months["branche"],
        degree=months["grad"],
        month_of=np.array(list(_month_of(mondays, known)), dtype=np.int16),
        unread=(*unread, *wrong),
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
    for name in columns:
        if not (found := _WEEK.match(name)):
            continue
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


def _months(columns: Sequence[str]) -> tuple[dict[str, dict[Month, str]], list[str]]:
    months: dict[str, dict[Month, str]] = {"branche": {}, "grad": {}}
    wrong = []
    for name in columns:
        if not (found := _MONTH.match(name)):
            continue
        kind, month = months[found[1].lower()], (int(found[2]), int(found[3]))
        if not 1 <= month[1] <= 12:
            wrong.append(name)
        elif month in kind:
            raise DataError(f"dream: the month {name} is there twice.")
        else:
            kind[month] = name
    return months, wrong


def _name(monday: int) -> str:
    year, week, _ = (EPOCH + timedelta(days=monday)).isocalendar()
    return f"y_{year % 100:02}{week:02}"
