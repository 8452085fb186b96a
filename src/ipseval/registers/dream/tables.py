"""Spells and ends of observation as Arrow tables with dates and words, as they are written; no rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from ipseval.registers.dream.declared import WORST_INDUSTRY
from ipseval.registers.dream.runs import Flags, Int32
from ipseval.registers.dream.spells import Spells

Named = tuple[int, tuple[str, ...]]
"""The position of the state whose employers are named by the hours register, and their names."""


def spells_table(
    spells: Spells,
    persons: pl.Series,
    states: tuple[str, ...],
    monday: int,
    by_industry: Sequence[str],
    named: Named | None,
) -> pa.Table:
    """One row per spell: person, state, from, to (exclusive), employer, employment_from and _to, job_from and _to;
    and minutes_week where there are hours.

    The employer is `branche:` and the industry of six digits for the states `by_industry`, which know no better,
    and the employer's own name in that of the hours. Employment is the island of any employer, the job that of
    the same one; they are null where the state is not work, the job also where the employer is not known.
    """
    industry = np.isin(spells.state, [states.index(name) for name in by_industry])
    works = industry if named is None else industry | (spells.state == named[0])
    employer, known = _employers(spells, industry, named)
    columns = {
        "person": persons.gather(spells.person).to_arrow(),
        "state": _words(spells.state, pa.int16(), states),
        "from": _days(spells.start, monday),
        "to": _days(spells.end, monday),
        "employer": employer,
        "employment_from": _days(spells.held_start, monday, ~works),
        "employment_to": _days(spells.held_end, monday, ~works),
        "job_from": _days(spells.job_start, monday, ~known),
        "job_to": _days(spells.job_end, monday, ~known),
    }
    if named is not None:
        columns["minutes_week"] = _array(spells.minutes, pa.int32(), spells.minutes < 0)
    return pa.table(columns)


def observed_table(
    persons: pl.Series,
    kept: Flags,
    until: Int32,
    why: npt.NDArray[np.int16],
    words: tuple[str, ...],
    monday: int,
) -> pa.Table:
    """One row per person kept: person, until (the first day not observed) and why."""
    rows = np.flatnonzero(kept)
    return pa.table(
        {
            "person": persons.gather(rows).to_arrow(),
            "until": _days(until[rows], monday),
            "why": _words(why[rows], pa.int16(), words),
        }
    )


def _days(weeks: Int32, monday: int, none: Flags | None = None) -> pa.Array:
    return _array((weeks * 7 + monday).astype(np.int32, copy=False), pa.date32(), none)


def _words(
    places: npt.NDArray[Any], kind: pa.DataType, words: Sequence[str], none: Flags | None = None
) -> pa.Array:
    letters = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, letters)], dtype=np.int32)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(letters))]
    names = pa.Array.from_buffers(pa.string(), len(words), buffers)
    return pa.DictionaryArray.from_arrays(_array(places, kind, none), names)


def _array(values: npt.NDArray[Any], kind: pa.DataType, none: Flags | None = None) -> pa.Array:
    """The values as they lie in memory: `pa.array` loads pandas, which takes longer than 100,000 persons."""
    known = None if none is None else pa.py_buffer(np.packbits(~none, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [known, pa.py_buffer(values)])


def _employers(spells: Spells, industry: Flags, named: Named | None) -> tuple[pa.Array, Flags]:
    """The employers as words, and whose employer is known."""
    place_of = np.zeros(WORST_INDUSTRY + 1, dtype=np.int32)
    known = spells.employer > 0
    by_code = known & industry
    codes = spells.employer[by_code]
    place_of[codes] = 1
    there = np.flatnonzero(place_of)
    place_of[there] = np.arange(len(there))
    words = [f"branche:{code:06}" for code in there]
    places = np.zeros(len(spells), dtype=np.int32)
    places[by_code] = place_of[codes]
    if named is not None:
        by_name = known & (spells.state == named[0])
        there, found = np.unique(spells.employer[by_name], return_inverse=True)
        places[by_name] = len(words) + found
        words += [named[1][place] for place in there]
    return _words(places, pa.int32(), words, ~known), known
