"""A wrong study file of every kind, each with its sentence; and a right one with everything in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ipseval import FollowUp, Study, StudyError, read_study
from ipseval.study.adjustment import Adjustment

RIGHT = """
title = "A study"
[data]
courses = "courses.csv"
spells = "spells-*.parquet"
observed = "observed.csv"
through = 2025-12-31
[observed]
death = "competing"
register_end = "censor"
[states]
employed = "ordinary_employment"
student = "ordinary_education"
[follow_up]
months = 18
until_course_end = true
[compare]
groups = ["yes", "no"]
method = "unadjusted"
[analysis]
primary = "weeks_in_work"
unit = "first course"
success = ["ordinary_employment"]
level = 0.9
starts_from = 2022-01-01
starts_before = 2024-01-01
[sensitivity.with_school]
student = "ordinary_employment"
[release]
smallest_cell = 10
"""

WRONG = {
    "no TOML": ("title = ", "title = =", "study.toml is not well-formed TOML"),
    "a table too many": ("[release]", "[relase]", "'relase', which means nothing here; it may have"),
    "a key too many": ("smallest_cell", "smallest", "[release] smallest means nothing here"),
    "a value for a table": ("[release]\nsmallest_cell = 10", "", "release must be a table"),
    "no courses": ('courses = "courses.csv"', "", "[data] courses is missing: name the file."),
    "no spells": ('spells = "spells-*.parquet"', "", "[data] spells is missing: name the file."),
    "a number for a file": ('"courses.csv"', "7", "[data] courses = 7 must be text in quotes."),
    "a date in quotes": (
        "2025-12-31",
        '"2025-12-31"',
        "[data] through = '2025-12-31' must be a date without quotes",
    ),
    "a time for a date": ("2025-12-31", "2025-12-31T10:00:00", "must be a date without quotes"),
    "an unknown ending": ('"censor"', '"lost"', "[observed] register_end = 'lost': an ending is either"),
    "an unknown rung": ('"ordinary_education"', '"school"', "[states] student = 'school' is not a rung"),
    "a number for a rung": ('"ordinary_education"', "2", "[states] student = 2 must be text in quotes."),
    "no follow-up": ("months = 18", "", "[follow_up] must say exactly one of months, weeks or days"),
    "two follow-ups": (
        "months = 18",
        "months = 18\nweeks = 78",
        "[follow_up] must say exactly one of months",
    ),
    "half a month": ("months = 18", "months = 1.5", "[follow_up] months = 1.5 must be a whole number."),
    "yes months": ("months = 18", "months = true", "[follow_up] months = True must be a whole number."),
    "no time at all": (
        "months = 18",
        "months = 0",
        "[follow_up] 0 months is none: give a whole number above 0.",
    ),
    "three groups": ('["yes", "no"]', '["a", "b", "c"]', "[compare] groups must name two groups, no more."),
    "one group twice": (
        '["yes", "no"]',
        '["yes", "yes"]',
        "[compare] groups must name two different groups.",
    ),
    "groups as text": (
        '["yes", "no"]',
        '"yes"',
        "[compare] groups = 'yes' must be a list of texts in quotes.",
    ),
    "a method without covariates": (
        '"unadjusted"',
        '"ipw"',
        "[compare] method needs adjust: name the columns",
    ),
    "covariates without a method": (
        'method = "unadjusted"',
        'adjust = ["age"]',
        '[compare] method = \'unadjusted\': with adjust it is "ipw" or "aipw".',
    ),
    "an unknown method": (
        '"unadjusted"',
        '"magic"\nadjust = ["age"]',
        "[compare] method = 'magic': with adjust it is",
    ),
    "an unknown estimand": (
        '"unadjusted"',
        '"ipw"\nadjust = ["age"]\nestimand = "late"',
        '[compare] estimand = \'late\': with adjust it is "att" or "ate".',
    ),
    "an unknown cluster": (
        '"unadjusted"',
        '"ipw"\nadjust = ["age"]\ncluster = "town"',
        "[compare] cluster = 'town': with adjust it is",
    ),
    "an estimand of nothing": (
        '"unadjusted"',
        '"unadjusted"\nestimand = "att"',
        "estimand says nothing without adjust",
    ),
    "no groups to adjust": (
        'groups = ["yes", "no"]\nmethod = "unadjusted"',
        'method = "ipw"\nadjust = ["age"]',
        "[compare] adjust needs groups: two to compare.",
    ),
    "a covariate twice": ('"unadjusted"', '"ipw"\nadjust = ["age", "age"]', "adjust names a column twice"),
    "a covariate from afterwards": (
        '"unadjusted"',
        '"ipw"\nadjust = ["end"]',
        "'end' is known only after the start",
    ),
    "an outcome as covariate": (
        '"unadjusted"',
        '"ipw"\nadjust = ["weeks_in_work"]',
        "'weeks_in_work' is known only after the start",
    ),
    "the group as covariate": (
        '"unadjusted"',
        '"ipw"\nadjust = ["group"]',
        "adjust: 'group' is no covariate.",
    ),
    "a covariate with a blank": (
        '"unadjusted"',
        '"ipw"\nadjust = ["my age"]',
        "letters, digits and underscores only",
    ),
    "a rule of an unknown state": (
        'student = "ordinary_employment"',
        'pupil = "none"',
        "[sensitivity.with_school] pupil: [states] has no such state; it has employed, student.",
    ),
    "a rule with an unknown rung": (
        'student = "ordinary_employment"',
        'student = "work"',
        "[sensitivity.with_school] student = 'work' is not a rung; the rungs are",
    ),
    "a rule that changes nothing": (
        'student = "ordinary_employment"',
        'student = "ordinary_education"',
        "[sensitivity.with_school] changes nothing: put a state on another rung",
    ),
    "a rule of no states": (
        'student = "ordinary_employment"',
        "",
        "[sensitivity.with_school] changes nothing",
    ),
    "a rule with a number": (
        'student = "ordinary_employment"',
        "student = 1",
        "[sensitivity.with_school] student = 1 must be text in quotes.",
    ),
    "a rule that is no table": (
        '[sensitivity.with_school]\nstudent = "ordinary_employment"',
        '[sensitivity]\nwith_school = "none"',
        "[sensitivity] with_school must be a table: write [sensitivity.with_school] on its own line.",
    ),
    "a rule with a blank": (
        "[sensitivity.with_school]",
        '[sensitivity."with school"]',
        "[sensitivity] 'with school' may have letters, digits and underscores only.",
    ),
    "an unknown benchmark": (
        '"unadjusted"',
        '"unadjusted"\nbenchmark = "Nobody"',
        "[compare] benchmark = 'Nobody': benchmarks.csv has no such name; it has Projekt Inklusion",
    ),
    "no table of benchmarks": (
        "through = 2025-12-31",
        'through = 2025-12-31\nbenchmarks = "mine.csv"\n[compare]\nbenchmark = "IPS Grow"',
        "[compare] benchmark = 'IPS Grow': there is no table mine.csv",
    ),
    "a table of benchmarks for nothing": (
        "through = 2025-12-31",
        'through = 2025-12-31\nbenchmarks = "mine.csv"',
        "[data] benchmarks says nothing without",
    ),
    "an unknown measure": ('"weeks_in_work"', '"joy"', "[analysis] primary = 'joy'; the measures are"),
    "an unknown unit": ('"first course"', '"person"', "[analysis] unit = 'person': "),
    "an unknown success": (
        '["ordinary_employment"]',
        '["joy"]',
        "[analysis] success names 'joy', which is not a rung",
    ),
    "no success": ('["ordinary_employment"]', "[]", "[analysis] success is empty: name at least one rung."),
    "no coverage": ("level = 0.9", "level = 95", "[analysis] level is the coverage of an interval"),
    "a period backwards": (
        "2022-01-01",
        "2024-06-01",
        "[analysis] starts_from must lie before starts_before.",
    ),
    "a cell that protects nobody": (
        "smallest_cell = 10",
        "smallest_cell = 1",
        "smallest_cell below 3 protects nobody",
    ),
    "a yes in words": ("until_course_end = true", 'until_course_end = "yes"', "must be true or false."),
}


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


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_one(kind: str, tmp_path: Path) -> None:
    right, wrong, sentence = WRONG[kind]
    assert right in RIGHT
    content = RIGHT.replace(right, wrong)
    if wrong.count("[compare]"):
        content = content.replace('[compare]\ngroups = ["yes", "no"]\nmethod = "unadjusted"\n', "")
    if kind == "a value for a table":
        content = "release = 5\n" + content
    with pytest.raises(StudyError) as error:
        read_study(write(tmp_path, content))
    assert sentence in str(error.value)


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
    content = RIGHT.replace('"ordinary_education"', '"school"').replace('"weeks_in_work"', '"joy"')
    with pytest.raises(StudyError) as error:
        read_study(write(tmp_path, content))
    assert len(str(error.value).split("\n")) == 2


def test_a_study_in_python_is_held_to_the_same() -> None:
    assert Study().follow_up == FollowUp(18, "months")
    with pytest.raises(StudyError, match="smallest_cell"):
        replace(Study(), smallest_cell=0)
