"""The clock and the calendar of the house, in plain Python so that rules may use it; keeps out how dates are shown."""

import calendar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date in Denmark, which changes at midnight in Copenhagen."""
    return datetime.now(COPENHAGEN).date()


def local(moment: datetime) -> datetime:
    """A moment as the clock on a Danish wall shows it."""
    return moment.astimezone(COPENHAGEN)


def add_months(day: date, months: int) -> date:
    """The same day some months later (or earlier); the last day of the month where that day does not exist."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def month_end(day: date) -> date:
    """The last day of the month that the day lies in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
