"""One line of the table: data drawn again and again, and how many of their intervals held the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ipseval.estimates.estimate import Estimate


@dataclass(frozen=True)
class Case:
    """What is estimated, by which method, from how many people; the truth, and one interval from new data.

    Where the truth is drawn along with the data, what is drawn is the interval less the truth, and `truth` is 0. A case
    that is `dear` is given so many times fewer data sets.
    """

    what: str
    method: str
    people: str
    truth: float
    draw: Callable[[np.random.Generator], Estimate | None]
    dear: int = 1


@dataclass(frozen=True)
class Coverage:
    """Of the data sets that gave an interval, how many held the truth; `none` gave none."""

    held: int
    given: int
    none: int

    @property
    def share(self) -> float:
        return self.held / self.given


def coverage(case: Case, sets: int, seed: int = 3) -> Coverage:
    """The same data sets for the same seed."""
    draw = np.random.default_rng([seed, *f"{case.what}, {case.method}, {case.people}".encode()])
    held = given = 0
    for _ in range(sets):
        found = case.draw(draw)
        if found is not None and found.low is not None and found.high is not None:
            given += 1
            held += found.low <= case.truth <= found.high
    return Coverage(held, given, sets - given)


def about(found: Estimate, truth: float) -> Estimate | None:
    """The interval less the truth that was drawn with its data."""
    if found.low is None or found.high is None:
        return None
    return Estimate(found.value - truth, found.se, found.low - truth, found.high - truth, found.method)
