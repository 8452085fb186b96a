"""From runs to spells: what a person was in, under each named rule, and how long work held on; arrays only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ipseval.registers.codes import ROLES, Lookup
from ipseval.registers.dream.runs import Flags, Int32, Places, Runs

ANY_WORK, SELF_SUPPORTING, PAID_HOURS = "work_any", "work_self_supporting", "work_by_hours"
WORK = {
    ANY_WORK: "Paid ordinary employment in the month of the week, with or without a benefit; weeks with the code of "
    "a subsidised job are left out.",
    SELF_SUPPORTING: "No benefit in the week and employment in its month, at least 4 weeks running.",
    PAID_HOURS: "Ordinary paid hours in the month of the week, of all employers together, reach the threshold, "
    "whatever benefit there is beside them.",
}
"""The named rules by which a week is work; each is a state of its own."""

WEEKS_RUNNING = 4
"""How long no benefit and employment must last to be self-supporting, as in DREAMtoolsR `u.spells(emp.weeks = 4)`."""


@dataclass(frozen=True)
class Spells:
    """Parallel arrays, sorted by person: place in the chunk, position of the state, first week, first week no
    longer in it, the employer (0: none or not known), minutes a week (−1: not known); and the two islands, which
    are the spell itself where the state is not work: `held` of touching spells of any employer, `job` of touching
    spells of the same one."""

    person: Int32
    state: npt.NDArray[np.int16]
    start: Int32
    end: Int32
    employer: Int32
    minutes: Int32
    held_start: Int32
    held_end: Int32
    job_start: Int32
    job_end: Int32

    def __len__(self) -> int:
        return len(self.person)

    def where(self, chosen: Places) -> Spells:
        """The spells in these places, in that order."""
        return Spells(*(array.take(chosen) for array in vars(self).values()))


def place(runs: Runs, lookup: Lookup) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int8]]:
    """State and role of each run, by the table of codes as it was in the run's first week."""
    if len(lookup.begins) == 1:
        return lookup.state[0][runs.code], lookup.role[0][runs.code]
    period = np.searchsorted(lookup.begins, runs.start, side="right") - 1
    return lookup.state[period, runs.code], lookup.role[period, runs.code]


def observed(
    runs: Runs, state: npt.NDArray[np.int16], role: npt.NDArray[np.int8], persons: int, weeks: int
) -> tuple[Int32, npt.NDArray[np.int16]]:
    """Per person the first week with a code that ends the observation (`weeks` if none), and its state (0)."""
    until, why = np.full(persons, weeks, dtype=np.int32), np.zeros(persons, dtype=np.int16)
    ends = np.flatnonzero(role == ROLES.index("end"))[::-1]  # backwards: the earliest is written last
    until[runs.person[ends]], why[runs.person[ends]] = runs.start[ends], state[ends]
    return until, why


def spells(
    runs: Runs,
    state: npt.NDArray[np.int16],
    role: npt.NDArray[np.int8],
    names: tuple[str, ...],
    faults: Counter[str],
) -> Spells:
    """The spells of these runs: of the benefits by state, and of work by the two rules that need no hours.

    `names` are the names of the states. Runs after the end of the person's observation must be blank.
    """
    # a take by place is several times faster than one by flags
    benefit = np.flatnonzero(runs.code)
    paid = np.flatnonzero((runs.job != 0) & (role != ROLES.index("subsidised_job")))
    alone = np.flatnonzero((runs.job != 0) & (runs.code == 0))
    parts = [
        _joined(runs.where(benefit), state.take(benefit), None),
        _work(runs.where(paid), names.index(ANY_WORK)),
        _work(runs.where(alone), names.index(SELF_SUPPORTING)),
    ]
    long = parts[2].held_end - parts[2].held_start >= WEEKS_RUNNING
    faults["self_supporting_too_short"] += int(_begins(parts[2].person, parts[2].held_start)[~long].sum())
    return together([parts[0], parts[1], parts[2].where(np.flatnonzero(long))])


def together(parts: list[Spells]) -> Spells:
    """All parts as one, sorted by person, within a person in the order of the parts."""
    filled = [part for part in parts if len(part)]
    if len(filled) == 1:
        return filled[0]
    columns = {name: np.concatenate([vars(part)[name] for part in parts]) for name in vars(parts[0])}
    whole = Spells(**columns)
    return whole.where(np.argsort(whole.person, kind="stable"))


def islands(person: Int32, start: Int32, end: Int32) -> tuple[Int32, Int32]:
    """First week and end of the island of each spell: of spells of one person that touch or overlap.

    The spells are sorted by person and start.
    """
    if not len(person):
        return start, end
    far = np.int64(end.max()) + 1
    reach = np.maximum.accumulate(end + person * far)
    begins = np.ones(len(person), dtype=np.bool_)
    begins[1:] = (person[1:] != person[:-1]) | (start[1:] + person[1:] * far > reach[:-1])
    first = np.flatnonzero(begins)
    size = np.diff(np.append(first, len(person)))
    last = reach[np.append(first[1:], len(person)) - 1] - person[first] * far
    return np.repeat(start[first], size), np.repeat(last.astype(np.int32), size)


def _begins(person: Int32, start: Int32) -> Flags:
    """Which spells are the first of their island."""
    begins = np.ones(len(person), dtype=np.bool_)
    begins[1:] = (person[1:] != person[:-1]) | (start[1:] != start[:-1])
    return begins


def _work(runs: Runs, state: int) -> Spells:
    """Spells of work, one per unbroken time in one industry, with their islands."""
    return _joined(runs, np.full(len(runs.person), state, dtype=np.int16), runs.job)


def _joined(runs: Runs, state: npt.NDArray[np.int16], job: Int32 | None) -> Spells:
    """Runs that touch and are of one person, state and job, as one spell."""
    same = (
        (runs.person[1:] == runs.person[:-1]) & (runs.start[1:] == runs.end[:-1]) & (state[1:] == state[:-1])
    )
    if job is not None:
        same &= job[1:] == job[:-1]
    first = np.flatnonzero(np.concatenate(([True], ~same))) if len(state) else np.array([], dtype=np.intp)
    last = np.append(first[1:], len(state))[: len(first)] - 1
    person, start, end = runs.person[first], runs.start[first], runs.end[last]
    employer = np.zeros(len(first), dtype=np.int32) if job is None else job[first]
    unknown = np.full(len(first), -1, dtype=np.int32)
    held_start, held_end = (start, end) if job is None else islands(person, start, end)
    return Spells(person, state[first], start, end, employer, unknown, held_start, held_end, start, end)
