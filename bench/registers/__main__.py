"""`python -m bench.registers [--people N]`: makes a register, measures each deed in a process of its own, in turn."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import polars as pl

from bench.registers.deeds import ANSWERS, DEEDS, same
from bench.registers.make import make

MELT_PEOPLE = CSV_PEOPLE = 100_000
"""pandas melt needs some 23 GB for a million; a CSV of a million persons takes minutes to write."""

RATIOS = [
    ("import weeks", "bare weeks", "at most 2.5"),
    ("import all", "bare all", "at most 4"),
    ("import CSV", "bare CSV", "at most 1.5"),
    ("best wide query", "answer from spells", "at least 10"),
    ("Polars unpivot", "answer from spells", "at least 30"),
    ("DuckDB UNPIVOT", "import and answer", "at least 2"),
    ("pandas melt", "answer from spells", ""),
]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.registers")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--leave-out", nargs="*", default=[], help="deeds that are not measured")
    parser.add_argument("--deed", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.deed:
        do(given.deed, given.folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given.people, given.rounds, given.leave_out)


def do(deed: str, folder: Path) -> None:
    """One deed, in this process; prints its seconds, its peak memory in MB, and a hash of its answer."""
    began = time.perf_counter()
    answer = DEEDS[deed](folder)
    took = time.perf_counter() - began
    print(json.dumps([took, _peak(), None if answer is None else _hash(answer)]))


def _peak() -> float:
    """The most memory that this process has held, in MB; on Linux without what its parent had held."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _hash(answer: pl.DataFrame) -> str:
    return hashlib.sha256(repr(same(answer)).encode()).hexdigest()[:12]


def measure(folder: Path, people: int, rounds: int, leave_out: list[str]) -> None:
    began = time.perf_counter()
    make(people, folder / "wide.parquet")
    deeds = [deed for deed in DEEDS if deed not in leave_out]
    if people > MELT_PEOPLE:
        deeds = [deed for deed in deeds if deed != "pandas melt" and "CSV" not in deed]
    else:
        pl.scan_parquet(folder / "wide.parquet").sink_csv(folder / "wide.csv")
    print(
        f"{people} people × 520 weeks, made in {time.perf_counter() - began:.0f} s; {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}, Polars {pl.__version__}, "
        f"DuckDB {duckdb.__version__}; medians of {rounds} rounds in turn, each in a process of its own\n"
    )
    found: dict[str, list[tuple[float, float, str | None]]] = {deed: [] for deed in deeds}
    for _ in range(rounds):
        for deed in deeds:
            found[deed].append(_child(deed, folder))
    answers = {result[2] for deed in deeds if deed in ANSWERS for result in found[deed]}
    if len(answers) > 1:
        sys.exit(f"The answers are not the same: {[(deed, found[deed][0][2]) for deed in deeds]}")
    show(folder, {deed: [one[0] for one in found[deed]] for deed in deeds}, {
        deed: max(one[1] for one in found[deed]) for deed in deeds
    })  # fmt: skip


def _child(deed: str, folder: Path) -> tuple[float, float, str | None]:
    command = [sys.executable, "-m", "bench.registers", "--deed", deed, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{deed}: failed ({done.returncode}) {done.stderr.strip().splitlines()[-1:]}")
        return float("inf"), 0.0, None
    took, peak, answer = json.loads(done.stdout)
    return took, peak, answer


def show(folder: Path, seconds: dict[str, list[float]], peaks: dict[str, float]) -> None:
    """The table of times and memory, the ratios beside their aims, the sizes."""
    print(f"{'':30}{'median s':>10}{'lowest':>10}{'highest':>10}{'peak MB':>10}")
    for deed, times in seconds.items():
        middle = statistics.median(times)
        print(f"{deed:30}{middle:10.2f}{min(times):10.2f}{max(times):10.2f}{peaks[deed]:10.0f}")
    print(f"\n{'ratio of medians':58}{'':>10}  aim")
    of = _best({deed: statistics.median(times) for deed, times in seconds.items()})
    for ours, theirs, aim in RATIOS:
        if ours in of and theirs in of:
            print(f"{ours + ' ÷ ' + theirs:58}{of[ours] / of[theirs]:10.2f}  {aim}")
    wide, spells = ((folder / name).stat().st_size / 1e6 for name in ("wide.parquet", "spells.parquet"))
    print(f"{f'spells file {spells:.0f} MB ÷ wide file {wide:.0f} MB':58}{spells / wide:10.2f}  at most 0.25")


def _best(median: dict[str, float]) -> dict[str, float]:
    """With the faster engine of each kind, by the name without an engine."""
    best = dict(median)
    for kind in ("bare weeks", "bare all", "bare CSV", "answer from spells"):
        engines = [took for deed, took in median.items() if deed.startswith(f"{kind},")]
        if engines:
            best[kind] = min(engines)
    wide = [
        median[deed]
        for deed in ("DuckDB concat string", "DuckDB UNPIVOT", "Polars unpivot")
        if deed in median
    ]
    if wide:
        best["best wide query"] = min(wide)
    if "import all" in best and "answer from spells" in best:
        best["import and answer"] = best["import all"] + best["answer from spells"]
    return best


if __name__ == "__main__":
    main()
