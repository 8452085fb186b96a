"""Every count of people in a run and the equations between them, published or not; decides nothing.

The gate (`disclosure`) needs to know what can be worked out from what, so each measure enters its counts
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Key = tuple[str | None, str | None, str]
"""Group, site and name of a count."""
Equation = tuple[Key, tuple[Key, ...]]
"""A total and its parts."""
Place = tuple[str | None, str | None]
"""Group and site; none of either is everyone."""
Who = npt.NDArray[np.bool_] | npt.NDArray[np.int64]
"""Which courses of a scope a count is of, or how often it has each."""


@dataclass
class Ledger:
    """Counts by key, the people behind each, and equations as (total, parts).

    `opposite` of a count of an outcome is that of its absence. `dear` says of each count that may be published how
    dear it is to hide it; a count that is not in it is never published.
    """

    counts: dict[Key, int] = field(default_factory=dict)
    people: dict[Key, int] = field(default_factory=dict)
    persons: dict[Place, npt.NDArray[np.int64]] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    opposite: dict[Key, Key] = field(default_factory=dict)
    dear: dict[str, int] = field(default_factory=dict)

    def page(self, group: str | None, site: str | None, persons: npt.NDArray[np.int64] | None = None) -> Page:
        """Where the counts of one scope are entered; `persons`, once given, tells whose course each is."""
        if persons is not None and len(np.unique(persons)) < len(persons):
            self.persons[group, site] = persons
        return Page(self, (group, site))

    def add_up(self) -> None:
        """Notes that the groups, and the sites, add up to everyone, count by count."""
        entered = {place: set[str]() for place in sorted({key[:2] for key in self.counts}, key=repr)}
        for group, site, name in self.counts:
            entered[group, site].add(name)
        groups = [place for place in entered if place[0] is not None]
        sites = [place for place in entered if place[1] is not None]
        for name in sorted(entered.get((None, None), ())):
            for places in (groups, sites):
                if places and name in entered[places[0]]:
                    parts = tuple((*place, name) for place in places)
                    self.equations.append(((None, None, name), parts))

    def is_small(self, key: Key, smallest: int) -> bool:
        """Whether the count is of too few people, or a zero that tells something of everyone.

        Also a count that is never published is: it must not be worked out from those that are. A person with several
        courses is one of the people. Zero is small where it says no success, or no failure, among people that there are.
        """
        if self.counts[key] > 0 or key not in self.opposite:
            return 0 < self.people[key] < smallest
        return self.counts[self.opposite[key]] > 0


@dataclass(frozen=True)
class Page:
    """The counts of one scope in the ledger, by name."""

    ledger: Ledger
    place: Place

    def __getitem__(self, name: str) -> int:
        return self.ledger.counts[self.key(name)]

    def __contains__(self, name: str) -> bool:
        return self.key(name) in self.ledger.counts

    def key(self, name: str) -> Key:
        """The key of a count of this scope."""
        return (*self.place, name)

    def count(self, counts: Mapping[str, Who], dear: Mapping[str, int] | None = None) -> None:
        """Enters counts; `dear` of those that may be published (the others only help to reason)."""
        for name, who in counts.items():
            self.ledger.counts[self.key(name)] = int(who.sum())
            self.ledger.people[self.key(name)] = self._people(who)
        self.ledger.dear.update(dear or {})

    def _people(self, who: Who) -> int:
        persons = self.ledger.persons.get(self.place)
        # a number that was counted elsewhere comes without the courses behind it
        if persons is None or len(persons) != len(who):
            return int(who.sum())
        return int(np.count_nonzero(np.bincount(persons, who > 0)))

    def adds_up(self, total: str, *parts: str) -> None:
        """Enters an equation: everybody in the total is in one of the parts; without any part nobody is."""
        self.ledger.equations.append((self.key(total), tuple(map(self.key, parts))))

    def splits(self, total: str, reached: str, not_reached: str) -> None:
        """Enters an outcome and its absence, where even zero says something about every person in the base."""
        self.adds_up(total, reached, not_reached)
        self.ledger.opposite[self.key(reached)] = self.key(not_reached)
        self.ledger.opposite[self.key(not_reached)] = self.key(reached)
