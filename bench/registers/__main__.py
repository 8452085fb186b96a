"""`python -m bench.registers [--people N]`: makes a register, measures each deed in its own process, in turn."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl

from bench.registers.deeds import DEEDS, same
from bench.registers.make import make

SMALL = 100_000
HUNGRY = ("pandas melt", "Polars unpivot", "CSV")
"""Left out above `SMALL` people unless asked for: some 23 GB of memory for a million, or of disk."""

RATIOS = [
    ("import weeks", "bare weeks", "at most 2.5"),
    ("import all", "bare all", "at most 4"),
    ("import CSV", "bare CSV", "at most 1.5"),
    ("support from spells", "bare spells", "at most 2"),
    ("work from spells", "bare spells", "at most 2"),
    ("support, best wide query", "support from spells", "at least 10"),
    ("work, best wide query", "work from spells", "at least 10"),
    ("support, Polars unpivot", "support from spells", "at least 30"),
    ("work, Polars unpivot", "work from spells", "at least 30"),
    ("support, DuckDB UNPIVOT", "import weeks and support", "at least 2"),
    ("work, DuckDB UNPIVOT", "import all and work", "at least 2"),
    ("support, pandas melt", "support from spells", ""),
]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.registers")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--leave-out", nargs="*", default=[], help="deeds that are not measured")
    parser.add_argument("--hungry", action="store_true", help=f"measure {', '.join(HUNGRY)} at any size")
    parser.add_argument("--deed", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.deed:
        do(given.deed, given.folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given)


def do(deed: str, folder: Path) -> None:
    """One deed, in this process; prints its `Result`."""
    began, used = time.perf_counter(), time.process_time()
    answer = DEEDS[deed](folder)
    took = time.perf_counter() - began
    used = time.process_time() - used
    print(json.dumps([took, used, _peak(), None if answer is None else _hash(answer)]))


def _peak() -> float:
    """The most memory that this process has held, in MB; on Linux without what its parent had held."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _hash(answer: pl.DataFrame) -> str:
    return hashlib.sha256(repr(same(answer)).encode()).hexdigest()[:12]


def measure(folder: Path, given: argparse.Namespace) -> None:
    """Makes the register, has every deed done in turn, compares the answers and shows the table."""
    began = time.perf_counter()
    make(given.people, folder / "wide.parquet")
    deeds = [deed for deed in DEEDS if deed not in given.leave_out]
    if given.people > SMALL and not given.hungry:
        deeds = [deed for deed in deeds if not any(word in deed for word in HUNGRY)]
    if "import CSV" in deeds:
        pl.scan_parquet(folder / "wide.parquet").sink_csv(folder / "wide.csv")
    print(
        f"{given.people} people × 520 weeks, made in {time.perf_counter() - began:.0f} s; {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}, Polars {pl.__version__}, "
        f"DuckDB {duckdb.__version__}; {given.rounds} rounds in turn, each deed in a process of its own\n"
    )
    found: dict[str, list[Result]] = {deed: [] for deed in deeds}
    for _ in range(given.rounds):
        for deed in deeds:
            found[deed].append(_child(deed, folder))
    _compare(found)
    show(folder, found)


def _compare(found: dict[str, list[Result]]) -> None:
    """Stops where two answers to one question differ."""
    for question in ("support", "work"):
        answers = {
            deed: results[0].answer
            for deed, results in found.items()
            if deed.startswith(question) and results[0].answer
        }
        if len(set(answers.values())) > 1:
            sys.exit(f"The answers are not the same: {answers}")


class Result(NamedTuple):
    """Seconds on the clock, seconds of all cores, MB at most, and a hash of the answer."""

    seconds: float
    work: float
    peak: float
    answer: str | None


def _child(deed: str, folder: Path) -> Result:
    command = [sys.executable, "-m", "bench.registers", "--deed", deed, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{deed}: failed ({done.returncode}) {done.stderr.strip().splitlines()[-1:]}")
        return Result(math.inf, math.inf, 0.0, None)
    return Result(*json.loads(done.stdout))


def show(folder: Path, found: dict[str, list[Result]]) -> None:
    """The table of times and memory, the ratios beside their aims, the sizes."""
    print(f"{'':31}{'median s':>10}{'lowest':>9}{'highest':>9}{'core s':>9}{'peak MB':>9}")
    for deed, results in found.items():
        seconds = [result.seconds for result in results]
        work, peak = statistics.median(r.work for r in results), max(r.peak for r in results)
        middle = statistics.median(seconds)
        print(f"{deed:31}{middle:10.2f}{min(seconds):9.2f}{max(seconds):9.2f}{work:9.2f}{peak:9.0f}")
    print(f"\n{'ratio':58}{'seconds':>10}{'core s':>10}  aim")
    clock = _best({deed: statistics.median(r.seconds for r in results) for deed, results in found.items()})
    cores = _best({deed: statistics.median(r.work for r in results) for deed, results in found.items()})
    for ours, theirs, aim in RATIOS:
        if ours in clock and theirs in clock:
            name = f"{ours} ÷ {theirs}"
            print(f"{name:58}{clock[ours] / clock[theirs]:10.2f}{cores[ours] / cores[theirs]:10.2f}  {aim}")
    size, whole = ((folder / name).stat().st_size / 1e6 for name in ("spells.parquet", "wide.parquet"))
    print(
        f"{f'spells file {size:.1f} MB ÷ wide file {whole:.1f} MB':58}{size / whole:10.2f}{'':10}  at most 0.25"
    )


def _best(median: dict[str, float]) -> dict[str, float]:
    """With the faster engine of each kind, by the name without an engine; and import and answer together."""
    best = dict(median)
    for kind in ("bare weeks", "bare all", "bare CSV", "support from spells", "work from spells"):
        engines = [took for deed, took in median.items() if deed.startswith(f"{kind},")]
        if engines:
            best[kind] = min(engines)
    for question, imported in (("support", "import weeks"), ("work", "import all")):
        wide = [took for deed, took in median.items() if deed.startswith(f"{question}, ")]
        if wide:
            best[f"{question}, best wide query"] = min(wide)
        if imported in best and f"{question} from spells" in best:
            best[f"{imported} and {question}"] = best[imported] + best[f"{question} from spells"]
    return best


if __name__ == "__main__":
    main()
