"""What an outsider could work out of hidden counts from those that are published; decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from ipseval.estimates.estimate import Floats, Whole
from ipseval.gate.ledger import Key, Ledger

SCOPES: tuple[int | None, ...] = (2, None)
"""How many other groups or sites are let vary with a count: two first, which mostly settles it, then all there is."""


class Audit:
    """All that an outsider knows: the visible counts, the equations, and that counts are whole and not negative."""

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
        self._keys = list(self._unknown)
        shape = (len(self._visible), len(self._unknown))
        self._by_row = csr_array((signs, (rows, columns)), shape=shape, dtype=float)
        self._by_column = csc_array(self._by_row)
        # counts that no chain of equations links say nothing about each other
        _, self._part = connected_components(abs(self._by_row.T) @ abs(self._by_row), directed=False)
        self._truth = np.array([ledger.counts[key] for key in self._unknown], dtype=float)
        # far above every count: a bound for the solver, not a thing that an outsider knows
        self._top = 2 * max(ledger.counts.values(), default=0) + 1000

    def exposed(self, doubtful: Collection[Key], smallest: int) -> list[Key]:
        """Those of the doubtful hidden counts whose possible values are too few, or all small, in a fixed order.

        The smallest and the largest value of each, by integer programming over its scope, everyone and some other
        scopes, the rest as they are. Varying those too could only widen a range: what is wide here is wide.
        """
        places = sorted((self._unknown[key], key) for key in doubtful if key in self._unknown)
        low, high = self._truth.copy(), self._truth.copy()
        for scopes in SCOPES:
            for place, key in places:
                for sign in (-1.0, 1.0):
                    if not _is_wide(low[place], high[place], smallest):
                        self._widen(key, sign, scopes, low, high)
        return [key for place, key in places if not _is_wide(low[place], high[place], smallest)]

    def alone(self, key: Key) -> Iterator[frozenset[Key]]:
        """The visible counts of each equation in which nothing but this count is unknown."""
        for row in _entries(self._by_column, self._unknown[key]):
            if len(_entries(self._by_row, row)) == 1:
                yield self._visible[row]

    def binding(self, key: Key) -> Iterator[frozenset[Key]]:
        """The visible counts of each equation that keeps the count from being any larger, by the shadow prices."""
        around, rows = self._around(key, SCOPES[-1])
        matrix = self._by_row[rows][:, around]
        found = linprog(
            np.where(around == self._unknown[key], -1.0, 0.0),
            A_eq=matrix,
            b_eq=matrix @ self._truth[around],
            bounds=(0, self._top),
        )
        prices = np.zeros(len(rows)) if found.x is None else found.eqlin.marginals
        yield from (self._visible[row] for row in rows[np.abs(prices) > 1e-9])

    def _widen(self, key: Key, sign: float, scopes: int | None, low: Floats, high: Floats) -> None:
        """Puts the smallest (sign 1) or largest (−1) possible value of one count, and all that goes with it, in."""
        around, rows = self._around(key, scopes)
        matrix = self._by_row[rows][:, around]
        found = _lowest(
            np.where(around == self._unknown[key], sign, 0.0), matrix, matrix @ self._truth[around], self._top
        )
        if found is not None:
            low[around] = np.minimum(low[around], found)
            high[around] = np.maximum(high[around], found)

    def _around(self, key: Key, scopes: int | None) -> tuple[Whole, Whole]:
        """The unknown counts linked to it, of its scope, of everyone and of the `scopes` with most of its name."""
        around = np.flatnonzero(self._part == self._part[self._unknown[key]])
        if scopes is not None:
            near = [self._keys[place] for place in around]
            alike = [other for other in near if other[2] == key[2] and other[:2] not in (key[:2], _EVERYONE)]
            alike.sort(key=lambda other: (-self._truth[self._unknown[other]], repr(other)))
            places = {key[:2], _EVERYONE, *(other[:2] for other in alike[:scopes])}
            around = np.array([self._unknown[other] for other in near if other[:2] in places])
        return around, np.unique(self._by_column[:, around].indices)


_EVERYONE = (None, None)


def _lowest(weights: Floats, matrix: csr_array, known: Floats, top: int) -> Floats | None:
    """Whole numbers from 0 to `top` with matrix · numbers = known and a low weighted sum; `None` if none is found.

    Without asking for whole numbers first: the corners of such sums are mostly whole, and found far sooner. Any
    whole numbers that fit are a world that an outsider cannot rule out, the lowest or not.
    """
    for whole in (0, 1):
        found = milp(
            weights,
            constraints=LinearConstraint(matrix, known, known),
            integrality=np.full(len(weights), whole),
            bounds=Bounds(0, top),
            options={"node_limit": 100},
        )
        if found.x is not None and np.allclose(found.x, np.round(found.x), atol=1e-6):
            return np.asarray(np.round(found.x))
    return None


def _entries(matrix: csr_array | csc_array, line: int) -> Whole:
    """The places of a row (of a matrix by rows) or a column (by columns) that are not zero."""
    return np.asarray(matrix.indices[matrix.indptr[line] : matrix.indptr[line + 1]])


def _is_wide(low: float, high: float, smallest: int) -> bool:
    return high - low + 1 >= smallest and high >= smallest
