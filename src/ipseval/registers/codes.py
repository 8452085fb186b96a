"""What the weekly codes of DREAM mean, and when: a table that is given from outside; opens that table only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from ipseval.reference import Row, TableError, read_table, reference, whole

Role = Literal["benefit", "education", "subsidised_job", "end"]
"""`benefit`: hides nothing but is no work; `education`: support while studying; `subsidised_job`: work that is
not ordinary; `end`: the person is observed no more."""

DEFAULT = reference("dream_codes.csv")
COLUMNS = ("code_from", "code_to", "state", "role", "valid_from", "valid_to")
HIGHEST = 999
UNKNOWN = "unknown_code"
"""The state of a week whose code is in no row of the table."""


@dataclass(frozen=True)
class Code:
    """The codes `first` to `last` (both included) mean `state`, from day `since` until before day `until`.

    Days are whole days since 1970-01-01; an open end is `None`. `status` and `source` say how sure that is.
    """

    first: int
    last: int
    state: str
    role: Role
    since: int | None = None
    until: int | None = None
    meaning: str = ""
    status: str = ""
    source: str = ""


@dataclass(frozen=True)
class Lookup:
    """The table as arrays over (period, code 0 to 1000); code 1000 stands for all that is no code.

    `begins` holds the first week column of each period, `state` the position in `states`, 0 for a blank week,
    and `role` the position in `ROLES`, 0 for a blank week or an unknown code. The state of an `end` is why the
    person is observed no more.
    """

    states: tuple[str, ...]
    begins: tuple[int, ...]
    state: npt.NDArray[np.int16]
    role: npt.NDArray[np.int8]


ROLES: tuple[str, ...] = ("", *get_args(Role))
BLANK = ""


def read_codes(path: Path | None = None) -> tuple[Code, ...]:
    """The rows of a table of codes; `TableError` with a sentence for each row that cannot be used.

    The file is a CSV in UTF-8 with the columns of `COLUMNS`, and perhaps `meaning`, `status` and `source`.
    """
    file = path or DEFAULT
    codes = tuple(read_table(file, COLUMNS, _code))
    if said := [f"{file.name}: {sentence}" for sentence in _twice(codes)]:
        raise TableError("\n".join(said))
    return codes


def _code(row: Row) -> Code:
    first = row.value("code_from", whole)
    last = row.value("code_to", whole, first)
    since, until = (row.value(column, _day, None) for column in ("valid_from", "valid_to"))
    if not 1 <= first <= last <= HIGHEST:
        raise ValueError(f"{first} to {last} must go upwards and lie between 1 and {HIGHEST}.")
    if not row["state"]:
        raise ValueError("state is empty.")
    words = (row[name] for name in ("meaning", "status", "source"))
    end = None if until is None else until + 1
    return Code(first, last, row["state"], row.one_of("role", get_args(Role)), since, end, *words)


def _day(text: str) -> int:
    """A date, as 2025-12-31."""
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def _twice(codes: Sequence[Code]) -> Iterator[str]:
    ordered = sorted(codes, key=lambda code: code.first)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.first > one.last:
                break
            if _meet(one, other):
                yield f"the code {other.first} has two meanings on one day, {one.state} and {other.state}."


def _meet(one: Code, other: Code) -> bool:
    before = one.until is not None and other.since is not None and one.until <= other.since
    after = other.until is not None and one.since is not None and other.until <= one.since
    return not before and not after


def look_up(codes: Sequence[Code], monday: int, weeks: int) -> Lookup:
    """The table for a register of `weeks` weeks from the day `monday`; a week means what its Thursday means."""
    states = (BLANK, UNKNOWN, *sorted({code.state for code in codes} - {UNKNOWN}))
    turns = {day for code in codes for day in (code.since, code.until) if day is not None}
    # the first week whose Thursday lies on or after the day
    columns = {-((monday + 3 - day) // 7) for day in turns}
    begins = tuple(sorted({0} | {column for column in columns if 0 < column < weeks}))
    state = np.full((len(begins), HIGHEST + 2), states.index(UNKNOWN), dtype=np.int16)
    role = np.zeros((len(begins), HIGHEST + 2), dtype=np.int8)
    state[:, 0] = 0
    for period, column in enumerate(begins):
        thursday = monday + 7 * column + 3
        for code in codes:
            if (code.since is None or code.since <= thursday) and (
                code.until is None or thursday < code.until
            ):
                part = slice(code.first, code.last + 1)
                state[period, part] = states.index(code.state)
                role[period, part] = ROLES.index(code.role)
    return Lookup(states, begins, state, role)
