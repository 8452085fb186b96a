"""The table for docs/evaluation/coverage.md, in Markdown, line by line."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from bench.coverage import cases, exact, several
from bench.coverage.case import Case, coverage


def drawn() -> list[Case]:
    """Every line that is not enumerated."""
    return [*cases.cases(), *several.cases()]


def line(number: int, sets: int) -> str:
    """One line; of a case that is dear from fewer data sets."""
    case = drawn()[number]
    asked, began = max(sets // case.dear, 1), time.process_time()
    found = coverage(case, asked)
    spent = time.process_time() - began
    named = _named(case.what, case.method, case.people)
    return f"{named} {found.share:.1%} | {found.none} of {asked} | {spent:.0f} |"


def _named(what: str, method: str, people: str) -> str:
    return f"| {what} | {method} | {people} |"


def table(sets: int, processes: int, only: str = "") -> Iterator[str]:
    """The lines in their order, of those that hold the text; the seconds are those of a core."""
    yield "| what | method | people | held | without an interval | seconds |"
    yield "|---|---|---|---|---|---|"
    for what, method, people, of in exact.lines():
        if only in _named(f"{what}, every outcome", method, people):
            least, mean = of()
            yield f"{_named(f'{what}, every outcome', method, people)} {least:.1%} to mean {mean:.1%} | | |"
    numbers = [
        place for place, case in enumerate(drawn()) if only in _named(case.what, case.method, case.people)
    ]
    # small arrays: threads of a process would only wait for each other, and for those of the next
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(line, numbers, [sets] * len(numbers))
