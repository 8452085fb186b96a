"""Bad data of every kind, drawn: what is added to tables in which nothing is wrong, and which row is named for what.

The data go to 31 December 2025; `p1` to `p9` start on 1 January 2024, have a job in May, and nobody is lost.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipseval import FollowUp, Study
from ipseval.check.faults import FAULTS
from ipseval.check.problems import faulty
from ipseval.check.refuse import TOLD, refuse
from ipseval.cli import main
from ipseval.engine import open_engine
from ipseval.manifest import manifest
from ipseval.registers import REGISTERS

STUDY = Study(
    through=date(2025, 12, 31),
    follow_up=FollowUp(12),
    states={"job": "ordinary_employment", "school": "ordinary_education", "benefit": "none"},
    endings={"died": "competing", "moved": "censor"},
)
TOML = """
[data]
courses = "courses.csv"
spells = "spells.csv"
observed = "observed.csv"
through = 2025-12-31
[observed]
died = "competing"
moved = "censor"
[states]
job = "ordinary_employment"
school = "ordinary_education"
benefit = "none"
[follow_up]
months = 12
"""
PEOPLE = range(1, 10)
CLEAN = {
    "courses": ["person,start,end,group", *(f"p{p},2024-01-01,2024-12-01,a" for p in PEOPLE)],
    "spells": ["person,state,from,to,employer", *(f"p{p},job,2024-05-01,2024-06-01,x" for p in PEOPLE)],
    "observed": ["person,until,why"],
}

# the table, the row that is added to it, and what is met in which row; the added row is row 11 (2 in observed)
DRAWN = {
    "the same course again": ("courses", "p1,2024-01-01,2024-12-01,a", {"course_twice": "courses.csv row 11"}),
    "the same course, another end": ("courses", "p1,2024-01-01,,a", {"course_twice": "courses.csv row 11"}),
    "a second course": ("courses", "p1,2025-02-01,,a", {}),
    "a course that ends before it starts": (
        "courses", "p10,2024-01-01,2023-12-31,a",
        {"course_backwards": "courses.csv row 11", "in_no_register": "courses.csv row 11"},
    ),
    "a course of one day": ("courses", "p1,2025-01-01,2025-01-01,a", {}),
    "the other group on another day": ("courses", "p1,2025-02-01,,b", {"in_two_groups": "courses.csv row 11"}),
    "the other group on the same day": ("courses", "p1,2024-01-01,,b", {"in_two_groups": "courses.csv row 11"}),
    "no group at all": ("courses", "p1,2025-02-01,,", {}),
    "a start after the data": (
        "courses", "p10,2026-01-01,,a",
        {"start_unseen": "courses.csv row 11", "in_no_register": "courses.csv row 11"},
    ),
    "a start on the last day of the data": ("courses", "p10,2025-12-31,,a", {"in_no_register": "courses.csv row 11"}),
    "observation ended on the day of the start": (
        "observed", "p1,2024-01-01,died", {"start_unseen": "courses.csv row 2"},
    ),
    "observation ended on the day after": ("observed", "p1,2024-01-02,died", {}),
    "somebody whom nobody knows": ("courses", "p10,2024-01-01,,a", {"in_no_register": "courses.csv row 11"}),
    "a person written otherwise": (
        "spells", "P1,job,2024-07-01,2024-08-01,x", {"without_course": "spells.csv row 11"},
    ),
    "an end of nobody": ("observed", "p10,2024-07-01,died", {"without_course": "observed.csv row 2"}),
    "two ends of one person": (
        "observed", "p1,2024-07-01,died\np1,2024-08-01,moved", {"observed_twice": "observed.csv row 3"},
    ),
    "a spell backwards": ("spells", "p1,job,2024-08-01,2024-07-01,x", {"spell_backwards": "spells.csv row 11"}),
    "a spell of no days": ("spells", "p1,job,2024-08-01,2024-08-01,x", {"spell_backwards": "spells.csv row 11"}),
    "the same spell again": ("spells", "p1,job,2024-05-01,2024-06-01,x", {"spells_overlap": "spells.csv row 11"}),
    "a spell that overlaps": ("spells", "p1,job,2024-05-31,2024-07-01,x", {"spells_overlap": "spells.csv row 11"}),
    "one that began before": ("spells", "p1,job,2024-04-01,2024-05-02,x", {"spells_overlap": "spells.csv row 2"}),
    "a spell that touches": ("spells", "p1,job,2024-06-01,2024-07-01,x", {}),
    "two employers at once": ("spells", "p1,job,2024-05-01,2024-06-01,y", {}),
    "job and school at once": ("spells", "p1,school,2024-05-01,2024-06-01,x", {}),
    "a benefit beside a benefit": (
        "spells", "p1,benefit,2024-05-01,2024-06-01,\np1,benefit,2024-05-01,2024-06-01,", {},
    ),
    "a spell not over, and another": ("spells", "p1,job,2024-04-01,,x", {"spells_overlap": "spells.csv row 2"}),
}  # fmt: skip


def write(folder: Path, table: str = "", row: str = "") -> Path:
    (folder / "study.toml").write_text(TOML)
    for name, lines in CLEAN.items():
        more = [row] if name == table else []
        (folder / f"{name}.csv").write_text("\n".join([*lines, *more]) + "\n")
    return folder


def test_in_the_tables_without_a_fault_nothing_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(write(tmp_path))]) == 0
    assert capsys.readouterr().out == "Nothing is wrong.\n"


@pytest.mark.parametrize("title", DRAWN)
def test_a_fault_is_named_with_its_row_and_its_rule(
    title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, row, met = DRAWN[title]
    assert main(["check", str(write(tmp_path, table, row))]) == 0
    said = capsys.readouterr().out.splitlines()[1:]
    expected = [
        f"1 {fault.what}. {fault.rule} See {met[name]}." for name, fault in FAULTS.items() if name in met
    ]
    assert said == expected


def test_every_fault_is_drawn() -> None:
    assert {name for _, _, met in DRAWN.values() for name in met} == set(FAULTS)


def counted(tables: dict[str, pl.DataFrame], engine: str) -> dict[str, int]:
    opened = open_engine(engine)
    taken = {name: opened.take(REGISTERS[name], table) for name, table in tables.items()}
    return dict(refuse(STUDY, taken).faults)


PERSON, DAY = st.sampled_from("abc"), st.integers(19_700, 19_712)
MAYBE = st.none() | DAY
ROWS = {
    "courses": st.tuples(PERSON, MAYBE, MAYBE, st.sampled_from(["a", "b", None])),
    "spells": st.tuples(
        PERSON, st.sampled_from(["job", "school", "benefit"]), DAY, MAYBE, st.sampled_from(["x", "y", None])
    ),
    "observed": st.tuples(PERSON, DAY, st.sampled_from(["died", "moved"])),
}
NAMES = {
    "courses": ("person", "start", "end", "group"),
    "spells": ("person", "state", "from", "to", "employer"),
    "observed": ("person", "until", "why"),
}


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.fixed_dictionaries({name: st.lists(row, max_size=8) for name, row in ROWS.items()}))
def test_a_run_counts_what_check_names(drawn: dict[str, list[tuple[object, ...]]]) -> None:
    tables = {}
    for name, rows in drawn.items():
        kinds = {
            column.name: pl.String if column.kind == "text" else pl.Int64
            for column in REGISTERS[name].columns
            if column.name in NAMES[name]
        }
        schema = {column: kinds[column] for column in NAMES[name]}
        tables[name] = pl.DataFrame(rows, schema=schema, orient="row")
    placed = {
        name: open_engine("polars").take(REGISTERS[name], table).to_native().collect().with_columns(place=pl.lit(""))
        for name, table in tables.items()
    }  # fmt: skip
    named = {name: len(rows) for name, rows in faulty(STUDY, placed).items() if name in TOLD}
    assert counted(tables, "duckdb") == counted(tables, "polars") == named


def test_of_few_and_of_people_the_manifest_gives_no_number() -> None:
    rows = [(f"p{p}", 19_723, None, "a") for p in range(20)]
    tables = {
        "courses": pl.DataFrame(rows, schema=list(NAMES["courses"]), orient="row"),
        "spells": pl.DataFrame(
            [(f"p{p}", "job", 19_730, 19_720 if p < 6 else 19_740, "x") for p in range(12)],
            schema=list(NAMES["spells"]),
            orient="row",
        ),
        "observed": pl.DataFrame(
            [("p1", 19_800, "died"), ("p1", 19_801, "died")], schema=list(NAMES["observed"]), orient="row"
        ),
    }
    opened = open_engine("duckdb")
    noted = refuse(STUDY, {name: opened.take(REGISTERS[name], table) for name, table in tables.items()})
    said = manifest(STUDY, opened, tables, noted)
    assert {rule["name"]: rule["count"] for rule in said["rules_used"]} == {
        "in_no_register": "5 or more",
        "spell_backwards": 6,
        "observed_twice": None,
    }
    assert len(said["data_sha256"]["courses"]["handed over"]) == 64
    assert said["seed"] is None
    assert manifest(STUDY, opened, tables, noted, {"bootstrap by person, BCa"})["seed"] is not None
    assert said["data_rows"] == {"courses": 20, "observed": None, "spells": 12}


@pytest.mark.parametrize(
    ("table", "rows", "sentence"),
    [
        ("spells", "p1,jobb,2024-07-01,2024-08-01,x\np2,jobb,2024-07-01,,x",
         "The state 'jobb' is in the data but not in the study: under [states] give it a rung. See spells.csv row 11, "
         "spells.csv row 12."),
        ("observed", "p1,2024-07-01,dead",
         "The why 'dead' is in the data but not in the study: under [observed] call it censor or competing. See "
         "observed.csv row 2."),
    ],
)  # fmt: skip
def test_a_word_that_the_study_does_not_know_stops_and_is_named_with_its_rows(
    table: str, rows: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(write(tmp_path, table, rows))]) == 1
    assert capsys.readouterr().out.splitlines() == [sentence]
