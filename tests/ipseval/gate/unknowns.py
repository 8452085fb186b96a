"""Whole numbers that nobody tells, and what is known of sums of them: how small and how large can each be?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Name = tuple[Any, ...]


@dataclass
class Unknowns:
    """Unknown whole numbers by name, what is known of sums of them, and the counts that one would like to know."""

    places: dict[Name, int] = field(default_factory=dict)
    rows: list[tuple[dict[int, int], float]] = field(default_factory=list)
    wanted: dict[Name, tuple[int, ...]] = field(default_factory=dict)

    def __call__(self, *name: Any) -> int:
        return self.places.setdefault(name, len(self.places))

    def same(self, left: Iterable[int], right: Iterable[int] = (), known: float = 0) -> None:
        """The left sum is the right one and so much."""
        row: dict[int, int] = defaultdict(int)
        for sign, side in ((1, left), (-1, right)):
            for place in side:
                row[place] += sign
        self.rows.append((dict(row), known))

    def learn(self, name: Name, sum_of: Iterable[int], value: float | None) -> None:
        """A published count is the sum; where it is hidden, one would like to know it."""
        places = tuple(sum_of)
        if value is None:
            self.wanted[name] = places
        else:
            self.same(places, (), value)

    def solver(self) -> Callable[[Iterable[int], int], float | None]:
        entries = [
            (row, place, sign) for row, (sums, _) in enumerate(self.rows) for place, sign in sums.items()
        ]
        rows, columns, signs = zip(*entries, strict=True)
        shape = (len(self.rows), len(self.places))
        matrix = csr_array((signs, (rows, columns)), shape=shape, dtype=float)
        known = np.array([value for _, value in self.rows])
        rules = LinearConstraint(matrix, known, known)

        def lowest(places: Iterable[int], sign: int) -> float | None:
            weights = np.zeros(len(self.places))
            weights[list(places)] = sign
            for whole in (0, 1):  # mostly whole numbers come without asking for them, and far sooner
                found = milp(
                    weights,
                    constraints=rules,
                    bounds=Bounds(0, 100_000),
                    integrality=whole,
                    options={"node_limit": 200},
                )
                if found.x is None or np.allclose(found.x, np.round(found.x), atol=1e-6):
                    break
            return None if found.x is None else round(sign * float(weights @ found.x))

        return lowest

    def ranges(self, among: Callable[[Name], bool] = lambda name: True) -> Iterator[tuple[Name, int, int]]:
        """Each wanted count with its smallest and its largest value; nothing can be if the tables contradict themselves."""
        lowest = self.solver()
        for name, places in self.wanted.items():
            if among(name):
                low, high = lowest(places, 1), lowest(places, -1)
                if low is None or high is None:
                    raise ValueError(
                        f"{name}: the published tables contradict each other, or the outsider errs"
                    )
                yield name, int(low), int(high)
