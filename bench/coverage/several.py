"""People with several courses, sites beside each other, and trials pooled; the truth is drawn along with the data."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bench.coverage.case import Case, about
from bench.coverage.cases import WEEKS, weeks
from ipseval.estimates import clustered
from ipseval.estimates.estimate import Estimate, Whole
from ipseval.estimates.sites import drawn_together, funnel
from ipseval.evidence import pool_effects

ALPHA, BETA = 6.0, 4.0
"""How people and sites differ: shares around 60 %, most between 30 and 85."""


def cases() -> Iterator[Case]:
    for n in (20, 100):
        yield Case(
            "share, every course counts",
            "Wilson, clustered on person",
            f"{n} with 1 to 4",
            ALPHA / (ALPHA + BETA),
            lambda draw, n=n: _courses(draw, n),
        )
        yield Case(
            "weeks, every course counts",
            "Student's t, CR2 by person",
            f"{n} with 1 to 4",
            WEEKS,
            lambda draw, n=n: _weeks(draw, n),
        )
    for sites in (6, 12):
        yield Case(
            f"share of one of {sites} sites",
            "beta-binomial, drawn together",
            "10 to 60 a site",
            0.0,
            lambda draw, sites=sites: _together(draw, sites),
            dear=20,
        )
    for sites in (2, 6, 20):
        yield Case(
            f"one of {sites} sites that are alike, inside its funnel",
            "mid-p exact",
            "40 a site",
            0.0,
            lambda draw, sites=sites: _alike(draw, sites),
            dear=5 if sites == 20 else 1,
        )
    for spread in (0.0, 0.2, 0.5):
        words = f"spread {spread} of the logarithm"
        yield Case(
            f"mean ratio, {words}",
            "REML, Knapp–Hartung",
            "7 trials",
            0.0,
            lambda draw, spread=spread: _trials(draw, spread, is_next=False),
        )
        yield Case(f"one more trial, {words}", "prediction, t(k − 2)", "7 trials", 0.0,
                   lambda draw, spread=spread: _trials(draw, spread, is_next=True))  # fmt: skip


def _people(draw: np.random.Generator, n: int) -> Whole:
    """The person of each course: everybody has one to four."""
    return np.repeat(np.arange(n), draw.integers(1, 5, n))


def _courses(draw: np.random.Generator, n: int) -> Estimate:
    persons = _people(draw, n)
    reached = draw.random(len(persons)) < draw.beta(ALPHA, BETA, n)[persons]
    return clustered.proportion(reached.astype(np.int64), persons)


def _weeks(draw: np.random.Generator, n: int) -> Estimate:
    """A third of the people never work; the courses of the others lie around a mean of their own."""
    persons = _people(draw, n)
    own = weeks(draw, n)[persons] / 78
    here = own > 0
    values = np.zeros(len(persons))
    values[here] = 78 * draw.beta(3 * own[here], 3 * (1 - own[here]))
    return clustered.mean(values, persons)


def _together(draw: np.random.Generator, sites: int) -> Estimate | None:
    """The interval of the first site, less its own share."""
    shares, people = draw.beta(ALPHA, BETA, sites), draw.integers(10, 61, sites)
    found = drawn_together(draw.binomial(people, shares).tolist(), people.tolist())[0]
    return about(found, float(shares[0]))


def _alike(draw: np.random.Generator, sites: int) -> Estimate:
    """The inner limits around the others' share, less the share of the first site."""
    people = np.full(sites, 40)
    place = funnel(draw.binomial(people, 0.6).tolist(), people.tolist()).places[0]
    low, high = place.inner
    return Estimate(place.target - place.share, None, low - place.share, high - place.share, "mid-p exact")


def _trials(draw: np.random.Generator, spread: float, *, is_next: bool) -> Estimate | None:
    """The pooled logarithm of a ratio of 2, or where one more trial lies, less the truth."""
    variances = draw.uniform(0.02, 0.15, 7)
    centre = float(np.log(2))
    effects = draw.normal(centre, np.sqrt(spread**2 + variances))
    found = pool_effects(effects, variances)
    limits = found.prediction if is_next else (found.knapp_hartung.low, found.knapp_hartung.high)
    low, high = np.log(np.asarray(limits, dtype=float))
    return about(
        Estimate(centre, None, float(low), float(high), ""),
        float(draw.normal(centre, spread)) if is_next else centre,
    )
