"""What the gate promises, asked of all measures at once by another solver call: each hidden count has a wide range."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from ipseval import Study, run
from ipseval.courses.scope import scopes
from ipseval.engine import open_engine
from ipseval.gate.hiding import hide
from ipseval.gate.ledger import Key, Ledger
from ipseval.measures import Draft, figures
from ipseval.recipe import people
from ipseval.registers import REGISTERS
from ipseval.study import Unit

START = date(2023, 1, 2)
ENDINGS = {"death": "competing", "end": "censor"}


def delivery(seed: int, number: int, sites: int, groups: str = "xy") -> dict[str, pl.DataFrame]:
    """Random people with jobs of several employers, hours told or not, deaths, late starts, some with two courses."""
    draw = random.Random(seed)
    courses, spells, seen = [], [], []
    for person in range(number):
        start, group = START + timedelta(days=draw.randrange(500)), draw.choice(groups)
        for _ in range(1 + (draw.random() < 0.2)):
            courses.append((str(person), start, group, f"site {draw.randrange(sites)}"))
            start += timedelta(days=draw.randrange(100, 400))
        for _ in range(draw.choice([0, 0, 1, 1, 2])):
            job = start + timedelta(days=draw.randrange(-100, 400))
            last = job + timedelta(days=draw.randrange(1, 300))
            minutes = None if draw.random() < 0.1 else draw.choice([0, 300, 1200, 2220])
            spells.append(
                (str(person), "ordinary_employment", job, last, draw.choice(["a", "b", "c", None]), minutes)
            )
        if draw.random() < 0.1:
            seen.append(
                (str(person), start + timedelta(days=draw.randrange(400)), draw.choice(["death", "end"]))
            )
    told = {"person": str, "state": str, "from": date, "to": date, "employer": str, "minutes_week": pl.Int64}
    return {
        "courses": pl.DataFrame(courses, schema=["person", "start", "group", "site"], orient="row"),
        "spells": pl.DataFrame(spells, schema=told, orient="row"),
        "observed": pl.DataFrame(seen, schema={"person": str, "until": date, "why": str}, orient="row"),
    }


def counted(study: Study, tables: dict[str, pl.DataFrame]) -> tuple[Ledger, set[Key]]:
    """The ledger of the measures, and the counts that the figures would publish."""
    opened = open_engine("polars")
    taken = {name: opened.take(REGISTERS[name], frame) for name, frame in tables.items()}
    ledger, drafts = Ledger(), list[Draft]()
    for scope in scopes(people(study, taken, opened)):
        drafts += figures(study, scope, ledger)
    ledger.add_up()
    return ledger, {key for draft in drafts for key in draft.counts.values()}


def ranges(ledger: Ledger, visible: frozenset[Key], asked: frozenset[Key]) -> dict[Key, tuple[float, float]]:
    """Smallest and largest whole value of each count, over all equations at once, nothing held."""
    keys = sorted({key for total, parts in ledger.equations for key in (total, *parts)}, key=repr)
    place = {key: at for at, key in enumerate(keys)}
    entries = [
        (row, place[key], sign)
        for row, (total, parts) in enumerate(ledger.equations)
        for key, sign in [(total, -1), *((part, 1) for part in parts)]
    ]
    rows, columns, signs = zip(*entries, strict=True)
    matrix = csr_array((signs, (rows, columns)), shape=(len(ledger.equations), len(keys)))
    truth = np.array([ledger.counts[key] for key in keys], dtype=float)
    assert not (matrix @ truth).any()  # each equation holds
    known = np.array([key in visible for key in keys])
    bounds = Bounds(np.where(known, truth, 0), np.where(known, truth, 10_000))
    found = {}
    for key in sorted(asked & set(keys), key=repr):
        ends = []
        for sign in (1, -1):
            weights = np.zeros(len(keys))
            weights[place[key]] = sign
            solved = milp(weights, constraints=LinearConstraint(matrix, 0, 0), bounds=bounds, integrality=1)
            ends.append(round(solved.x[place[key]]))
        found[key] = (ends[0], ends[1])
    return found


@pytest.mark.slow
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 10_000),
    st.integers(20, 90),
    st.integers(1, 3),
    st.sampled_from(["first course", "course"]),
)
def test_no_hidden_count_of_any_measure_can_be_narrowed_down(
    seed: int, number: int, sites: int, unit: Unit
) -> None:
    study = Study(groups=("x", "y"), through=date(2025, 6, 30), endings=ENDINGS, unit=unit)  # type: ignore[arg-type]
    ledger, published = counted(study, delivery(seed, number, sites))
    hidden = hide(ledger, published, 5)
    assert {key for key in published if 0 < ledger.people[key] < 5} <= hidden
    for key, (low, high) in ranges(ledger, frozenset(published - hidden), hidden).items():
        assert high - low + 1 >= 5, (key, ledger.counts[key], low, high)
        assert high >= 5, (key, ledger.counts[key], low, high)


@pytest.mark.slow
def test_all_municipalities_and_three_groups() -> None:
    """Ninety-eight sites and three groups, most of them shown; `bench/gate.py` says how long it takes."""
    study = Study(groups=("x", "y"), through=date(2025, 6, 30), endings=ENDINGS)  # type: ignore[arg-type]
    released = run(study, delivery(1, 6000, 98, "xyz"), "polars")
    shown = [
        f
        for f in released.figures
        if f.site is not None and f.measure == "work_or_education" and not f.suppressed
    ]
    assert len(shown) >= 80
