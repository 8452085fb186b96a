"""Two groups of a run set against each other: which figures there are, and when their interval is doubtful."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from ipseval import Released, Study, run
from ipseval.estimates.estimate import odds_ratio
from ipseval.estimates.influence import FEW_CLUSTERS
from ipseval.study import FollowUp

pytestmark = pytest.mark.slow

START = date(2023, 1, 2)
STUDY = Study(through=date(2025, 12, 31), follow_up=FollowUp(100, "days"), groups=("x", "y"))


def released(
    workers: Collection[int], people: int = 60, courses: int = 1, second: int = 2, **change: object
) -> Released:
    """One person of so many is in the `second` group; workers have a job in each course, half for less than 13 weeks."""
    starts = [START + timedelta(days=200 * number) for number in range(courses)]
    rows = [(str(person), start, "xy"[person % second == 1]) for person in range(people) for start in starts]
    spells = [
        (str(person), "ordinary_employment", begun, begun + timedelta(days=28 + 100 * (person % 4 > 1)), 600)
        for person in workers
        for begun in (start + timedelta(days=person) for start in starts)
    ]
    tables: dict[str, pl.DataFrame | None] = {
        "courses": pl.DataFrame(rows, schema=["person", "start", "group"], orient="row"),
        "spells": pl.DataFrame(
            spells, schema=["person", "state", "from", "to", "minutes_week"], orient="row"
        ),
    }
    return run(replace(STUDY, **change), tables, "polars")  # type: ignore[arg-type]


def test_the_odds_ratio_is_that_of_the_four_counts() -> None:
    figure = released(range(30)).find("work_or_education_odds_ratio", group="x", versus="y")
    woolf = odds_ratio(15, 30, 15, 30)
    assert (figure.value, figure.low, figure.high, figure.method) == (1.0, woolf.low, woolf.high, "Woolf")
    assert (figure.unit, figure.primary, figure.suppressed) == ("odds ratio", False, False)


def test_which_figures_there_are_does_not_tell_that_nobody_has_it() -> None:
    """Of the second group none, three or all had a job, and no count of it is shown: the same figures stand there."""
    first = range(0, 30, 2)
    found = [
        {
            (figure.measure, figure.group, figure.value, figure.warning)
            for figure in released([*first, *second]).figures
            if figure.versus is not None and figure.suppressed
        }
        for second in ([], [1, 3, 5], range(1, 60, 2))
    ]
    assert found[0] == found[1] == found[2]
    assert {name for name, *_ in found[0]} >= {
        *(f"work_or_education_{kind}" for kind in ("difference", "ratio", "odds_ratio")),
        *(f"first_job_{kind}" for kind in ("log_rank", "hazard_ratio")),
        "hours_win_odds",
    }


def test_those_who_started_are_described_and_not_compared() -> None:
    found = released(range(50))
    assert found.find("sustained_13", group="x").value is not None
    assert not [
        figure for figure in found.figures if figure.measure.startswith("sustained") and figure.versus
    ]
    with pytest.raises(ValueError, match="primary"):
        replace(STUDY, primary="sustained_13")


def test_an_interval_of_few_people_with_several_courses_is_doubtful() -> None:
    few, enough = (released(range(0, n, 3), n, courses=3, unit="course") for n in (36, 42))
    assert few.find("work_or_education", group="x").warning == FEW_CLUSTERS
    assert few.find("work_or_education_difference", group="x", versus="y").warning == FEW_CLUSTERS
    assert few.find("work_or_education").warning == enough.find("work_or_education", group="x").warning == ""


def test_a_comparison_is_as_doubtful_as_the_smaller_group() -> None:
    found = released(range(0, 60, 3), courses=3, second=4, unit="course")
    for measure in ("first_job", "first_job_time", "work_or_education"):
        assert found.find(measure, group="x").warning == ""
        assert found.find(measure, group="y").warning == FEW_CLUSTERS
        assert found.find(f"{measure}_difference", group="x", versus="y").warning == FEW_CLUSTERS


def test_where_there_is_no_interval_it_is_not_doubtful() -> None:
    found = released(range(0, 36, 3), 36, courses=3, unit="course")
    for figure in found.figures:
        assert figure.warning != FEW_CLUSTERS or figure.low is not None, figure.measure
