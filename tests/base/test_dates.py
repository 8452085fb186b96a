"""The calendar: months that are shorter than the day one counts from, and midnight in Copenhagen."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from samspor.base import dates


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-11-15", 3, "2027-02-15"),
        ("2026-01-10", -1, "2025-12-10"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-05-31", 18, "2027-11-30"),
        ("2026-05-31", 0, "2026-05-31"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(day, months, later):
    assert dates.add_months(date.fromisoformat(day), months).isoformat() == later


def test_month_end():
    assert dates.month_end(date(2028, 2, 3)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("utc", "today"),
    [
        ("2026-01-31T22:59", "2026-01-31"),
        ("2026-01-31T23:00", "2026-02-01"),
        ("2026-07-31T22:00", "2026-08-01"),
    ],
)
def test_today_changes_at_midnight_in_denmark(utc, today):
    with time_machine.travel(datetime.fromisoformat(utc).replace(tzinfo=UTC), tick=False):
        assert dates.today().isoformat() == today
        assert dates.now().tzinfo is UTC
