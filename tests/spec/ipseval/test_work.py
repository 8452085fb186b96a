"""What became of the work of one course, drawn as situations: sustained, longest, hours, quarters, two courses.

The data go to 31 December 2025 and a follow-up is 12 months. `employer` and `minutes` (a week) stand in the spells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl
import pytest

from ipseval import FollowUp, Study
from ipseval.courses.scope import Scope
from ipseval.courses.starts import NO_OCCUPATION
from ipseval.engine import open_engine
from ipseval.gate.ledger import Ledger
from ipseval.measures import figures
from ipseval.measures.working_this_quarter import is_open
from ipseval.recipe import people
from ipseval.registers import REGISTERS
from ipseval.study.quarters import quarters

pytestmark = pytest.mark.slow

STUDY = Study(
    through=date(2025, 12, 31),
    follow_up=FollowUp(12, "months"),
    states={"job": "ordinary_employment", "school": "ordinary_education"},
    endings={"died": "competing", "emigrated": "competing", "register_end": "censor"},
    unit="course",
)
NOT_PASSED, LOST, YES, NO = "not passed", "observation ended", "yes", "no"
STATES = {"not_passed": NOT_PASSED, "censored": LOST, "reached": YES, "not_reached": NO}
Spell = (
    tuple[str, str, str | None]
    | tuple[str, str, str | None, str | None, int | None]
    | tuple[str, str, str | None, str | None, int | None, str | None]
)


@dataclass(frozen=True)
class Work:
    """One course: `spells` as (state, from, to) and perhaps employer, minutes a week and
    occupation, `seen` as (until, why)."""

    title: str
    start: str
    spells: tuple[Spell, ...] = ()
    seen: tuple[tuple[str, str], ...] = ()
    end: str | None = None
    sustained: tuple[str | None, str | None] = (None, None)
    longest: int = 0
    job: int | str | None = None
    hours: float | str | None = None
    fourth: int | str | None = None
    first: int | str | None = None
    worked: str = ""


W = Work
A, B, BOTH, NEITHER = "a", "b", (YES, YES), (NO, NO)
SITUATIONS = (
    # --- sustained: from the first day of work to the day 13 (26) weeks after it ---------------------------------
    W("no job, no first start", "2024-01-01"),
    W("13 weeks to the day, then over: not beyond them", "2024-01-01", (("job", "2024-01-01", "2024-04-01"),),
      sustained=NEITHER, longest=91),
    W("… and one day more is beyond", "2024-01-01", (("job", "2024-01-01", "2024-04-02"),), sustained=(YES, NO), longest=92),
    W("26 weeks and a day", "2024-01-01", (("job", "2024-01-01", "2024-07-02"),), sustained=BOTH, longest=183),
    W("two jobs that touch are one employment", "2024-01-01",
      (("job", "2024-01-01", "2024-03-01"), ("job", "2024-03-01", "2024-04-02")), sustained=(YES, NO), longest=92),
    W("a day between them is a break", "2024-01-01", (("job", "2024-01-01", "2024-03-01"), ("job", "2024-03-02", "2024-12-01")),
      sustained=NEITHER, longest=274),
    W("only the first start counts", "2024-01-01", (("job", "2024-01-08", "2024-01-15"), ("job", "2024-03-01", None)),
      sustained=NEITHER, longest=306),
    W("begun on the last day of the follow-up, kept after it", "2024-01-01", (("job", "2024-12-31", None),),
      sustained=BOTH, longest=1),
    W("13 weeks pass on the last day of the data", "2025-09-01", (("job", "2025-10-01", None),),
      sustained=(YES, NOT_PASSED), longest=92),
    W("13 weeks pass a day after the data: not counted", "2025-09-01", (("job", "2025-10-02", None),),
      sustained=(NOT_PASSED, NOT_PASSED), longest=91),
    W("not counted either if the job is over already", "2025-09-01", (("job", "2025-10-02", "2025-10-09"),),
      sustained=(NOT_PASSED, NOT_PASSED), longest=7),
    W("died inside the weeks: not sustained", "2024-01-01", (("job", "2024-01-01", None),), (("2024-03-01", "died"),),
      sustained=NEITHER, longest=60),
    W("emigrated on the very day: not sustained", "2024-01-01", (("job", "2024-01-01", None),), (("2024-04-01", "emigrated"),),
      sustained=NEITHER, longest=91),
    W("observation ends inside: counted apart", "2024-01-01", (("job", "2024-01-01", None),), (("2024-04-01", "register_end"),),
      sustained=(LOST, LOST), longest=91),
    W("… also where the job was over before", "2024-01-01", (("job", "2024-01-01", "2024-01-08"),), (("2024-04-01", "register_end"),),
      sustained=(LOST, LOST), longest=7),
    W("… and the day after, it is known", "2024-01-01", (("job", "2024-01-01", None),), (("2024-04-02", "register_end"),),
      sustained=(YES, LOST), longest=92),
    W("over a leap day and week 53, weeks are weeks", "2020-12-28", (("job", "2020-12-28", "2021-03-30"),),
      sustained=(YES, NO), longest=92),
    W("in work at start: no first start", "2024-01-10", (("job", "2023-06-01", None),), longest=366),
    # --- the last day of the data -----------------------------------------------------------------------------
    W("died on the last day of the data", "2025-09-01", (("job", "2025-10-01", None),), (("2025-12-31", "died"),),
      sustained=(NO, NOT_PASSED), longest=91),
    W("observation ends on the last day of the data", "2025-09-01", (("job", "2025-10-01", None),),
      (("2025-12-31", "register_end"),), sustained=(LOST, NOT_PASSED), longest=91),
    # --- longest employment and longest job -------------------------------------------------------------------
    W("cut at the end of the follow-up", "2024-01-10", (("job", "2024-12-31", "2026-01-01", A, None),),
      sustained=BOTH, longest=10, job=10),
    W("another employer without a day between", "2024-01-10",
      (("job", "2024-03-01", "2024-03-11", A, None), ("job", "2024-03-11", "2024-03-31", B, None)),
      sustained=NEITHER, longest=30, job=20),
    W("the same employer again, touching", "2024-01-10",
      (("job", "2024-03-01", "2024-03-11", A, None), ("job", "2024-03-11", "2024-03-31", A, None)),
      sustained=NEITHER, longest=30, job=30),
    W("two employers at once", "2024-01-10",
      (("job", "2024-03-01", "2024-03-21", A, None), ("job", "2024-03-11", "2024-03-31", B, None)),
      sustained=NEITHER, longest=30, job=20),
    W("one employer is not told", "2024-01-10",
      (("job", "2024-03-01", "2024-03-11", None, None), ("job", "2024-04-01", "2024-04-21", A, None)),
      sustained=NEITHER, longest=20, job="missing"),
    # --- hours ------------------------------------------------------------------------------------------------
    W("ten hours a week for two weeks", "2024-01-10", (("job", "2024-03-01", "2024-03-15", A, 600),),
      sustained=NEITHER, longest=14, job=14, hours=20, fourth=53),
    W("two jobs at once add their hours", "2024-01-10",
      (("job", "2024-03-01", "2024-03-15", A, 600), ("job", "2024-03-08", "2024-03-15", B, 600)),
      sustained=NEITHER, longest=14, job=14, hours=30, fourth=53),
    W("the same row twice adds nothing", "2024-01-10", (("job", "2024-03-01", "2024-03-15", A, 600),) * 2,
      sustained=NEITHER, longest=14, job=14, hours=20, fourth=53),
    W("studied hours count, as hours of work do", "2024-01-10", (("school", "2024-03-01", "2024-03-15", None, 600),), hours=20,
      fourth="none"),
    W("hours not told are missing, not zero", "2024-01-10",
      (("job", "2024-03-01", "2024-03-15", A, 600), ("job", "2024-05-01", "2024-05-08", A, None)),
      sustained=NEITHER, longest=14, job=14, hours="missing", fourth="missing"),
    W("more than a week has is missing", "2024-01-10", (("job", "2024-03-01", "2024-03-15", A, 10081),),
      sustained=NEITHER, longest=14, job=14, hours="missing", fourth="missing"),
    W("told to be none", "2024-01-10", (("job", "2024-03-01", "2024-03-15", A, 0),), sustained=NEITHER, longest=14, job=14, hours=0,
      fourth="none"),
    W("only the hours inside the follow-up", "2024-01-10", (("job", "2025-01-03", "2025-02-01", A, 600),),
      sustained=NEITHER, longest=7, job=7, hours=10, fourth=361),
    # --- the fourth paid hour, from which a start counts in the job outcome rate: its day from the start -----------
    W("24 hours a week: four on the second day", "2024-01-10", (("job", "2024-03-01", "2024-03-15", A, 1440),),
      sustained=NEITHER, longest=14, job=14, hours=48, fourth=52),
    W("four hours to the minute, on the last day", "2024-01-10", (("job", "2024-03-01", "2024-03-08", A, 240),),
      sustained=NEITHER, longest=7, job=7, hours=4, fourth=57),
    W("a minute too few", "2024-01-10", (("job", "2024-03-01", "2024-03-08", A, 239),),
      sustained=NEITHER, longest=7, job=7, hours=239 / 60, fourth="none"),
    W("two hours each in two jobs at once", "2024-01-10",
      (("job", "2024-03-01", "2024-03-08", A, 120), ("job", "2024-03-01", "2024-03-08", B, 120)),
      sustained=NEITHER, longest=7, job=7, hours=4, fourth=57),
    W("two hours, and two more a month later", "2024-01-10",
      (("job", "2024-03-01", "2024-03-08", A, 120), ("job", "2024-04-01", "2024-04-08", A, 120)),
      sustained=NEITHER, longest=7, job=7, hours=4, fourth=88),
    W("more hours from the third week", "2024-01-10",
      (("job", "2024-03-01", "2024-03-15", A, 60), ("job", "2024-03-15", "2024-03-22", A, 840)),
      sustained=NEITHER, longest=21, job=21, hours=16, fourth=65),
    W("a long job of few hours with a short one in it", "2024-01-10",
      (("job", "2024-03-01", "2024-04-05", A, 40), ("job", "2024-03-15", "2024-03-22", B, 100)),
      sustained=NEITHER, longest=35, job=35, hours=5, fourth=75),
    W("the fourth hour falls after the follow-up", "2024-01-10", (("job", "2025-01-08", "2025-02-01", A, 600),),
      sustained=NEITHER, longest=2, job=2, hours=1200 / 420, fourth="none"),
    # --- the occupation of the first job: its major group, the first digit of the code ------------------------------
    W("the first job of two", "2024-01-10",
      (("job", "2024-03-01", "2024-03-11", A, None, "5223"), ("job", "2024-04-01", "2024-04-21", B, None, "2320")),
      sustained=NEITHER, longest=20, first=5),
    W("begun on one day: the lower code", "2024-01-10",
      (("job", "2024-03-01", "2024-03-11", A, None, "9112"), ("job", "2024-03-01", "2024-03-21", B, None, "5223")),
      sustained=NEITHER, longest=20, first=5),
    W("a soldier is in group 0, which is not none", "2024-01-10", (("job", "2024-03-01", "2024-03-11", A, None, "0310"),),
      sustained=NEITHER, longest=10, first=0),
    W("no code is told of the first", "2024-01-10",
      (("job", "2024-03-01", "2024-03-11", A, None, None), ("job", "2024-04-01", "2024-04-21", B, None, "2320")),
      sustained=NEITHER, longest=20, first="missing"),
    W("words are no code", "2024-01-10", (("job", "2024-03-01", "2024-03-11", A, None, "shop"),),
      sustained=NEITHER, longest=10, first="missing"),
    W("an education has none", "2024-01-10", (("school", "2024-03-01", "2024-03-15", None, None, "2320"),), first="none"),
    # --- working this quarter: served (|) and worked (x) in each of the eight quarters of 2024 and 2025 ---------
    W("served and at work throughout", "2023-12-31", (("job", "2024-03-31", None),),
      sustained=BOTH, longest=275, worked="xxxxxxxx"),
    W("a day of work on the last of a quarter", "2024-02-01", (("job", "2024-03-31", "2024-04-01"),),
      sustained=NEITHER, longest=1, worked="x|||||||"),
    W("work after the course is not while served", "2024-02-01", (("job", "2024-05-01", None),), end="2024-04-01",
      sustained=BOTH, longest=276, worked="|......."),
    W("ended on the second day of a quarter", "2024-02-01", end="2024-04-02", worked="||......"),
    W("started on the last day of a quarter", "2024-03-31", worked="||||||||"),
    W("died in the quarter before", "2024-02-01", seen=(("2024-04-01", "died"),), worked="|......."),
)  # fmt: skip


def frames(situations: tuple[Work, ...]) -> dict[str, pl.DataFrame]:
    courses = [(w.title, w.start, w.end) for w in situations]
    spells = [(w.title, *spell, *(None,) * (6 - len(spell))) for w in situations for spell in w.spells]
    seen = [(w.title, *end) for w in situations for end in w.seen]
    columns = {
        "person": str,
        "state": str,
        "from": str,
        "to": str,
        "employer": str,
        "minutes_week": pl.Int64,
        "occupation": str,
    }
    return {
        "courses": pl.DataFrame(courses, schema={"person": str, "start": str, "end": str}, orient="row"),
        "spells": pl.DataFrame(spells, schema=columns, orient="row"),
        "observed": pl.DataFrame(seen, schema=["person", "until", "why"], orient="row"),
    }


def rows(study: Study, tables: dict[str, pl.DataFrame], engine: str) -> pl.DataFrame:
    opened = open_engine(engine)
    return people(
        study, {name: opened.take(REGISTERS[name], frame) for name, frame in tables.items()}, opened
    )


@pytest.fixture(scope="module", params=["duckdb", "polars"])
def followed(request: pytest.FixtureRequest) -> pl.DataFrame:
    return rows(STUDY, frames(SITUATIONS), request.param)


def sustained(study: Study, row: pl.DataFrame) -> tuple[str | None, str | None]:
    """Where the one course of the row stands at 13 and at 26 weeks, as the measure itself counts it."""
    ledger = Ledger()
    list(figures(study, Scope(None, None, row), ledger))
    found: dict[int, list[str | None]] = {
        weeks: [
            said for state, said in STATES.items() if ledger.counts[None, None, f"sustained_{weeks}.{state}"]
        ]
        for weeks in (13, 26)
    }
    return (found[13] or [None])[0], (found[26] or [None])[0]


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.title)
def test_situation(situation: Work, followed: pl.DataFrame) -> None:
    place = sorted(one.title for one in SITUATIONS).index(situation.title)
    of = followed.filter(pl.col("person") == place)
    row = of.to_dicts()[0]
    assert sustained(STUDY, of) == situation.sustained
    assert row["longest_employment"] == situation.longest
    if situation.job is not None:
        assert ("missing" if row["longest_job_missing"] else row["longest_job"]) == situation.job
    if situation.hours is not None:
        assert ("missing" if row["hours_missing"] else row["hours"] / 420) == situation.hours
    if situation.fourth is not None:
        told = "none" if row["fourth_hour"] is None else row["fourth_hour"]
        assert ("missing" if row["work_hours_missing"] else told) == situation.fourth
    if situation.first is not None:
        code = row["first_occupation"]
        told = "none" if code is None else "missing" if code % 100 == NO_OCCUPATION else code % 100
        assert told == situation.first
    if situation.worked:
        drawn = "".join(
            "x"
            if row[f"worked_{quarter.name}"]
            else "|"
            if is_open(Scope(None, None, of), quarter)[0]
            else "."
            for quarter in quarters(STUDY)
        )
        assert drawn == situation.worked


# --- two courses of one person: (start, end) each, the job of the person, and what each course comes to ---------
TWO = {
    "one after the other": (("2023-01-09", "2023-06-01"), ("2024-01-09", None), ("2024-02-01", "2024-03-01"), (0, 29)),
    "overlapping: the job counts in both": (
        ("2023-01-09", None), ("2023-07-03", None), ("2023-08-01", "2023-09-01"), (31, 31),
    ),
    "overlapping: the first is over when the job comes": (
        ("2023-01-09", None), ("2023-07-03", None), ("2024-02-01", "2024-03-01"), (0, 29),
    ),
}  # fmt: skip


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize("title", TWO)
def test_two_courses(title: str, engine: str) -> None:
    one, two, (first, last), days = TWO[title]
    tables = frames((W("a", one[0], (("job", first, last),), end=one[1]), W("a", two[0], end=two[1])))
    found = rows(STUDY, tables, engine).sort("start")
    assert found["step"].to_list() == ["mature", "mature"]
    assert tuple(found["work_days"]) == days
    once = rows(replace(STUDY, unit="first course"), tables, engine).sort("start")
    assert once["step"].to_list() == ["mature", "later_course"]
    assert once["work_days"][0] == days[0]
