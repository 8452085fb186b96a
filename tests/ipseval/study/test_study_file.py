"""The file `study.toml`: a right one with everything in it, every fault told at once, its economy; wrong ones of every
kind stand in `test_wrong_study.py`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.ipseval.study.right_study import RIGHT

from ipseval import FollowUp, Study, StudyError, read_study
from ipseval.study.adjustment import Adjustment


def write(folder: Path, content: str) -> Path:
    (folder / "study.toml").write_text(content, encoding="utf-8")
    return folder


def test_a_right_one(tmp_path: Path) -> None:
    assert read_study(write(tmp_path, RIGHT)) == Study(
        title="A study",
        files={"courses": "courses.csv", "spells": "spells-*.parquet", "observed": "observed.csv"},
        through=date(2025, 12, 31),
        starts_from=date(2022, 1, 1),
        starts_before=date(2024, 1, 1),
        until_course_end=True,
        endings={"death": "competing", "register_end": "censor"},
        states={"employed": "ordinary_employment", "student": "ordinary_education"},
        success=("ordinary_employment",),
        follow_up=FollowUp(18, "months"),
        groups=("yes", "no"),
        primary="weeks_in_work",
        smallest_cell=10,
        level=0.9,
        sensitivity={"with_school": {"student": "ordinary_employment"}},
    )


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"There is no study\.toml in"):
        read_study(tmp_path)


def test_no_text(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_bytes(b"title = '\xff'")
    with pytest.raises(StudyError, match="not text in UTF-8"):
        read_study(tmp_path)


def test_adjusting_and_a_benchmark(tmp_path: Path) -> None:
    content = RIGHT.replace(
        '"unadjusted"', '"aipw"\nadjust = ["age", "prior"]\nbenchmark = "Projekt Inklusion"'
    )
    study = read_study(write(tmp_path, content))
    assert study.adjustment == Adjustment(("age", "prior"), "aipw", "att", "person")
    assert study.covariates == ("age", "prior")
    assert [(one.group, one.value, one.n, one.horizon) for one in study.benchmarks][:1] == [
        ("IPS", 0.599, 243, "18 months")
    ]


def test_a_table_of_benchmarks_of_ones_own(tmp_path: Path) -> None:
    table = "name,measure,horizon,group,value,n,low,high,source\nOurs,employment or education,18 months,,0.5,80,,,us\n"
    (tmp_path / "mine.csv").write_text(table)
    content = RIGHT.replace("through = ", 'benchmarks = "mine.csv"\nthrough = ').replace(
        '"unadjusted"', '"unadjusted"\nbenchmark = "Ours"'
    )
    (own,) = read_study(write(tmp_path, content)).benchmarks
    assert (own.title, own.value, own.n, own.low) == ("Ours", 0.5, 80, None)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """A key that means nothing, a value of the wrong type, words, numbers and dates that cannot be: one run for all."""
    content = RIGHT
    for right, wrong in (
        ('"ordinary_education"', '"school"'),
        ("months = 18", "months = 0"),
        ("smallest_cell = 10", "smallest = 10"),
        ("starts_before = 2024-01-01", "starts_before = 2021-01-01"),
        ('"unadjusted"', "7"),
    ):
        assert right in content
        content = content.replace(right, wrong)
    with pytest.raises(StudyError) as error:
        read_study(write(tmp_path, content))
    assert str(error.value).split("\n") == [
        "[release] smallest means nothing here; perhaps smallest_cell is meant.",
        "[compare] method = 7 must be text in quotes.",
        "[states] student = 'school' is not a rung; the rungs are ordinary_employment, ordinary_education, flexjob, "
        "subsidised_job, vocational_rehabilitation, internship, none.",
        "[follow_up] 0 months is none: give a whole number above 0.",
        "[analysis] starts_from must lie before starts_before.",
    ]


def test_a_benchmark_of_another_follow_up(tmp_path: Path) -> None:
    content = RIGHT.replace("months = 18", "weeks = 5").replace(
        '"unadjusted"', '"unadjusted"\nbenchmark = "Projekt Inklusion"'
    )
    with pytest.raises(StudyError) as error:
        read_study(write(tmp_path, content))
    assert str(error.value) == "[compare] benchmark is of 18 months, 30 months, and the follow-up is 5 weeks."


ECONOMY = """
[economics]
prices = "prices.csv"
price_day = 2025-07-01
years = 5
discount = 0.035
months_of_support = 12
persistence = [0.6, 0.3, 0.8]
effect = [8, 2, 14]
effect_source = "a trial"
"""
UNECONOMIC = {
    "no table": ('"prices.csv"', '""', "[economics] prices is empty: name the table of prices."),
    "no day": ("price_day = 2025-07-01", "", "[economics] price_day is missing; the day whose prices hold"),
    "a day in quotes": (
        "2025-07-01",
        '"2025-07-01"',
        "[economics] price_day = '2025-07-01' must be a date without",
    ),
    "no years": ("years = 5", "years = 0", "[economics] years is a whole number from 1 to 40."),
    "half a year": ("years = 5", "years = 0.5", "[economics] years = 0.5 must be a whole number."),
    "per cent": ("0.035", "3.5", "[economics] discount is a share a year, 0.035 for 3.5 per cent."),
    "a discount of nothing known": ("0.035", "nan", "[economics] discount = nan must be a number."),
    "no support": (
        "support = 12",
        "support = 0",
        "[economics] months_of_support is a number of months, above 0",
    ),
    "support for ever": (
        "support = 12",
        "support = inf",
        "[economics] months_of_support = inf must be a number.",
    ),
    "one number": (
        "[0.6, 0.3, 0.8]",
        "0.6",
        "[economics] persistence = 0.6 must be three numbers: [value, low, high].",
    ),
    "per cent left": (
        "[0.6, 0.3, 0.8]",
        "[60, 30, 80]",
        "[economics] persistence is [value, low, high], shares from 0",
    ),
    "an order of its own": ("[8, 2, 14]", "[2, 8, 14]", "[economics] effect is [value, low, high] in weeks"),
    "from nowhere": ('effect_source = "a trial"', "", "[economics] effect comes from somewhere"),
    "from somewhere, nothing": (
        "effect = [8, 2, 14]",
        "",
        "[economics] effect_source says nothing without effect.",
    ),
    "a key misspelt": (
        "discount =",
        "discuont =",
        "[economics] discuont means nothing here; perhaps discount is meant.",
    ),
}


@pytest.mark.parametrize("kind", UNECONOMIC)
def test_a_wrong_economy(kind: str, tmp_path: Path) -> None:
    right, wrong, sentence = UNECONOMIC[kind]
    assert right in ECONOMY
    read_study(write(tmp_path, RIGHT + ECONOMY))
    with pytest.raises(StudyError) as error:
        read_study(write(tmp_path, RIGHT + ECONOMY.replace(right, wrong)))
    assert sentence in str(error.value)


def test_the_file_in_place_of_its_folder(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="is a file: give the folder that it lies in"):
        read_study(write(tmp_path, RIGHT) / "study.toml")


def test_a_mark_of_utf_8_first(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_bytes(b"\xef\xbb\xbf" + RIGHT.encode())
    assert read_study(tmp_path).title == "A study"


def test_a_study_in_python_is_held_to_the_same() -> None:
    assert Study().follow_up == FollowUp(18, "months")
    with pytest.raises(StudyError, match="smallest_cell"):
        replace(Study(), smallest_cell=0)
