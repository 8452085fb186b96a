"""The fixed quarters of the calendar for which a figure is made; never any other stretch of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ipseval.study import Study

MOST = 8
"""The last two years: each quarter is a figure of its own, and what has been published before stays as it was."""


@dataclass(frozen=True)
class Quarter:
    """A quarter, half-open: `after` is the first day of the next."""

    first: date
    after: date

    @property
    def name(self) -> str:
        return f"{self.first.year}q{self.first.month // 3 + 1}"

    def __str__(self) -> str:
        return f"the quarter from {self.first} to {self.after - timedelta(days=1)}"


def quarters(study: Study) -> list[Quarter]:
    """The last complete quarters of the data, oldest first; none where the study does not say how far they go."""
    if study.through is None:
        return []
    last = study.through + timedelta(days=1)
    after = date(last.year, 3 * ((last.month - 1) // 3) + 1, 1)
    found: list[Quarter] = []
    while len(found) < MOST:
        first = (after - timedelta(days=80)).replace(day=1)
        found.insert(0, Quarter(first, after))
        after = first
    return found
