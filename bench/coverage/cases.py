"""Data whose truth is known, and one method of `ipseval` asked for its interval: shares, means, times, effects.

Shares that can be enumerated are in `exact`; people with several courses, sites and trials in `several`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bench.coverage.case import Case
from ipseval.estimates import told
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
    win_odds,
)
from ipseval.estimates.hazard import hazard_ratio
from ipseval.estimates.told import Told
from ipseval.estimates.weighting import NotComparableError, propensity
from ipseval.study.adjustment import Method

HORIZON = 546
JOB, DEATH, LOST = 1 / 500, 1 / 4000, 1 / 2500
"""Chance a day of a first job, of a competing event, of the end of observation."""


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
SEEN_WEEKS = WEEKS * float(np.mean(np.exp(-DEATH * np.arange(1, HORIZON + 1))))
"""Where the dead work no more."""


def followed(draw: np.random.Generator, n: int, none: float = 1 / 3) -> Told:
    """Weeks in work up to death, of the lost up to the day on which they were last seen."""
    died, lost = (np.floor(draw.exponential(1 / chance, n)) for chance in (DEATH, LOST))
    until = np.minimum(np.minimum(died, lost), HORIZON)
    value, gone = weeks(draw, n, none) * until / HORIZON, lost < np.minimum(died, HORIZON)
    return Told(value, np.ones(n, dtype=np.bool_), until.astype(np.int64), gone, (HORIZON - until) / 7)


def cases() -> Iterator[Case]:
    """All that are drawn here."""
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
        dear=10,
    )


def _win_odds(first: float, second: float) -> float:
    """Of two groups that differ in how many have none alone: above it is even, whoever dies and when."""
    share = first * second / 2 + (1 - first) * (second + (1 - second) / 2)
    return share / (1 - share)


def simple_cases() -> Iterator[Case]:
    """Means and incidences, and their differences."""
    for n in (20, 100):
        yield Case(
            "weeks in work, some lost from sight",
            "Student's t, IPC weights",
            str(n),
            SEEN_WEEKS,
            lambda draw, n=n: followed(draw, n).mean(),
        )
        yield Case(
            "difference of those weeks",
            "Welch, IPC weights",
            f"{n} + {n // 2}",
            0.0,
            lambda draw, n=n: told.difference(followed(draw, n), followed(draw, n // 2)),
        )
        yield Case(
            "win odds of weeks in work, some lost from sight",
            "Brunner–Munzel, IPC weights",
            f"{n} + {n}",
            _win_odds(1 / 4, 1 / 3),
            lambda draw, n=n: told.odds(followed(draw, n, 1 / 4), followed(draw, n)),
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
    yield Case(
        "hazard ratio, by the day", "Cox, Efron", "100 + 100", 1.4, lambda draw: _hazard(draw, 1), dear=10
    )
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
