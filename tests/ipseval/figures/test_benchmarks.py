"""Published shares beside a study's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.ipseval.studies.test_rossi import FOLDER

from ipseval import Study, StudyError, read_study
from ipseval.estimates.estimate import against_benchmark, proportion
from ipseval.estimates.published import Published
from ipseval.recipe import run_folder
from ipseval.reference import reference
from ipseval.study.published import published

pytestmark = pytest.mark.slow

TABLE = reference("benchmarks.csv")
ROSSI = "Prison"


def one(value: float, n: int | None, low: float | None = None, high: float | None = None) -> Published:
    return Published(ROSSI, "aid", "employment or education", "52 weeks", value, n, low, high, "invented")


# the percentages of Projekt Inklusion are no whole counts of the randomised: domain.md of the project, and by hand
@pytest.mark.parametrize(
    ("value", "n", "sizes"),
    [
        (0.599, 243, (242, 243)),  # 145 of 242 is 59.917
        (0.591, 238, (237, 238)),  # 140 of 237 is 59.072
        (0.5, 80, (80,)),
        (0.26, None, ()),
        (0.455, 3, (3,)),
    ],
)
def test_of_how_many_people_a_percentage_may_be(value: float, n: int | None, sizes: tuple[int, ...]) -> None:
    assert one(value, n).sizes == sizes


def test_the_table_that_comes_along() -> None:
    found = published("Projekt Inklusion", TABLE)
    assert [(each.group, each.horizon, each.value, each.n) for each in found] == [
        ("IPS", "18 months", 0.599, 243),
        ("IPS enhanced", "18 months", 0.591, 238),
        ("usual effort", "18 months", 0.465, 239),
        ("IPS", "30 months", 0.65, None),
        ("usual effort", "30 months", 0.53, None),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name,value\na,1\n", "mine.csv: the column measure, horizon"),
        (
            "name,measure,horizon,group,value,n,low,high,source\na,m,h,g,much,,,,s\n",
            "mine.csv row 2: value is 'much'; it must be a finite number",
        ),
        ("name,measure,horizon,group,value,n,low,high,source\na,m,h,g,1.8,,,,s\n", "no share of that name"),
        (
            "name,measure,horizon,group,value,n,low,high,source\nb,m,h,g,0.5,,,,s\n",
            "has no such name; it has b.",
        ),
    ],
)
def test_a_wrong_table(tmp_path: Path, content: str, sentence: str) -> None:
    (tmp_path / "mine.csv").write_text(content)
    with pytest.raises(ValueError, match=sentence.replace(".", r"\.")):
        published("a", tmp_path / "mine.csv")


def test_beside_everyone_and_each_group() -> None:
    study = replace(read_study(FOLDER), benchmarks=(one(0.599, 243), one(0.53, None)))
    released = run_folder(study, FOLDER)
    for group, k, n in ((None, 360, 432), ("yes", 181, 216), ("no", 179, 216)):
        figure = next(
            each
            for each in released.figures
            if each.measure == "work_or_education_against_benchmark" and each.group == group
        )
        expected = against_benchmark(proportion(k, n), 0.599, (242, 243))
        assert (figure.value, figure.low, figure.high) == (expected.value, expected.low, expected.high)
        assert (figure.n, figure.versus, figure.unit) == (n, "Prison: aid", "difference of shares")
        assert "no effect" in figure.definition
    lines = [each for each in released.figures if each.measure == "benchmark"]
    assert [(line.value, line.n, line.low is None) for line in lines] == [
        (0.599, 243, False),
        (0.53, None, True),
    ]
    # without a number of people it is a line: nothing is compared with it
    beside = [each for each in released.figures if each.measure.endswith("against_benchmark")]
    assert len(beside) == 3


def test_published_limits_serve_where_the_number_of_people_is_not_known() -> None:
    study = replace(read_study(FOLDER), benchmarks=(one(0.6, None, 0.5, 0.7),))
    figure = next(f for f in run_folder(study, FOLDER).figures if f.measure.endswith("against_benchmark"))
    assert figure.method == "MOVER of Wilson"
    assert figure.low is not None


def test_sites_are_not_set_beside_it_and_hidden_figures_stay_hidden() -> None:
    from tests.ipseval.gate.test_disclosure import STUDY, delivery
    from tests.ipseval.gate.test_disclosure import run as answer

    few = Published("X", "", "employment or education", "18 months", 0.5, 40, None, None, "")
    released = answer(replace(STUDY, benchmarks=(few,)), delivery(3, 14, 2), engine="polars")
    beside = [f for f in released.figures if f.measure == "work_or_education_against_benchmark"]
    assert beside
    for figure in beside:
        own = released.find("work_or_education", group=figure.group)
        assert figure.site is None
        assert (figure.value is None) == (own.value is None)


def test_a_benchmark_of_another_follow_up_is_refused() -> None:
    with pytest.raises(StudyError, match="benchmark is of 52 weeks, and the follow-up is 18 months"):
        Study(benchmarks=(one(0.5, 80),))
