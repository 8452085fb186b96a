"""From columns of weeks to runs of weeks in which nothing changes, person by person; knows no meanings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ipseval.registers.codes import HIGHEST, Lookup
from ipseval.registers.dream.read import NO_CODE, Chunk, Weeks
from ipseval.registers.dream.weeks import Calendar

Int32 = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Runs:
    """Parallel arrays, sorted by person and week: the person's place in the chunk, the first week and the first
    week no longer in it, the code (0 blank, `NO_CODE`), the month's job as in `Chunk.jobs`."""

    person: Int32
    start: Int32
    end: Int32
    code: npt.NDArray[np.int16]
    job: Int32

    def where(self, chosen: Places) -> Runs:
        """The runs in these places."""
        return Runs(*(array.take(chosen) for array in vars(self).values()))


def runs(chunk: Chunk, calendar: Calendar, lookup: Lookup) -> Runs:
    """The runs of all persons of the chunk; the first begins in week 0, the last ends with the last week.

    Each column is compared with the one before it, which finds the changes week by week; they are the columns of
    a sparse matrix in CSC form, and its CSR form has them person by person.
    """
    found, codes = zip(*_changes(chunk, calendar, lookup), strict=True)
    rows = np.concatenate(found).astype(np.int32, copy=False)
    bounds = np.cumsum([0, *map(len, found)], dtype=np.int32)
    shape = (len(chunk.persons), len(calendar.weeks))
    by_person = sp.csc_array((np.concatenate(codes), rows, bounds), shape=shape).tocsr()
    start, starts = by_person.indices.astype(np.int32, copy=False), by_person.indptr
    person = np.repeat(np.arange(shape[0], dtype=np.int32), np.diff(starts))
    end = np.empty_like(start)
    end[:-1] = start[1:]
    end[starts[1:] - 1] = shape[1]
    code = by_person.data
    code[code.view(np.uint16) > HIGHEST] = NO_CODE  # those below 0 too
    return Runs(person, start, end, code, _job(chunk, calendar, person, start))


def _job(chunk: Chunk, calendar: Calendar, person: Int32, start: Int32) -> Int32:
    """The job of each run, that of the month of its first week."""
    if not calendar.months:
        return np.zeros_like(person)
    # a take by place in the flat table is twice as fast as one by row and column
    return chunk.jobs.ravel().take(
        calendar.month_of.take(start).astype(np.intp) * len(chunk.persons) + person
    )


def _changes(chunk: Chunk, calendar: Calendar, lookup: Lookup) -> Iterator[tuple[Places, Weeks]]:
    """For each week the places of those whose code, its meaning or job is not as in the week before; their codes."""
    months, turns = calendar.month_of, dict(zip(lookup.begins[1:], range(1, len(lookup.begins)), strict=True))
    before = next(chunk.weeks)
    yield np.arange(len(before)), before
    for week, codes in enumerate(chunk.weeks, start=1):
        changed = codes != before
        if months[week] != months[week - 1]:
            changed |= chunk.jobs[months[week]] != chunk.jobs[months[week - 1]]
        if week in turns:
            changed |= _differs(codes, lookup, turns[week])
        places = np.flatnonzero(changed)
        yield places, codes.take(places)
        before = codes


def _differs(codes: npt.NDArray[np.int16], lookup: Lookup, period: int) -> Flags:
    """Whose code means something else in this period than in the one before."""
    differs = (lookup.state[period] != lookup.state[period - 1]) | (
        lookup.role[period] != lookup.role[period - 1]
    )
    flags: Flags = differs[np.where((codes < 0) | (codes > HIGHEST), NO_CODE, codes)]
    return flags
