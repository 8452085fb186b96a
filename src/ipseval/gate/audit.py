"""What an outsider could work out of hidden counts from those that are published; decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from ipseval.estimates.estimate import Floats, Whole
from ipseval.gate.ledger import Key, Ledger

Flags = npt.NDArray[np.bool_]
IDLE = 3
"""So many worlds in a row that widen nothing, and the counts left are asked about one by one."""


class Audit:
    """All that an outsider knows: the visible counts, the equations, and that counts are whole and not negative.

    A *world* is a set of whole numbers that fits all of it. Each one found widens the range of every count in it.
    """

    def __init__(self, ledger: Ledger, visible: Collection[Key]) -> None:
        self.visible = frozenset(visible)
        self._unknown: dict[Key, int] = {}
        self._visible: list[frozenset[Key]] = []
        rows: list[int] = []
        columns: list[int] = []
        signs: list[int] = []
        for total, parts in ledger.equations:
            hidden = [
                (key, sign)
                for key, sign in [(total, -1), *((part, 1) for part in parts)]
                if key not in self.visible
            ]
            for key, sign in hidden:
                rows.append(len(self._visible))
                columns.append(self._unknown.setdefault(key, len(self._unknown)))
                signs.append(sign)
            if hidden:
                self._visible.append(frozenset((total, *parts)) - {key for key, _ in hidden})
        shape = (len(self._visible), len(self._unknown))
        self._by_row = csr_array((signs, (rows, columns)), shape=shape, dtype=float)
        self._by_column = csc_array(self._by_row)
        # counts that no chain of equations links say nothing about each other
        _, self._part = connected_components(abs(self._by_row.T) @ abs(self._by_row), directed=False)
        self._truth = np.array([ledger.counts[key] for key in self._unknown], dtype=float)
        # far above every count: a bound for the solver, not a thing that an outsider knows
        self._top = 2 * max(ledger.counts.values(), default=0) + 1000
        self._linked = cache(self._linked_with)

    def alone(self, doubtful: Collection[Key]) -> Iterator[frozenset[Key]]:
        """The visible counts of each equation in which one of the doubtful is the only count unknown, in a fixed order."""
        for place, _ in self._places(doubtful):
            for row in _entries(self._by_column, place):
                if len(_entries(self._by_row, row)) == 1:
                    yield self._visible[row]

    def exposed(self, doubtful: Collection[Key], smallest: int) -> dict[Key, frozenset[Key]]:
        """Those of the doubtful hidden counts whose possible values are too few, or all small, in a fixed order.

        Each with the visible counts of the equations that keep it from being any larger. Most are settled together,
        by worlds in which many of them are a little larger or smaller; each of the others by its own largest and
        smallest value.
        """
        places = self._places(doubtful)
        low, high = self._truth.copy(), self._truth.copy()
        self._widen_together(np.array([place for place, _ in places], dtype=np.int64), smallest, low, high)
        found = {}
        for place, key in places:
            if not _are_wide(low[place], high[place], smallest):
                binding = self._widen(place, -1.0, low, high)
                self._widen(place, 1.0, low, high)
                if not _are_wide(low[place], high[place], smallest):
                    found[key] = binding
        return found

    def _places(self, keys: Collection[Key]) -> list[tuple[int, Key]]:
        return sorted((self._unknown[key], key) for key in keys if key in self._unknown)

    def _widen_together(self, places: Whole, smallest: int, low: Floats, high: Floats) -> None:
        """Worlds near the truth, in which those not yet wide go up or down by chance (the same at every run)."""
        chance, idle = np.random.default_rng(len(self._truth)), 0
        known = self._by_row @ self._truth
        while len(places) and idle < IDLE:
            weights = np.zeros(len(self._truth))
            weights[places] = chance.choice([-1.0, 1.0], len(places))
            found = milp(
                weights,
                constraints=LinearConstraint(self._by_row, known, known),
                bounds=Bounds(np.maximum(0, self._truth - smallest), self._truth + smallest),
            )
            if found.x is not None:
                broken = np.bincount(self._part, ~_are_whole(found.x)) > 0
                world = np.where(broken[self._part], self._truth, np.round(found.x))
                np.minimum(low, world, out=low)
                np.maximum(high, world, out=high)
            left = places[~_are_wide(low[places], high[places], smallest)]
            idle = idle + 1 if len(left) == len(places) else 0
            places = left

    def _widen(self, place: int, sign: float, low: Floats, high: Floats) -> frozenset[Key]:
        """Puts a world with the smallest (sign 1) or largest (−1) possible value of one count in.

        And says which visible counts keep it there, by the shadow prices of their equations.
        """
        around, rows, matrix = self._linked(int(self._part[place]))
        weights, known = np.where(around == place, sign, 0.0), matrix @ self._truth[around]
        found = linprog(weights, A_eq=matrix, b_eq=known, bounds=(0, self._top))
        world = found.x
        if world is not None and not _are_whole(world).all():
            # the corners of such sums are mostly whole, and found far sooner than by asking for whole numbers
            world = milp(
                weights,
                constraints=LinearConstraint(matrix, known, known),
                integrality=1,
                bounds=Bounds(0, self._top),
                options={"node_limit": 100},
            ).x
        if world is not None:
            low[around] = np.minimum(low[around], np.round(world))
            high[around] = np.maximum(high[around], np.round(world))
        prices = np.zeros(len(rows)) if found.x is None else found.eqlin.marginals
        return frozenset[Key]().union(*(self._visible[row] for row in rows[np.abs(prices) > 1e-9]))

    def _linked_with(self, part: int) -> tuple[Whole, Whole, csr_array]:
        """The unknown counts of a part, the equations that link them, and these as a matrix."""
        around = np.flatnonzero(self._part == part)
        rows = np.unique(self._by_column[:, around].indices)
        return around, rows, self._by_row[rows][:, around]


def _entries(matrix: csr_array | csc_array, line: int) -> Whole:
    """The places of a row (of a matrix by rows) or a column (by columns) that are not zero."""
    return np.asarray(matrix.indices[matrix.indptr[line] : matrix.indptr[line + 1]])


def _are_whole(numbers: Floats) -> Flags:
    return np.asarray(np.abs(numbers - np.round(numbers)) < 1e-6)


def _are_wide(low: Floats, high: Floats, smallest: int) -> Flags:
    return np.asarray((high - low + 1 >= smallest) & (high >= smallest))
