"""The recipe from a delivery of DREAM to spells, chunk by chunk; it writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from ipseval.registers.codes import ROLES, UNKNOWN, Code, Lookup, look_up
from ipseval.registers.dream.ahead import ahead
from ipseval.registers.dream.hours import LEAST, Hours, paid_hours, read_hours
from ipseval.registers.dream.read import NO_CODE, NO_INDUSTRY, Source, open_source
from ipseval.registers.dream.runs import Int32, Runs, runs
from ipseval.registers.dream.seen import Seen
from ipseval.registers.dream.spells import (
    ANY_WORK,
    PAID_HOURS,
    SELF_SUPPORTING,
    WORK,
    Spells,
    observed,
    place,
    spells,
    together,
)
from ipseval.registers.dream.tables import observed_table, spells_table

REGISTER_END = "register_end"
"""Why nobody is observed longer than the delivery tells of."""


@dataclass(frozen=True)
class Part:
    """The spells and the ends of observation of some persons, as Arrow tables in the order of the delivery."""

    spells: pa.Table
    observed: pa.Table


@dataclass
class Conversion:
    """One delivery, its table of codes, perhaps its hours; and what was counted, complete when `parts` is done.

    `states` are the names of all states, by position; `faults` counts by the names of `FAULTS`; `unknown` counts
    weeks by unknown code; `rows` counts spells by state; `ends` persons by why they are observed no more.
    """

    source: Source
    lookup: Lookup
    hours: Hours | None
    least: float
    states: tuple[str, ...]
    faults: Counter[str] = field(default_factory=Counter)
    unknown: Counter[int] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    persons: int = 0

    @classmethod
    def open(
        cls, paths: Sequence[Path], codes: Sequence[Code], hours: Path | None = None, least: float = LEAST
    ) -> Conversion:
        """Opens the files; `DataError` where they cannot be read as declared."""
        source, faults = open_source(paths), Counter[str]()
        calendar = source.calendar
        lookup = look_up(codes, calendar.monday, len(calendar.weeks))
        faults["columns_unread"] = len(calendar.unread)
        known = calendar.month_of[calendar.known_from : calendar.known_until]
        faults["months_missing"] = int((known == len(calendar.months)).sum()) if calendar.months else 0
        register = read_hours(hours, calendar, least, faults) if hours else None
        return cls(source, lookup, register, least, (*lookup.states, *WORK), faults)

    @property
    def until(self) -> int:
        """The week in which observation ends for everybody: the first in which work is not known any more."""
        if self.hours is None or self.hours.last < 0:
            return self.source.calendar.known_until
        return min(self.source.calendar.known_until, int(self.hours.weeks.end[self.hours.last]))

    def parts(self) -> Iterator[Part]:
        """Converts the delivery, some ten thousand persons at a time."""
        matched = 0
        for persons, kept, found in ahead(self._runs()):
            places = _places(self.hours, persons) if self.hours else np.full(len(kept), -1)
            places[~kept] = -1
            matched += int((places >= 0).sum())
            yield self._part(persons, kept, found, places)
        if self.hours:
            self.faults["hours_of_nobody"] = len(self.hours.person) - matched

    def _runs(self) -> Iterator[tuple[pl.Series, npt.NDArray[np.bool_], Runs]]:
        """The persons of each chunk, which rows of them count, and their runs."""
        seen = Seen()
        for chunk in self.source.chunks():
            self.faults["industry_without_degree"] += chunk.no_degree
            kept = self._persons(chunk.persons, seen)
            yield chunk.persons, kept, runs(chunk, self.source.calendar, self.lookup)

    def _persons(self, persons: pl.Series, seen: Seen) -> npt.NDArray[np.bool_]:
        """Which rows count."""
        missing, twice = persons.is_null().to_numpy(), seen.again(persons)
        self.faults["person_missing"] += int(missing.sum())
        self.faults["person_twice"] += int((twice & ~missing).sum())
        kept: npt.NDArray[np.bool_] = ~(missing | twice)
        self.persons += int(kept.sum())
        return kept

    def _part(
        self,
        persons: pl.Series,
        kept: npt.NDArray[np.bool_],
        found: Runs,
        places: npt.NDArray[np.int64],
    ) -> Part:
        if not kept.all():
            found = found.where(np.flatnonzero(kept[found.person]))
        state, role = place(found, self.lookup)
        until, why = observed(found, state, role, len(kept), len(self.source.calendar.weeks))
        ended = np.flatnonzero(found.start >= until.take(found.person))
        self._after(found.where(ended), role.take(ended), until, why)
        for cells in (found.code, found.job, state, role):
            cells[ended] = 0  # which is quicker than to leave these runs out
        self._count(found, state)
        result = spells(found, state, role, self.states, self.faults)
        if self.hours:
            closed = found.where(np.flatnonzero(role == ROLES.index("subsidised_job")))
            by_hours = paid_hours(self.hours, places, closed, until, self.states.index(PAID_HOURS))
            result = together([result, by_hours])
        return self._tables(persons, kept, result, until, why)

    def _after(
        self, ended: Runs, role: npt.NDArray[np.int8], until: Int32, why: npt.NDArray[np.int16]
    ) -> None:
        """Counts who has something, or blank weeks, after the week that ended the observation."""
        later = (ended.start > until[ended.person]) & (role != ROLES.index("end"))
        something = np.unique(ended.person[later & ((ended.code != 0) | (ended.job != 0))])
        self.faults["code_after_end"] += len(something)
        self.faults["blank_after_end"] += len(np.setdiff1d(ended.person[later], something))
        self.faults["never_observed"] += int(((until == 0) & (why > 0)).sum())

    def _count(self, found: Runs, state: npt.NDArray[np.int16]) -> None:
        """Counts weeks with codes that the table does not know, and with employment that has no industry."""
        weeks = found.end - found.start
        unknown = np.flatnonzero(state == self.lookup.states.index(UNKNOWN))
        for code, number in enumerate(np.bincount(found.code[unknown], weights=weeks[unknown])):
            if number:
                self.faults["no_code" if code == NO_CODE else "unknown_code"] += int(number)
                if code != NO_CODE:
                    self.unknown[code] += int(number)
        self.faults["degree_without_industry"] += int(weeks[found.job == NO_INDUSTRY].sum())

    def _tables(
        self,
        persons: pl.Series,
        kept: npt.NDArray[np.bool_],
        result: Spells,
        until: Int32,
        why: npt.NDArray[np.int16],
    ) -> Part:
        calendar = self.source.calendar
        numbers = np.bincount(result.state, minlength=len(self.states))
        self.rows.update(
            {name: int(number) for name, number in zip(self.states, numbers, strict=True) if number}
        )
        ended = np.where((why > 0) & (until <= self.until), why, len(self.states)).astype(np.int16)
        words = (*self.states, REGISTER_END)
        for position, number in enumerate(np.bincount(ended[kept], minlength=len(words))):
            if number:
                self.ends[words[position]] += int(number)
        by_hours = self.states.index(PAID_HOURS)
        return Part(
            spells_table(
                result, persons, self.states, calendar.monday, (ANY_WORK, SELF_SUPPORTING),
                (by_hours, self.hours.employers) if self.hours else None,
            ),
            observed_table(persons, kept, np.minimum(until, self.until), ended, words, calendar.monday),
        )  # fmt: skip


def _places(hours: Hours, persons: pl.Series) -> npt.NDArray[np.int64]:
    """Where these persons are in the hours register, −1 for nowhere."""
    there = pl.DataFrame({"person": hours.person}).with_row_index("place")
    here = pl.DataFrame({"person": persons.cast(pl.String)})
    place_of = here.join(there, on="person", how="left", maintain_order="left")["place"]
    return np.array(place_of.cast(pl.Int64).fill_null(-1).to_numpy())
