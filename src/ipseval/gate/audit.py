"""What an outsider could work out of hidden counts from those that are published, and what more to hide against it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, hstack
from scipy.sparse.csgraph import connected_components

from ipseval.estimates.estimate import Floats, Whole
from ipseval.gate.ledger import Equation, Key, Ledger
from ipseval.gate.solver import Sums

Flags = npt.NDArray[np.bool_]
IDLE = 3
"""So many worlds in a row that widen nothing, and the counts left are asked about one by one."""


class Audit:
    """All that an outsider knows: the visible counts, the equations, and that counts are whole and not negative.

    A *world* is a set of whole numbers that fits all of it. Each one found widens the range of every count in it.
    """

    def __init__(self, ledger: Ledger, equations: Sequence[Equation] | None = None) -> None:
        """Of all equations, or of these alone."""
        equations = ledger.equations if equations is None else equations
        self._keys = list(dict.fromkeys(key for total, parts in equations for key in (total, *parts)))
        self._place = {key: place for place, key in enumerate(self._keys)}
        columns = [[self._place[key] for key in (total, *parts)] for total, parts in equations]
        starts = np.cumsum([0, *map(len, columns)], dtype=np.int32)
        signs = np.ones(starts[-1])
        signs[starts[:-1]] = -1
        entries = np.concatenate([*columns, []]).astype(np.int32)
        self._rows = csr_array((signs, entries, starts), shape=(len(columns), len(self._keys)))
        self._truth = np.array([ledger.counts[key] for key in self._keys], dtype=float)
        # far above every count: a bound for the solver, not a thing that an outsider knows
        self._top = 2 * self._truth.max(initial=0) + 1000
        self._near, self._far = Sums(self._rows), Sums(self._rows)
        self._moves = Sums(csr_array(hstack([self._rows, -self._rows])))

    def show(self, visible: Collection[Key], smallest: int) -> None:
        """From now on these counts are published, and no other."""
        hidden = np.array([key not in visible for key in self._keys], dtype=bool)
        self._is_hidden, linked = hidden, abs(self._rows)[:, np.flatnonzero(hidden)]
        # counts that no chain of equations links say nothing about each other
        self._part = np.full(len(self._keys), -1)
        self._part[hidden] = connected_components(linked.T @ linked, directed=False)[1]
        low, high = np.maximum(0, self._truth - smallest), self._truth + smallest
        self._near.bound(np.where(hidden, low, self._truth), np.where(hidden, high, self._truth))
        self._far.bound(np.where(hidden, 0, self._truth), np.where(hidden, self._top, self._truth))

    def exposed(self, doubtful: Collection[Key], smallest: int) -> list[Key]:
        """Those of the doubtful hidden counts whose possible values are too few, or all small, in a fixed order.

        Most are settled together, by worlds in which many of them are a little larger or smaller; each of the others by
        its own largest and smallest value.
        """
        places = np.array(sorted(self._place[key] for key in doubtful if key in self._place), dtype=np.int64)
        places = places[self._is_hidden[places]]
        low, high = self._truth.copy(), self._truth.copy()
        self._widen_together(places, smallest, low, high)
        for place in places:
            for sign in (-1.0, 1.0):
                if not _are_wide(low[place], high[place], smallest):
                    self._widen(place, sign, low, high)
        return [self._keys[place] for place in places[~_are_wide(low[places], high[places], smallest)]]

    def _widen_together(self, places: Whole, smallest: int, low: Floats, high: Floats) -> None:
        """Worlds near the truth, in which those not yet wide go up or down by chance (the same at every run)."""
        chance, idle = np.random.default_rng(len(self._truth)), 0
        while len(places) and idle < IDLE:
            weights = np.zeros(len(self._truth))
            weights[places] = chance.choice([-1.0, 1.0], len(places))
            world = self._near.least(weights)
            if world is not None:
                broken = np.bincount(self._part[self._is_hidden], ~_are_whole(world[self._is_hidden])) > 0
                self._take(world, self._is_hidden & ~broken[self._part], low, high)
            left = places[~_are_wide(low[places], high[places], smallest)]
            idle = idle + 1 if len(left) == len(places) else 0
            places = left

    def _widen(self, place: int, sign: float, low: Floats, high: Floats) -> None:
        """Puts a world with the smallest (sign 1) or largest (−1) possible value of one count in."""
        around, weights = self._part == self._part[place], np.zeros(len(self._truth))
        weights[place] = sign
        # the corners of such sums are mostly whole, and found far sooner than by asking for whole numbers
        worlds = (sums.least(weights) for sums in (self._far, self._near))
        whole = (world for world in worlds if world is not None and _are_whole(world[around]).all())
        world = next(whole, None)
        if world is None:
            world = self._far.least_whole(weights, np.flatnonzero(around))
        if world is not None:
            self._take(world, around, low, high)

    def _take(self, world: Floats, among: Flags, low: Floats, high: Floats) -> None:
        """Widens the ranges of the counts among those by their numbers in a world."""
        low[among] = np.minimum(low[among], np.round(world[among]))
        high[among] = np.maximum(high[among], np.round(world[among]))

    @property
    def visible(self) -> list[Key]:
        """The published counts that stand in an equation."""
        return [self._keys[place] for place in np.flatnonzero(~self._is_hidden)]

    def against(self, exposed: Collection[Key], price: Mapping[Key, float], smallest: int) -> set[Key]:
        """What more to hide so that each of the exposed could be so much larger: what costs least, one after the other.

        By how visible counts of a price would have to differ from the truth; those without one cannot. Whatever has been
        chosen for one is free for the next. Empty where that cannot be.
        """
        chosen: set[Key] = set()
        pairs = zip(self._keys, self._is_hidden, strict=True)
        costs = np.array([0.0 if hidden else price.get(key, np.inf) for key, hidden in pairs])
        # how much more, and how much less, each count is than in truth
        high = np.where(np.isinf(costs), 0, [np.full(len(costs), self._top), self._truth])
        costs[np.isinf(costs)] = 0
        for key in exposed:
            place, low, most = self._place[key], np.zeros(high.shape), high.copy()
            low[0, place], most[1, place] = max(smallest - 1, smallest - self._truth[place]), 0
            self._moves.bound(low.ravel(), most.ravel())
            moved = self._moves.least(np.tile(costs, 2))
            if moved is not None:
                differ = moved.reshape(high.shape).max(axis=0) > 1e-6
                used = np.flatnonzero(differ & ~self._is_hidden)
                chosen |= {self._keys[at] for at in used}
                costs[used] = 0
        return chosen


def _are_whole(numbers: Floats) -> Flags:
    return np.asarray(np.abs(numbers - np.round(numbers)) < 1e-6)


def _are_wide(low: Floats, high: Floats, smallest: int) -> Flags:
    return np.asarray((high - low + 1 >= smallest) & (high >= smallest))
