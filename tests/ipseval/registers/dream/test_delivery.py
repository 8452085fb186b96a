"""Deliveries as they come: names of columns, kinds of values, several files, and all that can be wrong with them."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ipseval.cli import main
from ipseval.engine import DataError
from ipseval.reference import TableError
from ipseval.registers.codes import Code, look_up, read_codes
from ipseval.registers.dream import Conversion, read, text
from ipseval.registers.dream.faults import FAULTS
from ipseval.registers.dream.weeks import read_calendar

pytestmark = pytest.mark.slow

HEAD = "code_from,code_to,state,role,valid_from,valid_to\n"
CODES = (Code(130, 139, "assistance", "benefit"), Code(999, 999, "gone", "end"))


def spells(conversion: Conversion) -> list[tuple[Any, ...]]:
    """Person, state, from and to of each spell."""
    frames = [pl.DataFrame(pl.from_arrow(part.spells)) for part in conversion.parts()]
    return [
        (str(person), state, first, last)
        for frame in frames
        for person, state, first, last in frame.select("person", "state", "from", "to").iter_rows()
    ]


# values of the weeks y_2401 and y_2402 of one person, which all mean: assistance, then nothing
WRITTEN = [
    pl.Series([130, None], dtype=pl.Int16),
    pl.Series([130, 0], dtype=pl.Int64),
    pl.Series([130, None], dtype=pl.UInt32),
    pl.Series([130.0, float("nan")], dtype=pl.Float64),
    pl.Series(["130", ""]),
    pl.Series([" 130 ", " "]),
    pl.Series(["130.0", "."]),
    pl.Series(["130", "NA"]),
    pl.Series(["130", None], dtype=pl.Categorical),
    pl.Series([130, None], dtype=pl.Decimal(5, 1)),
]


@pytest.mark.parametrize("kind", ["parquet", "csv"])
@pytest.mark.parametrize("values", WRITTEN, ids=lambda values: str(values.to_list()))
def test_ways_to_write_a_code(values: pl.Series, kind: str, tmp_path: Path) -> None:
    table = pl.DataFrame({"PNR": ["a"], "y_2401": values[:1], "y_2402": values[1:]})
    table.write_parquet(tmp_path / "d.parquet")
    table.write_csv(tmp_path / "d.csv")
    conversion = Conversion.open([tmp_path / f"d.{kind}"], CODES)
    assert spells(conversion) == [("a", "assistance", date(2024, 1, 1), date(2024, 1, 8))]
    assert not [name for name, number in conversion.faults.items() if number]


@pytest.mark.parametrize("values", [[130, 1.5], [130, -3], [130, 1300], ["130", "x"]])
@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_what_is_no_code_is_counted(values: list[Any], kind: str, tmp_path: Path) -> None:
    table = pl.DataFrame({"person": ["a"], "y_2401": values[:1], "y_2402": values[1:]})
    table.write_parquet(tmp_path / "d.parquet")
    table.write_csv(tmp_path / "d.csv")
    conversion = Conversion.open([tmp_path / f"d.{kind}"], CODES)
    assert [row[1] for row in spells(conversion)] == ["assistance", "unknown_code"]
    assert conversion.faults["no_code"] == 1


def test_a_csv_of_which_one_late_row_is_no_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is read as numbers, and from there on as text; nobody is lost or read twice."""
    monkeypatch.setattr(read, "PERSONS", 100)
    lines = [f"p{place},{'13O' if place == 777 else 130},\n" for place in range(1000)]
    (tmp_path / "d.csv").write_text("person,y_2401,y_2402\n" + "".join(lines))
    conversion = Conversion.open([tmp_path / "d.csv"], CODES)
    found = spells(conversion)
    assert [row[0] for row in found] == [f"p{place}" for place in range(1000)]
    assert [row[0] for row in found if row[1] == "unknown_code"] == ["p777"]
    assert (conversion.persons, conversion.faults["no_code"]) == (1000, 1)


def test_a_danish_csv(tmp_path: Path) -> None:
    text = "pnr;y_2401;y_2402;branche_2024_01;grad_2024_01\na;130;;561010;0,35\nb;;;;\n"
    (tmp_path / "d.csv").write_text("\ufeff" + text, "utf-8")
    conversion = Conversion.open([tmp_path / "d.csv"], CODES)
    assert [row[:2] for row in spells(conversion)] == [("a", "assistance"), ("a", "work_any")]
    assert conversion.faults["industry_without_degree"] == 0


def test_industries_that_cannot_be_read_and_months_that_disagree(tmp_path: Path) -> None:
    """Either the industry or the degree tells of employment."""
    table = pl.DataFrame(
        {
            "person": ["text", "industry only", "degree only", "neither"],
            "y_2401": [None, None, None, None],
            "branche_2024_01": ["service", "561010", "", "0"],
            "grad_2024_01": [0.5, 0.0, 0.5, 0.0],
        }
    )
    table.write_parquet(tmp_path / "d.parquet")
    conversion = Conversion.open([tmp_path / "d.parquet"], CODES)
    assert [row[0] for row in spells(conversion)] == ["text", "industry only", "degree only"]
    assert conversion.faults["degree_without_industry"] == 2
    assert conversion.faults["industry_without_degree"] == 1


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("a,130,130\nb,130\n", "d.csv row 3 has 2 cells, and the heading has 3."),
        ("a,130,130\nb,13", "d.csv row 3 has 2 cells"),
        ('"a, b",130,130\r\n"c",130\r\n', "d.csv row 3 has 2 cells"),
        ("a,130,130,130\nb,130\n", "d.csv row 2 has 4 cells"),
        ('"a,130,130\nb,130,\n', "Is a quotation mark left open?"),
        ("a,1\n" * 7, "d.csv: 2 more rows like that."),
    ],
)
def test_a_row_that_does_not_fit_the_heading(rows: str, sentence: str, tmp_path: Path) -> None:
    """What is cut off is not taken for blank weeks."""
    (tmp_path / "d.csv").write_text("person,y_2401,y_2402\n" + rows)
    with pytest.raises(DataError, match=re.escape(sentence)):
        spells(Conversion.open([tmp_path / "d.csv"], CODES))


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
def test_a_csv_that_is_whole(block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Separators and line ends in quotation marks, Windows' line ends, blank lines, none at the end."""
    monkeypatch.setattr(text, "BLOCK", block)
    (tmp_path / "d.csv").write_bytes(
        b'"person",y_2401,y_2402\r\n"a, ""b""",130,\r\n"c\nd",,130\r\n\r\ne,130,130'
    )
    conversion = Conversion.open([tmp_path / "d.csv"], CODES)
    assert [row[0] for row in spells(conversion)] == ['a, "b"', "c\nd", "e"]
    assert conversion.faults["person_missing"] == 1


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_and_headings(separator: str, tmp_path: Path) -> None:
    """In any order, in capitals, with spaces; a column that is not declared is left unread, twice or not."""
    heading = separator.join(["note", "Y_2402", " branche_2024_01 ", "PNR", "note", "y_2401"])
    (tmp_path / "d.csv").write_text(
        heading + "\n" + separator.join(["x", "703.0", "", "a", "y", " 703 "]) + "\n"
    )
    conversion = Conversion.open([tmp_path / "d.csv"], (*CODES, Code(703, 703, "job", "subsidised_job")))
    assert spells(conversion) == [("a", "job", date(2024, 1, 1), date(2024, 1, 15))]


def test_text_that_is_not_utf_8(tmp_path: Path) -> None:
    lines = b"person,y_2401\n" + b"a,130\n" * 5000 + "bø,130\n".encode("latin-1")
    (tmp_path / "d.csv").write_bytes(lines)
    with pytest.raises(DataError, match="not text in UTF-8"):
        spells(Conversion.open([tmp_path / "d.csv"], CODES))


@pytest.mark.parametrize("column", ["person", "y_2401", "grad_2024_01"])
def test_a_column_of_another_kind(column: str, tmp_path: Path) -> None:
    table = pl.DataFrame({"person": ["a"], "y_2401": [130], "grad_2024_01": [0.5]})
    table.with_columns(pl.lit(date(2024, 1, 1)).alias(column)).write_parquet(tmp_path / "d.parquet")
    with pytest.raises(DataError, match=f"the column {column} in d.parquet holds Date"):
        Conversion.open([tmp_path / "d.parquet"], CODES)


def test_a_damaged_file(tmp_path: Path) -> None:
    pl.DataFrame({"person": range(9000), "y_2401": [130, 999, 555] * 3000}).write_parquet(
        tmp_path / "d.parquet"
    )
    content = bytearray((tmp_path / "d.parquet").read_bytes())
    content[4 : len(content) // 3] = bytes(len(content) // 3 - 4)
    (tmp_path / "d.parquet").write_bytes(content)
    with pytest.raises(DataError, match="cannot be read: it is damaged"):
        spells(Conversion.open([tmp_path / "d.parquet"], CODES))


def test_persons_twice_and_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also over several files and chunks: the first row counts."""
    monkeypatch.setattr(read, "PERSONS", 2)
    for name, people in (("1", ["a", "b", "a", None]), ("2", ["c", "b", " ", "d"])):
        table = pl.DataFrame(
            {"person": people, "y_2401": [130] * 4, "y_2402": [None if name == "1" else 130] * 4}
        )
        table.write_parquet(tmp_path / f"{name}.parquet", row_group_size=3)
    conversion = Conversion.open([tmp_path / "1.parquet", tmp_path / "2.parquet"], CODES)
    assert [(row[0], (row[3] - row[2]).days) for row in spells(conversion)] == [
        ("a", 7),
        ("b", 7),
        ("c", 14),
        ("d", 14),
    ]
    assert (conversion.persons, conversion.faults["person_twice"], conversion.faults["person_missing"]) == (
        4,
        2,
        2,
    )


def test_what_comes_after_the_end_is_counted_apart(tmp_path: Path) -> None:
    lives = [[999, 999, 999], [999, 130, 999], [999, None, None], [130, 999, 130]]
    columns = {
        f"y_240{week + 1}": pl.Series([life[week] for life in lives], dtype=pl.Int16) for week in range(3)
    }
    pl.DataFrame({"person": range(4), **columns}).write_parquet(tmp_path / "d.parquet")
    conversion = Conversion.open([tmp_path / "d.parquet"], CODES)
    assert [row[0] for row in spells(conversion)] == ["3"]
    names = ("code_after_end", "blank_after_end", "never_observed")
    assert [conversion.faults[name] for name in names] == [2, 1, 3]
    assert conversion.ends == {"gone": 4}


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (["y_2401"], "one column of persons"),
        (["person", "x"], "no column of weeks"),
        (["person", "y_2401", "y_2403"], "the weeks y_2402 are missing"),
        (["person", "y_2401", "Y_2401"], "the week Y_2401 is there twice"),
    ],
)
def test_columns_that_cannot_be_used(columns: list[str], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        read_calendar(columns)


def test_the_calendar() -> None:
    """2009 and 2020 have a week 53, 2010 has none; 2008-W01 begins in December; 1991 follows on 1990's name."""
    names = ["y_0952", "y_0953", "y_1001", "y_1053", "branche_2009_12", "grad_2010_13"]
    calendar = read_calendar(["person", *reversed(names)])
    assert calendar.weeks == ("y_0952", "y_0953", "y_1001")
    assert calendar.day(1) == date(2009, 12, 28)
    assert calendar.month_of.tolist() == [0, 0, 1]  # the Thursday of week 53 is 31 December
    assert (calendar.known_until, calendar.unread) == (2, ("y_1053", "grad_2010_13"))
    assert read_calendar(["person", "y_0801"]).day(0) == date(2007, 12, 31)
    assert read_calendar(["person", "y_9132"]).day(0) == date(1991, 8, 5)


def test_a_code_may_change_its_meaning(tmp_path: Path) -> None:
    """By the day of the week's Thursday; a spell that goes on is parted there, one whose meaning stays is not."""
    (tmp_path / "codes.csv").write_text(
        HEAD
        + "130,130,old,benefit,,2024-01-10\n130,130,new,subsidised_job,2024-01-11,\n140,140,same,benefit,,\n"
    )
    codes = read_codes(tmp_path / "codes.csv")
    assert look_up(codes, (date(2024, 1, 1) - date(1970, 1, 1)).days, 4).begins == (0, 1)
    columns = {f"y_240{week}": [130, 140] for week in range(1, 5)}
    pl.DataFrame({"person": ["a", "b"], **columns}).write_parquet(tmp_path / "d.parquet")
    assert spells(Conversion.open([tmp_path / "d.parquet"], codes)) == [
        ("a", "old", date(2024, 1, 1), date(2024, 1, 8)),
        ("a", "new", date(2024, 1, 8), date(2024, 1, 29)),
        ("b", "same", date(2024, 1, 1), date(2024, 1, 29)),
    ]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("130,120,a,benefit,,\n", "codes.csv row 2: 130 to 120 must go upwards"),
        ("130,1300,a,benefit,,\n", "lie between 1 and 999"),
        ("130,130,a,work,,\n", "role is 'work'; it may be benefit, education, subsidised_job, end"),
        ("130,130,,benefit,,\n", "codes.csv row 2: state is empty"),
        ("x,130,a,benefit,,\n", "codes.csv row 2: code_from is 'x'; it must be a whole number"),
        (
            "130,139,a,benefit,,\n135,135,b,benefit,2020-01-01,\n",
            "the code 135 has two meanings on one day, a and b",
        ),
    ],
)
def test_a_wrong_table_of_codes(rows: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text(HEAD + rows)
    with pytest.raises(TableError, match=sentence):
        read_codes(tmp_path / "codes.csv")


def test_the_table_that_comes_along_says_what_is_not_verified() -> None:
    codes = read_codes()
    assert {code.first for code in codes if code.role == "end"} == {997, 998, 999}
    assert all(code.source or "NOT VERIFIED" in code.status for code in codes)


STUDY = """
[data]
courses = "courses.csv"
spells = "spells.parquet"
observed = "observed.parquet"
[observed]
register_end = "censor"
dream_999 = "censor"
[states]
social_assistance = "none"
unknown_code = "none"
work_any = "ordinary_employment"
[follow_up]
weeks = 8
"""


def test_the_command_writes_what_a_study_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    columns = {f"y_24{week:02}": [130] * 20 for week in range(1, 14)} | {"y_2413": [555] * 19 + [999]}
    months = {
        f"branche_2024_{month:02}": [561010 if month == 2 else None] * 10 + [None] * 10
        for month in range(1, 4)
    }
    pl.DataFrame({"person": range(20), **columns, **months}).write_parquet(tmp_path / "dream.parquet")
    out = tmp_path / "spells.parquet"
    assert main(["spells", str(tmp_path / "dream.parquet"), "--register", "dream", "--out", str(out)]) == 0
    assert "19 weeks with a code that the table of codes does not have" in capsys.readouterr().out
    said = json.loads((tmp_path / "spells.json").read_text())
    assert said["keep"].startswith("Stays with the register, inside the secure site")
    assert (said["persons"], said["unknown_codes"]) == (20, {"555": 19})
    assert said["observation_ends"] == {"dream_999": 1, "register_end": 19}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "dream.parquet", "observed.parquet", "spells.json", "spells.parquet",
    ]  # fmt: skip
    (tmp_path / "courses.csv").write_text(
        "person,start\n" + "".join(f"{place},2024-01-01\n" for place in range(20))
    )
    (tmp_path / "study.toml").write_text(STUDY)
    for engine in ("duckdb", "polars"):
        assert main(["run", str(tmp_path), "--engine", engine]) == 0
        figures = {row["measure"]: row for row in json.loads((tmp_path / "out" / "figures.json").read_text())}
        assert (figures["weeks_in_work"]["value"], figures["weeks_in_work"]["n"]) == (
            2,
            20,
        )  # 10 of 20 with the four weeks of February within eight


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["d.sas7bdat"], "cannot be read as a SAS file"),
        (["gone.parquet"], "there is no file"),
        (["d.txt"], "must be .parquet, .csv, .sas7bdat or .xpt"),
        (
            ["d.csv", "e.csv"],
            "e.csv and d.csv do not have the same columns: y_2401 is not there; y_2402 is there too",
        ),
    ],
)
def test_files_that_cannot_be_used(
    names: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("d.sas7bdat", "d.txt", "d.csv", "e.csv"):
        (tmp_path / name).write_text(f"person,y_240{1 if name == 'd.csv' else 2}\n")
    files = [str(tmp_path / name) for name in names]
    assert main(["spells", *files, "--register", "dream", "--out", str(tmp_path / "s.parquet")]) == 1
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "s.parquet").exists()


def test_an_empty_register(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("person,y_2401\n")
    out = tmp_path / "spells.parquet"
    assert main(["spells", str(tmp_path / "d.csv"), "--register", "dream", "--out", str(out)]) == 0
    assert pl.read_parquet(out).is_empty()


def test_every_fault_has_its_words() -> None:
    assert all(fault.what[-1] != "." and fault.rule[-1] == "." for fault in FAULTS.values())
