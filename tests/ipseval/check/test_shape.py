"""Broken files of every kind, drawn: the same sentence from `check` and from a run, on each engine, before it starts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ipseval.check.shape import shapeless
from ipseval.cli import main
from ipseval.engine import DataError, open_engine
from ipseval.registers import COURSES, REGISTERS

STUDY = """
[data]
courses = "courses*.csv"
spells = "spells.csv"
through = 2025-12-31
[states]
job = "ordinary_employment"
[follow_up]
months = 12
"""
RIGHT = "person,start,site\np1,2024-01-01,nord\np2,2024-02-01,øst\n"
SPELLS = "person,state,from,to\np1,job,2024-10-01,2025-03-01\n"

# what courses.csv holds, and what is said of it
BROKEN = {
    "nothing": ("", "courses.csv is empty: its first line must name the columns."),
    "a blank line": (RIGHT + "\n", "courses.csv row 4 is blank: take the line away."),
    "a blank line from Windows": (
        RIGHT.replace("\n", "\r\n") + "\r\n", "courses.csv row 4 is blank: take the line away.",
    ),
    "a short row": (RIGHT + "p3,2024-01-01\n", "courses.csv row 4 has 2 cells, and the heading has 3."),
    "a long row": (RIGHT + "p3,2024-01-01,a,b\n", "courses.csv row 4 has 4 cells, and the heading has 3."),
    "an open quotation mark": (
        RIGHT + 'p3,"2024-01-01,a\np4,2024-01-01,b\n',
        "courses.csv row 4 has 2 cells, and the heading has 3. Is a quotation mark left open?",
    ),
    "semicolons": (RIGHT.replace(",", ";"), "courses.csv is separated by semicolons. The file must be separated by"),
    "tabs": (RIGHT.replace(",", "\t"), "courses.csv is separated by tabs."),
    "another heading": (
        RIGHT.replace("person,start", "Person,begin"),
        "courses: the column person is missing in courses.csv. Is 'Person' meant?\n"
        "courses: the column start is missing in courses.csv. It has 'Person', 'begin', 'site'.",
    ),
    "a column twice": (RIGHT.replace("site", "start"), "courses.csv has more than one column called 'start'."),
    "old Danish letters": (RIGHT.encode("latin-1"), "courses.csv row 3 is not text in UTF-8: save it as “CSV UTF-8”."),
    "letters of two bytes": (RIGHT.encode("utf-16"), "courses.csv is not text in UTF-8: save it as “CSV UTF-8”."),
}  # fmt: skip
WHOLE = {
    "as it should be": RIGHT,
    "lines of Windows": RIGHT.replace("\n", "\r\n"),
    "a mark of UTF-8 first": b"\xef\xbb\xbf" + RIGHT.encode(),
    "no line end at the end": RIGHT.rstrip(),
    "a cell of three lines": RIGHT.replace("nord", '"no\n\nrd"'),
    "columns in another order": "site,person,start\nnord,p1,2024-01-01\nøst,p2,2024-02-01\n",
}


def write(folder: Path, courses: str | bytes, **more: str) -> Path:
    content = {"study.toml": STUDY, "courses.csv": courses, "spells.csv": SPELLS}
    for name, text in (content | {f"{name}.csv": text for name, text in more.items()}).items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    courses, sentence = BROKEN[kind]
    folder = write(tmp_path, courses)
    assert main(["check", str(folder)]) == 1
    said = capsys.readouterr().out
    assert said.startswith(sentence)
    for engine in ("duckdb", "polars"):
        assert main(["run", str(folder), "--engine", engine]) == 1
        assert capsys.readouterr().err == said
    assert not (folder / "out").exists()


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_file(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(write(tmp_path, WHOLE[kind]))]) == 0
    assert capsys.readouterr().out.startswith("Nothing stops a run.")


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("person,start\np3,2024-01-01\n", "site is not there"),
        ("person,start,site,end\np3,2024-01-01,a,\n", "end is there too"),
        ("start,person,site\n2024-01-01,p3,a\n", "they stand in another order"),
    ],
)
def test_parts_of_a_table_have_the_same_columns(
    part: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(write(tmp_path, RIGHT, courses2=part))]) == 1
    said = f"courses2.csv has other columns than courses.csv: {what}. All files of a table need the same."
    assert capsys.readouterr().out.strip() == said


def test_parts_in_parquet_may_be_ordered_otherwise_but_not_be_of_another_kind(tmp_path: Path) -> None:
    one = pl.DataFrame({"person": ["p1"], "start": [date(2024, 1, 1)]})
    paths = [tmp_path / f"{number}.parquet" for number in range(3)]
    for path, table in zip(
        paths, (one, one[["start", "person"]], one.cast({"start": pl.Int32})), strict=True
    ):
        table.write_parquet(path)
    assert shapeless(COURSES, paths[:2]) == []
    (said,) = shapeless(COURSES, paths)
    assert said.startswith("2.parquet has other columns than 0.parquet: start is int32, not date32[day].")
    paths[0].write_bytes(paths[0].read_bytes()[:-9])
    assert shapeless(COURSES, paths[:1]) == ["0.parquet is no Parquet file, or not a whole one."]


def test_faults_of_all_tables_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(write(tmp_path, "", spells="x\n"))]) == 1
    said = capsys.readouterr().err
    assert "courses.csv is empty" in said
    assert "spells: the column from is missing" in said


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_a_date_as_one_number_is_no_number_of_days(engine: str) -> None:
    frame = pl.DataFrame({"person": ["p1", "p2", "p3"], "start": [20240131, 19_753, 2_932_896]})
    read = (
        open_engine(engine).take(COURSES, frame).select("start", "unreadable").collect("polars").to_native()
    )
    assert read.rows() == [(None, 1), (19_753, 0), (2_932_896, 0)]


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_numbers_of_pandas(engine: str) -> None:
    frame = pl.DataFrame({"person": ["p"], "state": ["job"], "from": [1], "to": [2], "minutes_week": [60.0]})
    with pytest.raises(
        DataError, match=r"it must hold a whole number\. Whole numbers with empty cells are such in"
    ):
        open_engine(engine).take(REGISTERS["spells"], frame)


def test_a_folder_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path, RIGHT)
    (folder / "many").mkdir()
    for wrong in ("many", "."):
        (folder / "study.toml").write_text(STUDY.replace("courses*.csv", wrong))
        assert main(["check", str(folder)]) == 1
        assert f"courses: {wrong} is a folder; name the files in it" in capsys.readouterr().out


def test_the_first_rows_are_named_and_the_others_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"p{number},31-12-2024,a\n" for number in range(1000))
    assert main(["check", str(write(tmp_path, "person,start,site\n" + rows))]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("courses.csv row 2: start is '31-12-2024', which is not a date as 2025-12-31")
    assert said[10].startswith("In 990 more rows start is not a date as 2025-12-31")
    assert len(said) == 11


def test_unknown_words_are_told_beside_values_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spells = SPELLS + "p2,jobb,1.2.2024,\n" + "".join(f"p2,word{n},2024-02-01,\n" for n in range(30))
    assert main(["check", str(write(tmp_path, RIGHT, spells=spells))]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("spells.csv row 3: from is '1.2.2024'")
    assert said[1].startswith(
        "The state 'jobb' is in the data but not in the study: under [states] give it a rung"
    )
    assert said[-1] == "So are 11 more words in state."


def test_nobody_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(write(tmp_path, "person,start\n"))]) == 0
    assert "The table courses has no rows" in capsys.readouterr().out
