"""The study `mvad`: 712 young people from school to work, 72 monthly states, as a chronogram and as moves.

Published numbers: A. Gabadinho, G. Ritschard, N. S. Müller and M. Studer (2011), Analyzing and visualizing state
sequences in R with TraMineR, Journal of Statistical Software 40(4): the transition rates on pages 17–18 and the
distribution of the states on page 18, both from September 1993 and weighted by the survey's weights.
"""

from __future__ import annotations

import csv
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ipseval import Released, read_study
from ipseval.courses.chronogram import columns, unpack
from ipseval.courses.scope import Scope
from ipseval.engine import files, open_engine
from ipseval.recipe import people, run_folder
from ipseval.registers import declared

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parents[3] / "studies" / "mvad"
STATES = ("employment", "FE", "HE", "joblessness", "school", "training")
MONTHS = 69
# the published table: states × September 1993 to April 1994
DISTRIBUTION = """
    0.034 0.036 0.044 0.051 0.055 0.058 0.066 0.067
    0.223 0.217 0.215 0.215 0.209 0.206 0.204 0.200
    0.000 0.000 0.000 0.000 0.000 0.000 0.000 0.000
    0.048 0.055 0.051 0.050 0.058 0.068 0.064 0.067
    0.472 0.466 0.464 0.461 0.451 0.451 0.446 0.446
    0.223 0.227 0.226 0.223 0.227 0.218 0.221 0.220
"""
RATES = """
    0.99 0.00 0.00 0.01 0.00 0.00
    0.03 0.95 0.01 0.01 0.00 0.00
    0.01 0.00 0.99 0.00 0.00 0.00
    0.04 0.01 0.00 0.94 0.00 0.01
    0.01 0.01 0.02 0.01 0.95 0.00
    0.04 0.00 0.00 0.01 0.00 0.94
"""


def young() -> list[dict[str, str]]:
    with (FOLDER / "mvad.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def months(person: dict[str, str]) -> list[str]:
    """The states of September 1993 to May 1999."""
    return list(person.values())[-70:][:MONTHS]


@pytest.fixture(scope="module")
def released() -> Released:
    return run_folder(read_study(FOLDER), FOLDER)


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_paths_give_the_published_distribution(engine: str) -> None:
    """Each path weighted as published: the digits are the right states in the right months."""
    study, opened = read_study(FOLDER), open_engine(engine)
    registers = declared(study.covariates)
    tables = {
        name: opened.read(registers[name], files(registers[name], FOLDER, pattern))
        for name, pattern in study.files.items()
    }
    rows = people(study, tables, opened).with_columns(
        pl.lit("mature").alias("step"), pl.lit(1).alias("mature"), pl.lit(0).alias("ending")
    )
    path, names = unpack(Scope(None, None, rows), study), columns(study)
    weights = {person["id"]: float(person["weight"]) for person in young()}
    weight = np.array([weights[person] for person in sorted(weights)])
    found = [[weight @ (path[:, month] == names.index(state)) for month in range(8)] for state in STATES]
    published = np.array(DISTRIBUTION.split(), dtype=float).reshape(6, 8)
    assert np.round(np.array(found) / weight.sum(), 3) == pytest.approx(published, abs=1e-9)


def test_moves_have_the_published_rates(released: Released) -> None:
    """To the two decimals of the paper the weights make no difference."""
    published = np.array(RATES.split(), dtype=float).reshape(6, 6)
    shown = {(move.before, move.after): move.share for move in released.moves if move.share is not None}
    assert len(shown) >= 25
    for (before, after), share in shown.items():
        expected = published[STATES.index(before), STATES.index(after)]
        assert round(share, 2) == pytest.approx(expected, abs=1e-9), (before, after)


def test_moves_are_those_of_the_file(released: Released) -> None:
    counted = Counter(pair for person in young() for pair in pairwise(months(person)))
    for move in released.moves:
        assert move.n in (None, counted[move.before, move.after])
        assert move.suppressed == (move.n is None)
        behind = sum((move.before, move.after) in set(pairwise(months(person))) for person in young())
        assert move.suppressed or behind == 0 or behind >= 5


def test_the_chronogram_counts_the_file(released: Released) -> None:
    everyone, groups = released.chronograms
    assert set(everyone.states) == set(STATES)
    for chronogram in (everyone, groups):
        for line in chronogram.lines:
            some = [person for person in young() if line.group in (None, person["gcse5eq"])]
            assert line.n == len(some)
            for month, counts in zip(chronogram.points, line.counts, strict=True):
                told = Counter(months(person)[month] for person in some)
                for state, count in zip(chronogram.states, counts, strict=True):
                    merged = chronogram.merged if state == "other" else (state,)
                    assert count == sum(told[name] for name in merged)
                    assert count == 0 or count >= 5


def test_the_derived_tables_are_the_ones_that_make_py_makes(tmp_path: Path) -> None:
    for name in ("make.py", "mvad.csv"):
        (tmp_path / name).write_text((FOLDER / name).read_text())
    space: dict[str, object] = {"__file__": str(tmp_path / "make.py"), "__name__": "make"}
    exec((tmp_path / "make.py").read_text(), space)  # the script has no package
    space["main"]()  # type: ignore[operator]
    for name in ("courses.csv", "spells.csv"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()
