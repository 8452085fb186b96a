"""`python -m bench.registers [--people N]`: makes a register, measures each deed in its own process, in turn."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl

from bench.registers import deeds, files, recipe, table
from bench.registers.table import Found, Result

DEEDS = deeds.DEEDS | recipe.DEEDS
AIMS = [*deeds.AIMS, *recipe.AIMS]

SMALL = 100_000
HUNGRY = ("pandas melt", "work wide, Polars unpivot", "work wide, DuckDB UNPIVOT", "CSV", "SAS")
"""Left out above `SMALL` people unless asked for: some 23 GB of memory for a million, some ten minutes, or much disk;
or of one size at any number of people."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.registers")
    parser.add_argument("--people", type=int, default=SMALL)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=[], help="words: deeds with one of them are measured")
    parser.add_argument("--leave-out", nargs="*", default=[], help="words: deeds with one are not measured")
    parser.add_argument("--hungry", action="store_true", help=f"measure {', '.join(HUNGRY)} at any size")
    parser.add_argument("--save", type=Path, help="keeps the times in this file")
    parser.add_argument("--beside", type=Path, help="compares the times per person with those kept there")
    parser.add_argument("--deed", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.deed:
        do(given.deed, given.folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given)


def do(deed: str, folder: Path) -> None:
    """One deed, in this process and those that it starts; prints its `Result`."""
    began, used = time.perf_counter(), _used()
    answer = DEEDS[deed](folder)
    if isinstance(answer, Iterator):  # opens something first, which is not measured
        next(answer)
        began, used = time.perf_counter(), _used()
        answer = next(answer)
    took, used = time.perf_counter() - began, _used() - used
    print(json.dumps([took, used, _peak(), None if answer is None else _hash(answer)]))


def _used() -> float:
    """Seconds of all cores in this process and in those that it has started."""
    started = resource.getrusage(resource.RUSAGE_CHILDREN)
    living = sum(int(part) for stat in _living("stat") for part in stat.rpartition(")")[2].split()[11:13])
    return time.process_time() + started.ru_utime + started.ru_stime + living / os.sysconf("SC_CLK_TCK")


def _living(what: str) -> Iterator[str]:
    """What Linux tells of each process that this one has started and that has not ended, as Spark's."""
    for path in Path("/proc/self/task").glob("*/children"):
        for child in path.read_text().split():
            yield (Path("/proc") / child / what).read_text()


def _peak() -> float:
    """The most memory that this process, or one that it started, has held, in MB.

    On Linux this process without what its parent had held.
    """
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    status = Path("/proc/self/status")
    if not status.exists():
        return max(started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    peaks = (re.search(r"VmHWM:\s+(\d+)", text) for text in (status.read_text(), *_living("status")))
    return max(started, *(int(peak[1]) / 1024 for peak in peaks if peak))


def _hash(answer: object) -> str:
    return hashlib.sha256(repr(answer).encode()).hexdigest()[:12]


def measure(folder: Path, given: argparse.Namespace) -> None:
    """Makes the register, has every deed done in turn, compares the answers and shows the tables."""
    chosen = list(_chosen(given))
    began = time.perf_counter()
    files.make_all(folder, given.people, chosen)
    print(
        f"{given.people} people × 520 weeks, made in {time.perf_counter() - began:.0f} s; {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}, Polars {pl.__version__}, "
        f"DuckDB {duckdb.__version__}; {given.rounds} rounds in turn, each deed in a process of its own"
    )
    for sentence in deeds.left_out():
        print(sentence)
    found: dict[str, list[Result]] = {deed: [] for deed in chosen}
    for _ in range(given.rounds):
        for deed in chosen:
            found[deed].append(_child(deed, folder))
    _compare(found)
    print("", *_tables(folder, found, given), sep="\n")
    if given.save:
        kept = {"people": given.people, "seconds": table.fastest(found, "seconds")}
        given.save.write_text(json.dumps(kept, indent=1), "utf-8")


def _chosen(given: argparse.Namespace) -> list[str]:
    """The deeds that are measured."""
    without = [*given.leave_out, *(HUNGRY if given.people > SMALL and not given.hungry else ())]
    return [
        deed
        for deed in DEEDS
        if not any(word in deed for word in without)
        and (not given.only or any(word in deed for word in given.only))
    ]


def _compare(found: Found) -> None:
    """Stops where two answers to one question, the first word of the deed, differ."""
    answers: dict[str, dict[str, str]] = defaultdict(dict)
    for deed, results in found.items():
        if answer := results[0].answer:
            answers[deed.split()[0].rstrip(",")][deed] = answer
    for given in answers.values():
        if len(set(given.values())) > 1:
            sys.exit(f"The answers are not the same: {given}")


def _child(deed: str, folder: Path) -> Result:
    command = [sys.executable, "-m", "bench.registers", "--deed", deed, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{deed}: failed ({done.returncode}) {done.stderr.strip().splitlines()[-1:]}")
        return Result(math.inf, math.inf, 0.0, None)
    return Result(*json.loads(done.stdout.splitlines()[-1]))  # pandas prints warnings of its own


def _tables(folder: Path, found: Found, given: argparse.Namespace) -> list[str]:
    lines = [*table.times(found), "", *table.ratios(found, AIMS), *table.memory(found, given.people)]
    size, whole = (files.megabytes(folder / name) for name in ("spells.parquet", "wide.parquet"))
    if size:
        name = f"spells file {size:.1f} MB ÷ wide file {whole:.1f} MB"
        lines.append(table.line(name, size / whole, "", "at most", 0.25))
    if given.beside:
        other = json.loads(given.beside.read_text("utf-8"))
        lines += table.a_person(found, given.people, other["seconds"], other["people"])
    return lines


if __name__ == "__main__":
    main()
