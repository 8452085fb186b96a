"""What the weekly codes of DREAM mean, and when: a table that is given from outside; opens that table only."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from ipseval.engine import DataError
from ipseval.reference import reference

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
    """The rows of a table of codes; `DataError` with a sentence for each row that cannot be used.

    The file is a CSV in UTF-8 with the columns of `COLUMNS`, and perhaps `meaning`, `status` and `source`.
    """
    file = path or DEFAULT
    if not file.is_file():
        raise DataError(f"codes: there is no file {file}; name a table of codes with --codes.")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        gone = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if gone:
            raise DataError(f"codes: the column {', '.join(gone)} is missing in {file.name}.")
        rows = list(reader)
    said: list[str] = []
    codes = tuple(code for place, row in enumerate(rows, start=2) for code in _code(place, row, said))
    said += _twice(codes)
    if said:
        raise DataError("\n".join(said))
    return codes


def _code(place: int, row: Mapping[str, str], said: list[str]) -> Iterator[Code]:
    """The row, or nothing and a sentence in `said`."""
    try:
        first, last = int(row["code_from"]), int(row["code_to"] or row["code_from"])
        since, until = _day(row["valid_from"]), _day(row["valid_to"])
    except ValueError as error:
        said.append(f"codes row {place}: {error}.")
        return
    if not 1 <= first <= last <= HIGHEST:
        said.append(f"codes row {place}: {first} to {last} must go upwards and lie between 1 and {HIGHEST}.")
    elif row["role"] not in ROLES[1:]:
        said.append(f"codes row {place}: role is {row['role']!r}; it may be {', '.join(ROLES[1:])}.")
    elif not row["state"]:
        said.append(f"codes row {place}: state is empty.")
    else:
        words = [row.get(name) or "" for name in ("meaning", "status", "source")]
        end = None if until is None else until + 1
        yield Code(first, last, row["state"], cast(Role, row["role"]), since, end, *words)


def _day(text: str) -> int | None:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days if text else None


def _twice(codes: Sequence[Code]) -> Iterator[str]:
    ordered = sorted(codes, key=lambda code: code.first)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.first > one.last:
                break
            if _meet(one, other):
                yield f"codes: the code {other.first} has two meanings on one day, {one.state} and {other.state}."


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
