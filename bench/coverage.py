"""How often 95 % intervals hold the truth: `python -m bench.coverage [data sets]`, a table for docs/coverage.md.

Each case draws data whose truth is known, and asks one method of `ipseval` for its interval. Shares alone are not
here: every outcome of theirs can be enumerated (`exact`).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

from ipseval.estimates.area import area, area_difference
from ipseval.estimates.bootstrap import bootstrap
from ipseval.estimates.effect import Outcome, effect
from ipseval.estimates.estimate import (
    Estimate,
    Floats,
    Whole,
    difference,
    incidence,
    mean_difference,
    proportion,
    proportion_difference,
    proportion_ratio,
    win_odds,
)
from ipseval.estimates.hazard import hazard_ratio
from ipseval.estimates.weighting import NotComparableError, propensity
from ipseval.study.adjustment import Method

SETS = 10_000
HORIZON = 546
JOB, DEATH, LOST = 1 / 500, 1 / 4000, 1 / 2500
"""Chance a day of a first job, of a competing event, of the end of observation."""


@dataclass(frozen=True)
class Case:
    """What is estimated, by which method, from how many people; the truth, and one interval from new data."""

    what: str
    method: str
    people: str
    truth: float
    draw: Callable[[np.random.Generator], Estimate | None]


@dataclass(frozen=True)
class Coverage:
    """Of the data sets that gave an interval, how many held the truth; `none` gave none."""

    held: int
    given: int
    none: int

    @property
    def share(self) -> float:
        return self.held / self.given


def coverage(case: Case, sets: int, seed: int = 3) -> Coverage:
    """The same data sets for the same seed."""
    draw = np.random.default_rng([seed, *f"{case.what}, {case.method}, {case.people}".encode()])
    held = given = 0
    for _ in range(sets):
        found = case.draw(draw)
        if found is not None and found.low is not None and found.high is not None:
            given += 1
            held += found.low <= case.truth <= found.high
    return Coverage(held, given, sets - given)


def exact(n: int) -> tuple[float, float]:
    """Smallest and mean coverage of Wilson's interval over shares from 0.1 to 0.9, by enumeration."""
    shares = np.arange(0.1, 0.9001, 0.005)
    limits = np.array([(found.low, found.high) for k in range(n + 1) if (found := proportion(k, n))])
    weights = stats.binom.pmf(np.arange(n + 1)[:, None], n, shares)
    held = (weights * ((limits[:, :1] <= shares) & (limits[:, 1:] >= shares))).sum(axis=0)
    return float(held.min()), float(held.mean())


def waits(draw: np.random.Generator, n: int, job: float = JOB) -> tuple[Whole, Whole]:
    """Whole days to a job, death or the end of observation, whichever came first; seen to the horizon at most."""
    jobs, deaths, lost = (np.floor(draw.exponential(1 / chance, n)) for chance in (job, DEATH, LOST))
    times = np.minimum(np.minimum(jobs, deaths), np.minimum(lost, HORIZON))
    status = np.select([times == HORIZON, jobs <= np.minimum(deaths, lost), deaths <= lost], [0, 1, 2], 0)
    return times.astype(np.int64), status.astype(np.int64)


def reached(job: float = JOB, until: int = HORIZON) -> float:
    """The true share with a job on a day before `until`, and no death on a day before the job."""
    stay = np.exp(-(job + DEATH))
    return float(-np.expm1(-job) * (1 - stay**until) / (1 - stay))


def days_since(job: float = JOB) -> float:
    """The true mean of days since the first job at the horizon."""
    return sum(reached(job, until) for until in range(1, HORIZON + 1))


COVARIATES = np.array([(one, two) for one in (0.0, 1.0) for two in (-1.0, 0.0, 1.0)])


def _chances(share: bool) -> tuple[Floats, Floats, Floats]:
    """For each kind of person the chance of the first group, and the mean outcome as first and as second."""
    treated = 1 / (1 + np.exp(-(-0.4 + 0.6 * COVARIATES[:, 0] + 0.5 * COVARIATES[:, 1])))
    line = -0.5 + 0.6 * COVARIATES[:, 0] + 0.7 * COVARIATES[:, 1]
    if share:
        return treated, 1 / (1 + np.exp(-(line + 0.5))), 1 / (1 + np.exp(-line))
    return treated, 30 + 6 * line, 24 + 6 * line


def adjusted(method: Method, n: int, share: bool, lost: float) -> Case:
    """The mean effect on the first group; of the shares, so many a day are lost from sight."""
    chance, first, second = _chances(share)
    truth = float(np.average(first - second, weights=chance))

    def draw(random: np.random.Generator) -> Estimate | None:
        kind = random.integers(0, len(COVARIATES), n)
        treated = random.random(n) < chance[kind]
        mean = np.where(treated, first[kind], second[kind])
        value = (random.random(n) < mean).astype(float) if share else mean + 12 * random.standard_t(6, n)
        times = (
            np.where(value == 1, random.integers(0, HORIZON, n), HORIZON) if share else np.full(n, HORIZON)
        )
        gone = random.exponential(1 / lost, n).astype(int) if lost else np.full(n, HORIZON + 1)
        censored = gone < times
        outcome = Outcome(value, np.where(censored, gone, times), censored)
        try:
            return effect(propensity(treated, COVARIATES[kind]), outcome, method).difference()
        except NotComparableError:
            return None

    what = (
        ("share" if share else "weeks")
        + ", effect on the first group"
        + (", some lost from sight" if lost else "")
    )
    return Case(what, f"{method.upper()}, ATT", str(n), truth, draw)


def weeks(draw: np.random.Generator, n: int, none: float = 1 / 3) -> Floats:
    """Weeks in work as they are: so many have none, the others many or few."""
    return np.where(draw.random(n) < none, 0.0, 78 * draw.beta(0.9, 1.1, n))


WEEKS = 2 / 3 * 78 * 0.45


def cases() -> Iterator[Case]:
    """Every method that is not enumerated."""
    yield from simple_cases()
    yield from time_cases()
    for method in ("ipw", "aipw"):
        yield adjusted(method, 100, share=True, lost=0)
        yield adjusted(method, 400, share=True, lost=0)
        yield adjusted(method, 100, share=True, lost=LOST)
        yield adjusted(method, 100, share=False, lost=0)
    yield Case(
        "weeks in work",
        "bootstrap by person, BCa, 999 draws",
        "50",
        WEEKS,
        lambda draw: _drawn_again(draw, 50),
    )


def simple_cases() -> Iterator[Case]:
    """Shares, means and incidences, and their differences."""
    for n in (20, 100):
        yield Case(
            "difference of shares, 60 and 45 %",
            "Newcombe",
            f"{n} + {n}",
            0.15,
            lambda draw, n=n: proportion_difference(draw.binomial(n, 0.6), n, draw.binomial(n, 0.45), n),
        )
        yield Case(
            "ratio of shares, 60 and 45 %",
            "Koopman",
            f"{n} + {n}",
            0.6 / 0.45,
            lambda draw, n=n: proportion_ratio(draw.binomial(n, 0.6), n, draw.binomial(n, 0.45), n),
        )
        yield Case(
            "difference of weeks in work",
            "Welch",
            f"{n} + {n // 2}",
            0.0,
            lambda draw, n=n: mean_difference(weeks(draw, n), weeks(draw, n // 2)),
        )
        yield Case(
            # three quarters against two thirds have any: 3/4 · 1/3 + 1/2 · (1/4 · 1/3 + 3/4 · 2/3) = 13/24
            "win odds of weeks in work",
            "Brunner–Munzel",
            f"{n} + {n}",
            13 / 11,
            lambda draw, n=n: win_odds(weeks(draw, n, 1 / 4), weeks(draw, n)),
        )
        yield Case(
            "share with a first job, some censored",
            "Aalen–Johansen, cloglog",
            str(n),
            reached(),
            lambda draw, n=n: incidence(*waits(draw, n)).at(HORIZON - 1),
        )


def time_cases() -> Iterator[Case]:
    """How long it takes."""
    yield Case(
        "difference of those shares",
        "MOVER of Aalen–Johansen",
        "100 + 100",
        reached(1.4 * JOB) - reached(),
        lambda draw: difference(
            incidence(*waits(draw, 100, 1.4 * JOB)).at(HORIZON - 1),
            incidence(*waits(draw, 100)).at(HORIZON - 1),
        ),
    )
    for n in (20, 100):
        yield Case(
            "days since the first job",
            "area under Aalen–Johansen",
            str(n),
            days_since(),
            lambda draw, n=n: area(*waits(draw, n), HORIZON).estimate(),
        )
    yield Case(
        "difference of days since the first job",
        "area under Aalen–Johansen",
        "100 + 100",
        days_since(1.4 * JOB) - days_since(),
        lambda draw: area_difference(
            area(*waits(draw, 100, 1.4 * JOB), HORIZON), area(*waits(draw, 100), HORIZON)
        ),
    )
    yield Case("hazard ratio, by the day", "Cox, Efron", "100 + 100", 1.4, lambda draw: _hazard(draw, 1))
    yield Case(
        "hazard ratio, by the month",
        "discrete time, cloglog",
        "100 + 100",
        1.4,
        lambda draw: _hazard(draw, 30),
    )


def _hazard(draw: np.random.Generator, days: int) -> Estimate | None:
    parts = [waits(draw, 100, job) for job in (1.4 * JOB, JOB)]
    times, status = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
    return hazard_ratio(times // days, (status == 1).astype(np.int64), np.repeat([1, 0], 100))


def _drawn_again(draw: np.random.Generator, n: int) -> Estimate:
    values = weeks(draw, n)
    return bootstrap(lambda rows: float(values[rows].mean()), np.arange(n), draws=999)


def main() -> None:
    sets = int(sys.argv[1]) if len(sys.argv) > 1 else SETS
    for line in table(sets):
        print(line, flush=True)


def table(sets: int) -> Iterator[str]:
    """The lines of the table, in Markdown."""
    yield "| what | method | people | held | without an interval | seconds |"
    yield "|---|---|---|---|---|---|"
    for n in (20, 100, 720):
        low, middle = exact(n)
        yield f"| share, 10 to 90 %, every outcome | Wilson | {n} | {low:.1%} to mean {middle:.1%} | 0 | |"
    for case in cases():
        began = time.perf_counter()
        found = coverage(case, sets)
        spent = time.perf_counter() - began
        yield (
            f"| {case.what} | {case.method} | {case.people} | {found.share:.1%} | {found.none} of {sets} | {spent:.0f} |"
        )


if __name__ == "__main__":
    main()
