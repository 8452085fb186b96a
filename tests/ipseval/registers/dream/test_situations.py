"""DREAM to spells, as a drawn table of situations; and against a slow reading of the same rules, week by week.

A person is drawn as a line of 14 weeks, 2024-W01 to 2024-W14, whose Thursdays lie in

    JJJJFFFFFMMMMA      January (4 weeks), February (5), March (4), April (1)

The codes of the weeks: `.` blank, `k` and `K` social assistance (two codes, one state), `d` unemployment benefit,
`s` education support, `f` flexjob, `x` a code that the table does not have, `E` end of observation.
The months: `.` no employment, `a` and `b` two industries, `g` a degree without an industry.
What comes out is drawn in the same way, a line for each state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipseval.registers.codes import Code
from ipseval.registers.dream import Conversion, read

CODES = (
    Code(130, 139, "assistance", "benefit"),
    Code(111, 111, "unemployed", "benefit"),
    Code(651, 651, "education", "education"),
    Code(771, 771, "flexjob", "subsidised_job"),
    Code(999, 999, "gone", "end"),
)
LETTERS = {".": None, "k": 130, "K": 131, "d": 111, "s": 651, "f": 771, "x": 555, "E": 999}
STATES = {
    "k": "assistance",
    "K": "assistance",
    "d": "unemployed",
    "s": "education",
    "f": "flexjob",
    "x": "unknown_code",
}
INDUSTRIES = {".": None, "g": None, "a": 111111, "b": 22222}
EMPLOYERS = {"g": None, "a": "branche:111111", "b": "branche:022222"}
MONDAYS = [date(2024, 1, 1) + timedelta(weeks=week) for week in range(14)]
MONTHS = ("2024_01", "2024_02", "2024_03", "2024_04")


class Situation(NamedTuple):
    """What a person looks like, and the lines that come of it; a state that is not named never occurs."""

    name: str
    weeks: str
    months: str
    lines: Mapping[str, str] = {}
    why: str = "register_end"


SITUATIONS = [
    Situation("nothing at all", "..............", "...."),
    Situation(
        "a benefit, and then another",
        "kkkkdd........", "....",
        {"assistance": "kkkk..........", "unemployed": "....dd........"},
    ),
    Situation("two codes of one state are one spell", ".kkKK.........", "....", {"assistance": ".kkkk........."}),
    Situation("a blank week is no proof of work", "....dd........", "....", {"unemployed": "....dd........"}),
    Situation(
        "work in the month's weeks, by their Thursdays",
        "..............", ".a..",
        {"work_any": "....aaaaa.....", "work_self_supporting": "....aaaaa....."},
    ),
    Situation(
        "a benefit hides no work, but the person does not support herself",
        "....ddddd.....", ".a..",
        {"unemployed": "....ddddd.....", "work_any": "....aaaaa....."},
    ),
    Situation(
        "four weeks of nine without benefit are enough",
        "kkkk.kkkk.....", "aa..",
        {"assistance": "kkkk.kkkk.....", "work_any": "aaaaaaaaa....."},
    ),
    Situation(
        "four weeks running, over the turn of a month",
        "kk....kkk.....", "aa..",
        {"assistance": "kk....kkk.....", "work_any": "aaaaaaaaa.....", "work_self_supporting": "..aaaa........"},
    ),
    Situation(
        "three weeks running are too few",
        "kk...kkkk.....", "aa..",
        {"assistance": "kk...kkkk.....", "work_any": "aaaaaaaaa....."},
    ),
    Situation(
        "one week at the end of the data is too few, whatever would have come",
        "..............", "...a",
        {"work_any": ".............a"},
    ),
    Situation(
        "the four weeks may be of two employers",
        "kk....kkk.....", "ab..",
        {"assistance": "kk....kkk.....", "work_any": "aaaabbbbb.....", "work_self_supporting": "..aabb........"},
    ),
    Situation(
        "a subsidised job is not ordinary work",
        "....fffff.....", ".a..",
        {"flexjob": "....fffff....."},
    ),
    Situation(
        "education support hides no work; a degree alone tells of it, of no known employer",
        "....sssss.....", ".gg.",
        {"education": "....sssss.....", "work_any": "....ggggggggg.", "work_self_supporting": ".........gggg."},
    ),
    Situation(
        "an unknown code is a benefit, of which no more is known",
        "....xxxxx.....", ".a..",
        {"unknown_code": "....xxxxx.....", "work_any": "....aaaaa....."},
    ),
    Situation(
        "observation ends with the first such week",
        "kkkkkkEEEEEEEE", "aa..",
        {"assistance": "kkkkkk........", "work_any": "aaaaaa........"},
        "gone",
    ),
    Situation(
        "and what comes after it is left out",
        "kkkkkkE.kkkkkk", "aaaa",
        {"assistance": "kkkkkk........", "work_any": "aaaaaa........"},
        "gone",
    ),
    Situation("gone from the first week", "EEEEEEEEEEEEEE", "aaaa", {}, "gone"),
]  # fmt: skip


def register(drawn: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """The wide table of these persons, named p0, p1, …"""
    columns: dict[str, pl.Series] = {
        "person": pl.Series([f"p{place}" for place in range(len(drawn))], dtype=pl.String)
    }
    for week in range(14):
        codes = [LETTERS[weeks[week]] for weeks, _ in drawn]
        columns[f"y_24{week + 1:02}"] = pl.Series(codes, dtype=pl.Int16)
    for place, month in enumerate(MONTHS):
        letters = [months[place] for _, months in drawn]
        columns[f"branche_{month}"] = pl.Series([INDUSTRIES[letter] for letter in letters], dtype=pl.Int32)
        columns[f"grad_{month}"] = pl.Series(
            [None if letter == "." else 0.5 for letter in letters], dtype=pl.Float64
        )
    return pl.DataFrame(columns)


def convert(conversion: Conversion) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Spells and ends of observation."""
    parts = list(conversion.parts())
    tables = [
        [pl.DataFrame(pl.from_arrow(table)) for table in (part.spells, part.observed)] for part in parts
    ]
    plain = [
        [frame.with_columns(pl.col(pl.Categorical).cast(pl.String)) for frame in pair] for pair in tables
    ]
    return pl.concat([pair[0] for pair in plain]), pl.concat([pair[1] for pair in plain])


@pytest.mark.parametrize("kind", ["parquet", "csv"])
@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_situation(situation: Situation, kind: str, tmp_path: Path) -> None:
    file, table = tmp_path / f"dream.{kind}", register([(situation.weeks, situation.months)])
    table.write_parquet(file) if kind == "parquet" else table.write_csv(file)
    spells, observed = convert(Conversion.open([file], CODES))
    assert _drawn(spells) == {state: _letters(line) for state, line in situation.lines.items()}
    assert observed["why"].to_list() == [situation.why]
    end = situation.weeks.index("E") if situation.why == "gone" else 14
    assert observed["until"].to_list() == [date(2024, 1, 1) + timedelta(weeks=end)]


def _drawn(spells: pl.DataFrame) -> dict[str, list[str | None]]:
    """For each state what stands in each week: the employer, or the state where there is none, or nothing."""
    lines: dict[str, list[str | None]] = {}
    for row in spells.iter_rows(named=True):
        line = lines.setdefault(row["state"], [None] * 14)
        for place, monday in enumerate(MONDAYS):
            if row["from"] <= monday < row["to"]:
                assert line[place] is None
                line[place] = row["employer"] or ("g" if row["state"].startswith("work") else row["state"])
    return lines


def _letters(line: str) -> list[str | None]:
    words = {".": None, "g": "g", **{letter: EMPLOYERS[letter] for letter in "ab"}, **STATES}
    return [words[letter] for letter in line]


# the months, and the islands of work_any as (employment from, to, job from, to) in weeks, spell by spell
ISLANDS = [
    ("one employer", ".a..", [(4, 9, 4, 9)]),
    ("two employers that touch", "ab..", [(0, 9, 0, 4), (0, 9, 4, 9)]),
    ("a month between them", "a.b.", [(0, 4, 0, 4), (9, 13, 9, 13)]),
    ("there and back again", "aba.", [(0, 13, 0, 4), (0, 13, 4, 9), (0, 13, 9, 13)]),
    ("an employer that is not known may be any", "agg.", [(0, 13, 0, 4), (0, 13, None, None)]),
]


@pytest.mark.parametrize(("name", "months", "expected"), ISLANDS, ids=lambda value: str(value)[:50])
def test_islands(name: str, months: str, expected: list[tuple[int | None, ...]], tmp_path: Path) -> None:
    register([("." * 14, months)]).write_parquet(tmp_path / "dream.parquet")
    spells, _ = convert(Conversion.open([tmp_path / "dream.parquet"], CODES))
    bounds = spells.filter(pl.col("state") == "work_any").select(*BOUNDS)
    assert [
        tuple(None if day is None else (day - MONDAYS[0]).days // 7 for day in row)
        for row in bounds.iter_rows()
    ] == (expected)


BOUNDS = ("employment_from", "employment_to", "job_from", "job_to")


def test_a_benefit_has_no_island(tmp_path: Path) -> None:
    register([("kkkk..........", "....")]).write_parquet(tmp_path / "dream.parquet")
    spells, _ = convert(Conversion.open([tmp_path / "dream.parquet"], CODES))
    assert spells.select(*BOUNDS).row(0) == (None, None, None, None)


Row = tuple[str, str, date, date, str | None, date | None, date | None, date | None, date | None]


def slow(person: str, weeks: str, months: str) -> Iterator[Row]:
    """The rules of the module `spells`, week by week and in plain Python."""
    end = weeks.find("E") if "E" in weeks else 14
    job = [months["JFMA".index("JJJJFFFFFMMMMA"[week])] for week in range(14)]
    benefit = [STATES.get(weeks[week]) if week < end else None for week in range(14)]
    paid = [
        job[week] if job[week] != "." and weeks[week] != "f" and week < end else None for week in range(14)
    ]
    alone = [
        job[week] if job[week] != "." and weeks[week] == "." and week < end else None for week in range(14)
    ]
    for first, last, state in _runs(benefit):
        yield person, str(state), _day(first), _day(last), None, None, None, None, None
    for rule, line, least in (("work_any", paid, 1), ("work_self_supporting", alone, 4)):
        islands = [
            run for run in _runs([letter is not None or None for letter in line]) if run[1] - run[0] >= least
        ]
        for first, last, letter in _runs(line):
            for begin, stop, _ in islands:
                if begin <= first < stop:
                    own = (None, None) if letter == "g" else (_day(first), _day(last))
                    yield (
                        person, rule, _day(first), _day(last), EMPLOYERS[str(letter)], _day(begin), _day(stop), *own
                    )  # fmt: skip


def _runs(line: Sequence[object]) -> Iterator[tuple[int, int, object]]:
    """First place, end and value of each run that is not None."""
    for value, run in groupby(range(len(line)), key=lambda place: line[place]):
        places = list(run)
        if value is not None:
            yield places[0], places[-1] + 1, value


def _day(week: int) -> date:
    return MONDAYS[0] + timedelta(weeks=week)


LINE = st.text("....kKdsfx", min_size=14, max_size=14)
LIVES = st.tuples(
    st.one_of(
        LINE,
        st.tuples(LINE, st.integers(0, 13)).map(
            lambda pair: pair[0][: pair[1]] + "E" + pair[0][pair[1] + 1 :]
        ),
    ),
    st.text(".gab", min_size=4, max_size=4),
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(LIVES, min_size=1, max_size=9))
def test_the_same_as_week_by_week(
    drawn: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "PERSONS", 4)
    register(drawn).write_parquet(tmp_path / "dream.parquet", row_group_size=2)
    conversion = Conversion.open([tmp_path / "dream.parquet"], CODES)
    spells, observed = convert(conversion)
    expected = [row for place, life in enumerate(drawn) for row in slow(f"p{place}", *life)]
    assert Counter(spells.rows()) == Counter(expected)
    assert spells["person"].is_sorted()
    assert conversion.persons == len(observed) == len(drawn)
    assert conversion.faults["unknown_code"] == sum(weeks.split("E")[0].count("x") for weeks, _ in drawn)
