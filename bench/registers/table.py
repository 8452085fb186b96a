"""The tables of what was measured: times and memory, and each ratio beside its aim."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

PEOPLE, LARGE = 1_000_000, 5_000_000
MEMORY = {PEOPLE: 1_000, LARGE: 2_500}
"""How many MB an import or an answer may take, up to so many people."""


class Result(NamedTuple):
    """Seconds on the clock, seconds of all cores, MB at most, and a hash of the answer."""

    seconds: float
    work: float
    peak: float
    answer: str | None


class Aim(NamedTuple):
    """What `ours` may take for each second of `theirs`; deeds that are done one after the other are joined by ` + `.

    A deed is named without its engine: the fastest engine counts.
    """

    ours: str
    theirs: str
    word: str = ""
    limit: float = 0.0


Found = Mapping[str, Sequence[Result]]


def times(found: Found) -> Iterator[str]:
    """A line per deed."""
    yield f"{'':34}{'median s':>10}{'lowest':>9}{'highest':>9}{'core s':>9}{'peak MB':>9}"
    for deed, results in found.items():
        seconds = [result.seconds for result in results]
        work, peak = statistics.median(r.work for r in results), max(r.peak for r in results)
        middle = statistics.median(seconds)
        yield f"{deed:34}{middle:10.2f}{min(seconds):9.2f}{max(seconds):9.2f}{work:9.2f}{peak:9.0f}"


def ratios(found: Found, aims: Sequence[Aim]) -> Iterator[str]:
    """A line per aim whose deeds were done; met or missed by the clock."""
    yield f"{'ratio':68}{'seconds':>9}{'core s':>9}  aim"
    clock, cores = fastest(found, "seconds"), fastest(found, "work")
    for aim in aims:
        seconds, work = _ratio(aim, clock), _ratio(aim, cores)
        if seconds is not None and work is not None:
            yield line(f"{aim.ours} ÷ {aim.theirs}", seconds, f"{work:.2f}", aim.word, aim.limit)


def memory(found: Found, people: int) -> Iterator[str]:
    """The most memory of what is ours, beside the aim for so many people."""
    peaks = {deed: max(r.peak for r in results) for deed, results in found.items() if _is_ours(deed)}
    limit = next((most for size, most in MEMORY.items() if people <= size), None)
    if peaks and limit:
        most = max(peaks, key=lambda deed: peaks[deed])
        yield line(f"peak MB, {most}", peaks[most], "", "at most", limit)


def a_person(found: Found, people: int, other: Mapping[str, float], others: int) -> Iterator[str]:
    """Time per person of what is ours beside that of another run, with other people, by name of the deed."""
    for deed, took in fastest(found, "seconds").items():
        if _is_ours(deed) and "SAS" not in deed and deed in other:
            ratio = took / people / (other[deed] / others)
            yield line(f"{deed}, a person: {people:,} ÷ {others:,} people", ratio, "", "at most", 1.3)


def fastest(found: Found, what: str) -> dict[str, float]:
    """The median of each deed; and of its fastest engine, by the name without an engine."""
    best: dict[str, float] = {}
    for deed, results in found.items():
        took = statistics.median(getattr(result, what) for result in results)
        for name in {deed, deed.split(", ")[0]}:
            best[name] = min(took, best.get(name, took))
    return best


def line(name: str, value: float, more: str, word: str, limit: float) -> str:
    """A value beside its aim, and whether it is met."""
    met = value <= limit if word == "at most" else value >= limit
    said = f"{word} {limit:g}: {'met' if met else 'missed'}" if word else ""
    return f"{name:68}{value:9.2f}{more:>9}  {said}".rstrip()


def _ratio(aim: Aim, took: Mapping[str, float]) -> float | None:
    ours, theirs = ([took.get(deed) for deed in side.split(" + ")] for side in (aim.ours, aim.theirs))
    if None in (*ours, *theirs):
        return None
    return sum(filter(None, ours)) / (sum(filter(None, theirs)) or math.nan)


def _is_ours(deed: str) -> bool:
    return not deed.startswith("bare ") and " wide" not in deed
