"""The hours register: the work that a benefit hides, drawn and against a slow reading, and what is wrong with it.

Drawn as in `test_situations`, on the weeks 2024-W01 to W13: January has 4 Thursdays, February 5, March 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipseval.engine import DataError
from ipseval.registers.codes import Code
from ipseval.registers.dream import Conversion

CODES = (
    Code(130, 139, "assistance", "benefit"),
    Code(771, 771, "flexjob", "subsidised_job"),
    Code(999, 999, "gone", "end"),
)
LETTERS = {".": None, "k": 130, "f": 771, "E": 999}
MONTH_OF = "JJJJFFFFFMMMM"
MONTHS = {"J": "2024-01", "F": "2024-02", "M": "2024-03"}
LENGTH = {"J": 4, "F": 5, "M": 4}
START = date(2024, 1, 1)

Paid = tuple[str, str, str | None, float]
"""Person, month, employer, hours."""


@pytest.fixture
def convert(tmp_path: Path) -> Callable[..., tuple[Conversion, pl.DataFrame, pl.DataFrame]]:
    """Converts drawn persons p0, p1, … with these hours."""

    def converted(
        lines: Sequence[str], hours: pl.DataFrame, least: float = 4, kind: str = "parquet"
    ) -> tuple[Conversion, pl.DataFrame, pl.DataFrame]:
        columns = {f"y_24{week + 1:02}": [LETTERS[line[week]] for line in lines] for week in range(13)}
        person = {"person": [f"p{place}" for place in range(len(lines))]}
        schema = {"person": pl.String} | dict.fromkeys(columns, pl.Int16)
        pl.DataFrame(person | columns, schema=schema).write_parquet(tmp_path / "dream.parquet")
        file = tmp_path / f"hours.{kind}"
        hours.write_parquet(file) if kind == "parquet" else hours.write_csv(file)
        conversion = Conversion.open([tmp_path / "dream.parquet"], CODES, file, least)
        parts = list(conversion.parts())
        spells = pl.concat([_frame(part.spells) for part in parts])
        return conversion, spells, pl.concat([_frame(part.observed) for part in parts])

    return converted


def _frame(table: object) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(table)).with_columns(pl.col(pl.Categorical).cast(pl.String))


def paid(*rows: Paid) -> pl.DataFrame:
    """An hours register."""
    columns = {"person": pl.String, "month": pl.String, "employer": pl.String, "hours": pl.Float64}
    return pl.DataFrame(rows, schema=columns, orient="row")


# name, weeks, hours of January, February and March at employers, and the weeks of work
DRAWN = [
    ("ten hours beside a benefit are work", "kkkkkkkkkkkkk", {"J": {"x": 10}}, "xxxx........."),
    ("four hours are enough", ".............", {"F": {"x": 4}}, "....xxxxx...."),
    ("three are not", ".............", {"F": {"x": 3.9}}, "............."),
    ("two employers are added together", ".............", {"M": {"x": 2, "y": 2}}, ".........2222"),
    ("no hours in a month between", ".............", {"J": {"x": 9}, "M": {"x": 9}}, "xxxx.....xxxx"),
    (
        "hours in a subsidised job are not ordinary",
        "..ffff.......",
        {"J": {"x": 9}, "F": {"x": 9}},
        "xx....xxx....",
    ),
    (
        "after the end of observation nothing is seen",
        "......EEEEEEE",
        {"J": {"x": 9}, "F": {"x": 9}},
        "xxxxxx.......",
    ),
]


@pytest.mark.parametrize("kind", ["parquet", "csv"])
@pytest.mark.parametrize(("name", "weeks", "hours", "expected"), DRAWN, ids=lambda value: str(value)[:50])
def test_drawn(convert, name, weeks, hours, expected, kind) -> None:  # type: ignore[no-untyped-def]
    rows = [
        ("p0", MONTHS[m], employer, float(h))
        for m, paid_by in hours.items()
        for employer, h in paid_by.items()
    ]
    _, spells, _ = convert([weeks], paid(*rows), kind=kind)
    drawn = ["."] * 13
    for row in spells.filter(pl.col("state") == "work_by_hours").iter_rows(named=True):
        for week in range(13):
            if row["from"] <= START + timedelta(weeks=week) < row["to"]:
                drawn[week] = row["employer"] if drawn[week] == "." else "2"
    assert "".join(drawn) == expected


def test_hours_a_week_and_both_islands(convert) -> None:  # type: ignore[no-untyped-def]
    """40 hours a month are 10 a week where the month has 4 Thursdays, 8 where it has 5; a change parts the spell."""
    _, spells, _ = convert(
        ["." * 13],
        paid(("p0", "2024-01", "x", 40.0), ("p0", "2024-02", "x", 80.0), ("p0", "2024-03", "y", 40.0)),
    )
    columns = (
        "employer",
        "from",
        "to",
        "minutes_week",
        "employment_from",
        "employment_to",
        "job_from",
        "job_to",
    )
    january, february, march, april = (
        date(2024, 1, 1),
        date(2024, 1, 29),
        date(2024, 3, 4),
        date(2024, 4, 1),
    )
    assert spells.select(columns).rows() == [
        ("x", january, february, 600, january, april, january, march),
        ("x", february, march, 960, january, april, january, march),
        ("y", march, april, 600, january, april, march, april),
    ]


def test_the_register_itself_may_say_what_is_ordinary(convert) -> None:  # type: ignore[no-untyped-def]
    """Then a flexjob code beside it hides nothing, and hours that are not ordinary are left out and counted."""
    hours = paid(("p0", "2024-01", "x", 40.0), ("p0", "2024-02", "y", 40.0), ("p0", "2024-03", "y", 40.0))
    hours = hours.with_columns(ordinary=pl.Series(["ja", "nej", "perhaps"]))
    conversion, spells, _ = convert(["f" * 13], hours)
    assert spells.filter(pl.col("state") == "work_by_hours")["employer"].to_list() == ["x"]
    assert (conversion.faults["hours_not_ordinary"], conversion.faults["hours_not_said_ordinary"]) == (1, 1)


def test_what_is_wrong_is_counted_and_left_out(convert) -> None:  # type: ignore[no-untyped-def]
    hours = paid(
        ("p0", "2024-01", "x", 10.0),
        ("p0", "2024-01", "x", 10.0),  # twice: added
        ("p0", "2024-13", "x", 10.0),
        (" ", "2024-01", "x", 10.0),
        ("p0", "2024-02", "x", -1.0),
        ("p0", "2024-02", "x", 745.0),
        ("p0", "2019-02", "x", 10.0),
        ("nobody", "2024-02", "x", 10.0),
    )
    conversion, spells, _ = convert(["." * 13], hours)
    assert spells["minutes_week"].to_list() == [300]
    assert {
        name: number for name, number in conversion.faults.items() if name.startswith("hours") and number
    } == {
        "hours_twice": 1,
        "hours_without_person_or_month": 2,
        "hours_impossible": 2,
        "hours_outside": 1,
        "hours_of_nobody": 1,
    }


@pytest.mark.parametrize("months", [["2024-02"], [date(2024, 2, 29)], [202402], ["202402"]])
def test_ways_to_write_a_month(convert, months: list[object]) -> None:  # type: ignore[no-untyped-def]
    hours = pl.DataFrame({"person": ["p0"], "month": months, "hours": [9]})
    _, spells, observed = convert(["." * 13], hours)
    assert spells.select("from", "to", "employer", "job_from").row(0) == (
        date(2024, 1, 29), date(2024, 3, 4), None, None,
    )  # fmt: skip
    # nobody has hours after February, so nothing is known of work after it
    assert observed.row(0) == ("p0", date(2024, 3, 4), "register_end")


def test_a_column_is_missing(convert) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DataError, match="hours: the column hours is missing"):
        convert(["." * 13], paid().drop("hours"))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_names_in_capitals_and_other_separators(separator: str, tmp_path: Path) -> None:
    lines = [["PNR", " Month ", "HOURS", "note"], ["p0", "2024-02", "9.5", "x"]]
    assert _work(lines, separator, tmp_path) == ["work_by_hours"]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            [["person", "month", "hours"], ["p0", "2024-02"]],
            "hours.csv row 2 has 2 cells, and the heading has 3",
        ),
        (
            [["person", "pnr", "month", "hours"], ["p0", "p0", "2024-02", "9"]],
            "the column person is there twice",
        ),
        ([["person", "month", "hours"], ["pø", "2024-02", "9"]], "hours.csv is not text in UTF-8"),
    ],
)
def test_hours_that_cannot_be_read(lines: list[list[str]], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=sentence):
        _work(lines, ",", tmp_path, "latin-1")


def _work(lines: list[list[str]], separator: str, folder: Path, encoding: str = "utf-8") -> list[str]:
    """The states of p0, without a benefit, by hours in a file of these lines."""
    pl.DataFrame({"person": ["p0"], "y_2406": [None], "y_2407": [None]}).write_parquet(
        folder / "dream.parquet"
    )
    (folder / "hours.csv").write_text("\n".join(separator.join(line) for line in lines), encoding)
    conversion = Conversion.open([folder / "dream.parquet"], CODES, folder / "hours.csv")
    return [state for part in conversion.parts() for state in _frame(part.spells)["state"]]


def slow(
    line: str, rows: Sequence[tuple[str, str | None, int]]
) -> list[tuple[str | None, int, int, Fraction]]:
    """Employer, first week, end and minutes a week of each spell of one person, by the rule, week by week."""
    by_month: dict[str, dict[str | None, int]] = {month: defaultdict(int) for month in MONTHS}
    for month, employer, hours in rows:
        by_month[month][employer] += hours * 60
    weeks = line.split("E")[0]
    spells = []
    for employer in {employer for _, employer, _ in rows}:
        minutes = [
            by_month[month][employer] if sum(by_month[month].values()) >= 240 and letter != "f" else 0
            for letter, month in zip(weeks, MONTH_OF, strict=False)
        ]
        start = 0
        for week in range(1, len(minutes) + 1):
            if week == len(minutes) or minutes[week] != minutes[start]:
                if minutes[start]:
                    total = sum(Fraction(minutes[w], LENGTH[MONTH_OF[w]]) for w in range(start, week))
                    spells.append((employer, start, week, total / (week - start)))
                start = week
    return spells


LIFE = st.tuples(
    st.text("..kkfE", min_size=13, max_size=13),
    st.lists(
        st.tuples(st.sampled_from("JFM"), st.sampled_from([None, "x", "y"]), st.sampled_from([0, 2, 4, 37]))
    ),
)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=st.lists(LIFE, min_size=1, max_size=5))
def test_the_same_as_week_by_week(convert, lives) -> None:  # type: ignore[no-untyped-def]
    rows = [(f"p{p}", MONTHS[m], e, float(h)) for p, (_, jobs) in enumerate(lives) for m, e, h in jobs]
    _, spells, _ = convert([line for line, _ in lives], paid(*rows))
    work = spells.filter(pl.col("state") == "work_by_hours")
    for place, (line, jobs) in enumerate(lives):
        found = {}
        for row in work.filter(pl.col("person") == f"p{place}").iter_rows(named=True):
            weeks = tuple((row[name] - START).days // 7 for name in ("from", "to"))
            found[row["employer"], *weeks] = row
        expected = {(employer, first, last): minutes for employer, first, last, minutes in slow(line, jobs)}
        assert found.keys() == expected.keys()
        seen = {week for _, first, last in expected for week in range(first, last)}
        for key, row in found.items():
            assert abs(row["minutes_week"] - expected[key]) <= Fraction(1, 2) + Fraction(1, 1000)
            assert row["employment_from"] == START + timedelta(weeks=_edge(seen, key[1], -1))
            own = {week for name, first, last in expected for week in range(first, last) if name == key[0]}
            if key[0] is not None:
                assert row["job_to"] == START + timedelta(weeks=_edge(own, key[1], 1) + 1)


def _edge(weeks: set[int], week: int, step: int) -> int:
    while week + step in weeks:
        week += step
    return week
