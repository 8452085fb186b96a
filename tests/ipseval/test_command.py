"""The command: what it writes, what it says when the data are wrong, and that it says where."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from ipseval import read_study
from ipseval.cli import main
from ipseval.engine import DataError
from ipseval.recipe import run_folder

pytestmark = pytest.mark.slow

STUDY = """
[data]
courses = "courses.csv"
spells = "spells.csv"
observed = "observed.csv"
through = 2025-12-31
[observed]
death = "competing"
[states]
employed = "ordinary_employment"
[follow_up]
months = 12
"""
COURSES = "person,start\n" + "".join(f"p{i},2024-01-{i + 1:02}\n" for i in range(20))
SPELLS = "person,state,from,to\n" + "".join(f"p{i},employed,2024-05-01,2024-06-01\n" for i in range(10))
OBSERVED = "person,until,why\np3,2024-09-01,death\n"
FILES = {"study.toml": STUDY, "courses.csv": COURSES, "spells.csv": SPELLS, "observed.csv": OBSERVED}

# the file, what is put where, and what `ipseval check` says
WRONG = [
    (
        "courses.csv",
        "p1,2024-01-02",
        "p1,2.1.2024",
        "courses.csv row 3: start is '2.1.2024', which is not a date as 2025-12-31",
    ),
    (
        "courses.csv",
        "p1,2024-01-02",
        "p1,2024-02-30",
        "courses.csv row 3: start is '2024-02-30', which is not a date as 2025-12-31",
    ),
    ("courses.csv", "p1,2024-01-02", ",2024-01-02", "courses.csv row 3: person is empty."),
    (
        "courses.csv",
        "person,start",
        "person,begin",
        "courses: the column start is missing in courses.csv. It has",
    ),
    ("courses.csv", ",", ";", "courses.csv is separated by semicolons. The file must be separated by commas"),
    ("spells.csv", "p1,employed", "p1,employd", "The state 'employd' is in the data but not in the study"),
    ("spells.csv", "p2,employed,2024-05-01", "p2,employed,", "spells.csv row 4: from is empty."),
    ("observed.csv", "death", "dead", "The why 'dead' is in the data but not in the study"),
    ("study.toml", '"spells.csv"', '"spell.csv"', "spells: no file spell.csv in"),
    ("study.toml", '"spells.csv"', '"study.toml"', "spells: study.toml must be .csv or .parquet"),
    (
        "study.toml",
        "[follow_up]",
        '[compare]\ngroups = ["a", "b"]\n[follow_up]',
        "nobody is in the group 'a'",
    ),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    return tmp_path


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_run_writes_its_records(folder: Path, engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(folder), "--engine", engine, "--out", str(folder / "there" / "out")]) == 0
    out = folder / "there" / "out"
    records = ("characteristics", "chronograms", "figures", "flow", "manifest", "moves")
    assert sorted(path.name for path in out.glob("*.json")) == [f"{name}.json" for name in records]
    figures = json.loads((out / "figures.json").read_text())
    first = next(figure for figure in figures if figure["measure"] == "work_or_education")
    assert (first["n"], first["numerator"], first["value"]) == (20, 10, 0.5)
    assert {"report.html", "report.pdf", "figures.xlsx"} < {path.name for path in out.iterdir()}
    assert "figures and the report in" in capsys.readouterr().out


def test_run_without_out_writes_beside_the_study(folder: Path) -> None:
    assert main(["run", str(folder)]) == 0
    assert (folder / "out" / "figures.json").is_file()


def test_nobody_lies_in_the_output(folder: Path) -> None:
    main(["run", str(folder)])
    for path in (folder / "out").glob("*.[jh]*"):
        assert not [person for person in range(20) if f'"p{person}"' in path.read_text()]


def test_check_finds_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder)]) == 0
    nothing, noted = capsys.readouterr().out.splitlines()
    assert nothing == "Nothing stops a run."
    assert noted.startswith("10 people with a course of whom neither spells nor observed has a row.")


@pytest.mark.parametrize(("name", "right", "wrong", "sentence"), WRONG, ids=lambda text: text[:40])
def test_check_names_row_and_column(
    folder: Path, name: str, right: str, wrong: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    content = (folder / name).read_text()
    assert right in content
    (folder / name).write_text(content.replace(right, wrong))
    assert main(["check", str(folder)]) == 1
    assert sentence in capsys.readouterr().out


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_run_stops_at_a_date_it_cannot_read(folder: Path, engine: str) -> None:
    (folder / "courses.csv").write_text(COURSES.replace("2024-01-02", "2024-02-30"))
    with pytest.raises(DataError, match="courses: 1 rows have a value that cannot be read"):
        run_folder(read_study(folder), folder, engine)


def test_a_wrong_study_goes_to_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(tmp_path)]) == 1
    assert "There is no study.toml" in capsys.readouterr().err


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_several_parquet_files_are_one_table(folder: Path, engine: str) -> None:
    expected = run_folder(read_study(folder), folder, engine).figures
    spells = pl.read_csv(folder / "spells.csv", try_parse_dates=True)
    spells[:4].write_parquet(folder / "spells-1.parquet")
    spells[4:].write_parquet(folder / "spells-2.parquet")
    (folder / "study.toml").write_text(STUDY.replace("spells.csv", "spells-*.parquet"))
    assert run_folder(read_study(folder), folder, engine).figures == expected


def test_a_spell_backwards_is_left_out_and_noted(folder: Path) -> None:
    (folder / "spells.csv").write_text(SPELLS.replace("p2,employed,2024-05-01", "p2,employed,2024-07-01"))
    released = run_folder(read_study(folder), folder)
    assert released.find("work_or_education").numerator == 9
    assert {r["name"]: r["count"] for r in released.manifest["rules_used"]} == {
        "in_no_register": "5 or more",
        "spell_backwards": None,
    }
    (folder / "spells.csv").write_text(SPELLS.replace(",2024-05-01", ",2024-07-01"))
    manifest = run_folder(read_study(folder), folder).manifest
    assert {r["name"]: r["count"] for r in manifest["rules_used"]}["spell_backwards"] == 10
    # one person's end of observation is few
    assert manifest["data_rows"] == {"courses": 20, "observed": None, "spells": 10}


def test_new_writes_a_study_that_is_right_and_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "mine"
    assert main(["new", str(place)]) == 0
    assert main(["check", str(place)]) == 0
    assert "Nothing stops a run." in capsys.readouterr().out
    found = run_folder(read_study(place), place).find("work_or_education")
    assert found.n == 480
    assert found.numerator is not None


def test_new_leaves_alone_what_is_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(folder)]) == 1
    assert "is there already, and not empty" in capsys.readouterr().err
    assert {path.name: path.read_text() for path in folder.iterdir()} == FILES
