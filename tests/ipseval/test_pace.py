"""How soon, in the study `rossi` and where observation ends early; and the shortest that a follow-up can be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from lifelines import CoxPHFitter
from pandas import DataFrame
from tests.ipseval.test_measures import STUDY, day, tables
from tests.ipseval.test_rossi import FOLDER, men, weeks

from ipseval import Released, read_study
from ipseval.estimate import mean, mean_difference
from ipseval.pace import shortest
from ipseval.run import run, run_folder
from ipseval.study import FollowUp


@pytest.fixture(scope="module")
def rossi() -> Released:
    return run_folder(read_study(FOLDER), FOLDER)


def since(group: str | None) -> np.ndarray:
    """Days from the first week of work to the end of the year; nobody is censored before it."""
    some = [weeks(man) for man in men() if group in (None, man["fin"])]
    return np.array([364.0 - 7 * worked[0] if worked else 0.0 for worked in some])


@pytest.mark.parametrize("group", [None, "yes", "no"])
def test_days_since_the_first_job(rossi: Released, group: str | None) -> None:
    figure, expected = rossi.find("first_job_time", group=group), mean(since(group))
    assert (figure.value, figure.se, figure.low, figure.high) == pytest.approx(
        (expected.value, expected.se, expected.low, expected.high)
    )
    assert (figure.unit, figure.horizon_days, figure.primary) == ("days", 364, False)


def test_the_difference_of_days_since(rossi: Released) -> None:
    figure, expected = (
        rossi.find("first_job_time_difference", group="yes", versus="no"),
        mean_difference(since("yes"), since("no")),
    )
    assert (figure.value, figure.low, figure.high) == pytest.approx(
        (expected.value, expected.low, expected.high)
    )
    assert figure.n == 432


def test_many_start_in_the_same_week_so_time_is_discrete(rossi: Released) -> None:
    """Beside Cox's model on the same men, by lifelines, which takes arrest and the end of the year as censoring."""
    figure = rossi.find("first_job_hazard_ratio", group="yes", versus="no")
    assert figure.method == "discrete time, cloglog, cause-specific"
    rows = []
    for man in men():
        worked, last = weeks(man), int(man["week"]) if man["arrest"] == "1" else 53
        rows.append((worked[0] + 1 if worked else last, int(bool(worked)), int(man["fin"] == "yes")))
    fitted = CoxPHFitter().fit(DataFrame(rows, columns=["t", "e", "fin"]), "t", "e")
    assert np.log(figure.value or 0) == pytest.approx(fitted.params_["fin"], abs=0.02)
    assert figure.se == pytest.approx(fitted.standard_errors_["fin"], rel=0.05)
    assert "cause-specific" in rossi.find("first_job_log_rank", group="yes", versus="no").definition


def test_nothing_is_said_of_days_that_nobody_was_seen_on() -> None:
    given = {name: frame for name, frame in tables().items() if name != "observed"}
    seen = {f.measure for f in run(replace(STUDY, through=day(99)), given).figures}
    unseen = {f.measure for f in run(replace(STUDY, through=day(89)), given).figures}
    assert seen - unseen >= {"first_job_time"}


def test_few_censored_are_not_told_by_the_days() -> None:
    given = tables()
    few = given["observed"].filter(given["observed"]["person"].is_in(["12", "13", "14"]))  # type: ignore
    released = run(replace(STUDY, endings={"moved": "censor"}), {**given, "observed": few})
    figure = released.find("first_job_time")
    assert (figure.censored, figure.se) == (None, None)
    assert figure.value == round(figure.value or 0.5)
    assert figure.method == "area under Aalen–Johansen, rounded"


@pytest.mark.parametrize(
    ("length", "span", "days"), [(18, "months", 546), (1, "months", 28), (12, "months", 365)]
)
def test_the_shortest_follow_up(length: int, span: str, days: int) -> None:
    assert shortest(FollowUp(length, span)) == days  # type: ignore[arg-type]
    assert shortest(FollowUp(3, "weeks")) == 21
