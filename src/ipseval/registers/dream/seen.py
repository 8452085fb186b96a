"""Who has been seen already, over chunks of any number of persons, in eight bytes a person."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl


class Seen:
    """Remembers persons by a hash of 64 bits, in sorted arrays of doubling length.

    Two different persons with one hash are to be expected once in a million deliveries of five million persons.
    """

    def __init__(self) -> None:
        self._sorted: list[npt.NDArray[np.uint64]] = []

    def again(self, persons: pl.Series) -> npt.NDArray[np.bool_]:
        """Which of these persons came before, in an earlier call or further up in this one; adds them all."""
        hashes = persons.hash(0).to_numpy()
        own = np.sort(hashes)  # what is sorted is found several times faster among what is sorted
        before = [own[known.take(np.searchsorted(known, own), mode="clip") == own] for known in self._sorted]
        twice = np.concatenate([own[:0], *before])
        seen: npt.NDArray[np.bool_] = np.isin(hashes, twice) if len(twice) else np.zeros(len(own), np.bool_)
        if (own[1:] == own[:-1]).any():
            seen |= ~persons.is_first_distinct().to_numpy()
        self._add(own)
        return seen

    def _add(self, hashes: npt.NDArray[np.uint64]) -> None:
        if not len(hashes):
            return
        self._sorted.append(hashes)
        while len(self._sorted) > 1 and len(self._sorted[-2]) <= len(self._sorted[-1]):
            last = self._sorted.pop()
            self._sorted[-1] = np.sort(np.concatenate([self._sorted[-1], last]), kind="stable")
