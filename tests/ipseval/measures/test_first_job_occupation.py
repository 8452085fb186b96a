"""What the first jobs were: a table by major group that goes through the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
import pytest

from ipseval import Released, Study, run
from ipseval.study import FollowUp

pytestmark = pytest.mark.slow

START = date(2024, 1, 1)
STUDY = Study(through=date(2025, 12, 31), follow_up=FollowUp(100, "days"), groups=("a", "b"))


def released(codes: Sequence[str | None], engine: str = "duckdb") -> Released:
    """People by turns in group a and b: first a job of each code, then as many without a job."""
    people = [f"p{n}" for n in range(2 * len(codes))]
    group = ["ab"[n % 2] for n in range(len(people))]
    spells = [
        (f"p{n}", "ordinary_employment", START + timedelta(days=n % 50), None, code)
        for n, code in enumerate(codes)
    ]
    schema = ["person", "state", "from", "to", "occupation"]
    tables = {
        "courses": pl.DataFrame({"person": people, "start": START, "group": group}),
        "spells": pl.DataFrame(
            spells, schema=schema, schema_overrides={"to": pl.Date, "occupation": pl.String}, orient="row"
        ),
    }
    return run(STUDY, tables, engine)


def table(found: Released, group: str | None = None) -> dict[str | None, int | None]:
    figures = [f for f in found.figures if f.measure == "first_job_occupation" and f.group == group]
    return {figure.part: figure.numerator for figure in figures}


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_the_groups_add_up_to_those_who_had_a_job(engine: str) -> None:
    codes = 20 * ["5223"] + 24 * ["9112"] + 16 * [None]
    found = released(codes, engine)
    assert table(found) == {"5 service and sales workers": 20, "9 elementary occupations": 24, "missing": 16}
    assert sum(Counter(table(found, "a")).values()) == found.find("first_job", group="a").numerator == 30
    figure = next(f for f in found.figures if f.part == "9 elementary occupations" and f.group is None)
    assert (figure.n, figure.value, figure.method) == (60, 0.4, "Wilson")


def test_few_are_hidden_with_another_so_that_they_cannot_be_worked_out() -> None:
    found = released(20 * ["5223"] + 24 * ["9112"] + 3 * ["2320"])
    shown = table(found)
    assert shown["2 professionals"] is None
    assert sum(number is None for number in shown.values()) == 2
    hidden = [f for f in found.figures if f.measure == "first_job_occupation" and f.numerator is None]
    assert all(f.suppressed and (f.value, f.low) == (None, None) for f in hidden)


def test_that_all_had_the_same_is_not_told() -> None:
    found = released(60 * ["5223"])
    assert table(found) == {"5 service and sales workers": None}
    assert found.find("first_job").numerator == 60


def test_without_a_single_code_there_is_no_table() -> None:
    assert table(released(60 * [None])) == {}
