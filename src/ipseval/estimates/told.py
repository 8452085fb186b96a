"""Numbers of people of whom some were lost from sight before theirs was whole: those seen stand for them too; arrays
in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ipseval.estimates import clustered, influence
from ipseval.estimates.estimate import (
    ROUNDING,
    Estimate,
    Floats,
    Whole,
    mean,
    mean_difference,
    proportion,
    win_odds,
)
from ipseval.estimates.weighting import Flags, seen_influence, seen_weights

WEIGHED = "IPC weights"


@dataclass(frozen=True)
class Told:
    """A number of each person of a base, with when each was last followed and who was `lost` then.

    The number of the lost is what it had come to; `room` is how much more it could have become. Of those who are not
    `known` it is not told. `clusters` has a number for each person where one has several courses.
    """

    value: Floats
    known: Flags
    times: Whole
    lost: Flags
    room: Floats | None = None
    clusters: Whole | None = None

    @cached_property
    def weights(self) -> Floats:
        """How many people each stands for: `seen_weights`, among those known."""
        return np.where(self.known, seen_weights(self.times, self.lost), 0.0)

    @property
    def is_plain(self) -> bool:
        """Everybody was seen to the end, and is one person."""
        return self.clusters is None and not self.lost.any()

    @property
    def seen(self) -> Floats:
        """The numbers that are whole and told."""
        return self.value[self.known & ~self.lost]

    @property
    def persons(self) -> Whole | None:
        """Whose they are, where one has several courses."""
        return None if self.clusters is None else self.clusters[self.known & ~self.lost]

    @property
    def is_settled(self) -> bool:
        """Whoever was lost last is stood for by nobody: then the data cannot tell."""
        whole = seen_weights(self.times, self.lost).sum()
        return bool(whole > len(self.times) * (1 - ROUNDING) and self.weights.sum() > 0)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The mean if nothing was added to the numbers of the lost, and if all that there was room for was."""
        if self.room is None or not self.lost.any():
            return None
        low = float(np.mean(self.value))
        return low, low + float(np.sum(self.room[self.lost]) / len(self.value))

    @property
    def centre(self) -> float:
        """The mean in which those seen stand for the lost: Bang and Tsiatis (2000), Biometrika 87:329.

        It leaves out what is known of the lost, and may lie outside its bounds: then it is the nearer (`is_bound`).
        """
        return self._average if self.bounds is None else float(np.clip(self._average, *self.bounds))

    @property
    def is_bound(self) -> bool:
        """Those seen are so unlike the lost that they cannot stand for them: the mean is one of its bounds."""
        return self.is_settled and bool(abs(self.centre - self._average) > ROUNDING * max(1.0, self.centre))

    @property
    def _average(self) -> float:
        return float(np.average(self.value, weights=self.weights))

    def adds(self, each: Floats) -> Floats:
        """What each person adds to the weighted mean of `each`, the chances of being seen being estimated too."""
        weights = self.weights
        own: Floats = weights * (each - float(np.average(each, weights=weights))) / weights.sum()
        added: Floats = own + seen_influence(self.times, self.lost, own)
        return added

    def error(self, each: Floats) -> tuple[float, float]:
        """The standard error of the weighted mean of `each`, with its degrees of freedom."""
        return influence.error(self.adds(each), self.clusters, self.weights)

    def mean(self, level: float = 0.95) -> Estimate:
        """The mean with Student's interval; with everybody seen that of `estimate.mean`."""
        if not self.lost.any():
            return (
                mean(self.seen, level)
                if self.persons is None
                else clustered.mean(self.seen, self.persons, level)
            )
        method = self.method("Student's t")
        if not self.is_settled:
            return Estimate(float("nan"), None, None, None, method)
        weights, added = self.weights, self.adds(self.value)
        return influence.estimate(self.centre, added, method, level, self.clusters, weights)

    def share(self, level: float = 0.95) -> Estimate:
        """The same of numbers that are 1 or 0, with Wilson's interval for as many as tell as much."""
        if not self.lost.any():
            reached = self.seen.astype(np.int64)
            if self.persons is not None:
                return clustered.proportion(reached, self.persons, level)
            return proportion(int(reached.sum()), len(reached), level)
        method = self.method("Wilson")
        if not self.is_settled:
            return Estimate(float("nan"), None, None, None, method)
        return clustered.effective(self.centre, self.error(self.value), len(self.seen), method, level)

    def method(self, name: str) -> str:
        """The name, with what was done to it."""
        words = (
            name,
            WEIGHED if self.lost.any() else "",
            clustered.BY_PERSON if self.clusters is not None else "",
        )
        return ", ".join(word for word in words if word)


def difference(first: Told, second: Told, level: float = 0.95) -> Estimate:
    """The mean of the first minus that of the second, with Welch's interval."""
    if first.is_plain and second.is_plain:
        return mean_difference(first.seen, second.seen, level)
    method = _method("Welch", first, second)
    if not (first.is_settled and second.is_settled):
        return Estimate(float("nan"), None, None, None, method)
    errors = [told.error(told.value) for told in (first, second)]
    return influence.apart(first.centre - second.centre, errors, method, level)


def odds(first: Told, second: Told, level: float = 0.95) -> Estimate:
    """`win_odds`, where those seen stand for the lost and a person may have several courses.

    The error is that of the placements, which with everybody seen is Brunner and Munzel's. `ValueError` where it is not
    estimable.
    """
    if first.is_plain and second.is_plain:
        return win_odds(first.seen, second.seen, level)
    if not (first.is_settled and second.is_settled):
        raise ValueError("The win odds of people who were not seen to the end are not estimable")
    above, below = _beats(first.value, second), 1 - _beats(second.value, first)
    share = float(np.average(above, weights=first.weights))
    if not ROUNDING < share < 1 - ROUNDING:
        raise ValueError("The win odds of groups that do not overlap are not estimable")
    method = _method("Brunner–Munzel, on the logarithm", first, second)
    log = influence.apart(
        float(np.log(share / (1 - share))),
        [(se / (share * (1 - share)), freedom) for se, freedom in (first.error(above), second.error(below))],
        method,
        level,
    )
    low, high = (None if limit is None else float(np.exp(limit)) for limit in (log.low, log.high))
    return Estimate(share / (1 - share), log.se, low, high, method)


def _beats(values: Floats, others: Told) -> Floats:
    """For each value the share of the others that it is above, an equal one counting half."""
    steps, place = np.unique(others.value, return_inverse=True)
    reached = np.concatenate([[0.0], np.cumsum(np.bincount(place, others.weights))])
    lower, upper = (np.searchsorted(steps, values, side=side) for side in ("left", "right"))
    return np.asarray((reached[lower] + reached[upper]) / 2 / reached[-1], dtype=np.float64)


def _method(name: str, first: Told, second: Told) -> str:
    return first.method(name) if first.lost.any() else second.method(name)
