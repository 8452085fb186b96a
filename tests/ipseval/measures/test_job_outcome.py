"""The job outcome rate: whom it counts, where observation ends early, and that without hours it is not countable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from ipseval import Released, Study, run
from ipseval.estimates.estimate import incidence
from ipseval.reference import reference
from ipseval.study import FollowUp
from ipseval.study.published import published

pytestmark = pytest.mark.slow

START, DAYS = date(2024, 1, 1), 100
STUDY = Study(
    through=date(2025, 12, 31),
    follow_up=FollowUp(DAYS, "days"),
    endings={"death": "competing", "moved": "censor"},
)
JOBS = 24 * [600] + 8 * [20] + 6 * [None]
"""Minutes a week of the jobs of the first 38 of 80 people, two weeks each: of four hours, of 40 minutes, not told."""


def tables() -> dict[str, pl.DataFrame]:
    spells = [
        (
            str(n),
            "ordinary_employment",
            START + timedelta(days=2 * n),
            START + timedelta(days=2 * n + 14),
            told,
        )
        for n, told in enumerate(JOBS)
    ]
    seen = [(str(n), START + timedelta(days=n), "moved" if n < 65 else "death") for n in range(60, 72)]
    columns = ["person", "state", "from", "to", "minutes_week"]
    return {
        "courses": pl.DataFrame({"person": [str(n) for n in range(80)], "start": 80 * [START]}),
        "spells": pl.DataFrame(spells, schema=columns, orient="row"),
        "observed": pl.DataFrame(seen, schema=["person", "until", "why"], orient="row"),
    }


@pytest.fixture(scope="module", params=["duckdb", "polars"])
def released(request: pytest.FixtureRequest) -> Released:
    return run(STUDY, tables(), request.param)


def test_of_those_whose_hours_are_known(released: Released) -> None:
    """Two weeks of 20 minutes are no start; six do not tell their hours, and are missing."""
    figure = released.find("job_outcome_rate")
    assert (figure.n, figure.numerator, figure.missing, figure.competing) == (74, 24, 6, 7)
    # ten hours a week: the fourth comes on the third day; whoever is censored was last seen the day before
    times = (
        [2 * n + 2 for n in range(24)] + 38 * [DAYS] + [n - 1 for n in range(60, 65)] + list(range(65, 72))
    )
    endings = 24 * [1] + 43 * [0] + 7 * [2]
    expected = incidence(np.array(times), np.array(endings)).at(DAYS)
    assert figure.value == pytest.approx(expected.value, rel=1e-12)
    assert (figure.low, figure.high) == pytest.approx((expected.low, expected.high), rel=1e-12)
    assert (figure.lowest, figure.highest) == (24 / 74, 29 / 74)
    # a first day of work is another thing: 38 people had one
    assert released.find("first_job").numerator == 38


def test_with_nobody_lost_it_is_k_of_n_with_wilson() -> None:
    figure = run(STUDY, {**tables(), "observed": None}).find("job_outcome_rate")
    assert (figure.value, figure.method) == (24 / 74, "Wilson")


def test_an_immature_course_is_not_in_it_though_it_has_worked() -> None:
    """Twenty more who start too late, all at work for weeks."""
    late, given = STUDY.through - timedelta(days=50), tables()  # type: ignore[operator]
    more = pl.DataFrame({"person": [f"late{n}" for n in range(20)], "start": 20 * [late]})
    worked = pl.DataFrame(
        [(f"late{n}", "ordinary_employment", late + timedelta(days=1), late + timedelta(days=40), 600) for n in range(20)],
        schema=given["spells"].columns, orient="row",
    )  # fmt: skip
    given["courses"] = pl.concat([given["courses"], more])
    given["spells"] = pl.concat([given["spells"], worked])
    figure = run(STUDY, given).find("job_outcome_rate")
    assert (figure.n, figure.numerator, figure.immature) == (74, 24, 20)


def test_without_hours_it_is_said_to_be_not_countable() -> None:
    given = tables()
    given["spells"] = given["spells"].drop("minutes_week")
    found = [
        f
        for f in run(replace(STUDY, primary="job_outcome_rate"), given).figures
        if "job_outcome" in f.measure
    ]
    assert [(f.value, f.n, f.suppressed, f.primary) for f in found] == [(None, None, False, True)]
    assert found[0].warning.startswith("A start counts after four paid hours")


def test_the_rate_of_ips_grow_is_a_line_beside_it() -> None:
    """Published without a number of people: nothing is compared with it."""
    grow = published("IPS Grow", reference("benchmarks.csv"))
    found = run(replace(STUDY, benchmarks=grow), tables())
    lines = [(f.versus, f.value, f.low) for f in found.figures if f.measure == "benchmark"]
    assert lines == [("IPS Grow: IPS", 0.40, None)]
    assert not [f for f in found.figures if f.measure.endswith("_against_benchmark")]
