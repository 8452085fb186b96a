"""From columns of weeks to runs of weeks in which nothing changes, person by person; knows no meanings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ipseval.registers.codes import HIGHEST, Lookup
from ipseval.registers.dream.read import NO_CODE, Chunk
from ipseval.registers.dream.weeks import Calendar

Int32 = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Runs:
    """Parallel arrays, sorted by person and week: the person's place in the chunk, the first week and the first
    week no longer in it, the code (0 blank, `NO_CODE`), the month's job as in `Chunk.jobs`."""

    person: Int32
    start: Int32
    end: Int32
    code: npt.NDArray[np.int16]
    job: Int32

    def where(self, chosen: Flags) -> Runs:
        """The chosen runs, still sorted."""
        rows = np.flatnonzero(chosen)  # a take by place is several times faster than one by flags
        return Runs(
            self.person.take(rows),
            self.start.take(rows),
            self.end.take(rows),
            self.code.take(rows),
            self.job.take(rows),
        )


def runs(chunk: Chunk, calendar: Calendar, lookup: Lookup) -> Runs:
    """The runs of all persons of the chunk; the first begins in week 0, the last ends with the last week.

    Each column is compared with the one before it, which finds the changes week by week; they are the columns of
    a sparse matrix in CSC form, and its CSR form has them person by person.
    """
    found = _changes(chunk, calendar, lookup)
    columns = np.concatenate(found).astype(np.int32, copy=False)
    starts = np.cumsum([0, *map(len, found)], dtype=np.int32)
    codes = np.concatenate([week[rows] for week, rows in zip(chunk.weeks, found, strict=True)])
    shape = (len(chunk.persons), len(chunk.weeks))
    by_person = sp.csc_array((codes, columns, starts), shape=shape).tocsr()
    person = np.repeat(np.arange(shape[0], dtype=np.int32), np.diff(by_person.indptr))
    start = by_person.indices.astype(np.int32, copy=False)
    end = np.full(len(start), shape[1], dtype=np.int32)
    within = person[1:] == person[:-1]
    end[:-1][within] = start[1:][within]
    code = by_person.data
    code[(code < 0) | (code > HIGHEST)] = NO_CODE
    return Runs(person, start, end, code, chunk.jobs[calendar.month_of[start], person])


def _changes(chunk: Chunk, calendar: Calendar, lookup: Lookup) -> Sequence[npt.NDArray[np.intp]]:
    """For each week the places of those whose code, its meaning or job is not as in the week before."""
    months, turns = calendar.month_of, dict(zip(lookup.begins[1:], range(1, len(lookup.begins)), strict=True))
    found = [np.arange(len(chunk.persons))]
    for week in range(1, len(chunk.weeks)):
        changed = chunk.weeks[week] != chunk.weeks[week - 1]
        if months[week] != months[week - 1]:
            changed |= chunk.jobs[months[week]] != chunk.jobs[months[week - 1]]
        if week in turns:
            changed |= _differs(chunk.weeks[week], lookup, turns[week])
        found.append(np.flatnonzero(changed))
    return found


def _differs(codes: npt.NDArray[np.int16], lookup: Lookup, period: int) -> Flags:
    """Whose code means something else in this period than in the one before."""
    differs = (lookup.state[period] != lookup.state[period - 1]) | (
        lookup.role[period] != lookup.role[period - 1]
    )
    flags: Flags = differs[np.where((codes < 0) | (codes > HIGHEST), NO_CODE, codes)]
    return flags
