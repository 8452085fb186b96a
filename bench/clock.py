"""The clock of the measures: medians of interleaved runs."""

import statistics
import time
from collections.abc import Callable

ROUNDS = 15


def medians(*deeds: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Median milliseconds of each deed, run in turn so that a busy moment hits all alike; one warm-up round."""
    took: list[list[float]] = [[] for _ in deeds]
    for turn in range(rounds + 1):
        for times, deed in zip(took, deeds, strict=True):
            began = time.perf_counter()
            deed()
            if turn:
                times.append((time.perf_counter() - began) * 1000)
    return [statistics.median(times) for times in took]
