"""What an outsider could work out of hidden counts from those that are published; decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from ipseval.estimate import Floats
from ipseval.ledger import Key, Ledger


class Audit:
    """All that an outsider knows: the visible counts, the equations, and that every count is whole and not negative."""

    def __init__(self, ledger: Ledger, visible: Collection[Key]) -> None:
        self._ledger = ledger
        self._unknown: dict[Key, int] = {}
        rows: list[int] = []
        columns: list[int] = []
        signs: list[int] = []
        known: list[int] = []
        for total, parts in ledger.equations:
            terms = [(total, -1), *((part, 1) for part in parts)]
            if all(key in visible for key, _ in terms):
                continue
            known.append(-sum(sign * ledger.counts[key] for key, sign in terms if key in visible))
            for key, sign in terms:
                if key not in visible:
                    rows.append(len(known) - 1)
                    columns.append(self._unknown.setdefault(key, len(self._unknown)))
                    signs.append(sign)
        shape = (len(known), len(self._unknown))
        self._matrix = csr_array((signs, (rows, columns)), shape=shape)
        self._known = np.array(known, dtype=float)
        # far above every count: a bound for the solver, not a thing that an outsider knows
        self._top = 2 * max(ledger.counts.values(), default=0) + 1000

    def exposed(self, doubtful: Collection[Key], smallest: int) -> list[Key]:
        """Those of the doubtful hidden counts whose possible values are too few or all small, in a fixed order.

        By integer programming: the smallest and the largest value of each over all sets of counts that fit.
        """
        places = {self._unknown[key]: key for key in doubtful if key in self._unknown}
        size = len(self._unknown)
        low = np.array([self._ledger.counts.get(key, 0) for key in self._unknown], dtype=float)
        high = low.copy()
        for weights in _questions(sorted(places), size):
            narrow = [place for place in places if not _is_wide(low[place], high[place], smallest)]
            if np.any(weights[narrow]):
                # one possible set of counts widens the range of every other count too
                found = self._solve(weights)
                low, high = np.minimum(low, found), np.maximum(high, found)
        return [places[place] for place in sorted(places) if not _is_wide(low[place], high[place], smallest)]

    def _solve(self, weights: Floats) -> Floats:
        """A possible set of counts with the smallest weighted sum."""
        found = milp(
            weights,
            constraints=LinearConstraint(self._matrix, self._known, self._known),
            integrality=np.ones(len(self._unknown)),
            bounds=Bounds(0, self._top),
        )
        if found.x is None:
            raise RuntimeError(f"The audit of the release could not be solved: {found.message}")
        return np.asarray(np.round(found.x))


def _questions(places: Sequence[int], size: int) -> Iterator[Floats]:
    """What to minimise: first many counts at once, which settles most; then each, up and down, for the rest."""
    generator = np.random.default_rng(1)
    for _ in range(_AT_ONCE if len(places) > _AT_ONCE else 0):
        weights = np.zeros(size)
        weights[places] = generator.choice([-1.0, 1.0], len(places))
        yield weights
    for place in places:
        for sign in (-1.0, 1.0):
            weights = np.zeros(size)
            weights[place] = sign
            yield weights


_AT_ONCE = 8


def _is_wide(low: float, high: float, smallest: int) -> bool:
    return high - low + 1 >= smallest and high >= smallest
