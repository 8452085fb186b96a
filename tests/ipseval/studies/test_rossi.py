"""The study `rossi` on both engines: 432 men after prison, 52 weeks of work status, financial aid by lot.

Source: Rossi, Berk and Lenihan (1980), Money, Work, and Crime; the data as published with the R package carData.
The counts are told from the file by hand: `worked_within_a_year` reads rossi.csv without any of our code.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from ipseval import Released, read_study
from ipseval.recipe import run_folder

FOLDER = Path(__file__).parents[3] / "studies" / "rossi"


@pytest.fixture(scope="module", params=["duckdb", "polars"])
def released(request: pytest.FixtureRequest) -> Released:
    return run_folder(read_study(FOLDER), FOLDER, request.param)


def men() -> list[dict[str, str]]:
    with (FOLDER / "rossi.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def weeks(man: dict[str, str]) -> list[int]:
    """The weeks worked, counted from 0."""
    return [week for week in range(52) if man[f"emp{week + 1}"] == "yes"]


@pytest.mark.parametrize(("group", "k", "n"), [(None, 360, 432), ("yes", 181, 216), ("no", 179, 216)])
def test_worked_within_52_weeks(released: Released, group: str | None, k: int, n: int) -> None:
    figure = released.find("work_or_education", group=group)
    assert (figure.numerator, figure.n) == (k, n)
    assert sum(bool(weeks(man)) for man in men() if group in (None, man["fin"])) == k
    assert figure.value == k / n
    assert (figure.censored, figure.immature, figure.excluded, figure.method) == (0, 0, 0, "Wilson")
    assert figure.primary
    assert not figure.suppressed


def test_wilson_of_the_aided(released: Released) -> None:
    figure = released.find("work_or_education", group="yes")
    assert (figure.low, figure.high) == pytest.approx((0.782991, 0.881124), abs=1e-6)


def test_arrested_men_stay_in_the_base(released: Released) -> None:
    arrested = [man for man in men() if man["arrest"] == "1" and man["week"] != "52" and not weeks(man)]
    assert released.find("work_or_education").competing == len(arrested) == 37


def test_weeks_in_work(released: Released) -> None:
    for group in ("yes", "no"):
        worked = [len(weeks(man)) for man in men() if man["fin"] == group]
        assert released.find("weeks_in_work", group=group).value == pytest.approx(sum(worked) / len(worked))
    difference = released.find("weeks_in_work_difference", group="yes", versus="no")
    assert (difference.value, difference.method) == (pytest.approx(1.5), "Welch")
    assert (difference.low, difference.high) == pytest.approx((-1.864656, 4.864656), abs=1e-6)


def test_difference_with_newcombe(released: Released) -> None:
    difference = released.find("work_or_education_difference", group="yes", versus="no")
    assert difference.value == pytest.approx(2 / 216)
    assert (difference.low, difference.high) == pytest.approx((-0.061398, 0.079865), abs=1e-6)
    assert (difference.n, difference.unit, difference.method) == (432, "difference of shares", "Newcombe")


def test_ratio_with_koopman(released: Released) -> None:
    """Limits by the independent solver of test_ratios.py."""
    ratio = released.find("work_or_education_ratio", group="yes", versus="no")
    assert ratio.value == pytest.approx(181 / 179)
    assert (ratio.low, ratio.high) == pytest.approx((0.927971, 1.102444), abs=1e-6)
    assert (ratio.unit, ratio.method, ratio.primary) == ("ratio of shares", "Koopman", False)


@pytest.mark.parametrize("group", [None, "yes", "no"])
def test_the_curve_is_the_share_by_that_day(released: Released, group: str | None) -> None:
    """Nobody is censored before the end, so the cumulative incidence on a day is a count over the base."""
    some = [man for man in men() if group in (None, man["fin"])]
    points = [f for f in released.figures if f.measure == "first_job_curve" and f.group == group]
    assert len(points) == 13
    for point in points:
        by_then = sum(bool(weeks(man)) and 7 * weeks(man)[0] < (point.horizon_days or 0) for man in some)
        assert point.value == pytest.approx(by_then / len(some), rel=1e-12)
        assert point.n == len(some)


def test_every_step_of_every_curve_rests_on_five(released: Released) -> None:
    for group in (None, "yes", "no"):
        points = [f for f in released.figures if f.measure == "first_job_curve" and f.group == group]
        reached = [round((f.value or 0) * (f.n or 0)) for f in points] + [
            released.find("first_job", group=group).numerator or 0
        ]
        assert min(b - a for a, b in zip([0, *reached], reached, strict=False)) >= 5


def test_half_had_worked_after_six_weeks(released: Released) -> None:
    for group in ("yes", "no"):
        assert released.find("first_job_median", group=group).value == 42


def test_flow(released: Released) -> None:
    flow = {step.step: step.n for step in released.flow if step.group is None}
    assert flow["records"] == flow["started"] == flow["mature"] == 432
    assert sum(n or 0 for n in flow.values()) == 3 * 432


def test_the_derived_tables_are_the_ones_that_make_py_makes(tmp_path: Path) -> None:
    (tmp_path / "make.py").write_text((FOLDER / "make.py").read_text())
    (tmp_path / "rossi.csv").write_text((FOLDER / "rossi.csv").read_text())
    space: dict[str, object] = {"__file__": str(tmp_path / "make.py"), "__name__": "make"}
    exec((tmp_path / "make.py").read_text(), space)  # the script has no package
    space["main"]()  # type: ignore[operator]
    for name in ("courses.csv", "spells.csv", "observed.csv"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_byte_identical_on_every_run_and_engine() -> None:
    study = read_study(FOLDER)
    once, again, other = (
        run_folder(study, FOLDER, engine).files() for engine in ("duckdb", "duckdb", "polars")
    )
    assert once == again
    assert {name: once[name] for name in ("figures.json", "flow.json")} == {
        name: other[name] for name in ("figures.json", "flow.json")
    }


def test_the_manifest_names_study_data_and_versions(released: Released) -> None:
    manifest = released.manifest
    assert (
        manifest["data_sha256"]["spells"]["spells.csv"]
        == hashlib.sha256((FOLDER / "spells.csv").read_bytes()).hexdigest()
    )
    assert manifest["study"]["follow_up"] == {"length": 52, "span": "weeks"}
    assert set(manifest["versions"]) >= {"narwhals", "numpy", "scipy", "statsmodels"}
